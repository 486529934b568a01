/**
 * Puts imported tasks into a configuration file: a line of import and two of use in a TypeScript or JavaScript one, whose
 * other text stays as it is; entries in a YAML or JSON one. Nothing is written here: the caller sees what the file would be,
 * tries it, and keeps the old text if it is faulty.
 */
import { parseDocument } from 'yaml';
import type { TaskEntry } from './task-module.ts';

/** A new configuration that holds nothing but these tasks. */
export function newConfig(name: string, path: string, sdk: string): string {
  return [
    `import { defineConfig } from '${sdk}';`,
    `import { ${name} } from '${path}';`,
    '',
    'export default defineConfig({',
    `  flows: [...${name}.flows],`,
    `  schedules: [...${name}.schedules],`,
    '});',
    '',
  ].join('\n');
}

/** The configuration with the tasks in it; null when its text has no place that is plainly meant for them. */
export function withTasks(text: string, name: string, path: string): string | null {
  if (new RegExp(`\\bfrom\\s+['"]${escaped(path)}['"]`).test(text)) return text;
  const found = /defineConfig\s*\(\s*\{/.exec(text);
  if (found === null) return null;
  const head = text.slice(0, found.index);
  let body = text.slice(found.index);
  for (const section of ['schedules', 'flows'] as const) {
    const list = new RegExp(`(?:^|[{,])\\s*${section}\\s*:\\s*\\[`, 'm');
    const use = `...${name}.${section}, `;
    if (list.test(body)) body = body.replace(list, (whole) => `${whole}${use}`);
    // Another value than a list, such as a name, is not ours to change; nor do we know what a spread brings.
    else if (new RegExp(`(?:^|[{,])\\s*(?:${section}\\s*[:,}]|\\.\\.\\.)`, 'm').test(body)) return null;
    else body = body.replace(/\{/, `{\n  ${section}: [...${name}.${section}],`);
  }
  const last = [...head.matchAll(/^import\b[^;]*?from\s*['"][^'"]*['"];?[ \t]*\n/gm)].at(-1);
  const at = last === undefined ? 0 : last.index + last[0].length;
  return `${head.slice(0, at)}import { ${name} } from '${path}';\n${head.slice(at)}${body}`;
}

/** A YAML or JSON configuration with flows and schedules of these entries; comments and order stay. */
export function withEntries(text: string, entries: readonly TaskEntry[], json: boolean): string {
  const document = parseDocument(text === '' ? '{}' : text);
  for (const section of ['flows', 'schedules'] as const) {
    if (!document.has(section)) document.set(section, document.createNode([]));
    for (const entry of entries) document.addIn([section], document.createNode(partOf(entry, section)));
  }
  return json ? `${JSON.stringify(document.toJS(), null, 2)}\n` : document.toString();
}

/** In a file of data, flow and schedule are two entries. */
function partOf(entry: TaskEntry, section: 'flows' | 'schedules'): TaskEntry {
  const flow = [
    'name',
    'title',
    'description',
    'timeout',
    'retry',
    'entry',
    'interpreter',
    'args',
    'command',
    'cwd',
    'env',
  ];
  const wanted = Object.entries(entry).filter(([key]) =>
    section === 'flows' ? flow.includes(key) : !flow.includes(key) || key === 'name' || key === 'description',
  );
  const more =
    section === 'flows' ? { kind: 'command' in entry ? 'command' : 'script' } : { flow: entry['name'] };
  return { ...Object.fromEntries(wanted), ...more };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
