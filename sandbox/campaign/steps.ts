import { datetimeText } from './datetimes.js';
import type { Reading, ScalarDefinition, Stored } from './definition.js';
import type { Values } from './records.js';
import type { Column } from './schema.js';

/** One record on its way to the wire. */
interface Shown {
  readonly number: number;
  readonly values: Readonly<Values>;
  readonly record: Reading;
  /** The address of the API root, such as `http://…/acme/campaign/profileAndServicesExt`. */
  readonly rootUrl: string;
}

/** Adds one attribute, or a run of them. */
export interface Step {
  readonly write: (shown: Shown) => string;
  /** For a column that is stored: where, and what is written when nothing is. */
  readonly stored?: { readonly code: number; readonly absent: string };
}

export function columnStep({ definition, code }: Column, head: string): Step {
  const write = writer(definition);
  const absent = head + write(undefined);
  const { computed } = definition;
  if (computed !== undefined) {
    return {
      write: ({ record }) => {
        const value = computed(record);
        return value === undefined ? absent : head + write(value);
      },
    };
  }
  return {
    stored: { code, absent },
    write: ({ values }) => {
      const value = values[code];
      return value === undefined ? absent : head + write(value);
    },
  };
}

/** A value as it stands in JSON; without one, the default of the kind (reference adobe-campaign-api §3.3). */
function writer(definition: ScalarDefinition): (value: Stored | undefined) => string {
  switch (definition.kind) {
    case 'datetime':
      return (value) => (value === undefined ? '""' : `"${datetimeText(Number(value))}"`);
    case 'boolean':
      return (value) => (value === true ? 'true' : 'false');
    case 'enumeration': {
      const first = definition.values[0]?.name ?? '';
      return (value) => JSON.stringify(value ?? first);
    }
    case 'string':
    case 'memo':
    case 'date':
      return (value) => (value === undefined ? '""' : JSON.stringify(value));
    default:
      return (value) => String(value ?? 0);
  }
}

/** Attributes in a run at most: in a longer one, something is hardly ever empty. */
const runLength = 6;

/** Most columns of most records are empty: neighbours that are all empty are written as one text. */
export function inRuns(steps: readonly Step[]): readonly Step[] {
  const runs: Step[][] = [];
  for (const step of steps) {
    const run = runs.at(-1);
    if (step.stored && run?.at(-1)?.stored && run.length < runLength) run.push(step);
    else runs.push([step]);
  }
  return runs.map(asOne);
}

function asOne(run: readonly Step[]): Step {
  const [only] = run;
  if (only !== undefined && run.length === 1) return only;
  const codes = run.map(({ stored }) => stored?.code ?? 0);
  const absent = run.map(({ stored }) => stored?.absent ?? '').join('');
  return {
    write: (shown) => {
      if (codes.every((code) => shown.values[code] === undefined)) return absent;
      let text = '';
      for (const step of run) text += step.write(shown);
      return text;
    },
  };
}
