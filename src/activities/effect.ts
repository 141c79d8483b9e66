import type { ProblemFacts } from '../core/problems/problem.js';
import type { Db } from '../store/database.js';

/** What carrying a command out came to. */
export interface Carried {
  /** Why it could not be carried out; null where it was. */
  readonly problem: ProblemFacts | null;
  /** How many records it concerned, where that is known. */
  readonly records: number | null;
}

/** The part of a command that is done in its transaction, once. */
export type Effect = (tx: Db) => Promise<Carried>;

export const done = (records: number | null = null): Carried => ({ problem: null, records });

export const refused = (problem: ProblemFacts): Carried => ({ problem, records: null });

/** It is not among the applied mappings. */
export const notApplied = (mapping: string): Carried => refused({ code: 'mapping-not-applied', params: { mapping } });

/** Who gave a command; a signal that says nothing came through Temporal's own tools. */
export const giverOf = ({ by }: { readonly by?: string | undefined }): string => by ?? 'temporal';
