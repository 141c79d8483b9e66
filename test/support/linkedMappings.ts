import type { IngressConfig } from '../../src/core/config/ingress.js';

type Mapping = IngressConfig['mappings'][number];

/** Contacts with this job title are kept out of Campaign by the filter. */
export const keptOut = 'Not for Campaign';

/**
 * Five table mappings, as an operator saves them: account (with its link to itself) -> contact -> loyalty -> transaction, and store, which is
 * linked to nothing.
 * @param contact the mapping that the product comes with
 */
export function linkedMappings(contact: Mapping): Mapping[] {
  return [
    mapping('account', 'account', 'cusAccount', 'accountid', {
      fields: [
        ['name', 'name'],
        ['accountnumber', 'number'],
        ['address1_city', 'city'],
        ['industrycode', 'industry'],
        ['revenue', 'revenue'],
        ['parentaccountid', 'parentId', 'account'],
      ],
      replacements: [
        ['industrycode', 1, 'accounting'],
        ['industrycode', 5, 'other'],
        ['industrycode', 7, 'consulting'],
        ['industrycode', 20, 'insurance'],
        ['industrycode', 33, 'retail'],
      ],
    }),
    {
      ...contact,
      fields: [
        ...contact.fields.filter(({ parent }) => parent === undefined),
        { column: 'parentcustomerid', field: 'cusAccountId', applyUpdates: true, parent: 'account' },
      ],
      filter: { join: 'and', conditions: [{ column: 'jobtitle', comparison: 'notEquals', value: keptOut }] },
      deleteFiltered: true,
      applyDeletes: true,
    },
    mapping('loyalty', 'new_loyalty', 'cusLoyalty', 'new_loyaltyid', {
      fields: [
        ['new_name', 'name'],
        ['new_contactid', 'profileId', 'contact'],
        ['new_points', 'points'],
        ['new_level', 'level'],
        ['new_interests', 'interests'],
        ['new_since', 'since'],
        ['new_balance', 'balance'],
        ['new_active', 'active'],
      ],
      replacements: [
        ['new_level', 1, 'bronze'],
        ['new_level', 2, 'silver'],
        ['new_level', 3, 'gold'],
      ],
    }),
    mapping('transaction', 'new_loyaltytransaction', 'cusLoyaltyTransaction', 'new_loyaltytransactionid', {
      fields: [
        ['new_name', 'name'],
        ['new_loyaltyid', 'loyaltyId', 'loyalty'],
        ['new_amount', 'amount'],
        ['new_kind', 'kind'],
        ['new_at', 'at'],
      ],
      replacements: [
        ['new_kind', 1, 'earn'],
        ['new_kind', 2, 'burn'],
      ],
    }),
    mapping('store', 'new_store', 'cusStore', 'new_storeid', {
      fields: [
        ['new_name', 'name'],
        ['new_city', 'city'],
        ['new_opened', 'opened'],
        ['new_open', 'open'],
        ['new_size', 'size'],
      ],
      replacements: [],
    }),
  ];
}

interface Pairs {
  readonly fields: readonly (readonly [column: string, field: string, parent?: string])[];
  readonly replacements: readonly (readonly [column: string, existing: number, value: string])[];
}

function mapping(id: string, table: string, resource: string, key: string, { fields, replacements }: Pairs): Mapping {
  return {
    id,
    dynamicsTable: table,
    campaignResource: resource,
    idField: {
      column: key,
      field: 'crmId',
      lookup: { by: 'filter', filter: 'byCrmId', parameter: 'crmId_parameter' },
      unique: true,
    },
    fields: fields.map(([column, field, parent]) => ({ column, field, applyUpdates: true, ...(parent && { parent }) })),
    replacements: replacements.map(([column, existingValue, newValue]) => ({ column, existingValue, newValue })),
    filter: null,
    deleteFiltered: false,
    applyDeletes: true,
    technicalValues: true,
  };
}
