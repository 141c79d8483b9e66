import type { CarryInput } from './carry.js';
import { integration } from './integration.js';

/** Campaign to Microsoft Dynamics 365: e-mail events out (spec 1.3). */
export const egress = (input: CarryInput): Promise<void> => integration('egress', input);
