import type { SourceRow } from '../../../src/core/lane.js';
import { type FamilyMember, keyOf, lookupOf } from './lanePlan.js';
import type { SimulatedLane, World } from './world.js';

/** What happens in Dynamics: rows come, change, name other parents, go and come again. */
export class History {
  readonly #world: World;
  readonly #members: readonly FamilyMember[];
  /** How many keys of each table have been used, and the newest version of each record: versions go on rising when a deleted one comes back. */
  readonly #used = new Map<string, number>();
  readonly #newest = new Map<string, number>();
  /** Relations in which children go with their parent; in the others their link is emptied. */
  readonly #cascades = new Set<string>();

  readonly #refused: number;

  /** @param refused chance that a change is one that Campaign refuses */
  constructor(world: World, members: readonly FamilyMember[], refused: number) {
    this.#world = world;
    this.#members = members;
    this.#refused = refused;
    for (const { name, links } of members)
      for (const { parent } of links) if (world.random.chance(0.5)) this.#cascades.add(`${parent}>${name}`);
  }

  /** Puts `count` records into each table, parents and children in any order of time. */
  begin(count: number): void {
    for (const member of this.#members) for (let index = 0; index < count; index += 1) this.#change(member, index);
  }

  /** Something changes. */
  happen(deletes: boolean): void {
    const { random } = this.#world;
    const member = random.pick(this.#members);
    const index = random.between(0, (this.#used.get(member.name) ?? 0) + 1);
    const key = keyOf(member, index);
    const row = this.#lane(member).source.rows.get(key);
    const dice = random.next();
    if (deletes && row && dice < 0.25) {
      this.remove(member, key);
      // Somebody takes it back at once.
      if (random.chance(0.3)) this.#change(member, index);
    } else if (row && dice < 0.33) this.#lane(member).source.put(key, { note: random.next() });
    else if (row && dice < 0.4) this.#revert(member, key, row);
    else this.#change(member, index);
  }

  /** With all that its children's tables do about it, in the same moment. */
  remove(member: FamilyMember, key: string): void {
    this.#lane(member).source.remove(key);
    for (const child of this.#members) {
      if (!child.links.some(({ parent }) => parent === member.name)) continue;
      const { source } = this.#lane(child);
      const lookup = lookupOf(member.name);
      for (const [other, row] of new Map(source.rows)) {
        if (row[lookup] !== key || !source.rows.has(other)) continue;
        if (this.#cascades.has(`${member.name}>${child.name}`)) this.remove(child, other);
        else source.put(other, { [lookup]: null });
      }
    }
  }

  #change(member: FamilyMember, index: number): void {
    const { random } = this.#world;
    const { source } = this.#lane(member);
    const key = keyOf(member, index);
    const version = (this.#newest.get(key) ?? 0) + 1;
    this.#newest.set(key, version);
    this.#used.set(member.name, Math.max(this.#used.get(member.name) ?? 0, index + 1));
    const row = source.rows.get(key);
    const refused = random.chance(row?.['lastname'] === 'refused' ? 0.6 : this.#refused);
    const lastname = refused ? 'refused' : `name ${version}`;
    const links = this.#links(member, key, row);
    source.put(key, { lastname, version, statecode: random.chance(0.85) ? 0 : 1, note: null, ...links });
  }

  /** Back to what it was a version ago: what was written before is right again. */
  #revert(member: FamilyMember, key: string, row: SourceRow): void {
    const version = Math.max(1, Number(row['version']) - 1);
    this.#world.reverted.add(key);
    this.#lane(member).source.put(key, { version, lastname: `name ${version}` });
  }

  /** Mostly a parent that is there; sometimes none, sometimes one that is yet to come. */
  #links(member: FamilyMember, key: string, row: SourceRow | undefined): SourceRow {
    const { random } = this.#world;
    const links = member.links.map(({ parent }) => {
      const lookup = lookupOf(parent);
      const dice = random.next();
      if (row && dice < 0.4) return [lookup, row[lookup] ?? null];
      if (dice < 0.5) return [lookup, null];
      if (dice < 0.55 && parent === member.name) return [lookup, key];
      const other = this.#members.find(({ name }) => name === parent) as FamilyMember;
      if (dice < 0.67) return [lookup, keyOf(other, (this.#used.get(parent) ?? 0) + 1)];
      const there = [...this.#lane(other).source.rows.keys()];
      return [lookup, there.length > 0 ? random.pick(there) : null];
    });
    return Object.fromEntries(links) as SourceRow;
  }

  #lane({ name }: FamilyMember): SimulatedLane {
    return this.#world.lanes.get(name) as SimulatedLane;
  }
}
