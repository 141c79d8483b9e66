import { Switch } from '@react-spectrum/s2';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useId } from 'react';
import type { TableMapping } from '../../../src/core/config/ingress.js';
import { useWords } from '../i18n/words.js';
import { Notice } from '../shell/Notice.js';
import { table as card } from '../shell/tableStyles.js';

const section = style({ display: 'flex', flexDirection: 'column', gap: 12 });
const heading = style({ font: 'title-lg', margin: 0 });
const body = style({ display: 'flex', flexDirection: 'column', gap: 20, padding: { default: 16, md: 24 } });
const option = style({ display: 'flex', flexDirection: 'column', gap: 4 });
const text = style({ font: 'ui-sm', color: 'neutral-subdued', margin: 0, paddingStart: 40 });

interface AdvancedProps {
  mapping: TableMapping;
  onChange: (change: (mapping: TableMapping) => TableMapping) => void;
}

/** Apply deletes and technical values (spec 1.2, "Advanced"). */
export function Advanced({ mapping, onChange }: AdvancedProps) {
  const { say } = useWords();
  return (
    <section className={section} aria-labelledby="advanced">
      <h2 id="advanced" className={heading}>
        {say('advanced.title')}
      </h2>
      <div className={card}>
        <div className={body}>
          <Option
            label={say('advanced.deletes')}
            text={say('advanced.deletes.text')}
            isSelected={mapping.applyDeletes}
            onChange={(applyDeletes) => onChange((current) => ({ ...current, applyDeletes }))}
          />
          {mapping.applyDeletes && (
            <Notice kind="informative" title={say('advanced.deletes.privacy')} role="status">
              {say('advanced.deletes.privacy.text')}
            </Notice>
          )}
          <Option
            label={say('advanced.technical')}
            text={say('advanced.technical.text')}
            isSelected={mapping.technicalValues}
            onChange={(technicalValues) => onChange((current) => ({ ...current, technicalValues }))}
          />
        </div>
      </div>
    </section>
  );
}

interface OptionProps {
  label: string;
  text: string;
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
}

function Option({ label, text: explanation, isSelected, onChange }: OptionProps) {
  const id = useId();
  return (
    <div className={option}>
      <Switch isSelected={isSelected} onChange={onChange} aria-describedby={id}>
        {label}
      </Switch>
      <p id={id} className={text}>
        {explanation}
      </p>
    </div>
  );
}
