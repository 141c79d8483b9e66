import { type ReactNode, createContext, useContext, useEffect, useMemo, useState } from 'react';
import { firstLanguage, localeOf, rememberLanguage } from './language.js';
import type { Language } from './messages.js';
import { WordsContext, wordsIn } from './words.js';

const SetLanguage = createContext<(language: Language) => void>(() => undefined);

/** Gives the page its words, and keeps the document's language in step with them. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  const words = useMemo(() => wordsIn(language, localeOf(language)), [language]);
  useEffect(() => {
    document.documentElement.lang = words.locale;
  }, [words.locale]);
  const choose = useMemo(
    () => (next: Language) => {
      rememberLanguage(next);
      setLanguage(next);
    },
    [],
  );
  return (
    <SetLanguage.Provider value={choose}>
      <WordsContext.Provider value={words}>{children}</WordsContext.Provider>
    </SetLanguage.Provider>
  );
}

export const useSetLanguage = () => useContext(SetLanguage);
