import { mix, scramble, unscramble } from '../shell/random.js';

/**
 * The id of a table's nth row. Of the form of Dataverse's own, which are made in sequence on its servers: time and server stand in it, and
 * where RFC 9562 has the version stands any digit (`…-e711-…-000d3a…`). It needs no memory, and gives its row number back. `series` tells
 * tables and environments apart.
 */
export function guidOf(index: number, series: number): string {
  const key = mix(series, 0x67756964);
  const first = scramble((index ^ key) >>> 0);
  const second = mix(first, key);
  const third = mix(second, key + 1);
  return `${hex(first)}-${quad(second >>> 16)}-e${hex(second).slice(7)}11-${quad(0x8000 | (third & 0x3fff))}-000d3a${hex(third).slice(0, 6)}`;
}

/** The row whose id this could be; whether it is, tells `guidOf`. */
export function indexOfGuid(guid: string, series: number): number {
  return (unscramble(Number.parseInt(guid.slice(0, 8), 16)) ^ mix(series, 0x67756964)) >>> 0;
}

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The guid in its usual form, or undefined when it is none. Braces and capitals are taken, as Dataverse takes them. */
export function readGuid(written: string): string | undefined {
  const bare = (written.startsWith('{') && written.endsWith('}') ? written.slice(1, -1) : written).toLowerCase();
  return shape.test(bare) ? bare : undefined;
}

const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const hex = (value: number): string => quad(value >>> 16) + quad(value & 0xffff);
const quad = (value: number): string => `${bytes[value >>> 8] ?? ''}${bytes[value & 0xff] ?? ''}`;
