import type { MistakeView } from '../../../src/core/views.js';
import type { Words } from '../i18n/words.js';

/** What is wrong and what to do, in one line. */
export function mistakeText(words: Words, { code, detail, remedy, params }: MistakeView): string {
  const told = words.problem({ code, params, sentence: detail, remedy });
  return `${told.sentence} ${told.remedy}`.trim();
}
