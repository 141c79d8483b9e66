import type { InstanceView } from '../api/instances.js';
import { useWords } from '../i18n/words.js';
import { Notice } from '../shell/Notice.js';

/** Before set-up the page says what to configure instead of showing errors (spec 1.1). */
export function SetUpNotice({ instance: { connections } }: { instance: InstanceView }) {
  const { say } = useWords();
  const missing = (['dynamics', 'campaign'] as const).filter((system) => !connections[system]);
  return missing.map((system) => (
    <Notice key={system} kind="informative" title={say('setUp.missing', { system: say(`system.${system}`) })}>
      {say(`setUp.${system}`)}
    </Notice>
  ));
}
