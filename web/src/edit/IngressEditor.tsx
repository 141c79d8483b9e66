import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useMemo, useState } from 'react';
import { sameDocument } from '../../../src/core/rules/pendingChanges.js';
import { type SavedConfig, useSaveIngressConfig, versionOf } from '../api/config.js';
import type { InstanceView } from '../api/instances.js';
import { useCampaignResource, useDynamicsTable } from '../api/metadata.js';
import type { WorkflowView } from '../api/workflows.js';
import { useWords } from '../i18n/words.js';
import { Message } from '../shell/Messages.js';
import { Advanced } from './Advanced.js';
import { ConflictDialog } from './ConflictDialog.js';
import { changeMapping, placeMistakes, placeOf, withContacts } from './draft.js';
import { EditorHead, titleId } from './EditorHead.js';
import { EditorNotices } from './EditorNotices.js';
import { FieldMappings } from './FieldMappings.js';
import { UnsavedGuard } from './UnsavedGuard.js';

const column = style({ display: 'flex', flexDirection: 'column', gap: 20 });

interface IngressEditorProps {
  instance: InstanceView;
  saved: SavedConfig;
  view: WorkflowView | undefined;
  onReload: () => void;
}

export function IngressEditor({ instance, saved, view, onReload }: IngressEditorProps) {
  const { say } = useWords();
  const [document, setDocument] = useState(saved.document);
  const [refused, setRefused] = useState(document);
  const save = useSaveIngressConfig(instance.id);
  const isDirty = !sameDocument(document, saved.document);
  const place = placeOf(document);
  const mapping = document.mappings[place];
  const table = useDynamicsTable(instance.id, mapping?.dynamicsTable ?? 'contact');
  const resource = useCampaignResource(instance.id, mapping?.campaignResource ?? 'profile');
  const mistakes = useMemo(
    () => placeMistakes(save.error?.mistakes ?? [], refused, place),
    [save.error, refused, place],
  );

  const submit = () => {
    setRefused(document);
    const onSuccess = (answer: SavedConfig) => {
      setDocument(answer.document);
      window.document.getElementById(titleId)?.focus();
    };
    save.mutate({ document, etag: saved.etag }, { onSuccess });
  };

  return (
    <div className={column}>
      <EditorHead
        title={say('edit.title', {
          table: table.data?.label ?? 'contact',
          resource: resource.data?.label ?? 'profile',
        })}
        version={versionOf(saved.etag)}
        applied={view?.config.applied ?? null}
        isDirty={isDirty}
        isSaving={save.isPending}
        onDiscard={() => {
          setDocument(saved.document);
          save.reset();
        }}
        onSave={submit}
      />
      <EditorNotices
        error={save.error}
        mistakes={mistakes}
        metadataError={table.error ?? resource.error}
        view={view}
        savedVersion={save.isSuccess && !isDirty ? versionOf(saved.etag) : undefined}
      />
      {mapping ? (
        <>
          <FieldMappings
            mapping={mapping}
            table={table.data}
            resource={resource.data}
            mistakes={mistakes}
            onChange={(change) => setDocument((before) => changeMapping(before, place, change))}
          />
          <Advanced
            mapping={mapping}
            onChange={(change) => setDocument((before) => changeMapping(before, place, change))}
          />
        </>
      ) : (
        <Message
          title={say('edit.absent')}
          action={{ label: say('edit.absent.add'), onPress: () => setDocument(withContacts(document)) }}
        >
          {say('edit.absent.text')}
        </Message>
      )}
      <UnsavedGuard isDirty={isDirty} />
      <ConflictDialog
        isOpen={save.error?.status === 412}
        onReload={() => {
          save.reset();
          onReload();
        }}
        onKeep={() => save.reset()}
      />
    </div>
  );
}
