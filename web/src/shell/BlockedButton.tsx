import { Tooltip, TooltipTrigger } from '@react-spectrum/s2';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { type ReactNode, useId, useState } from 'react';
import { Focusable } from 'react-aria-components/Focusable';
import { hidden } from './hidden.js';

const button = style<{ shape: 'pill' | 'square'; isFocusVisible: boolean }>({
  display: 'inline-flex',
  alignItems: 'center',
  justifyContent: 'center',
  gap: 'text-to-visual',
  boxSizing: 'border-box',
  height: 32,
  minWidth: { shape: { pill: 96, square: 32 } },
  paddingX: { shape: { pill: 'pill', square: 0 } },
  paddingY: 0,
  borderStyle: 'none',
  borderRadius: { shape: { pill: 'pill', square: 'default' } },
  font: 'ui',
  fontWeight: { shape: { pill: 'bold', square: 'medium' } },
  color: 'disabled',
  backgroundColor: { shape: { pill: 'disabled', square: 'transparent' } },
  '--iconPrimary': { type: 'fill', value: 'gray-400' },
  cursor: 'default',
  outlineStyle: { default: 'none', isFocusVisible: 'solid' },
  outlineColor: 'focus-ring',
  outlineWidth: 2,
  outlineOffset: 2,
});

/** A tooltip is made for a few words; a reason is a sentence or two. */
const wide = { maxWidth: '18rem' };

interface BlockedButtonProps {
  shape: 'pill' | 'square';
  label: string;
  /** Why it cannot be pressed: in the tooltip, and read out as the button's description. */
  reason: string;
  children: ReactNode;
}

/** A greyed button that still takes the focus, so that the keyboard and a screen reader learn the reason too. */
export function BlockedButton({ shape, label, reason, children }: BlockedButtonProps) {
  const id = useId();
  const [isFocusVisible, setFocusVisible] = useState(false);
  return (
    <TooltipTrigger delay={300} placement="start">
      <Focusable>
        <button
          type="button"
          aria-disabled="true"
          aria-label={label}
          aria-describedby={id}
          className={button({ shape, isFocusVisible })}
          onFocus={(event) => setFocusVisible(event.target.matches(':focus-visible'))}
          onBlur={() => setFocusVisible(false)}
        >
          {children}
          <span id={id} className={hidden}>
            {reason}
          </span>
        </button>
      </Focusable>
      <Tooltip UNSAFE_style={wide}>{reason}</Tooltip>
    </TooltipTrigger>
  );
}
