import { type CancellationScope, log, setHandler } from '@temporalio/workflow';
import { command, type RecordCommandName } from '../core/entity.js';
import type { Ending } from './ending.js';
import * as messages from './messages.js';
import { show } from './show.js';
import type { EntityState } from './state.js';

/** What a message can reach: the run of the lanes, or the start that is under way. */
export interface Current {
  ending: Ending | null;
  starting: CancellationScope | null;
}

/** Takes the operators' messages. Bad input changes nothing and is shown. */
export function handleMessages(state: EntityState, current: Current): void {
  const { carry } = state;
  const understood = (mistakes: string | null): boolean => {
    state.misunderstood = mistakes;
    if (mistakes !== null) log.warn('a message was not understood', { mistakes });
    return mistakes === null;
  };
  const on = (effect: () => void) => (input: unknown) => {
    const parsed = command.optional().safeParse(input ?? undefined);
    const mistakes = parsed.error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ');
    if (understood(mistakes ?? null)) effect();
    show(state);
  };
  setHandler(
    messages.start,
    on(() => {
      if (carry.wanted === 'stopped') carry.again = false;
      carry.wanted = 'running';
      carry.failure = null;
      carry.refused = null;
    }),
    { description: 'Start: apply the newest saved configuration and synchronise. Needs no argument.' },
  );
  setHandler(
    messages.stop,
    on(() => {
      carry.wanted = 'stopped';
      if (current.ending) state.stopping = true;
      current.ending?.reach('stop');
      current.starting?.cancel();
    }),
    {
      description:
        'Stop: finish the calls in flight, keep the queue and the position. Cancels a start. Needs no argument.',
    },
  );
  setHandler(
    messages.reload,
    on(() => {
      carry.reloadPending = state.status === 'RUNNING' || state.status === 'STARTING';
    }),
    {
      description:
        'Say that a newer configuration is saved; it takes effect after stop, then start. Needs no argument.',
    },
  );
  for (const name of Object.keys(descriptions) as RecordCommandName[]) {
    const take = (input: unknown) => {
      understood(state.commands.take(name, input));
      show(state);
    };
    setHandler(messages.recordCommands[name], take, { description: descriptions[name] });
  }
  setHandler(messages.status, () => state.statusView(), {
    description: 'Status, failure with remedy, what is waited for, commands',
  });
  setHandler(messages.backlog, () => state.backlogView(), {
    description: 'Records read and not yet written, last heard of',
  });
  setHandler(messages.lanes, () => state.lanesView(), {
    description:
      'Each table mapping with its state, backlog, waiting records, held deletes, rejected records and replay',
  });
}

const descriptions: Readonly<Record<RecordCommandName, string>> = {
  replay:
    'Read a whole table again and write what differs: {"mapping": "contact"} at the next start, with "now": true at once.',
  withdrawReplay: 'Take a requested replay back that has not begun: {"mapping": "contact"}.',
  resume: 'Let a table mapping go on that stands still, once its cause is repaired: {"mapping": "contact"}.',
  confirmDeletes:
    'Allow so many deletes within 24 hours to a table mapping that they have stopped: {"mapping": "contact", "upTo": 500}.',
  retryRejected:
    'Read rejected records again and try them anew, all that fit: {"mapping": "contact", "reason": "code"}, {"keys": […]}, {"ids": […]}, {} for all.',
  discardRejected:
    'Strike rejected records from the list, for a reason without personal data: {"mapping": "contact", "why": "…"}; chosen as in retryRejected.',
};
