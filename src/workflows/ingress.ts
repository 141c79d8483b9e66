import type { CarryInput } from './carry.js';
import { integration } from './integration.js';

/** Microsoft Dynamics 365 to Campaign: contacts and tables in (spec 1.2). */
export const ingress = (input: CarryInput): Promise<void> => integration('ingress', input);
