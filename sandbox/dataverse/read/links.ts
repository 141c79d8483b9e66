/**
 * The query of a link: everything that was asked, as it was written, but for the token, which is put last. The escapes of
 * delta links are in lower case, as in Microsoft's examples.
 */
export function linkWith(address: string, search: string, name: '$skiptoken' | '$deltatoken', token: string): string {
  const kept = search.split('&').filter((parameter) => parameter !== '' && !isToken(parameter));
  const escaped = encodeURIComponent(token)
    .replaceAll('!', '%21')
    .replace(/%[0-9A-F]{2}/gu, (escape) => (name === '$deltatoken' ? escape.toLowerCase() : escape));
  return `${address}?${[...kept, `${name}=${escaped}`].join('&')}`;
}

/** What a token is bound to: the query without its tokens, in one writing. */
export function scopeOf(parameters: URLSearchParams): string {
  return [...parameters]
    .filter(([name]) => name !== '$skiptoken' && name !== '$deltatoken')
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function isToken(parameter: string): boolean {
  return /^(?:\$|%24)(?:skip|delta)token(?:=|$)/u.test(parameter);
}
