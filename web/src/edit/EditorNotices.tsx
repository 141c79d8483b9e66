import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ApiError } from '../api/request.js';
import type { WorkflowView } from '../api/workflows.js';
import { useWords } from '../i18n/words.js';
import { Notice } from '../shell/Notice.js';
import type { PlacedMistakes } from './draft.js';
import { mistakeText } from './mistakeText.js';

const stack = style({ display: { default: 'flex', ':empty': 'none' }, flexDirection: 'column', gap: 8 });
const list = style({ margin: 0, paddingStart: 20 });

interface EditorNoticesProps {
  error: ApiError | null;
  mistakes: PlacedMistakes;
  metadataError: ApiError | null;
  view: WorkflowView | undefined;
  /** Set right after a save. */
  savedVersion: number | undefined;
}

/** Above the table: what kept a save from being done, what a save means for a running workflow. */
export function EditorNotices({ error, mistakes, metadataError, view, savedVersion }: EditorNoticesProps) {
  const words = useWords();
  const { say } = words;
  const runs = view?.status === 'RUNNING' || view?.status === 'STARTING';
  return (
    <div className={stack}>
      {error && error.status !== 412 && <SaveError error={error} mistakes={mistakes} />}
      {metadataError && (
        <Notice kind="notice" title={words.error(metadataError).sentence} role="alert">
          {words.error(metadataError).remedy}
        </Notice>
      )}
      {savedVersion !== undefined && (
        <Notice kind="positive" title={say('edit.saved', { version: savedVersion })} role="status">
          {say(runs ? 'edit.saved.running' : 'edit.saved.stopped')}
        </Notice>
      )}
      {savedVersion === undefined && runs && (
        <Notice kind="informative" title={say('edit.running')}>
          {say('edit.running.text')}
        </Notice>
      )}
    </div>
  );
}

function SaveError({ error, mistakes }: { error: ApiError; mistakes: PlacedMistakes }) {
  const words = useWords();
  const { sentence, remedy } = words.error(error);
  const count = error.mistakes.length;
  if (count === 0) {
    return (
      <Notice kind="negative" title={sentence} role="alert">
        {remedy}
      </Notice>
    );
  }
  const isInTable = mistakes.byField.size > 0 || mistakes.ofKey.length > 0;
  return (
    <Notice kind="negative" title={words.say('mistakes.title', { count })} role="alert">
      {isInTable && words.say('mistakes.text')}
      {mistakes.elsewhere.length > 0 && (
        <ul className={list}>
          {mistakes.elsewhere.map((mistake) => (
            <li key={`${mistake.pointer} ${mistake.code}`}>{`${mistake.pointer} ${mistakeText(words, mistake)}`}</li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
