import { AlertDialog, Button, DialogContainer, Text, Tooltip, TooltipTrigger } from '@react-spectrum/s2';
import AlertTriangle from '@react-spectrum/s2/icons/AlertTriangle';
import { iconStyle, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import type { InstanceView } from '../api/instances.js';
import type { useCommand, WorkflowView } from '../api/workflows.js';
import { useWords } from '../i18n/words.js';
import { BlockedButton } from '../shell/BlockedButton.js';
import { pendingNoteId, pendingOf } from './pending.js';

const button = style({ minWidth: 96 });
const place = style({ position: 'relative', display: 'inline-flex' });
const badge = style({
  position: 'absolute',
  top: -8,
  insetEnd: -8,
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'center',
  size: 22,
  borderRadius: 'full',
  backgroundColor: 'base',
  pointerEvents: 'none',
});

interface StartStopProps {
  instance: InstanceView;
  view: WorkflowView;
  title: string;
  command: ReturnType<typeof useCommand>;
}

/** One toggle: Start when the processes are stopped or failed, Stop when they run or start (spec 1.1). */
export function StartStop({ instance, view, title, command }: StartStopProps) {
  const { say } = useWords();
  const [asking, setAsking] = useState(false);
  const runs = view.status === 'RUNNING' || view.status === 'STARTING';
  if (!runs && !view.startable.ok) {
    return <BlockedStart title={title} reason={view.startable.reason} />;
  }
  const isFirstOnProduction = instance.stage === 'prod' && view.config.applied === null;
  const press = () => {
    if (runs) command.mutate('stop');
    else if (isFirstOnProduction) setAsking(true);
    else command.mutate('start');
  };
  const pending = pendingOf(view);
  return (
    <>
      <TooltipTrigger isDisabled={!pending}>
        <span className={place}>
          <Button
            variant={runs ? 'secondary' : 'accent'}
            styles={button}
            isPending={command.isPending || view.stopping}
            onPress={press}
            aria-label={say(runs ? 'action.stop.of' : 'action.start.of', { workflow: title })}
            {...(pending && { 'aria-describedby': pendingNoteId(view) })}
          >
            <Text>{say(runs ? 'action.stop' : 'action.start')}</Text>
          </Button>
          {pending && (
            <span className={badge} data-part="pending-badge">
              <AlertTriangle styles={iconStyle({ size: 'S', color: 'notice' })} aria-hidden />
            </span>
          )}
        </span>
        <Tooltip>{say(pending?.badge ?? 'pending.badge')}</Tooltip>
      </TooltipTrigger>
      <DialogContainer onDismiss={() => setAsking(false)}>
        {asking && (
          <AlertDialog
            variant="warning"
            title={say('prod.title')}
            primaryActionLabel={say('prod.confirm')}
            cancelLabel={say('cancel')}
            autoFocusButton="cancel"
            onPrimaryAction={() => command.mutate('start')}
          >
            {`${say('prod.text', { workflow: title, instance: instance.name })} ${say('prod.advice')}`}
          </AlertDialog>
        )}
      </DialogContainer>
    </>
  );
}

function BlockedStart({ title, reason }: { title: string; reason: Parameters<Words['problem']>[0] }) {
  const { say, problem } = useWords();
  const { sentence, remedy } = problem(reason);
  return (
    <BlockedButton
      shape="pill"
      label={say('action.start.of', { workflow: title })}
      reason={`${say('start.refused', { sentence })} ${remedy}`}
    >
      {say('action.start')}
    </BlockedButton>
  );
}
type Words = ReturnType<typeof useWords>;
