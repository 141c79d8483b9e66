import { sql } from 'kysely';
import type { SystemName } from '../core/names.js';
import type { Db } from './database.js';
import type { Listener } from './listener.js';

/** What every process knows about being told to wait: asked before each request, so it answers from memory. */
export interface PauseBoard {
  /** Until when nothing may be sent with this credential, epoch ms; 0 = no pause. */
  until(credential: string): number;
  /** Pauses the credential here at once and, through the database, everywhere. A shorter pause never shortens a longer one. */
  pause(credential: string, system: SystemName, untilMs: number, code: string): void;
  close(): void;
}

/** @param failed hears of a pause that could not be told to the others; it counts here all the same */
export async function openPauseBoard(
  db: Db,
  listener: Listener,
  failed: (error: unknown) => void,
): Promise<PauseBoard> {
  const known = new Map<string, number>();
  const raise = (credential: string, untilMs: number) => {
    if (untilMs > (known.get(credential) ?? 0)) known.set(credential, untilMs);
  };
  /** The database's clock decides: what remains there, from now on here. */
  const learn = async () => {
    const { rows } = await sql<{ credential: string; remains: number }>`
      select credential, extract(epoch from until - clock_timestamp())::float8 * 1000 as remains from pauses where until > clock_timestamp()`.execute(
      db,
    );
    for (const { credential, remains } of rows) raise(credential, Date.now() + remains);
  };
  await learn();
  const end = listener.on('passerelle_pause', () => {
    learn().catch(failed);
  });
  const tell = async (credential: string, system: SystemName, forMs: number, code: string) => {
    await sql`
      insert into pauses (credential, system, until, code)
      values (${credential}, ${system}, clock_timestamp() + ${forMs} * interval '1 millisecond', ${code})
      on conflict (credential) do update set until = greatest(pauses.until, excluded.until), code = excluded.code`.execute(
      db,
    );
    await sql`select pg_notify('passerelle_pause', ${credential})`.execute(db);
  };
  return {
    until: (credential) => known.get(credential) ?? 0,
    pause(credential, system, untilMs, code) {
      const now = Date.now();
      if (untilMs <= Math.max(now, known.get(credential) ?? 0)) return;
      raise(credential, untilMs);
      tell(credential, system, untilMs - now, code).catch(failed);
    },
    close: end,
  };
}
