import { History } from './history.js';
import { laneRules } from '../../../src/engine/rules.js';
import { activeOnly, type FamilyMember } from './lanePlan.js';
import { Operator } from './operator.js';
import { settle } from './settle.js';
import { type Watched, watch } from './watch.js';
import { SimulatedWorkflow } from './workflow.js';
import { heal, type World } from './world.js';

/** How often each thing happens while everything runs. */
export interface Troubles {
  /** Records of each table that are there before the first load. */
  readonly records: number;
  /** Changes, and the time that all this is spread over. */
  readonly changes: number;
  readonly changesMs: number;
  readonly deletes: boolean;
  /** Chance that a change is one that Campaign refuses. */
  readonly refused: number;
  readonly stops: number;
  /** A stop of more than a week: all positions are too old afterwards. */
  readonly weeks: number;
  /** A stop after which another filter holds, and the table is replayed. */
  readonly refiltered: number;
  readonly kills: number;
  /** A process freezes for up to a minute, and has a successor beside it after ten seconds. */
  readonly freezes: number;
  /** Times in which a system does not answer, of up to five minutes each. */
  readonly outages: number;
  readonly losses: number;
  /** Records whose writes always fail, from some moment on. */
  readonly poisoned: number;
  /** Records that somebody else changes in Campaign. */
  readonly tampered: number;
  /** Records that are in Campaign already, with other values. */
  readonly adopted: number;
  /** What an operator says, and how often all of it is said once more. */
  readonly commands: number;
  readonly resets: number;
  /** Every so many processes one dies after a few awaits. */
  readonly shortLived: number;
}

/** A process that says nothing for so long is given up (the workflow's heartbeat timeout). */
const givenUpAfterMs = 10_000;
const weekMs = 8 * 24 * 3_600_000;

export interface Story {
  readonly world: World;
  readonly members: readonly FamilyMember[];
  readonly troubles: Troubles;
  /** Rows read again by key may be newer than the queue's: versions may then go back for a moment. */
  readonly ordered: boolean;
}

/** Runs a workflow through everything that happens, until all changes are through. What must not be stands in the world's violations. */
export async function tell({ world, members, troubles, ordered }: Story): Promise<void> {
  const { time, random, campaign, violations } = world;
  const history = new History(world, members, troubles.refused);
  history.begin(troubles.records);
  adopt(world, troubles);
  const fate = () => (random.chance(troubles.shortLived) ? random.between(1, 60) : undefined);
  const watched: Watched = watch(world, { ordered });
  let mortal = true;
  const workflow = new SimulatedWorkflow(world, watched, () => (mortal ? fate() : undefined));
  const operator = new Operator(world, workflow);
  const over = new AbortController();
  workflow.start();
  const lookingAfter = operator.lookAfter(over.signal);
  for (const { at, act } of moments(world, troubles, history, operator, workflow)) {
    await time.sleep(at - time.now);
    await act();
  }
  heal(world);
  mortal = false;
  await settle(world, workflow);
  if (troubles.resets > 0) operator.repeat();
  campaign.cured = true;
  // A child whose parent was rejected follows in the next round.
  for (let round = 0; round < 5 && anyRejected(world); round += 1) {
    for (const lane of world.lanes.values()) operator.retry(lane);
    await settle(world, workflow);
  }
  if (troubles.tampered > 0) {
    for (const lane of world.lanes.values()) operator.replay(lane, true);
    await settle(world, workflow);
  }
  over.abort();
  await lookingAfter;
  await workflow.stop();
  await workflow.ended();
  if (campaign.stragglers > 0) violations.push('something may land yet');
}

const anyRejected = ({ lanes }: World) => [...lanes.values()].some(({ store }) => store.rejected.size > 0);

interface Moment {
  readonly at: number;
  readonly act: () => void | Promise<void>;
}

function moments(
  world: World,
  troubles: Troubles,
  history: History,
  operator: Operator,
  workflow: SimulatedWorkflow,
): Moment[] {
  const { time, random } = world;
  const anyProcess = () => {
    const attempts = [...workflow.attempts.values()];
    return attempts.length > 0 ? random.pick(attempts) : undefined;
  };
  const stopFor = (ms: number) => async () => {
    await workflow.stop();
    await time.sleep(random.next() * ms);
    workflow.start();
  };
  const happens: [number, Moment['act']][] = [
    [troubles.changes, () => history.happen(troubles.deletes)],
    [troubles.stops, stopFor(20_000)],
    [
      troubles.weeks,
      async () => {
        await workflow.stop();
        for (let changes = 0; changes < 5; changes += 1) history.happen(troubles.deletes);
        await time.sleep(weekMs);
        for (const { source } of world.lanes.values()) source.forgotten = source.log.length;
        workflow.start();
      },
    ],
    [
      troubles.refiltered,
      async () => {
        await workflow.stop();
        refilter(world, operator);
        workflow.start();
      },
    ],
    [troubles.kills, () => anyProcess()?.process.kill()],
    [
      troubles.freezes,
      () => {
        const frozen = anyProcess();
        frozen?.process.freeze(random.between(1, 60_000));
        if (frozen) void time.sleep(givenUpAfterMs).then(() => workflow.giveUp.get(frozen)?.());
      },
    ],
    [troubles.outages, () => away(world)],
    [
      troubles.losses,
      () => {
        const { source } = random.pick([...world.lanes.values()]);
        source.forgotten = source.log.length;
      },
    ],
    [troubles.poisoned, () => poison(world)],
    [troubles.tampered, () => tamper(world)],
    [troubles.commands, () => operator.say()],
    [troubles.resets, () => operator.repeat()],
  ];
  const all = happens.flatMap(([count, act]) =>
    Array.from({ length: count }, () => ({ at: time.now + random.next() * troubles.changesMs, act })),
  );
  return all.sort((a, b) => a.at - b.at);
}

function away({ time, random, campaign, lanes }: World): void {
  const until = time.now + random.between(1, 300_000);
  if (random.chance(0.4)) campaign.awayUntil = until;
  else if (random.chance(0.5)) campaign.writesAwayUntil = until;
  else for (const { source } of lanes.values()) source.awayUntil = until;
}

/** What passes is another from the next start on; a replay brings the destination to it. */
function refilter({ lanes, random }: World, operator: Operator): void {
  const lane = random.pick([...lanes.values()]);
  if (lane.store.replay !== null) return;
  const { plan } = lane.rules;
  const filter = plan.mapping.filter ? null : activeOnly;
  lane.rules = laneRules({ ...plan, mapping: { ...plan.mapping, filter, deleteFiltered: random.chance(0.6) } });
  lane.store.plan = lane.rules.plan;
  operator.replay(lane, false);
}

function poison({ campaign, lanes, random }: World): void {
  const keys = [...random.pick([...lanes.values()]).source.rows.keys()];
  if (keys.length > 0) campaign.poison.add(random.pick(keys));
}

function tamper({ campaign, random, lanes }: World): void {
  const ours = [...lanes.values()].flatMap(({ store }) => [...store.ledger].filter(([, { present }]) => present));
  const [key] = ours.length > 0 ? random.pick(ours) : [];
  const body = key === undefined ? undefined : campaign.records.get(key);
  if (key !== undefined && body) campaign.records.set(key, { ...body, lastName: 'tampered' });
}

function adopt({ campaign, lanes }: World, { adopted }: Troubles): void {
  for (const { source, rules } of lanes.values()) {
    if (rules.plan.mapping.filter !== null) continue;
    for (const key of [...source.rows.keys()].slice(0, adopted))
      campaign.records.set(key, { externalId: key, lastName: 'before', version: 0, own: key });
  }
}
