import { AlertDialog, DialogContainer } from '@react-spectrum/s2';
import { useEffect, useState } from 'react';
import { guardLeaving } from '../app/router.js';
import { useWords } from '../i18n/words.js';

/** Asks before a screen with unsaved changes is left. */
export function UnsavedGuard({ isDirty }: { isDirty: boolean }) {
  const { say } = useWords();
  const [leave, setLeave] = useState<{ go: () => void } | null>(null);
  useEffect(() => (isDirty ? guardLeaving((go) => setLeave({ go })) : undefined), [isDirty]);
  return (
    <DialogContainer onDismiss={() => setLeave(null)}>
      {leave && (
        <AlertDialog
          variant="warning"
          title={say('leave.title')}
          primaryActionLabel={say('leave.leave')}
          cancelLabel={say('leave.stay')}
          autoFocusButton="cancel"
          onPrimaryAction={() => leave.go()}
        >
          {say('leave.text')}
        </AlertDialog>
      )}
    </DialogContainer>
  );
}
