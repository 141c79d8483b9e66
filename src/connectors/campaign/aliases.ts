import type { CampaignResource } from '../../core/metadata.js';

type Body = Readonly<Record<string, unknown>>;

/**
 * The opt-out attributes have two families of names: configurations say `denyList*`, instances answer to `blackList*`, or perhaps to
 * `denyList*`; which, only their metadata tells (reference adobe-campaign-api §3.2).
 */
export function configName(wireName: string): string {
  return wireName.startsWith('blackList') ? `denyList${wireName.slice('blackList'.length)}` : wireName;
}

/** A body with Campaign's own names, to be sent. */
export function toWire(resource: CampaignResource, body: Body): Body {
  const aliases = aliasesOf(resource);
  for (const name of aliases.keys()) if (Object.hasOwn(body, name)) return renamed(body, aliases);
  return body;
}

function renamed(body: Body, aliases: ReadonlyMap<string, string>): Body {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [aliases.get(name) ?? name, value]));
}

/** A body as read, with the configuration's names beside Campaign's own. */
export function fromWire(resource: CampaignResource, body: Body): Body {
  const aliases = aliasesOf(resource);
  if (aliases.size === 0) return body;
  const both = new Map(Object.entries(body));
  for (const [name, wire] of aliases) if (both.has(wire)) both.set(name, both.get(wire));
  return Object.fromEntries(both);
}

const known = new WeakMap<CampaignResource, ReadonlyMap<string, string>>();

function aliasesOf(resource: CampaignResource): ReadonlyMap<string, string> {
  const found = known.get(resource);
  if (found !== undefined) return found;
  const made = new Map(
    Object.values(resource.fields).flatMap(({ path, wire }) => (wire === undefined ? [] : [[path, wire] as const])),
  );
  known.set(resource, made);
  return made;
}
