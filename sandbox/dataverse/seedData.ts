import type { Environment } from './environment.js';
import { generateRows } from './generate.js';

/** How many rows each table begins with, by logical name. */
export type SeedData = Readonly<Record<string, number>>;

/** What a first start holds when nobody says otherwise: something of every kind of table. */
export function usualSeedData(contacts: number): SeedData {
  return {
    new_loyalty: Math.ceil(contacts / 2),
    new_loyaltytransaction: contacts,
    new_store: 100,
    new_audit: 50,
  };
}

/** Generates rows with a past, parents first. Throws for a table that is not there. */
export function plant(environment: Environment, wanted: SeedData): void {
  const { tables } = environment;
  const unknown = Object.keys(wanted).find((name) => !tables.has(name));
  if (unknown !== undefined) throw new Error(`SANDBOX_TABLES: there is no table ${unknown}`);
  // The tables stand in an order in which each comes behind those that it links to.
  for (const [name, table] of tables) generateRows(environment, table, wanted[name] ?? 0);
}
