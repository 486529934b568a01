import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { adoptedStyles } from './build/adopted-styles.ts';
import { antdCss } from './build/antd-css.ts';
import { precompressed } from './build/precompressed.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The console's build. Addresses of assets are relative, so that the page works under any path (`<base>` in index.html is
 * set by the server); nothing is inlined, so that the strict content policy holds.
 */
export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [react(), adoptedStyles(), antdCss(here('./src')), precompressed()],
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
  server: {
    port: 4280,
    proxy: {
      '^/(api|rpa|healthz|readyz|openapi.json)': process.env['DROVER_SERVER_URL'] ?? 'http://127.0.0.1:4200',
    },
  },
});
