import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { LaneView } from '../../../src/core/views.js';
import { useWords } from '../i18n/words.js';

const list = style({ font: 'ui-sm', color: 'neutral-subdued', margin: 0, padding: 0, listStyleType: 'none' });

/** What stands apart from the backlog, table mapping by table mapping, and the engine calls that were saved. */
export function LaneFacts({ lanes }: { lanes: readonly LaneView[] }) {
  const words = useWords();
  const facts = lanes.flatMap((lane) => {
    const parts = factsOf(lane, words);
    return parts.length > 0 ? [{ key: lane.lane, text: `${lane.lane}: ${parts.join(' · ')}` }] : [];
  });
  const calls = callsOf(lanes, words);
  const lines = [...facts, ...(calls ? [{ key: '/calls', text: calls }] : [])];
  return (
    <ul className={list} data-part="lane-facts">
      {lines.map(({ key, text }) => (
        <li key={key}>{text}</li>
      ))}
    </ul>
  );
}

/** Whether there is anything to say of them. */
export const hasFacts = (lanes: readonly LaneView[]): boolean =>
  savedCalls(lanes).saved > 0 ||
  lanes.some(
    ({ waitingRecords, heldDeletes, replay, behind, notes, state }) =>
      waitingRecords + heldDeletes + notes.length > 0 || replay !== null || (behind !== null && state === 'new'),
  );

type Words = ReturnType<typeof useWords>;

function factsOf({ state, waitingRecords, heldDeletes, replay, behind, notes }: LaneView, words: Words): string[] {
  const { say, problem } = words;
  return [
    ...(behind !== null && state === 'new' ? [say('lane.behind', { lane: behind })] : []),
    ...(waitingRecords > 0 ? [say('lane.waiting', { count: waitingRecords })] : []),
    ...(heldDeletes > 0 ? [say('lane.held', { count: heldDeletes })] : []),
    ...(replay ? [say(`lane.replay.${replay.state}`)] : []),
    ...notes.map((note) => problem(note).sentence),
  ];
}

function callsOf(lanes: readonly LaneView[], { say, number, percent }: Words): string | null {
  const { made, adobe, saved } = savedCalls(lanes);
  if (saved <= 0) return null;
  const of = (kind: keyof LaneView['calls']) => number(lanes.reduce((sum, { calls }) => sum + calls[kind], 0));
  return say('lane.calls', {
    made: number(made),
    creates: of('create'),
    reads: of('read'),
    updates: of('update'),
    deletes: of('delete'),
    adobe: number(adobe),
    share: percent(saved / adobe),
  });
}

function savedCalls(lanes: readonly LaneView[]) {
  const made = lanes.reduce((sum, { counts }) => sum + counts.engineCalls, 0);
  const adobe = lanes.reduce((sum, { adobeCalls }) => sum + adobeCalls, 0);
  return { made, adobe, saved: adobe - made };
}
