import type { Command } from './fakeCommands.js';
import type { SimulatedWorkflow } from './workflow.js';
import type { SimulatedLane, World } from './world.js';

/** Between two looks at a workflow that does not run. */
const stoppedMs = 3_600_000;

/** Somebody at the page: confirms deletes, resumes lanes, replays, retries and gives up rejected records. */
export class Operator {
  readonly #world: World;
  readonly #workflow: SimulatedWorkflow;
  readonly #said: { readonly id: string; readonly command: Command }[] = [];

  constructor(world: World, workflow: SimulatedWorkflow) {
    this.#world = world;
    this.#workflow = workflow;
  }

  /** Looks after lanes that stand still, now and then. */
  async lookAfter(over: AbortSignal): Promise<void> {
    const { time, random, lanes } = this.#world;
    while (!over.aborted) {
      await time.sleep(this.#workflow.running ? random.between(2_000, 30_000) : stoppedMs, over);
      for (const lane of lanes.values()) if (lane.store.state === 'parked') this.#mend(lane);
    }
  }

  /** Says something about a lane, by chance. */
  say(): void {
    const { random, lanes } = this.#world;
    const lane = random.pick([...lanes.values()]);
    const dice = random.next();
    if (dice < 0.4) this.#tell({ kind: 'replay', mapping: lane.name, now: random.chance(0.7) });
    else if (dice < 0.6) this.retry(lane);
    else if (dice < 0.9) this.#discard(lane);
    else this.#tell({ kind: 'confirmDeletes', mapping: lane.name, upTo: random.between(1, 20) });
  }

  retry({ name, store }: SimulatedLane): void {
    const keys = [...store.rejected.keys()];
    if (keys.length > 0) this.#tell({ kind: 'retryRejected', mapping: name, keys });
  }

  replay({ name }: SimulatedLane, now: boolean): void {
    this.#tell({ kind: 'replay', mapping: name, now });
  }

  /** A Reset of the workflow replays its signals: each command comes once more. */
  repeat(): void {
    for (const { id, command } of this.#said) this.#workflow.command(id, command);
  }

  #discard({ name, store, source }: SimulatedLane): void {
    const keys = [...store.rejected.keys()].slice(0, 5);
    if (keys.length === 0) return;
    for (const key of keys) {
      const row = store.rejected.get(key)?.row ?? source.rows.get(key);
      this.#world.discarded.set(key, row?.['version']);
    }
    this.#tell({ kind: 'discardRejected', mapping: name, keys });
  }

  #mend({ name, store }: SimulatedLane): void {
    const { code, params } = store.failure ?? { code: 'unknown', params: {} };
    if (code === 'too-many-deletes')
      this.#tell({ kind: 'confirmDeletes', mapping: name, upTo: Number(params['count']) });
    else if (code === 'too-many-rejected') this.#tell({ kind: 'resume', mapping: name });
    else this.#world.violations.push(`${name} stands still: ${code}`);
  }

  #tell(command: Command): void {
    const id = `command ${this.#said.length}`;
    this.#said.push({ id, command });
    if (command.kind === 'confirmDeletes') this.#world.confirmed.set(command.mapping, command.upTo);
    this.#workflow.command(id, command);
  }
}
