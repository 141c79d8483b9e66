import { ActionButton, Tooltip, TooltipTrigger } from '@react-spectrum/s2';
import Edit from '@react-spectrum/s2/icons/Edit';
import { ingressPath, navigate } from '../app/router.js';
import type { InstanceView } from '../api/instances.js';
import type { WorkflowName } from '../api/workflows.js';
import { useWords } from '../i18n/words.js';
import { BlockedButton } from '../shell/BlockedButton.js';

interface EditButtonProps {
  instance: InstanceView;
  workflow: WorkflowName;
  title: string;
}

/** The pencil. Workflows without a page to edit them say so. */
export function EditButton({ instance, workflow, title }: EditButtonProps) {
  const { say } = useWords();
  const label = say('action.edit.of', { workflow: title });
  if (workflow !== 'ingress') {
    return (
      <BlockedButton shape="square" label={label} reason={say('action.edit.later')}>
        <Edit />
      </BlockedButton>
    );
  }
  return (
    <TooltipTrigger>
      <ActionButton isQuiet aria-label={label} onPress={() => navigate(ingressPath(instance.id))}>
        <Edit />
      </ActionButton>
      <Tooltip>{say('action.edit')}</Tooltip>
    </TooltipTrigger>
  );
}
