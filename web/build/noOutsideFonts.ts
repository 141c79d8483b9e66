import type { Plugin } from 'vite';

/**
 * React Spectrum S2 asks use.typekit.net for Adobe's fonts. Passerelle makes no outside request: the module that
 * preloads them becomes empty, and their @font-face rules are dropped. The system's own font is the next in S2's list.
 */
export function noOutsideFonts(): Plugin {
  return {
    name: 'passerelle:no-outside-fonts',
    enforce: 'pre',
    load(id) {
      if (/@react-spectrum\/s2\/dist\/private\/Fonts\.mjs/.test(id)) {
        return 'export const Fonts = () => null;';
      }
      if (/@react-spectrum\/s2\/dist\/private\/font-faces\.css/.test(id)) return '';
      return null;
    },
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        const text = file.type === 'asset' ? String(file.source) : file.code;
        if (text.includes('use.typekit.net')) this.error(`${file.fileName} asks an outside host for fonts`);
      }
    },
  };
}
