import AlertTriangle from '@react-spectrum/s2/icons/AlertTriangle';
import { iconStyle, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { MistakeView } from '../../../src/core/views.js';
import { useWords } from '../i18n/words.js';
import { mistakeText } from './mistakeText.js';

const line = style({ display: 'flex', alignItems: 'start', gap: 8, font: 'ui-sm', color: 'negative', marginTop: 8 });

/** What the server refused in this row. */
export function RowMistakes({ mistakes }: { mistakes: readonly MistakeView[] }) {
  const words = useWords();
  if (mistakes.length === 0) return null;
  return (
    <div role="row" data-part="mistakes">
      <div role="cell" aria-colspan={4}>
        {mistakes.map((mistake) => (
          <div key={`${mistake.pointer} ${mistake.code}`} className={line}>
            <AlertTriangle styles={iconStyle({ size: 'XS', color: 'negative', marginTop: 2 })} />
            <span>{mistakeText(words, mistake)}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
