/** One problem in words: in each language a plain sentence and what to do about it. */
export interface Entry {
  readonly en: readonly [sentence: string, remedy: string];
  readonly fr: readonly [sentence: string, remedy: string];
}
