import { Badge, Button, ButtonGroup } from '@react-spectrum/s2';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useWords } from '../i18n/words.js';

const bar = style({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  justifyContent: 'space-between',
  gap: 16,
  position: { default: 'static', md: 'sticky' },
  top: 0,
  zIndex: 2,
  paddingY: 8,
  backgroundColor: 'layer-1',
});
const names = style({ display: 'flex', flexDirection: 'column', gap: 4, minWidth: 0 });
const heading = style({ font: 'heading', margin: 0, outlineStyle: 'none' });
const line = style({ display: 'flex', alignItems: 'center', gap: 8, minHeight: 24 });
const subdued = style({ font: 'ui-sm', color: 'neutral-subdued' });

/** Takes the focus from Save when that is done and greyed. */
export const titleId = 'editor-title';

interface EditorHeadProps {
  title: string;
  version: number;
  applied: number | null;
  isDirty: boolean;
  isSaving: boolean;
  onDiscard: () => void;
  onSave: () => void;
}

/** Title, versions and Save; stays in sight while a long table scrolls. */
export function EditorHead({ title, version, applied, isDirty, isSaving, onDiscard, onSave }: EditorHeadProps) {
  const { say } = useWords();
  return (
    <div className={bar}>
      <div className={names}>
        <h1 id={titleId} tabIndex={-1} className={heading}>
          {title}
        </h1>
        <div className={line}>
          <span className={subdued}>
            {version === 0
              ? say('edit.version.none')
              : applied === null
                ? say('edit.version', { version })
                : say('edit.version.applied', { version, applied })}
          </span>
          {isDirty && (
            <Badge variant="notice" fillStyle="subtle" size="S">
              {say('edit.unsaved')}
            </Badge>
          )}
        </div>
      </div>
      <ButtonGroup>
        <Button variant="secondary" fillStyle="outline" isDisabled={!isDirty || isSaving} onPress={onDiscard}>
          {say('edit.discard')}
        </Button>
        <Button variant="accent" isDisabled={!isDirty} isPending={isSaving} onPress={onSave}>
          {say('edit.save')}
        </Button>
      </ButtonGroup>
    </div>
  );
}
