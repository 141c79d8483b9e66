import type { LaneView } from '../../../src/core/views.js';
import { useWords } from '../i18n/words.js';
import { Notice } from '../shell/Notice.js';

/** What goes on by itself, and when: one note per system and cause, for all lanes that wait for it. */
export function LaneWaits({ lanes }: { lanes: readonly LaneView[] }) {
  const { say, time, problem } = useWords();
  const waits = new Map<string, { waiting: NonNullable<LaneView['waiting']>; lanes: string[] }>();
  for (const { lane, waiting } of lanes) {
    if (!waiting) continue;
    const key = `${waiting.system}/${waiting.problem.code}`;
    const known = waits.get(key);
    if (known) known.lanes.push(lane);
    else waits.set(key, { waiting, lanes: [lane] });
  }
  return [...waits].map(([key, { waiting, lanes: names }]) => {
    const form = waiting.problem.code.endsWith('-limited') ? 'wait.limited' : 'wait.outage';
    const values = { system: say(`system.${waiting.system}`), time: time(waiting.until) };
    const { sentence } = problem(waiting.problem);
    return (
      <Notice key={key} kind="waiting" title={say(form, values)}>
        {`${sentence} ${say('wait.lane', { lane: names.join(', ') })}`}
      </Notice>
    );
  });
}
