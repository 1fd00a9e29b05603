import { defineConfig } from 'vite';

export default defineConfig({
  root: 'dashboard',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    target: 'es2023',
    // The polyfill would be an inline script, which the gateway's content policy refuses.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // How long plugins took is no concern of whoever installs this.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
