import { ActionButton, DialogContainer, Text, ToastQueue } from '@react-spectrum/s2';
import Add from '@react-spectrum/s2/icons/Add';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import type { FieldMapping, TableMapping } from '../../../src/core/config/ingress.js';
import type { CampaignResource, DynamicsTable } from '../../../src/core/metadata.js';
import { useWords } from '../i18n/words.js';
import { changeField, type PlacedMistakes } from './draft.js';
import { FieldDialog } from './FieldDialog.js';
import { FieldTable } from './FieldTable.js';

const section = style({ display: 'flex', flexDirection: 'column', gap: 12 });
const top = style({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  justifyContent: 'space-between',
  columnGap: 16,
  rowGap: 8,
});
const heading = style({ font: 'title-lg', margin: 0, outlineStyle: 'none' });
const count = style({ font: 'ui', color: 'neutral-subdued', marginStart: 8 });

interface FieldMappingsProps {
  mapping: TableMapping;
  table: DynamicsTable | undefined;
  resource: CampaignResource | undefined;
  mistakes: PlacedMistakes;
  onChange: (change: (mapping: TableMapping) => TableMapping) => void;
}

/** Which column goes to which field (spec 1.2), with add, change and remove. */
export function FieldMappings({ mapping, table, resource, mistakes, onChange }: FieldMappingsProps) {
  const { say } = useWords();
  const [open, setOpen] = useState<FieldMapping | 'new' | null>(null);

  const remove = (field: FieldMapping) => {
    const before = mapping;
    onChange((current) => changeField(current, field, null));
    document.getElementById('field-mappings')?.focus();
    ToastQueue.neutral(say('fields.removed', { field: resource?.fields[field.field]?.label ?? field.field }), {
      timeout: 8000,
      actionLabel: say('fields.undo'),
      shouldCloseOnAction: true,
      onAction: () =>
        onChange((current) => ({
          ...current,
          fields: restored(before.fields, current.fields, field),
          replacements: before.replacements.filter(
            ({ column }) => column === field.column || current.fields.some((kept) => kept.column === column),
          ),
        })),
    });
  };

  return (
    <section className={section} aria-labelledby="field-mappings">
      <div className={top}>
        <h2 id="field-mappings" tabIndex={-1} className={heading}>
          {say('fields.title')}
          <span className={count}>{say('fields.count', { count: mapping.fields.length })}</span>
        </h2>
        <ActionButton isDisabled={!table || !resource} onPress={() => setOpen('new')}>
          <Add />
          <Text>{say('fields.add')}</Text>
        </ActionButton>
      </div>
      <FieldTable
        mapping={mapping}
        table={table}
        resource={resource}
        mistakes={mistakes}
        onChange={onChange}
        onEdit={setOpen}
        onRemove={remove}
      />
      <DialogContainer onDismiss={() => setOpen(null)}>
        {open && table && resource && (
          <FieldDialog
            mapping={mapping}
            table={table}
            resource={resource}
            old={open === 'new' ? null : open}
            onChosen={(next) => onChange((current) => changeField(current, open === 'new' ? null : open, next))}
          />
        )}
      </DialogContainer>
    </section>
  );
}

/** Puts a removed field back where it stood; at the end when the rows before it are gone. */
function restored(before: readonly FieldMapping[], now: readonly FieldMapping[], field: FieldMapping): FieldMapping[] {
  const index = Math.min(before.indexOf(field), now.length);
  return now.some((kept) => kept.field === field.field) ? [...now] : now.toSpliced(index, 0, field);
}
