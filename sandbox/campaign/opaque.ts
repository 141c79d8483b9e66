/**
 * Campaign's opaque texts (`@…`): PKeys, tokens of nested collections, positions in a list. They are derived from a record's number, so
 * that no table of them has to be kept, and can be checked. Scrambled, not secret: a client must not be able to read or compose them.
 */
export interface Opaque {
  /** `number` and `version` are unsigned 32-bit integers. */
  seal(number: number, version: number): string;
  /** What was sealed, or undefined for a text that this seal did not make. */
  open(text: string): { readonly number: number; readonly version: number } | undefined;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const characterCodes = Buffer.from(alphabet, 'latin1');
const sextets = new Int8Array(128).fill(-1);
for (let at = 0; at < alphabet.length; at += 1) sextets[alphabet.charCodeAt(at)] = at;

/** Real PKeys have 80-115 characters (reference adobe-campaign-api §3.1): `@`, 12 that carry the number, 75 that vouch for it. */
const carriers = 12;
const vouchers = 75;
const length = 1 + carriers + vouchers;
const rounds = 4;

/** Texts of one purpose: one of another purpose or another seed does not open. */
export function opaque(seed: number, purpose: string): Opaque {
  const keys = Array.from({ length: rounds + 1 }, (_, round) => hash(`${seed}/${purpose}/${round}`));
  const scratch = Buffer.alloc(length);
  scratch[0] = 0x40;

  function seal(number: number, version: number): string {
    let left = number >>> 0;
    let right = version >>> 0;
    for (let round = 0; round < rounds; round += 1) {
      [left, right] = [right, (left ^ mix(right, keys[round] ?? 0)) >>> 0];
    }
    write(scratch, 1, left);
    write(scratch, 7, right);
    let state = mix(left, keys[rounds] ?? 0) ^ right;
    for (let at = 1 + carriers; at < length; at += 5) {
      state = mix(state, at);
      for (let place = 0; place < 5; place += 1) {
        scratch[at + place] = characterCodes[(state >>> (place * 6)) & 63] ?? 0;
      }
    }
    return scratch.toString('latin1', 0, length);
  }

  function open(text: string): ReturnType<Opaque['open']> {
    if (text.length !== length) return undefined;
    let left = read(text, 1);
    let right = read(text, 7);
    for (let round = rounds - 1; round >= 0; round -= 1) {
      [left, right] = [(right ^ mix(left, keys[round] ?? 0)) >>> 0, left];
    }
    return seal(left, right) === text ? { number: left, version: right } : undefined;
  }

  return { seal, open };
}

function write(target: Buffer, at: number, word: number): void {
  for (let place = 0; place < 6; place += 1) target[at + place] = characterCodes[(word >>> (place * 6)) & 63] ?? 0;
}

function read(text: string, at: number): number {
  let word = 0;
  for (let place = 0; place < 6; place += 1) {
    word |= (sextets[text.charCodeAt(at + place) & 127] ?? 0) << (place * 6);
  }
  return word >>> 0;
}

function mix(word: number, key: number): number {
  let mixed = Math.imul(word ^ key, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** FNV-1a over UTF-16 units, finished by one mix. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return mix(value, 0);
}
