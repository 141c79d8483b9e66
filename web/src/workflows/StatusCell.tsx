import { StatusLight } from '@react-spectrum/s2';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { WorkflowView } from '../api/workflows.js';
import { useWords } from '../i18n/words.js';

const cell = style({ display: 'flex', flexDirection: 'column', gap: 2 });
const beneath = style({ font: 'ui-sm', color: 'neutral-subdued', paddingStart: 16 });

const lights = { RUNNING: 'positive', STOPPED: 'neutral', STARTING: 'informative', FAILED: 'negative' } as const;

/** The coloured light with its word; a stop that is not finished is said beneath. */
export function StatusCell({ view: { status, stopping, since } }: { view: WorkflowView }) {
  const { say, time } = useWords();
  const text = stopping ? say('status.stopping') : since ? say('status.since', { time: time(since) }) : undefined;
  return (
    <div className={cell}>
      <StatusLight variant={lights[status]} data-part="status">
        {say(`status.${status}`)}
      </StatusLight>
      {text && <span className={beneath}>{text}</span>}
    </div>
  );
}
