import { linkIn } from './fakeCampaign.js';
import type { SimulatedLane, World } from './world.js';

/** What the destination lacks, holds too much, or holds wrongly; rejected records are on their own list and left out. */
export function differences(world: World): string[] {
  return [...world.lanes.values()].flatMap((lane) => [
    ...[...lane.source.rows.keys()].flatMap((key) => {
      const what = wrongOf(lane, key, world);
      return what === null ? [] : [`${key} ${what}`];
    }),
    ...tooMuch(lane, world),
  ]);
}

function wrongOf(lane: SimulatedLane, key: string, world: World): string | null {
  const { source, store, rules } = lane;
  const { deleteFiltered } = rules.plan.mapping;
  const row = source.rows.get(key) ?? {};
  const body = world.campaign.records.get(key);
  if (!rules.compiled.passes(row))
    return deleteFiltered && body && store.ledger.has(key) ? 'does not pass the filter and is there' : null;
  const misses = missesParent(lane, key, world);
  if (store.rejected.has(key)) return wronglyRejected(lane, key, misses);
  if (world.discarded.get(key) === row['version']) return null;
  if (store.waiting.has(key)) return misses ? null : 'waits for nobody';
  const differs = body ? difference(lane, row, body) : 'lost';
  return differs === null ? null : `is ${differs}`;
}

function wronglyRejected({ store, source }: SimulatedLane, key: string, misses: boolean): string | null {
  const code = store.rejected.get(key)?.code;
  const right =
    (code === 'campaign-enumeration' && source.rows.get(key)?.['lastname'] === 'refused') ||
    code === 'campaign-keeps-failing' ||
    (code === 'parent-missing' && misses);
  return right ? null : `is rejected for ${code}`;
}

/** Whether a parent that the record names is not in Campaign, as far as the ledger knows. */
function missesParent({ rules, source }: SimulatedLane, key: string, { database }: World): boolean {
  return rules.compiled.links.some(({ parent, keyOf }) => {
    const named = keyOf(source.rows.get(key) ?? {});
    const itself = parent === rules.plan.mapping.id && named === key;
    return named !== null && !itself && !database.isPresent({ lane: parent, key: named });
  });
}

function difference(
  { rules }: SimulatedLane,
  row: Readonly<Record<string, unknown>>,
  body: Readonly<Record<string, unknown>>,
): string | null {
  const { fields } = rules.plan.mapping;
  const always = new Set(fields.filter(({ applyUpdates }) => applyUpdates).map(({ field }) => field));
  if (body['version'] !== row['version'])
    return `stale: ${String(body['version'])} instead of ${String(row['version'])}`;
  if (always.has('lastName') && body['lastName'] !== row['lastname']) return `stale: ${String(body['lastName'])}`;
  const wrong = rules.compiled.links.find(({ field, keyOf }) => linkIn(body[field]) !== (keyOf(row) ?? ''));
  return wrong ? `linked wrongly: ${wrong.field} ${linkIn(body[wrong.field])}` : null;
}

function tooMuch({ name, source, store, rules }: SimulatedLane, { campaign }: World): string[] {
  const found: string[] = [];
  for (const [key, { present }] of store.ledger) {
    // One that was there before, or came with a call that nobody heard of, and is refused since, is known to nobody.
    const unheard = campaign.poison.has(key) || campaign.records.get(key)?.['lastName'] === 'before';
    const row = source.rows.get(key);
    const kept = row !== undefined && !rules.compiled.passes(row) && !rules.plan.mapping.deleteFiltered;
    const aside = kept || store.waiting.has(key) || store.rejected.has(key);
    const known = !campaign.vanished.has(key) && !unheard && !aside;
    if (known && present !== campaign.records.has(key))
      found.push(`${name}: the ledger is wrong about ${key}: ${present}`);
  }
  if (!rules.plan.mapping.applyDeletes) return found;
  for (const [key, body] of campaign.records) {
    // What was there before, and was deleted at the source before anything was read, is none of ours.
    const ours = store.ledger.has(key) || body['lastName'] !== 'before';
    const gone = ours && !source.rows.has(key) && source.log.includes(key);
    if (gone && !store.rejected.has(key)) found.push(`${key} was deleted and is there`);
  }
  return found;
}
