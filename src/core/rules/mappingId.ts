/** Letters that an id keeps of a table's name, so that there is room for a number. */
const nameLetters = 50;

/** A name for a new mapping after its table, other than those that are taken: a name used again would go on with what is left of the old one. */
export function freshMappingId(table: string, taken: ReadonlySet<string>): string {
  const name = table
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[^a-z]+/, '')
    .slice(0, nameLetters);
  const first = name || 'mapping';
  let id = first;
  for (let number = 2; taken.has(id); number += 1) id = `${first}-${number}`;
  return id;
}
