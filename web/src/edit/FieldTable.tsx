import { Switch } from '@react-spectrum/s2';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { FieldMapping, TableMapping } from '../../../src/core/config/ingress.js';
import type { CampaignResource, DynamicsTable } from '../../../src/core/metadata.js';
import { useWords } from '../i18n/words.js';
import { columnHead, table as card } from '../shell/tableStyles.js';
import { changeField, type PlacedMistakes } from './draft.js';
import { FieldRow } from './FieldRow.js';
import { fieldColumns } from './fieldColumns.js';
import { KeyRow } from './KeyRow.js';

const head = style({
  paddingX: { default: 16, md: 24 },
  paddingY: 8,
  borderWidth: 0,
  borderBottomWidth: 1,
  borderStyle: 'solid',
  borderColor: 'gray-200',
});
const wide = style({ display: { default: 'none', md: 'block' } });
const updates = style({ display: 'flex', alignItems: 'center', gap: 8 });
const help = style({ font: 'ui-sm', color: 'neutral-subdued', marginY: 0 });
const empty = style({ font: 'ui', color: 'neutral-subdued', margin: 0, paddingX: 24, paddingY: 20 });

interface FieldTableProps {
  mapping: TableMapping;
  table: DynamicsTable | undefined;
  resource: CampaignResource | undefined;
  mistakes: PlacedMistakes;
  onChange: (change: (mapping: TableMapping) => TableMapping) => void;
  onEdit: (field: FieldMapping) => void;
  onRemove: (field: FieldMapping) => void;
}

export function FieldTable({ mapping, table, resource, mistakes, onChange, onEdit, onRemove }: FieldTableProps) {
  const { say } = useWords();
  const { fields } = mapping;
  const isAll = fields.length > 0 && fields.every(({ applyUpdates }) => applyUpdates);
  const setAll = (applyUpdates: boolean) =>
    onChange((current) => ({ ...current, fields: current.fields.map((field) => ({ ...field, applyUpdates })) }));
  return (
    <>
      <div role="table" aria-labelledby="field-mappings" className={card}>
        <div role="rowgroup" className={head}>
          <div role="row" className={fieldColumns}>
            <span role="columnheader" className={`${columnHead({})} ${wide}`}>
              {say('fields.column.dynamics')}
            </span>
            <span role="columnheader" className={`${columnHead({})} ${wide}`}>
              {say('fields.column.campaign')}
            </span>
            <span role="columnheader" className={updates}>
              <Switch
                size="S"
                aria-label={say('fields.updates.all')}
                isSelected={isAll}
                isDisabled={fields.length === 0}
                onChange={setAll}
              />
              <span className={columnHead({})}>{say('fields.column.updates')}</span>
            </span>
            <span role="columnheader" className={`${columnHead({ align: 'end' })} ${wide}`}>
              {say('fields.column.actions')}
            </span>
          </div>
        </div>
        <div role="rowgroup">
          <KeyRow mapping={mapping} table={table} resource={resource} mistakes={mistakes.ofKey} />
          {fields.map((field, index) => (
            <FieldRow
              key={`${index} ${field.field}`}
              field={field}
              table={table}
              resource={resource}
              mistakes={mistakes.byField.get(field) ?? []}
              onChange={(next) => onChange((current) => changeField(current, field, next))}
              onEdit={() => onEdit(field)}
              onRemove={() => onRemove(field)}
            />
          ))}
        </div>
        {fields.length === 0 && <p className={empty}>{`${say('fields.empty')}. ${say('fields.empty.text')}`}</p>}
      </div>
      <p className={help}>{say('fields.updates.help')}</p>
    </>
  );
}
