import { useEffect, useRef, useState } from 'react';
import type { WorkflowView } from '../api/workflows.js';
import { useWords } from '../i18n/words.js';
import { hidden } from '../shell/hidden.js';

/** Reads out a status that changed; the rest of the table changes too often to be read out. */
export function StatusAnnouncer({ views }: { views: readonly WorkflowView[] | undefined }) {
  const { say } = useWords();
  const known = useRef(new Map<string, string>());
  const [text, setText] = useState('');
  useEffect(() => {
    for (const { workflow, status } of views ?? []) {
      const before = known.current.get(workflow);
      known.current.set(workflow, status);
      if (before !== undefined && before !== status) {
        setText(say('status.announce', { workflow: say(`workflow.${workflow}`), status: say(`status.${status}`) }));
      }
    }
  }, [views, say]);
  return (
    <div aria-live="polite" className={hidden}>
      {text}
    </div>
  );
}
