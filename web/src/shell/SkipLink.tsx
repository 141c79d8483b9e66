import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import { useWords } from '../i18n/words.js';

const link = style({
  position: 'absolute',
  zIndex: 10,
  top: 8,
  insetStart: 8,
  paddingX: 16,
  paddingY: 8,
  borderRadius: 'default',
  font: 'ui',
  fontWeight: 'bold',
  color: 'white',
  backgroundColor: 'accent',
  outlineStyle: 'solid',
  outlineColor: 'focus-ring',
  outlineWidth: 2,
  outlineOffset: 2,
  opacity: { default: 0, isFocused: 1 },
  pointerEvents: { default: 'none', isFocused: 'auto' },
});

/** First stop of the Tab key: over the header to the content. Seen only while it has the focus. */
export function SkipLink({ target }: { target: string }) {
  const { say } = useWords();
  const [isFocused, setFocused] = useState(false);
  return (
    <a
      href={`#${target}`}
      className={link({ isFocused })}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      onClick={(event) => {
        event.preventDefault();
        document.getElementById(target)?.focus();
      }}
    >
      {say('skip')}
    </a>
  );
}
