import { type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FlowProgram } from '../contract/manifest.ts';
import type { Section } from './section.ts';

/** Longest path or argument, in characters. */
export const maxArgument = 32_768;

/** Where a program's files are looked for, and what it is that one is not there. */
export interface ProgramFiles {
  /** Folder of the configuration file: relative paths start there. */
  readonly folder: string;
  /** `fault` where somebody asks whether all is well, `warning` where all that can go on is to go on. */
  readonly absent: 'fault' | 'warning';
}

/**
 * Looks for a flow's working folder, where one is given, and a script's entry file on this machine's disk. Returns the absolute
 * path of what is not there, or not what it must be; undefined: nothing is missing. Says so to the sink.
 */
export function missingFile(
  flow: Section,
  kind: FlowProgram['kind'],
  files: ProgramFiles,
): string | undefined {
  if (kind === 'engine') return undefined;
  const folder = lookFor(flow, 'cwd', files);
  return (kind === 'script' ? lookFor(flow, 'entry', files) : undefined) ?? folder;
}

function lookFor(flow: Section, key: 'cwd' | 'entry', { folder, absent }: ProgramFiles): string | undefined {
  const given = flow.text(key, maxArgument);
  if (given === undefined) return undefined;
  const path = resolve(folder, given);
  let found: Stats | undefined;
  try {
    found = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // Such as a folder on the way to it that may not be entered.
    flow.sink[absent](flow.at(key), 'unreadable_file', { detail: String(error) });
    return path;
  }
  if (key === 'entry' ? found?.isFile() === true : found?.isDirectory() === true) return undefined;
  const code = key === 'cwd' ? 'no_folder' : found === undefined ? 'no_entry' : 'entry_not_file';
  flow.sink[absent](flow.at(key), code, { path });
  return path;
}
