import { ActionButton, Switch, Tooltip, TooltipTrigger } from '@react-spectrum/s2';
import Delete from '@react-spectrum/s2/icons/Delete';
import Edit from '@react-spectrum/s2/icons/Edit';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { FieldMapping } from '../../../src/core/config/ingress.js';
import type { CampaignResource, DynamicsTable } from '../../../src/core/metadata.js';
import type { MistakeView } from '../../../src/core/views.js';
import { useWords } from '../i18n/words.js';
import { fieldColumns, fieldRow, nameCell } from './fieldColumns.js';
import { FieldName } from './FieldName.js';
import { ToField } from './ToField.js';
import { knownColumn, knownField } from './known.js';
import { RowMistakes } from './RowMistakes.js';

const updates = style({ display: 'flex', alignItems: 'center', gap: 8 });
const caption = style({ font: 'ui-sm', color: 'neutral-subdued', display: { default: 'inline', md: 'none' } });
const actions = style({ display: 'flex', justifyContent: 'end', gap: 4 });

interface FieldRowProps {
  field: FieldMapping;
  table: DynamicsTable | undefined;
  resource: CampaignResource | undefined;
  mistakes: readonly MistakeView[];
  onChange: (next: FieldMapping) => void;
  onEdit: () => void;
  onRemove: () => void;
}

export function FieldRow({ field, table, resource, mistakes, onChange, onEdit, onRemove }: FieldRowProps) {
  const { say } = useWords();
  const target = knownField(resource, field.field);
  const name = target?.label ?? field.field;
  return (
    <div className={fieldRow} data-field={field.field} role="presentation">
      <div role="row" className={fieldColumns}>
        <div role="rowheader" className={nameCell}>
          <FieldName name={field.column} known={knownColumn(table, field.column)} />
        </div>
        <div role="cell" className={nameCell}>
          <FieldName name={field.field} known={target} before={<ToField />} />
        </div>
        <div role="cell" className={updates}>
          <Switch
            size="S"
            aria-label={say('fields.updates.of', { field: name })}
            isSelected={field.applyUpdates}
            onChange={(applyUpdates) => onChange({ ...field, applyUpdates })}
          />
          <span className={caption} aria-hidden="true">
            {say('fields.column.updates')}
          </span>
        </div>
        <div role="cell" className={actions}>
          <TooltipTrigger>
            <ActionButton
              isQuiet
              aria-label={say('fields.change.of', { field: name })}
              isDisabled={!table || !resource}
              onPress={onEdit}
            >
              <Edit />
            </ActionButton>
            <Tooltip>{say('fields.change')}</Tooltip>
          </TooltipTrigger>
          <TooltipTrigger>
            <ActionButton isQuiet aria-label={say('fields.remove.of', { field: name })} onPress={onRemove}>
              <Delete />
            </ActionButton>
            <Tooltip>{say('fields.remove')}</Tooltip>
          </TooltipTrigger>
        </div>
      </div>
      <RowMistakes mistakes={mistakes} />
    </div>
  );
}
