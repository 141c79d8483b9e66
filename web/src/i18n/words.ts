import { createContext, useContext } from 'react';
import { describeProblem, isProblemCode, type Parameters } from '../../../src/core/problems/describe.js';
import type { ApiError } from '../api/request.js';
import { formatMessage, type Language, type MessageKey, type MessageValues } from './messages.js';

/** A problem as it comes from the API: the words in it are the server's, used only where the page does not know the code. */
interface ReceivedProblem {
  readonly code: string;
  readonly params?: Parameters | undefined;
  readonly sentence: string;
  readonly remedy: string;
}

export interface Told {
  readonly sentence: string;
  readonly remedy: string;
}

/** Everything that turns facts into the reader's words. */
export interface Words {
  readonly language: Language;
  readonly locale: string;
  readonly say: (key: MessageKey, values?: MessageValues) => string;
  readonly number: (value: number) => string;
  readonly percent: (share: number) => string;
  /** The time of day; with its date when it is not today. */
  readonly time: (iso: string) => string;
  /** A length of time in its largest fitting unit: "3 min". */
  readonly duration: (ms: number) => string;
  readonly problem: (received: ReceivedProblem) => Told;
  /** The same for a request that failed, and for one that was never answered. */
  readonly error: (error: ApiError) => Told;
}

export function wordsIn(language: Language, locale: string): Words {
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const say: Words['say'] = (key, values) => formatMessage(language, locale, key, values);
  const problem: Words['problem'] = ({ code, params = {}, sentence, remedy }) =>
    isProblemCode(code) ? describeProblem({ code, params }, language) : { sentence, remedy };
  return {
    language,
    locale,
    say,
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    time: (iso) => {
      const date = new Date(iso);
      return (date.toDateString() === new Date().toDateString() ? time : dateTime).format(date);
    },
    duration: (ms) => spell(ms, locale),
    problem,
    error: (error) => {
      if (error.status === 0) return { sentence: say('request.offline'), remedy: say('request.offline.remedy') };
      if (error.code) return problem(error);
      return {
        sentence: say('request.unknown', { status: String(error.status) }),
        remedy: say('request.unknown.remedy'),
      };
    },
  };
}

export const WordsContext = createContext<Words>(wordsIn('en', 'en-US'));
export const useWords = () => useContext(WordsContext);

function spell(ms: number, locale: string): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  const [value, unit] =
    seconds < 60
      ? [seconds, 'second']
      : seconds < 5400
        ? [Math.round(seconds / 60), 'minute']
        : [Math.round(seconds / 360) / 10, 'hour'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(
    value,
  );
}
