import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import type { CampaignType, DynamicsType } from '../../../src/core/metadata.js';
import { useWords } from '../i18n/words.js';

const box = style({ display: 'flex', alignItems: 'start', gap: 8, minWidth: 0 });
const text = style({ display: 'flex', flexDirection: 'column', minWidth: 0 });
const label = style({ font: 'ui', fontWeight: 'medium', color: 'neutral', overflowWrap: 'anywhere' });
const facts = style({ font: 'ui-sm', color: 'neutral-subdued', overflowWrap: 'anywhere' });
const gone = style({ font: 'ui-sm', color: 'negative' });

interface FieldNameProps {
  /** Logical name or path. */
  name: string;
  /** What the metadata says; `null` when it has no such name, undefined while it is on its way. */
  known: { label: string; type: DynamicsType | CampaignType; length?: number | undefined } | null | undefined;
  before?: ReactNode;
}

/** A column or field: label, logical name or path, type. */
export function FieldName({ name, known, before }: FieldNameProps) {
  const { say, number } = useWords();
  const type = known && say(`type.${known.type}`);
  const typeText =
    known && type && known.length ? say('type.length', { type, length: number(known.length) }) : (type ?? '');
  return (
    <div className={box}>
      {before}
      <div className={text}>
        <span className={label}>{known?.label ?? name}</span>
        {known === null ? (
          <span className={gone}>{say('fields.missing')}</span>
        ) : (
          <span className={facts}>{known ? `${name} · ${typeText}` : '\u00a0'}</span>
        )}
      </div>
    </div>
  );
}
