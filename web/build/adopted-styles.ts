/**
 * Puts web/src/theme/adopted-styles.ts in the place of the module by which antd's parts insert `<style>` elements, which
 * the page's content policy forbids.
 */
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const replaced = /@rc-component\/util\/es\/Dom\/dynamicCSS(?:\.js)?$/;
const ours = fileURLToPath(new URL('../src/theme/adopted-styles.ts', import.meta.url));

/** The plugin. */
export function adoptedStyles(): Plugin {
  return {
    name: 'drover-adopted-styles',
    enforce: 'pre',
    apply: 'build',
    async resolveId(source, importer) {
      if (!source.endsWith('/dynamicCSS') && !source.endsWith('/dynamicCSS.js')) return undefined;
      const found = await this.resolve(source, importer, { skipSelf: true });
      return found !== null && replaced.test(found.id) ? ours : undefined;
    },
  };
}
