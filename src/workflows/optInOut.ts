import type { CarryInput } from './carry.js';
import { integration } from './integration.js';

/** Opt-In/Out, both ways (spec 1.4). */
export const optInOut = (input: CarryInput): Promise<void> => integration('optInOut', input);
