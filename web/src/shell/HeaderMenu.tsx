import { ActionButton, DialogContainer, Menu, MenuItem, MenuTrigger, Text } from '@react-spectrum/s2';
import HelpCircle from '@react-spectrum/s2/icons/HelpCircle';
import InfoCircle from '@react-spectrum/s2/icons/InfoCircle';
import Leave from '@react-spectrum/s2/icons/Leave';
import MenuHamburger from '@react-spectrum/s2/icons/MenuHamburger';
import FileText from '@react-spectrum/s2/icons/FileText';
import Settings from '@react-spectrum/s2/icons/Settings';
import { useState } from 'react';
import type { InstanceView } from '../api/instances.js';
import { useWords } from '../i18n/words.js';
import { About, CustomerCare, Documentation, SettingsInfo, SignOut } from './MenuDialogs.js';

type Entry = 'settings' | 'documentation' | 'care' | 'signOut' | 'about';

/** The menu of spec 1.1. What has no page of its own says in a dialog how it is done. */
export function HeaderMenu({ instance }: { instance: InstanceView | undefined }) {
  const { say } = useWords();
  const [open, setOpen] = useState<Entry | null>(null);
  return (
    <>
      <MenuTrigger align="end">
        <ActionButton isQuiet aria-label={say('menu')}>
          <MenuHamburger />
        </ActionButton>
        <Menu aria-label={say('menu')} onAction={(key) => setOpen(key as Entry)}>
          <MenuItem id="settings" textValue={say('menu.settings')}>
            <Settings />
            <Text slot="label">{say('menu.settings')}</Text>
          </MenuItem>
          <MenuItem id="documentation" textValue={say('menu.documentation')}>
            <FileText />
            <Text slot="label">{say('menu.documentation')}</Text>
          </MenuItem>
          <MenuItem id="care" textValue={say('menu.care')}>
            <HelpCircle />
            <Text slot="label">{say('menu.care')}</Text>
          </MenuItem>
          <MenuItem id="about" textValue={say('menu.about')}>
            <InfoCircle />
            <Text slot="label">{say('menu.about')}</Text>
          </MenuItem>
          <MenuItem id="signOut" textValue={say('menu.signOut')}>
            <Leave />
            <Text slot="label">{say('menu.signOut')}</Text>
          </MenuItem>
        </Menu>
      </MenuTrigger>
      <DialogContainer onDismiss={() => setOpen(null)}>
        {open === 'settings' && <SettingsInfo />}
        {open === 'documentation' && <Documentation />}
        {open === 'care' && <CustomerCare instance={instance} />}
        {open === 'signOut' && <SignOut />}
        {open === 'about' && <About />}
      </DialogContainer>
    </>
  );
}
