import { AlertDialog, DialogContainer } from '@react-spectrum/s2';
import { useWords } from '../i18n/words.js';

interface ConflictDialogProps {
  isOpen: boolean;
  onReload: () => void;
  onKeep: () => void;
}

/** A save came second (412): nothing was saved, and nothing is lost until the person chooses. */
export function ConflictDialog({ isOpen, onReload, onKeep }: ConflictDialogProps) {
  const { say } = useWords();
  return (
    <DialogContainer onDismiss={onKeep}>
      {isOpen && (
        <AlertDialog
          variant="warning"
          title={say('conflict.title')}
          primaryActionLabel={say('conflict.reload')}
          cancelLabel={say('conflict.keep')}
          autoFocusButton="cancel"
          onPrimaryAction={onReload}
        >
          {say('conflict.text')}
        </AlertDialog>
      )}
    </DialogContainer>
  );
}
