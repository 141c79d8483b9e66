/**
 * The path under which a record can be changed, from what Campaign returned with it: the href as it stands, character for character, put
 * onto the configured address, whatever host it names (reference adobe-campaign-api §2: proxies and the sandbox have their own).
 * @param basePath path of the configured address up to and with `/campaign`
 * @param collectionPath path of the resource, for records without a usable href
 * @returns null when the record carries neither href nor PKey
 */
export function pathOfRecord(
  record: Readonly<Record<string, unknown>>,
  basePath: string,
  collectionPath: string,
): string | null {
  const { href, PKey } = record;
  if (typeof href === 'string') {
    const path = pathOfHref(href, basePath);
    if (path !== null) return path;
  }
  if (typeof PKey !== 'string' || PKey === '') return null;
  return `${collectionPath}/${encodeURIComponent(PKey).replaceAll('%40', '@')}`;
}

/** Everything behind `/campaign` of an href, or a whole relative one, on `basePath`; null when it is no such thing. */
export function pathOfHref(href: string, basePath: string): string | null {
  if (/[\s\\#]/.test(href) || /(^|\/)\.\.?(\/|$)/.test(href)) return null;
  const path = href.replace(/^https?:\/\/[^/]*/i, '');
  const at = path.indexOf('/campaign/');
  if (at >= 0) return basePath + path.slice(at + '/campaign'.length);
  return path === href && /^\/?(profileAndServices|profileAndServicesExt|customResources)\//.test(path)
    ? `${basePath}/${path.replace(/^\//, '')}`
    : null;
}
