import { z } from 'zod';
import type { Instance } from './instance.js';
import { createCodes } from './schema.js';
import { campaignSettings } from './settings.js';

/** Comes last: what was published while the records were being written is in it. */
const tail = z.object({
  settings: z.unknown(),
  epoch: z.number().int(),
  codes: z.record(z.string(), z.array(z.string())),
});

/** The records of each resource behind a line that names it, then the rest of the state. */
export function* saved(instance: Instance): Iterable<string> {
  for (const [name, table] of instance.tables) {
    yield JSON.stringify({ resource: name });
    yield* table.records.save();
  }
  const codes = [...instance.tables].map(([name, table]) => [name, [...table.codes.known.keys()]]);
  yield JSON.stringify({ settings: instance.settings, epoch: instance.epoch, codes: Object.fromEntries(codes) });
}

/** Takes a state back. Records come before the columns they belong to are known, so their indexes are made at the end. */
export function loadInto(instance: Instance, lines: Iterable<string>): void {
  let records = [...instance.tables.values()][0]?.records;
  for (const table of instance.tables.values()) {
    table.records.index([]);
    table.clear();
  }
  for (const line of lines) {
    if (!line.startsWith('{')) {
      records?.load(line);
      continue;
    }
    const parsed: unknown = JSON.parse(line);
    const name = z.object({ resource: z.string() }).safeParse(parsed).data?.resource;
    if (name === undefined) finish(instance, tail.parse(parsed));
    else records = instance.tables.get(name)?.records;
  }
}

function finish(instance: Instance, { settings, epoch, codes }: z.infer<typeof tail>): void {
  for (const [name, table] of instance.tables) table.codes = createCodes(codes[name]);
  const parsed = campaignSettings.safeParse(settings);
  const next = parsed.success ? parsed.data : campaignSettings.parse({});
  // The instance forgot which PKeys it had changed.
  instance.epoch = next.changingPKeys ? epoch + 1 : epoch;
  instance.use(next);
}
