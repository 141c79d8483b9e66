import react from '@vitejs/plugin-react';
import macros from 'unplugin-parcel-macros';
import { defineConfig } from 'vite';
import manifest from '../package.json' with { type: 'json' };
import { noOutsideFonts } from './build/noOutsideFonts.js';
import { shippedLanguages } from './build/shippedLanguages.js';

export default defineConfig({
  plugins: [macros.vite(), noOutsideFonts(), shippedLanguages(['en-US', 'fr-FR']), react()],
  define: { passerelleVersion: JSON.stringify(manifest.version) },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: ['es2022'],
    // React Spectrum's atomic CSS is one sheet: cut into chunks, its rules would come in another order.
    cssCodeSplit: false,
    cssMinify: 'lightningcss',
    // A strict Content-Security-Policy allows no data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
});
