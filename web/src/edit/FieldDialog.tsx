import { Button, ButtonGroup, Content, Dialog, Heading, Switch, ToastQueue } from '@react-spectrum/s2';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import type { FieldMapping, TableMapping } from '../../../src/core/config/ingress.js';
import type { CampaignResource, DynamicsTable } from '../../../src/core/metadata.js';
import { useWords } from '../i18n/words.js';
import { ColumnPicker, FieldPicker } from './FieldPickers.js';

const form = style({ display: 'flex', flexDirection: 'column', gap: 16, paddingY: 4 });

interface FieldDialogProps {
  mapping: TableMapping;
  table: DynamicsTable;
  resource: CampaignResource;
  /** The field mapping that is changed; null: a new one. */
  old: FieldMapping | null;
  onChosen: (next: FieldMapping) => void;
}

/** Chooses a column and a field. After "Add and continue" it stays for the next pair. */
export function FieldDialog({ mapping, table, resource, old, onChosen }: FieldDialogProps) {
  const { say } = useWords();
  const [column, setColumn] = useState(old?.column ?? null);
  const [field, setField] = useState(old?.field ?? null);
  const [applyUpdates, setApplyUpdates] = useState(old?.applyUpdates ?? true);
  const rival = mapping.fields.find((other) => other !== old && other.field === field);
  const objection = rival
    ? say('fields.taken', { column: table.columns[rival.column]?.label ?? rival.column })
    : undefined;
  const isComplete = column !== null && field !== null && !objection;

  const choose = () => {
    if (column === null || field === null) return;
    // What this page does not show, such as the parent of a link, belongs to the column.
    onChosen({ ...(old?.column === column && old), column, field, applyUpdates });
    if (!old) ToastQueue.positive(say('fields.added', { column, field }), { timeout: 5000 });
  };
  const next = () => {
    choose();
    setColumn(null);
    setField(null);
  };

  return (
    <Dialog size="M">
      {({ close }) => (
        <>
          <Heading slot="title">{say(old ? 'fields.change.title' : 'fields.add.title')}</Heading>
          <Content>
            <div className={form}>
              <ColumnPicker table={table} value={column} onChange={setColumn} />
              <FieldPicker
                resource={resource}
                keyField={mapping.idField.field}
                column={column === null ? undefined : table.columns[column]}
                value={field}
                objection={objection}
                onChange={setField}
              />
              <Switch isSelected={applyUpdates} onChange={setApplyUpdates}>
                {say('fields.column.updates')}
              </Switch>
            </div>
          </Content>
          <ButtonGroup>
            <Button variant="secondary" onPress={close}>
              {say('cancel')}
            </Button>
            {!old && (
              <Button variant="secondary" fillStyle="outline" isDisabled={!isComplete} onPress={next}>
                {say('fields.add.more')}
              </Button>
            )}
            <Button
              variant="accent"
              isDisabled={!isComplete}
              onPress={() => {
                choose();
                close();
              }}
            >
              {say(old ? 'fields.apply' : 'fields.add.done')}
            </Button>
          </ButtonGroup>
        </>
      )}
    </Dialog>
  );
}
