import { ActionButton, Menu, MenuItem, MenuTrigger, Text } from '@react-spectrum/s2';
import GlobeGrid from '@react-spectrum/s2/icons/GlobeGrid';
import { useSetLanguage } from '../i18n/LanguageProvider.js';
import type { Language } from '../i18n/messages.js';
import { useWords } from '../i18n/words.js';

/** Each language by its own name, so that whoever cannot read the other finds it. */
const languages: Record<Language, string> = { en: 'English', fr: 'Français' };

export function LanguageMenu() {
  const { say, language } = useWords();
  const setLanguage = useSetLanguage();
  return (
    <MenuTrigger align="end">
      <ActionButton isQuiet aria-label={`${say('language')}: ${languages[language]}`}>
        <GlobeGrid />
        <Text>{languages[language]}</Text>
      </ActionButton>
      <Menu
        aria-label={say('language')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[language]}
        onSelectionChange={(keys) => {
          if (keys !== 'all') setLanguage(keys.has('fr') ? 'fr' : 'en');
        }}
      >
        <MenuItem id="en">{languages.en}</MenuItem>
        <MenuItem id="fr">{languages.fr}</MenuItem>
      </Menu>
    </MenuTrigger>
  );
}
