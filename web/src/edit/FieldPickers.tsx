import { ComboBox, ComboBoxItem, Text } from '@react-spectrum/s2';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useMemo } from 'react';
import { canConvert, isMappable } from '../../../src/core/mapping/convert.js';
import type { CampaignResource, DynamicsColumn, DynamicsTable } from '../../../src/core/metadata.js';
import { useWords } from '../i18n/words.js';

const full = style({ width: 'full' });

interface Choice {
  readonly id: string;
  readonly label: string;
  readonly type: string;
}

interface PickerProps {
  value: string | null;
  onChange: (value: string | null) => void;
}

/** Every column of the table, found by label or logical name. */
export function ColumnPicker({ table, value, onChange }: PickerProps & { table: DynamicsTable }) {
  const { say, locale } = useWords();
  const choices = useMemo(
    () =>
      sorted(
        Object.values(table.columns).map(({ name, label, type }) => ({ id: name, label, type: say(`type.${type}`) })),
        locale,
      ),
    [table, say, locale],
  );
  return <Picker label={say('fields.pick.column')} choices={choices} value={value} onChange={onChange} />;
}

interface FieldPickerProps extends PickerProps {
  resource: CampaignResource;
  keyField: string;
  /** Only fields that can take this column's values are offered. */
  column: DynamicsColumn | undefined;
  /** Why the chosen field cannot be used. */
  objection: string | undefined;
}

/** Every field that can be written, but for the ID field. */
export function FieldPicker({ resource, keyField, column, value, objection, onChange }: FieldPickerProps) {
  const { say, locale } = useWords();
  const choices = useMemo(
    () =>
      sorted(
        Object.values(resource.fields)
          .filter(({ path, readOnly, type }) => !readOnly && path !== keyField && isMappable(type))
          .filter(({ type }) => !column || canConvert(column.type, type))
          .map(({ path, label, type }) => ({ id: path, label, type: say(`type.${type}`) })),
        locale,
      ),
    [resource, keyField, column, say, locale],
  );
  const field = value === null ? undefined : resource.fields[value];
  const hint =
    column && field
      ? say('fields.convert', { from: say(`type.${column.type}`), to: say(`type.${field.type}`) })
      : undefined;
  return (
    <Picker
      label={say('fields.pick.field')}
      choices={choices}
      value={value}
      objection={objection}
      hint={hint}
      onChange={onChange}
    />
  );
}

interface InnerProps extends PickerProps {
  label: string;
  choices: readonly Choice[];
  objection?: string | undefined;
  hint?: string | undefined;
}

function Picker({ label, choices, value, objection, hint, onChange }: InnerProps) {
  const { say } = useWords();
  return (
    <ComboBox
      label={label}
      placeholder={say('fields.pick.placeholder')}
      defaultItems={choices}
      selectedKey={value}
      onSelectionChange={(key) => onChange(key === null ? null : String(key))}
      isInvalid={objection !== undefined}
      {...(objection !== undefined && { errorMessage: objection })}
      {...(hint !== undefined && { description: hint })}
      menuTrigger="focus"
      styles={full}
    >
      {(choice: Choice) => (
        <ComboBoxItem id={choice.id} textValue={`${choice.label} (${choice.id})`}>
          <Text slot="label">{choice.label}</Text>
          <Text slot="description">{`${choice.id} · ${choice.type}`}</Text>
        </ComboBoxItem>
      )}
    </ComboBox>
  );
}

const sorted = (choices: readonly Choice[], locale: string) =>
  choices.toSorted((a, b) => a.label.localeCompare(b.label, locale));
