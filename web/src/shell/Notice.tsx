import { ActionButton } from '@react-spectrum/s2';
import AlertTriangle from '@react-spectrum/s2/icons/AlertTriangle';
import CheckmarkCircle from '@react-spectrum/s2/icons/CheckmarkCircle';
import Close from '@react-spectrum/s2/icons/Close';
import ClockPending from '@react-spectrum/s2/icons/ClockPending';
import InfoCircle from '@react-spectrum/s2/icons/InfoCircle';
import { iconStyle, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import { useWords } from '../i18n/words.js';

type Kind = 'negative' | 'notice' | 'informative' | 'positive' | 'waiting';

const box = style<{ kind: Kind }>({
  display: 'flex',
  gap: 12,
  alignItems: 'start',
  paddingX: 16,
  paddingY: 12,
  borderRadius: 'lg',
  backgroundColor: {
    kind: {
      negative: 'negative-subtle',
      notice: 'notice-subtle',
      informative: 'informative-subtle',
      positive: 'positive-subtle',
      waiting: 'gray-100',
    },
  },
});
const text = style({ display: 'flex', flexDirection: 'column', gap: 2, flexGrow: 1, minWidth: 0 });
const title = style({ font: 'ui', fontWeight: 'bold', color: 'neutral', margin: 0, overflowWrap: 'anywhere' });
const body = style({ font: 'ui', color: 'neutral', margin: 0, overflowWrap: 'anywhere' });
const dismiss = style({ marginY: -4, marginEnd: -8, flexShrink: 0 });

const icons = {
  negative: <AlertTriangle styles={iconStyle({ color: 'negative', marginTop: 2 })} />,
  notice: <AlertTriangle styles={iconStyle({ color: 'notice', marginTop: 2 })} />,
  informative: <InfoCircle styles={iconStyle({ color: 'informative', marginTop: 2 })} />,
  positive: <CheckmarkCircle styles={iconStyle({ color: 'positive', marginTop: 2 })} />,
  waiting: <ClockPending styles={iconStyle({ color: 'neutral', marginTop: 2 })} />,
};

interface NoticeProps {
  kind: Kind;
  title: string;
  children?: ReactNode;
  id?: string;
  /** Read out when it appears: `alert` at once, `status` at the next pause. */
  role?: 'alert' | 'status';
  onDismiss?: () => void;
}

/** What happened in bold, what to do about it beneath: the form of every message that stands in the page. */
export function Notice({ kind, title: sentence, children, id, role, onDismiss }: NoticeProps) {
  const { say } = useWords();
  return (
    <div id={id} role={role} className={box({ kind })}>
      <span>{icons[kind]}</span>
      <div className={text}>
        <p className={title}>{sentence}</p>
        {children && <p className={body}>{children}</p>}
      </div>
      {onDismiss && (
        <ActionButton isQuiet size="S" aria-label={say('dismiss')} onPress={onDismiss} styles={dismiss}>
          <Close />
        </ActionButton>
      )}
    </div>
  );
}
