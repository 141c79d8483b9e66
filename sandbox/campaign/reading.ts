import type { Reading, Stored } from './definition.js';
import type { Values } from './records.js';
import type { Column } from './schema.js';

/** What readings of one resource share. */
export interface Reader {
  readonly columns: ReadonlyMap<string, Column>;
  readonly codes: ReadonlyMap<string, number>;
  seal(purpose: 'crypted', number: number): string;
  uuid(number: number): string;
}

/** One record as computations and filters see it. */
export function reading(reader: Reader, number: number, values: Readonly<Values>, now: number): Reading {
  let made: { readonly by: unknown; readonly value: unknown } | undefined;

  function value(path: string): Stored | undefined {
    const column = reader.columns.get(path);
    if (column?.definition.computed !== undefined) return column.definition.computed(record);
    const code = column?.code ?? reader.codes.get(path);
    return code === undefined ? undefined : values[code];
  }

  const record: Reading = {
    now,
    value,
    text: (path) => String(value(path) ?? ''),
    once: <T>(make: (record: Reading) => T): T => {
      if (made?.by !== make) made = { by: make, value: make(record) };
      return made.value as T;
    },
    seal: (purpose) => reader.seal(purpose, number),
    uuid: () => reader.uuid(number),
  };
  return record;
}
