import { Badge, Picker, PickerItem } from '@react-spectrum/s2';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { navigate, workflowsPath } from '../app/router.js';
import type { InstanceView } from '../api/instances.js';
import { useWords } from '../i18n/words.js';
import { HeaderMenu } from './HeaderMenu.js';
import { LanguageMenu } from './LanguageMenu.js';
import { Logo } from './Logo.js';

const bar = style({
  display: 'flex',
  alignItems: 'center',
  gap: { default: 8, md: 16 },
  minHeight: 56,
  boxSizing: 'border-box',
  paddingX: { default: 16, md: 32 },
  paddingY: 8,
  backgroundColor: 'base',
  borderWidth: 0,
  borderBottomWidth: 1,
  borderStyle: 'solid',
  borderColor: 'gray-200',
});
const brand = style({ display: 'flex', alignItems: 'center', gap: 8, flexShrink: 0 });
const product = style({ font: 'title', color: 'heading', display: { default: 'none', xs: 'inline' } });
const context = style({ display: 'flex', alignItems: 'center', gap: 12, minWidth: 0, flexGrow: 1 });
const names = style({ display: 'flex', flexDirection: 'column', minWidth: 0 });
const organization = style({ font: 'ui-xs', color: 'neutral-subdued', truncate: true });
const name = style({ font: 'ui', fontWeight: 'medium', color: 'neutral', truncate: true });
const actions = style({ display: 'flex', alignItems: 'center', gap: 4, flexShrink: 0 });
const divider = style({ height: 24, flexShrink: 0, backgroundColor: 'gray-200', width: '[1px]' });

const stageColours = { dev: 'informative', stage: 'notice', prod: 'negative' } as const;

interface HeaderProps {
  instance: InstanceView | undefined;
  instances: readonly InstanceView[];
}

/** Which product, whose organisation, which instance and stage (spec 1.1). */
export function Header({ instance, instances }: HeaderProps) {
  const { say } = useWords();
  return (
    <header className={bar}>
      <div className={brand}>
        <Logo />
        <span className={product}>{say('product')}</span>
      </div>
      {instance && <span className={divider} />}
      <div className={context}>
        {instance && (
          <>
            {instances.length > 1 ? (
              <InstancePicker instance={instance} instances={instances} />
            ) : (
              <Names {...instance} />
            )}
            <Badge
              variant={stageColours[instance.stage]}
              fillStyle={instance.stage === 'prod' ? 'bold' : 'subtle'}
              size="S"
            >
              {say(`stage.${instance.stage}`)}
            </Badge>
          </>
        )}
      </div>
      <div className={actions}>
        <LanguageMenu />
        <HeaderMenu instance={instance} />
      </div>
    </header>
  );
}

function Names({ name: instanceName, organization: owner }: InstanceView) {
  return (
    <div className={names}>
      {owner && <span className={organization}>{owner}</span>}
      <span className={name}>{instanceName}</span>
    </div>
  );
}

function InstancePicker({ instance, instances }: { instance: InstanceView; instances: readonly InstanceView[] }) {
  const { say } = useWords();
  return (
    <>
      {instance.organization && <span className={organization}>{instance.organization}</span>}
      <Picker
        aria-label={say('instance')}
        isQuiet
        value={instance.id}
        onChange={(id) => id !== null && navigate(workflowsPath(String(id)))}
      >
        {instances.map((each) => (
          <PickerItem key={each.id} id={each.id}>
            {each.name}
          </PickerItem>
        ))}
      </Picker>
    </>
  );
}
