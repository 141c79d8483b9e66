import { z } from 'zod';
import { CannotGoOn } from '../../core/problems/failures.js';
import type { DynamicsClient } from './client.js';

/**
 * Asks for several tables at once (reference dataverse-web-api §3). One that cannot be counted spoils the answer for all, so
 * they are asked for one by one then.
 */
export async function countRecords(
  client: DynamicsClient,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Map<string, number>> {
  const [first] = names;
  if (first === undefined) return new Map();
  const list = encodeURIComponent(JSON.stringify(names));
  try {
    const path = `RetrieveTotalRecordCount(EntityNames=@p1)?@p1=${list}`;
    return countsIn(await client.get(path, { table: first }, signal));
  } catch (failure) {
    if (!(failure instanceof CannotGoOn) || failure.scope !== 'lane') throw failure;
    if (names.length === 1) return new Map();
    const counts = await Promise.all(names.map((name) => countRecords(client, [name], signal)));
    return new Map(counts.flatMap((found) => [...found]));
  }
}

const answer = z.object({
  EntityRecordCountCollection: z.object({ Keys: z.array(z.string()), Values: z.array(z.number()) }),
});

function countsIn(body: unknown): Map<string, number> {
  const parsed = answer.safeParse(body);
  if (!parsed.success) return new Map();
  const { Keys, Values } = parsed.data.EntityRecordCountCollection;
  return new Map(
    Keys.flatMap((name, place) => {
      const count = Values[place];
      return count === undefined || count < 0 ? [] : [[name, count] as const];
    }),
  );
}
