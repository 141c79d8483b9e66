import type { Gate } from '../core/ports.js';
import { RecordRefused } from '../core/problems/failures.js';
import { keyNotUnique, recordRepeated, type VerificationStand, type VerifyStep } from '../core/verification.js';
import { inTurn } from './inTurn.js';
import { againKeys } from './limits.js';
import type { VerifyPorts } from './verifyPorts.js';

/**
 * Asks Campaign by key for what its pages showed more than once: pages may drift, and show one record twice; a filter that finds several
 * proves that there are several.
 */
export async function lookAtRepeated(
  before: VerificationStand,
  { rules, store, destination }: VerifyPorts,
  gate: Gate,
): Promise<VerifyStep | 'done'> {
  const { keys, busy } = await store.repeated(againKeys);
  if (keys.length === 0) return 'done';
  const stand = structuredClone(before);
  const ask = async (key: string): Promise<boolean> => {
    try {
      await destination.find(rules.lookup, key, gate);
      return false;
    } catch (error) {
      if (error instanceof RecordRefused) return error.code === keyNotUnique;
      throw error;
    }
  };
  const isRepeated = await Promise.all(keys.map(busy ? inTurn(ask) : ask));
  keys.forEach((key, index) => {
    if (isRepeated[index]) recordRepeated(stand.findings, key);
  });
  return { stand, cleared: keys };
}
