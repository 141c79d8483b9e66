import { CannotGoOn } from '../core/problems/failures.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import type { VerificationStand } from '../core/verification.js';
import { laneRules } from '../engine/rules.js';
import { verify, type VerifyEnd } from '../engine/verify.js';
import type { VerifyStore } from '../engine/verifyPorts.js';
import { absentParents, readLedger } from '../store/ledger.js';
import {
  endVerification,
  forgetVerifications,
  takeVerification,
  type VerificationHold,
} from '../store/verifications.js';
import {
  billVerifyCalls,
  dueCandidates,
  keepVerifyStep,
  repeatedKeys,
  seenKeys,
  standingKeys,
} from '../store/verificationSteps.js';
import { beginUntoldAttempt } from './attempt.js';
import type { Context } from './context.js';

export interface VerifyInput {
  readonly instance: string;
  readonly mapping: string;
  /** Number of the verification's row. */
  readonly verification: number;
}

/** How far a verification is: counts and the names of phases, no key. */
export interface VerifyTurn {
  readonly kind: VerifyEnd;
  readonly progress: Pick<VerificationStand, 'phase' | 'read' | 'size' | 'repaired'> & {
    readonly counts: VerificationStand['findings']['counts'];
  };
}

/** Compares both sides of one mapping for a turn of half a minute, from where the last one ended. */
export const verifyMapping =
  (context: Context) =>
  async ({ instance, mapping, verification }: VerifyInput): Promise<VerifyTurn | { readonly kind: 'ended' }> => {
    const { database, connectors, clock } = context;
    const { db, sealer } = database;
    const attempt = await beginUntoldAttempt(clock);
    try {
      const hold = await takeVerification(db, sealer, verification);
      if (!hold) return { kind: 'ended' };
      if (!hold.sameMapping) throw new CannotGoOn('verify-mapping-changed', { scope: 'lane', params: { mapping } });
      const { dynamics, campaign } = await connectors.of(instance);
      let stand = hold.stand;
      const store = verifyStore(context, instance, hold, (kept) => {
        stand = kept;
      });
      const kind = await verify(
        stand,
        {
          rules: laneRules(hold.plan),
          store,
          source: dynamics.source,
          table: dynamics.walk,
          resource: campaign.walk,
          destination: campaign.destination,
          clock,
          repair: hold.repair,
        },
        attempt.stop,
      );
      const { phase, read, size, repaired, findings } = stand;
      return { kind, progress: { phase, read, size, repaired, counts: findings.counts } };
    } finally {
      attempt.end();
    }
  };

export interface EndVerifyInput {
  readonly verification: number;
  readonly state: 'done' | 'cancelled' | 'failed';
  readonly failure: ProblemFacts | null;
}

/** Says how a verification ended, and forgets the keys that it needed. */
export const endVerify =
  ({ database: { db } }: Context) =>
  async ({ verification, state, failure }: EndVerifyInput): Promise<void> => {
    await endVerification(db, verification, state, failure);
    await forgetVerifications(db);
  };

function verifyStore(
  { database: { db, sealer } }: Context,
  instance: string,
  hold: VerificationHold,
  kept: (stand: VerificationStand) => void,
): VerifyStore {
  return {
    ledger: (keys) => readLedger(db, hold.lane, keys),
    absent: (parents) => absentParents(db, instance, 'ingress', parents),
    hash: (text) => sealer.hash(text),
    seen: (keys) => seenKeys(db, hold.id, keys),
    repeated: (limit) => repeatedKeys(db, hold, limit),
    standing: (keys) => standingKeys(db, hold.lane, keys),
    candidates: (limit) => dueCandidates(db, hold, limit),
    bill: (engineCalls) => billVerifyCalls(db, hold, engineCalls),
    async keep(step) {
      const result = await keepVerifyStep(db, sealer, hold, step);
      if (result) kept(step.stand);
      return result;
    },
  };
}
