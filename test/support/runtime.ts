import { DefaultLogger, Runtime } from '@temporalio/worker';

let installed = false;

/** The SDK's one runtime of this mocha process, saying warnings only. To be called before any worker is made. */
export function quietRuntime(): void {
  if (!installed)
    Runtime.install({
      logger: new DefaultLogger('WARN'),
      telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR' } } },
    });
  installed = true;
}
