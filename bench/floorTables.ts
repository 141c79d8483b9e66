type Value = string | number | boolean | null;
export type Row = Readonly<Record<string, Value>>;

/** One table as the floor copies it: what is asked for, where it goes, and the body that Passerelle's mapping makes, written down as a constant. */
interface FloorTable {
  readonly set: string;
  readonly columns: readonly string[];
  /** Rows must name the table that a lookup points to. */
  readonly annotated?: boolean;
  readonly resource: string;
  readonly bodyOf: (row: Row) => object;
}

const contactColumns = [
  'address1_city',
  'address1_line1',
  'address1_line2',
  'address1_line3',
  'address1_postalcode',
  'birthdate',
  'contactid',
  'emailaddress1',
  'fax',
  'firstname',
  'gendercode',
  'lastname',
  'middlename',
  'mobilephone',
  'salutation',
  'telephone1',
];

const given = (value: Value | undefined) => value ?? undefined;
const choice = (row: Row, column: string, values: readonly string[]) => values[Number(row[column] ?? 0)] ?? values[0];

function profileOf(row: Row): object {
  return {
    externalId: row['contactid'],
    salutation: given(row['salutation']),
    firstName: given(row['firstname']),
    middleName: given(row['middlename']),
    lastName: given(row['lastname']),
    gender: choice(row, 'gendercode', ['unknown', 'male', 'female']),
    birthDate: given(row['birthdate']),
    email: given(row['emailaddress1']),
    mobilePhone: given(row['mobilephone']),
    phone: given(row['telephone1']),
    fax: given(row['fax']),
    location: {
      address1: given(row['address1_line1']),
      address2: given(row['address1_line2']),
      address3: given(row['address1_line3']),
      zipCode: given(row['address1_postalcode']),
      city: given(row['address1_city']),
    },
  };
}

const industries: Readonly<Record<number, string>> = {
  1: 'accounting',
  5: 'other',
  7: 'consulting',
  20: 'insurance',
  33: 'retail',
};

/** `contact` as the product comes, and the four tables of the linked load. */
export const floorTables = {
  contact: { set: 'contacts', columns: contactColumns, resource: 'profile', bodyOf: profileOf },
  account: {
    set: 'accounts',
    columns: [
      'accountid',
      'accountnumber',
      'address1_city',
      'industrycode',
      'name',
      '_parentaccountid_value',
      'revenue',
    ],
    resource: 'cusAccount',
    bodyOf: (row) => ({
      crmId: row['accountid'],
      name: given(row['name']),
      number: given(row['accountnumber']),
      city: given(row['address1_city']),
      industry: industries[Number(row['industrycode'] ?? 0)] ?? 'none',
      revenue: given(row['revenue']),
      parentId: given(row['_parentaccountid_value']),
    }),
  },
  linkedContact: {
    set: 'contacts',
    columns: [...contactColumns, 'jobtitle', '_parentcustomerid_value'],
    annotated: true,
    resource: 'profile',
    bodyOf: (row) => ({ ...profileOf(row), cusAccountId: given(row['_parentcustomerid_value']) }),
  },
  loyalty: {
    set: 'new_loyalties',
    columns: [
      'new_active',
      'new_balance',
      '_new_contactid_value',
      'new_interests',
      'new_level',
      'new_loyaltyid',
      'new_name',
      'new_points',
      'new_since',
    ],
    resource: 'cusLoyalty',
    bodyOf: (row) => ({
      crmId: row['new_loyaltyid'],
      name: given(row['new_name']),
      profileId: given(row['_new_contactid_value']),
      points: given(row['new_points']),
      level: choice(row, 'new_level', ['none', 'bronze', 'silver', 'gold']),
      interests: given(row['new_interests']),
      since: given(row['new_since']),
      balance: given(row['new_balance']),
      active: given(row['new_active']),
    }),
  },
  transaction: {
    set: 'new_loyaltytransactions',
    columns: ['new_amount', 'new_at', 'new_kind', '_new_loyaltyid_value', 'new_loyaltytransactionid', 'new_name'],
    resource: 'cusLoyaltyTransaction',
    bodyOf: (row) => ({
      crmId: row['new_loyaltytransactionid'],
      name: given(row['new_name']),
      loyaltyId: given(row['_new_loyaltyid_value']),
      amount: given(row['new_amount']),
      kind: choice(row, 'new_kind', ['none', 'earn', 'burn']),
      at: typeof row['new_at'] === 'string' ? row['new_at'].replace('T', ' ') : undefined,
    }),
  },
} satisfies Readonly<Record<string, FloorTable>>;

export type FloorTableName = keyof typeof floorTables;
