import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { type ReactNode, useEffect, useRef } from 'react';
import type { InstanceView } from '../api/instances.js';
import { usePath } from '../app/router.js';
import { Header } from './Header.js';
import { SkipLink } from './SkipLink.js';

const frame = style({ display: 'flex', flexDirection: 'column', minHeight: '[100vh]', font: 'body' });
const main = style({
  flexGrow: 1,
  width: 'full',
  maxWidth: 1280,
  marginX: 'auto',
  boxSizing: 'border-box',
  paddingX: { default: 16, md: 32 },
  paddingTop: { default: 20, md: 32 },
  paddingBottom: 64,
  outlineStyle: 'none',
});

interface FrameProps {
  instance: InstanceView | undefined;
  instances: readonly InstanceView[];
  children: ReactNode;
}

/** What surrounds every screen. */
export function Frame({ instance, instances, children }: FrameProps) {
  const content = useFocusOnChange(usePath());
  return (
    <div className={frame}>
      <SkipLink target="content" />
      <Header instance={instance} instances={instances} />
      <main id="content" ref={content} tabIndex={-1} className={main}>
        {children}
      </main>
    </div>
  );
}

/** Another screen takes the focus, as a newly loaded page would; the first one leaves it where the browser puts it. */
function useFocusOnChange(path: string) {
  const content = useRef<HTMLElement>(null);
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    content.current?.focus();
    window.scrollTo(0, 0);
  }, [path]);
  return content;
}
