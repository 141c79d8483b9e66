import { ProgressBar } from '@react-spectrum/s2';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { LaneView } from '../../../src/core/views.js';
import { useWords } from '../i18n/words.js';
import { useLoadRate } from './useLoadRate.js';

const box = style({ display: 'flex', flexDirection: 'column', gap: 4, paddingY: 4 });
const bar = style({ width: 'full', maxWidth: 'full' });
const facts = style({ font: 'ui-sm', color: 'neutral-subdued', margin: 0 });

interface LoadProgressProps {
  lane: string;
  load: NonNullable<LaneView['load']>;
  /** When the counts were read. */
  asOf: string;
  isRunning: boolean;
  isReplay: boolean;
}

/** A first load or a replay on its way: share, count, rate and time left. Without the table's size there is no share to show. */
export function LoadProgress({ lane, load, asOf, isRunning, isReplay }: LoadProgressProps) {
  const { say, number, percent, duration } = useWords();
  const perSecond = useLoadRate(Date.parse(asOf), load.done, isRunning);
  // The table's size is the source's estimate: more can come, and then the whole is at least what was read.
  const total = load.total === null ? null : Math.max(load.total, load.read, 1);
  const share = total === null ? 0 : load.done / total;
  const parts = [
    total === null
      ? say('load.counting', { count: load.done })
      : say('load.progress', { done: number(load.done), total: number(total) }),
    ...(perSecond > 0 ? [say('load.rate', { count: roundRate(perSecond) })] : []),
    ...(perSecond > 0 && total !== null && total > load.done
      ? [say('load.remaining', { duration: duration(((total - load.done) / perSecond) * 1000) })]
      : []),
  ];
  return (
    <div className={box} data-part="load">
      <ProgressBar
        label={say(isReplay ? 'load.replay' : 'load.label', { lane })}
        isIndeterminate={total === null && isRunning}
        value={share * 100}
        valueLabel={total === null ? '' : percent(Math.floor(share * 100) / 100)}
        styles={bar}
      />
      <p className={facts}>{parts.join(' · ')}</p>
    </div>
  );
}

const roundRate = (perSecond: number) => (perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond));
