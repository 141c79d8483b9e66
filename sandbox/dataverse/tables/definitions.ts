import type { TableDefinition } from '../column.js';
import { account } from './account.js';
import { contact } from './contact.js';
import { loyalty, loyaltyTransaction } from './loyalty.js';
import { organization, systemuser, transactioncurrency } from './others.js';
import { audit, store } from './store.js';

/** The tables of a first start. */
export const definitions: readonly TableDefinition[] = [
  contact,
  account,
  systemuser,
  transactioncurrency,
  organization,
  loyalty,
  loyaltyTransaction,
  store,
  audit,
];
