import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import type { InstanceView } from '../api/instances.js';
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
  return (
    <div className={frame}>
      <SkipLink target="content" />
      <Header instance={instance} instances={instances} />
      <main id="content" tabIndex={-1} className={main}>
        {children}
      </main>
    </div>
  );
}
