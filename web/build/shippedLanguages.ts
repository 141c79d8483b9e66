import type { Plugin } from 'vite';

/** React Spectrum brings its own words in 34 languages; the page speaks two. The others become empty modules. */
export function shippedLanguages(locales: readonly string[]): Plugin {
  return {
    name: 'passerelle:shipped-languages',
    enforce: 'pre',
    load(id) {
      const locale =
        /\/(?:@react-spectrum\/s2|react-aria|react-aria-components|react-stately)\/dist\/private\/intl\/(?:.*\/)?([a-z]{2}-[A-Z]{2})\.mjs/.exec(
          id,
        )?.[1];
      return locale && !locales.includes(locale) ? 'export default {};' : null;
    },
  };
}
