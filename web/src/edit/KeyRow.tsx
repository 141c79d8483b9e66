import { Tooltip, TooltipTrigger } from '@react-spectrum/s2';
import Key from '@react-spectrum/s2/icons/Key';
import { iconStyle, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { Focusable } from 'react-aria-components/Focusable';
import type { TableMapping } from '../../../src/core/config/ingress.js';
import type { CampaignResource, DynamicsTable } from '../../../src/core/metadata.js';
import type { MistakeView } from '../../../src/core/views.js';
import { useWords } from '../i18n/words.js';
import { fieldColumns, fieldRow, nameCell } from './fieldColumns.js';
import { FieldName } from './FieldName.js';
import { ToField } from './ToField.js';
import { knownColumn, knownField } from './known.js';
import { RowMistakes } from './RowMistakes.js';

const note = style({ font: 'ui-sm', color: 'neutral-subdued', paddingY: 4 });
const icon = iconStyle({ size: 'S', color: 'neutral', marginTop: 2 });

interface KeyRowProps {
  mapping: TableMapping;
  table: DynamicsTable | undefined;
  resource: CampaignResource | undefined;
  mistakes: readonly MistakeView[];
}

/** Always the first row: no switch, no delete (spec 1.2). */
export function KeyRow({ mapping: { idField }, table, resource, mistakes }: KeyRowProps) {
  const { say } = useWords();
  return (
    <div className={fieldRow} data-part="key-row" role="presentation">
      <div role="row" className={fieldColumns}>
        <div role="rowheader" className={nameCell}>
          <FieldName
            name={idField.column}
            known={knownColumn(table, idField.column)}
            before={<Key styles={icon} aria-label={say('fields.key')} />}
          />
        </div>
        <div role="cell" className={nameCell}>
          <FieldName name={idField.field} known={knownField(resource, idField.field)} before={<ToField />} />
        </div>
        <div role="cell" className={note}>
          <TooltipTrigger delay={300}>
            <Focusable>
              <span role="note" tabIndex={0}>
                {say('fields.key')}
              </span>
            </Focusable>
            <Tooltip>{say('fields.key.help')}</Tooltip>
          </TooltipTrigger>
        </div>
        <div role="cell" />
      </div>
      <RowMistakes mistakes={mistakes} />
    </div>
  );
}
