/** The entity tag of a configuration version. Strong: a version never changes. */
export const entityTag = (version: number): string => `"v${version}"`;

/** What an If-Match header asks for: tells whether a version satisfies it (RFC 9110, section 13.1.1; weak tags never match). */
export function ifMatch(header: string): (version: number) => boolean {
  const wanted = header.trim();
  if (wanted === '*') return () => true;
  const tags = new Set(wanted.split(',').map((tag) => tag.trim()));
  return (version) => tags.has(entityTag(version));
}
