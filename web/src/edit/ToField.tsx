import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useWords } from '../i18n/words.js';

const narrow = style({ display: { default: 'block', md: 'none' }, flexShrink: 0 });
const arrow = style({ display: 'block', size: 16, marginTop: 2, stroke: 'gray-600', fill: 'none' });

/** On a narrow screen column and field stand above each other: this says which way the value goes. */
export function ToField() {
  const { say } = useWords();
  return (
    <span className={narrow}>
      <svg viewBox="0 0 16 16" role="img" aria-label={say('fields.to')} className={arrow}>
        <path d="M3 2v5a3 3 0 0 0 3 3h7M10 7l3 3-3 3" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
    </span>
  );
}
