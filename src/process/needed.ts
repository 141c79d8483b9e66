import { CannotStart } from '../core/problems/failures.js';
import type { Settings } from '../settings.js';

/** A setting that has no default. @throws CannotStart `setting-missing` */
export function needed(settings: Settings, name: 'DATABASE_URL' | 'PASSERELLE_ENCRYPTION_KEY'): string {
  const value = settings[name];
  if (value === undefined) throw new CannotStart('setting-missing', { params: { setting: name } });
  return value;
}
