import { recordCommand, type RecordCommandName, recordCommands } from '../core/entity.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import type { Carry, OpenCommand } from './carry.js';
import { closedCommands, openCommands } from './limits.js';
import { restAfter, type Resting } from './rest.js';

export type CommandEnd = { readonly problem: ProblemFacts | null; readonly records: number | null };

/** The commands about records that a workflow was given: those still to be carried out, and the last that were. Lives in the Carry. */
export class CommandList {
  readonly #list: Carry['commands'];
  readonly #firstRun: string;

  /** @param firstRun names the chain of runs: a Reset, which replays signals, keeps it */
  constructor(list: Carry['commands'], firstRun: string) {
    this.#list = list;
    this.#firstRun = firstRun;
  }

  get open(): readonly OpenCommand[] {
    return this.#list.open;
  }

  get closed(): Carry['commands']['closed'] {
    return this.#list.closed;
  }

  /** Puts a command into the list. @returns what is wrong with it, or null */
  take(name: RecordCommandName, input: unknown): string | null {
    const parsed = recordCommands[name].safeParse(input ?? {});
    if (!parsed.success) {
      const mistakes = parsed.error.issues.map(({ path, message }) => [path.join('.'), message].join(' ').trim());
      return `${name}: ${mistakes.join('; ')}`;
    }
    if (this.open.length >= openCommands) return `${name}: ${openCommands} commands are still to be carried out`;
    // Without a name of its own it gets the same one again when a Reset replays its signal.
    const id = parsed.data.id ?? `${this.#firstRun}.${(this.#list.unnamed += 1)}`;
    if (this.open.some(({ command }) => command.id === id)) return null;
    const command = recordCommand.parse({ ...parsed.data, name, id });
    this.#list.open.push({ command, at: new Date().toISOString(), rest: null });
    return null;
  }

  /** The first that rests no more. */
  get ready(): OpenCommand | null {
    return this.open.find(({ rest }) => !rest || rest.until <= Date.now()) ?? null;
  }

  /** How long until one is ready; null while there is none. */
  get readyInMs(): number | null {
    if (this.open.length === 0) return null;
    return Math.max(0, Math.min(...this.open.map(({ rest }) => rest?.until ?? 0)) - Date.now());
  }

  /** It needs a system that has to be waited for; the others go first. */
  postpone(open: OpenCommand, rest: Omit<Parameters<typeof restAfter>[1], 'lane'>): Resting {
    const rests = restAfter(open.rest, rest);
    this.#list.open = [...this.open.filter((other) => other !== open), { ...open, rest: rests }];
    return rests;
  }

  /** It could not be done now; nobody knows whether the others can. */
  letOthersPass(open: OpenCommand): void {
    this.#list.open = [...this.open.filter((other) => other !== open), open];
  }

  close({ command: { id, name, ...said } }: OpenCommand, { problem, records }: CommandEnd): void {
    this.#list.open = this.open.filter(({ command }) => command.id !== id);
    const closed = { id, name, mapping: said.mapping ?? null, at: new Date().toISOString(), problem, records };
    this.#list.closed = [closed, ...this.closed].slice(0, closedCommands);
  }
}
