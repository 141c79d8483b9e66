/**
 * Randomness that depends on its seed alone. `mix` makes one well-spread 32-bit number of two; `createRandom` makes a stream of them.
 */

/** A bijection of the 32-bit numbers (the "lowbias32" finalizer); `unscramble` is its inverse. */
export function scramble(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

export function unscramble(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x43021123);
  x = Math.imul(x ^ (x >>> 15) ^ (x >>> 30), 0x1d69e2a5);
  return (x ^ (x >>> 16)) >>> 0;
}

export function mix(a: number, b: number): number {
  return scramble(Math.imul(a, 0x9e3779b1) ^ scramble(b));
}

export interface Random {
  /** A whole number from 0 to `below` - 1. */
  below(below: number): number;
  /** From 0 (inclusive) to 1 (exclusive). */
  unit(): number;
  /** How many numbers were drawn: with it, a stream is taken up again. */
  drawn(): number;
  skipTo(drawn: number): void;
}

export function createRandom(seed: number): Random {
  let count = 0;
  const next = (): number => mix(seed, ++count);
  return {
    below: (below) => next() % below,
    unit: () => next() / 0x1_0000_0000,
    drawn: () => count,
    skipTo(drawn) {
      count = drawn;
    },
  };
}
