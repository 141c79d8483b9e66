import { Button, ButtonGroup, Content, Dialog, Heading, Link, ToastQueue } from '@react-spectrum/s2';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { InstanceView } from '../api/instances.js';
import { useWords } from '../i18n/words.js';

const paragraph = style({ marginTop: 0, marginBottom: 12 });
const list = style({ marginTop: 0, marginBottom: 16, paddingStart: 20 });
const code = style({
  font: 'code-sm',
  margin: 0,
  padding: 12,
  borderRadius: 'default',
  backgroundColor: 'gray-100',
  maxHeight: 200,
  overflow: 'auto',
  whiteSpace: 'pre-wrap',
  overflowWrap: 'anywhere',
});

export function SettingsInfo() {
  const { say } = useWords();
  return (
    <Info title={say('menu.settings')}>
      <p className={paragraph}>{say('settings.text')}</p>
      <p className={paragraph}>{say('settings.secrets')}</p>
    </Info>
  );
}

export function Documentation() {
  const { say } = useWords();
  return (
    <Info title={say('menu.documentation')}>
      <p className={paragraph}>{say('documentation.text')}</p>
      <Link href="/api/v1/openapi.json" target="_blank">
        {say('documentation.api')}
      </Link>
    </Info>
  );
}

/** Views hold counts, times and problem codes: no record's value, so they may be sent along. */
export function CustomerCare({ instance }: { instance: InstanceView | undefined }) {
  const { say } = useWords();
  const client = useQueryClient();
  const workflows: unknown = instance ? client.getQueryData(['workflows', instance.id]) : undefined;
  const details = JSON.stringify({ version: passerelleVersion, instance, workflows }, null, 1);
  const copy = async () => {
    await navigator.clipboard.writeText(details);
    ToastQueue.positive(say('care.copied'), { timeout: 5000 });
  };
  return (
    <Info
      title={say('menu.care')}
      action={
        <Button variant="primary" fillStyle="outline" onPress={() => void copy()}>
          {say('care.copy')}
        </Button>
      }
    >
      <p className={paragraph}>{say('care.text')}</p>
      <ul className={list}>
        <li>{say('care.dynamics')}</li>
        <li>{say('care.campaign')}</li>
      </ul>
      <p className={paragraph}>{say('care.details')}</p>
      <pre className={code} tabIndex={0} aria-label={say('care.details')} role="region">
        {details}
      </pre>
    </Info>
  );
}

export function SignOut() {
  const { say } = useWords();
  return (
    <Info title={say('menu.signOut')}>
      <p className={paragraph}>{say('signOut.text')}</p>
    </Info>
  );
}

export function About() {
  const { say } = useWords();
  return (
    <Info title={`${say('menu.about')} · ${say('product')}`}>
      <p className={paragraph}>{say('about.text')}</p>
      <p className={paragraph}>{say('about.version', { version: passerelleVersion })}</p>
      <p className={paragraph}>{say('about.licence')}</p>
    </Info>
  );
}

function Info({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  const { say } = useWords();
  return (
    <Dialog size="M">
      {({ close }) => (
        <>
          <Heading slot="title">{title}</Heading>
          <Content>{children}</Content>
          <ButtonGroup>
            {action}
            <Button variant="accent" onPress={close} autoFocus>
              {say('close')}
            </Button>
          </ButtonGroup>
        </>
      )}
    </Dialog>
  );
}
