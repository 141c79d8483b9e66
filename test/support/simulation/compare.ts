import type { World } from './world.js';

/** What the destination lacks, holds too much, or holds wrongly; rejected records are on their own list and left out. */
export function differences({ source, campaign, store, rules }: World): string[] {
  const { applyDeletes, deleteFiltered, filter } = rules.plan.mapping;
  const found: string[] = [];
  for (const [key, row] of source.rows) {
    if (store.rejected.has(key)) continue;
    const profile = campaign.records.get(key);
    const passes = filter === null || row['statecode'] === 0;
    if (!passes) {
      if (deleteFiltered && profile) found.push(`${key} does not pass the filter and is there`);
    } else if (!profile) found.push(`${key} is lost`);
    else if (profile['version'] !== row['version'] || profile['lastName'] !== row['lastname'])
      found.push(`${key} is stale: ${String(profile['version'])} instead of ${String(row['version'])}`);
  }
  for (const [key, profile] of campaign.records) {
    // What was there before, and was deleted at the source before anything was read, is none of ours.
    const ours = store.ledger.has(key) || profile['lastName'] !== 'before';
    const gone = ours && !source.rows.has(key) && source.log.includes(key);
    if (gone && applyDeletes && !store.rejected.has(key)) found.push(`${key} was deleted and is there`);
  }
  return found;
}
