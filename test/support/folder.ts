import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endAfterTests } from './lifetime.js';

/** A folder that goes away after the tests. Every user may enter it: PostgreSQL does not run as root. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-test-'));
  chmodSync(folder, 0o755);
  endAfterTests(async () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
