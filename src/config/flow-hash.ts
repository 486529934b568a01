import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import type { FlowDefinition } from '../contract/manifest.ts';

/**
 * Hash of a flow's definition and, of a script, of its entry file's content: 16 hex digits of SHA-256. Paths below the
 * configuration's folder count as relative to it, so that a server and its nodes agree wherever they keep the files.
 * An entry file that is not there counts as empty.
 */
export function flowHash(flow: Omit<FlowDefinition, 'hash'>, folder: string): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(ordered(flow, folder)));
  if (flow.program.kind === 'script') hash.update('\0').update(contentOf(flow.program.entry));
  return hash.digest('hex').slice(0, 16);
}

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

/** The same value with its keys in alphabetical order and its paths relative. */
function ordered(value: unknown, folder: string): unknown {
  if (typeof value === 'string') return portable(value, folder);
  if (Array.isArray(value)) return value.map((one) => ordered(one, folder));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, ordered(inner, folder)]),
  );
}

function portable(text: string, folder: string): string {
  if (text !== folder && !text.startsWith(folder + sep)) return text;
  const path = relative(folder, text);
  return isAbsolute(path) ? text : `./${path.split(sep).join('/')}`;
}
