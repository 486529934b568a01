/**
 * `virtual:antd.css`: the styles of exactly those antd components that the console imports, made when it is built.
 *
 * antd would make them in the browser and insert `<style>` elements, which the page's content policy forbids
 * (`style-src 'self'`) and which cost time at every start. So each component is rendered once here, in both themes, and
 * antd's own styles are taken from it; the running page has `zeroRuntime` set. Rules are the same in both themes; what
 * differs are the variables, which stand under `[data-theme=dark]` a second time.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCache, extractStyle, StyleProvider } from '@ant-design/cssinjs';
import * as antd from 'antd';
import { createElement, type ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import type { Plugin } from 'vite';
import { antdTheme } from '../src/theme/antd-theme.ts';

const id = 'virtual:antd.css';
const resolved = '\0virtual:antd.css';

/** Any antd component: only its name and a way to render it matter here. */
type Component = React.ComponentType<Record<string, unknown>>;

/** Names that the console imports from antd, types and functions included. */
function importedNames(folder: string): string[] {
  const names = new Set<string>();
  for (const file of globSync('**/*.{ts,tsx}', { cwd: folder })) {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, list] of text.matchAll(/import \{([^}]*)\} from 'antd'/g)) {
      for (const name of (list ?? '').split(',')) {
        const word = name.trim();
        if (word !== '' && !word.startsWith('type ')) names.add(word.split(' as ')[0] ?? word);
      }
    }
  }
  return [...names].sort();
}

const element = (type: unknown, props: Record<string, unknown> = {}, ...children: ReactNode[]): ReactNode =>
  // Rendered for its styles alone.
  createElement(type as Component, props, ...children);

/** What shows nothing by itself is rendered in a form that does. */
const special: Readonly<Record<string, (component: Record<string, unknown>) => ReactNode[]>> = {
  ConfigProvider: () => [],
  Dropdown: (one) => [element(one, { menu: { items: [] } }, element('div'))],
  Modal: (one) => [
    element(one),
    element(one['_InternalPanelDoNotUseOrYouWillBeFired']),
    element(one['_InternalPanelDoNotUseOrYouWillBeFired'], { type: 'confirm' }),
  ],
  App: (one) => [
    element(one),
    element(antd.message._InternalPanelDoNotUseOrYouWillBeFired),
    element(antd.notification._InternalPanelDoNotUseOrYouWillBeFired),
    element(antd.Modal._InternalPanelDoNotUseOrYouWillBeFired, { type: 'confirm' }),
  ],
  Input: (one) => [
    element(one),
    ...['Search', 'TextArea', 'Password', 'Group'].map((part) => element(one[part])),
  ],
  Tag: (one) => [element(one, { color: 'blue' }, 'x'), element(one, { color: 'success' }, 'x')],
  DatePicker: (one) => [element(one), element(one['RangePicker'])],
  Space: (one) => [element(one), element(one['Compact'], {}, element(antd.Button))],
};

function rendered(name: string): ReactNode[] {
  // Looked up by the name that the console imports.
  const component = (antd as unknown as Record<string, Record<string, unknown>>)[name];
  if (component === undefined || !/^[A-Z]/.test(name)) return [];
  return special[name]?.(component) ?? [element(component)];
}

function styleOf(names: readonly string[], dark: boolean): string {
  const cache = createCache();
  renderToString(
    createElement(
      StyleProvider,
      { cache },
      createElement(antd.ConfigProvider, { theme: antdTheme(dark) }, ...names.flatMap(rendered)),
    ),
  );
  return extractStyle(cache, true);
}

/** The blocks of variables alone, under the dark theme's selector. */
function darkVariables(css: string): string {
  return [...css.matchAll(/([^{}]+)\{(--ant-[^{}]*)\}/g)]
    .map(([, selector, body]) => `[data-theme=dark] ${selector?.trim()}{${body}}`)
    .join('\n');
}

/** The plugin. `folder` holds the console's sources. */
export function antdCss(folder: string): Plugin {
  return {
    name: 'drover-antd-css',
    resolveId: (source) => (source === id ? resolved : undefined),
    load(source) {
      if (source !== resolved) return undefined;
      const names = importedNames(folder);
      return `${styleOf(names, false)}\n${darkVariables(styleOf(names, true))}`;
    },
  };
}
