import type { FieldDefinition } from '../definition.js';
import { joined, text } from './described.js';

const custom = { extOnly: true } as const;

/** An extension of the profile with one field of every kind and a link, as a customer could have published it. */
export const customFields: readonly FieldDefinition[] = [
  { ...custom, ...text('cusCrmId', 'CRM number', 64) },
  {
    ...custom,
    name: 'cusTier',
    label: 'Tier',
    kind: 'enumeration',
    storage: 'string',
    values: [
      { name: 'none', label: 'None' },
      { name: 'bronze', label: 'Bronze' },
      { name: 'silver', label: 'Silver' },
      { name: 'gold', label: 'Gold' },
    ],
  },
  { ...custom, name: 'cusJobTitle', label: 'Job title', kind: 'string', length: 127 },
  { ...custom, name: 'cusCompany', label: 'Company', kind: 'string', length: 255 },
  { ...custom, name: 'cusNotes', label: 'Notes', kind: 'memo', unsortable: true },
  { ...custom, name: 'cusVip', label: 'VIP', kind: 'boolean' },
  { ...custom, name: 'cusStars', label: 'Stars', kind: 'byte' },
  { ...custom, name: 'cusVisits', label: 'Visits', kind: 'short' },
  { ...custom, name: 'cusPoints', label: 'Points', kind: 'long' },
  { ...custom, name: 'cusScore', label: 'Score', kind: 'float' },
  { ...custom, name: 'cusRevenue', label: 'Revenue', kind: 'double' },
  { ...custom, name: 'cusMemberSince', label: 'Member since', kind: 'date' },
  { ...custom, name: 'cusLastPurchase', label: 'Last purchase', kind: 'datetime' },
  { ...custom, ...text('cusAccountId', 'Number of the account', 64) },
  { ...custom, ...joined('cusAccount', 'Account', 'cusAccount', { column: 'cusAccountId', key: 'crmId' }) },
];
