/** What PostgreSQL says of a lane. */
export interface LaneFacts {
  readonly name: string;
  readonly state: string;
  /** Why it is parked, as JSON. */
  readonly failure: string | null;
  readonly inserted: number;
  readonly engineCalls: number;
  /** Records that are in the queue or on their way there, or wait. */
  readonly todo: number;
  /** The source holds nothing older than this that was not read. */
  readonly readUpTo: Date | null;
}

/** Of all lanes together. */
export interface LaneTotals {
  readonly inserted: number;
  readonly engineCalls: number;
  /** All lanes are live, with nothing to do. */
  readonly done: boolean;
  /** Of the lane that is behind the most; null before all have been read once. */
  readonly readUpTo: Date | null;
}

export const laneFacts = `
  select name, state, failure::text, inserted::float8, (engine_creates + engine_reads + engine_updates + engine_deletes)::float8 as "engineCalls", passed_at as "readUpTo",
    ((select coalesce(sum(open), 0) from passerelle.chunks where lane = l.id)
      + (select count(*) from passerelle.again where lane = l.id)
      + (select count(*) from passerelle.pending_deletes where lane = l.id)
      + (select count(*) from passerelle.waiting where lane = l.id))::float8 as todo
  from passerelle.lanes l order by id`;

/** @throws Error when a lane stands still: whoever waits for it would wait in vain */
export function totalsOf(lanes: readonly LaneFacts[]): LaneTotals {
  const parked = lanes.find(({ state }) => state === 'parked');
  if (parked) throw new Error(`the lane ${parked.name} is parked: ${parked.failure}`);
  const sum = (of: (lane: LaneFacts) => number) => lanes.reduce((total, lane) => total + of(lane), 0);
  const read = lanes.map(({ readUpTo }) => readUpTo?.getTime() ?? 0);
  return {
    inserted: sum(({ inserted }) => inserted),
    engineCalls: sum(({ engineCalls }) => engineCalls),
    done: lanes.length > 0 && lanes.every(({ state, todo }) => state === 'live' && todo === 0),
    readUpTo: read.includes(0) || read.length === 0 ? null : new Date(Math.min(...read)),
  };
}
