import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool, types } from 'pg';
import { CannotGoOn, PassesByItself } from '../core/problems/failures.js';
import { createSealer, type Sealer, UnsealError } from './encryption.js';
import { migrate } from './migrate.js';
import { connectTimeoutMs, idleTransactionMs, poolConnections, statementTimeoutMs } from './limits.js';
import type { Tables } from './tables.js';

export type Db = Kysely<Tables>;

export interface Database {
  readonly db: Db;
  readonly sealer: Sealer;
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Our statements look up some hundred keys in tables that may hold millions: one by one, not by a join with all that a lane has. PostgreSQL would rather
 * read the table where it has not counted its rows yet, or reckons with disks that turn (docs/decisions/look-keys-up.md).
 */
const lookUp = ['enable_hashjoin=off', 'enable_mergejoin=off', 'enable_material=off', 'random_page_cost=1.1'];

const checkContext = 'secrets_check';
const checkText = 'passerelle';

/**
 * Opens the database: brings its tables up to date (under an advisory lock, so that several processes may start at once)
 * and proves that the key is the one that it was made with. Nothing is changed when it is too new or the key is wrong.
 * @throws PassesByItself `store-unavailable`
 * @throws CannotGoOn `store-too-new`, `store-refused`, `wrong-key`
 */
export async function openDatabase(url: string, key: string): Promise<Database> {
  const sealer = sealerFor(key);
  const pool = new Pool({
    connectionString: url,
    max: poolConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: idleTransactionMs,
    // The server's limit does not help when its host is gone without a word.
    query_timeout: statementTimeoutMs + connectTimeoutMs,
    options: ['search_path=passerelle', ...lookUp].map((setting) => `-c ${setting}`).join(' '),
    types: {
      getTypeParser: (oid, format) => (oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)),
    },
  });
  // An idle connection that breaks (server restart) is replaced by the pool; the next statement tells if it stays away.
  pool.on('error', () => {});
  // One that breaks in the middle of a statement fails that statement, and says it once more to listeners: without one the process would end.
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    // Before anything is changed; a new database has nothing to check yet.
    await checkKey(db, sealer);
    await migrate(db, pool);
    await sealCheck(db, sealer);
    await checkKey(db, sealer);
  } catch (error) {
    await db.destroy();
    throw asFault(error);
  }
  return { db, sealer, url, close: () => db.destroy() };
}

function sealerFor(key: string): Sealer {
  try {
    return createSealer(key);
  } catch (cause) {
    throw new CannotGoOn('unusable-key', { scope: 'workflow', cause });
  }
}

/** The first process to start seals a known text ... */
async function sealCheck(db: Db, sealer: Sealer): Promise<void> {
  await db
    .insertInto('secrets_check')
    .values({ sealed: sealer.seal(Buffer.from(checkText), checkContext) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** ... which every later one must be able to open. */
async function checkKey(db: Db, sealer: Sealer): Promise<void> {
  const { rows } = await sql<{ made: boolean }>`
    select to_regclass('passerelle.secrets_check') is not null as made`.execute(db);
  if (!rows[0]?.made) return;
  const check = await db.selectFrom('secrets_check').select('sealed').executeTakeFirst();
  try {
    if (check) sealer.open(check.sealed, checkContext);
  } catch (cause) {
    if (cause instanceof UnsealError) throw new CannotGoOn('wrong-key', { scope: 'workflow', cause });
    throw cause;
  }
}

/** PostgreSQL says "refused" by SQLSTATE classes 28 (login) and 3D (no such database), 42501 (no right); the rest passes. */
export function asFault(error: unknown): Error {
  if (error instanceof CannotGoOn || error instanceof PassesByItself) return error;
  const state = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(28|3D)/.test(state) || state === '42501')
    return new CannotGoOn('store-refused', { scope: 'workflow', params: { state }, cause: error });
  return new PassesByItself('store-unavailable', { cause: error });
}

/** Answers within the pool's connect timeout, or throws. */
export async function pingDatabase(db: Db): Promise<void> {
  await sql`select 1`.execute(db);
}
