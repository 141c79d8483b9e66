/** Whole numbers that Campaign's integer types hold (signed, 8, 16 and 32 bits wide). */
export const integerRanges = {
  byte: { min: -128, max: 127 },
  short: { min: -32_768, max: 32_767 },
  long: { min: -2_147_483_648, max: 2_147_483_647 },
} as const;

/** Largest finite single-precision number. */
export const maxFloat = 3.4028234663852886e38;
/** Smallest single-precision number that still has its full precision. */
export const minNormalFloat = 1.1754943508222875e-38;
/** Every decimal of so many digits survives a single-precision number (FLT_DIG). */
export const floatDigits = 6;
/** So many digits tell any two single-precision numbers apart. */
export const floatMaxDigits = 9;

/** Every decimal of so many digits survives the double-precision number that JSON parsing makes of it (DBL_DIG). */
export const doubleDigits = 15;
/** Longest text read as a number, characters: a double in full is shorter, and longer text is no number that a person wrote. */
export const maxDecimalText = 400;
/**
 * Below these magnitudes a double tells apart every value that the column can hold: a decimal column has at most 10
 * decimals, a money column at most 4, so neighbours must be closer than 1e-10 and 1e-4.
 */
export const exactBelow = { decimal: 2 ** 19, money: 2 ** 39 } as const;

/** First and last instant that four-digit years can write, ms since the epoch. */
export const firstInstant = -62_135_596_800_000;
export const lastInstant = 253_402_300_799_999;
export const dayMs = 86_400_000;

/** Characters of a GUID, the value of every Dynamics key. */
export const guidLength = 36;
