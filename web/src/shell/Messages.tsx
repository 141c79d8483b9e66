import { Button, ButtonGroup, Content, Heading, IllustratedMessage, ProgressCircle } from '@react-spectrum/s2';
import AlertNotice from '@react-spectrum/s2/illustrations/linear/AlertNotice';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import type { ApiError } from '../api/request.js';
import { useWords } from '../i18n/words.js';

const centred = style({
  display: 'flex',
  justifyContent: 'center',
  alignItems: 'center',
  minHeight: 320,
  padding: 16,
});

/** The whole screen waits. */
export function Loading() {
  const { say } = useWords();
  return (
    <div className={centred}>
      <ProgressCircle aria-label={say('loading')} isIndeterminate size="L" />
    </div>
  );
}

interface MessageProps {
  title: string;
  children?: ReactNode;
  action?: { label: string; onPress: () => void };
  role?: 'alert';
}

/** One message in place of the screen, or of a table without rows. */
export function Message({ title, children, action, role }: MessageProps) {
  return (
    <div className={centred} role={role}>
      <IllustratedMessage size="M">
        <AlertNotice />
        <Heading>{title}</Heading>
        {children && <Content>{children}</Content>}
        {action && (
          <ButtonGroup>
            <Button variant="primary" fillStyle="outline" onPress={action.onPress}>
              {action.label}
            </Button>
          </ButtonGroup>
        )}
      </IllustratedMessage>
    </div>
  );
}

interface UnavailableProps {
  title: string;
  error: ApiError;
  onRetry: () => void;
}

/** The screen cannot be shown: what happened and what to do. */
export function Unavailable({ title, error, onRetry }: UnavailableProps) {
  const { say, error: told } = useWords();
  const { sentence, remedy } = told(error);
  return (
    <Message title={title} role="alert" action={{ label: say('retry'), onPress: onRetry }}>
      {`${sentence} ${remedy}`}
    </Message>
  );
}
