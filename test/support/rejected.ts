import { Client } from 'pg';

export interface RejectedRow {
  readonly key: string;
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The rejected records as they stand in PostgreSQL, by key. */
export async function rejectedRows(databaseUrl: string): Promise<RejectedRow[]> {
  return select<RejectedRow>(
    databaseUrl,
    'select key::text, code, params from passerelle.rejected_records order by key',
  );
}

/** One look into a database, past the product. */
export async function select<Row extends object>(databaseUrl: string, statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}
