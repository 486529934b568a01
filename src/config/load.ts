import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Manifest } from '../contract/manifest.ts';
import { readEnvironment } from './environment.ts';
import type { Environment } from './environment-values.ts';
import { type ConfigReading, type EvaluateOptions, evaluateConfig } from './evaluate-config.ts';
import { type ConfigFault, fault } from './fault.ts';
import { freezeDeep } from './freeze-deep.ts';
import { emptyManifest } from './read-manifest.ts';
import type { Settings } from './settings.ts';

/** Everything that is configured, checked, complete and frozen. */
export interface Configuration {
  readonly settings: Settings;
  readonly manifest: Manifest;
  /** The file that was read; null: there is none. */
  readonly configPath: string | null;
  readonly origin: ConfigOrigin;
  readonly warnings: readonly ConfigFault[];
}

/** Where a manifest comes from: what whoever watches it starts with. */
export interface ConfigOrigin {
  /** The file, whether it is there or not. */
  readonly path: string;
  /** Where it may be: at its path, or a default file in another form. */
  readonly candidates: readonly string[];
  /** Whether the environment names it: then it must exist. */
  readonly named: boolean;
  /** See `ConfigReading`. */
  readonly files: readonly string[];
  /** Before anything was read, ms since epoch. */
  readonly readAt: number;
}

/** The configuration, or every fault of environment and file together. */
export type ConfigurationReading =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

export interface LoadOptions extends EvaluateOptions {
  /** The process's working folder: relative paths start there. */
  readonly folder: string;
}

/** Endings of the default file beside `.ts`. */
const otherForms = ['.json', '.yaml', '.yml'];

/**
 * Reads environment and configuration file. Where the default file is absent, the manifest is empty and a warning says
 * so; several of them are a fault; a file that DROVER_CONFIG names must exist. When the environment is faulty, the file is read all the same, if
 * its place is known, so that all faults are listed.
 */
export async function loadConfiguration(
  env: Environment,
  options: LoadOptions,
): Promise<ConfigurationReading> {
  const readAt = Date.now();
  const environment = readEnvironment(env, options.folder);
  const given = environment.ok ? environment.settings : configOf(env, options.folder);
  const { configNamed } = given;
  const found = configNamed ? [given.configPath] : await defaultFiles(given);
  const configPath = found[0] ?? given.configPath;
  const absent = found.length === 0;
  const file = absent ? undefined : await readOne(found, configPath, options);
  const faults = [environment, ...(file === undefined ? [] : [file])].flatMap((one) =>
    one.ok ? [] : one.faults,
  );
  if (!environment.ok || file?.ok === false) return { ok: false, faults };
  return {
    ok: true,
    configuration: freezeDeep({
      settings: { ...environment.settings, configPath },
      manifest: file?.manifest ?? emptyManifest(),
      configPath: absent ? null : configPath,
      origin: {
        path: resolve(configPath),
        candidates: (configNamed ? [configPath] : defaultPaths(given)).map((path) => resolve(path)),
        named: configNamed,
        files: file?.files ?? [resolve(configPath)],
        readAt,
      },
      warnings: [...environment.warnings, ...(file?.warnings ?? [fault(configPath, 'default_file_absent')])],
    }),
  };
}

/** The default files that there are; one of them at most is meant. */
export async function defaultFiles(settings: Pick<Settings, 'configPath'>): Promise<string[]> {
  const found: string[] = [];
  for (const path of defaultPaths(settings))
    if ((await stat(path).catch(() => undefined)) !== undefined) found.push(path);
  return found;
}

function defaultPaths({ configPath }: Pick<Settings, 'configPath'>): string[] {
  return ['.ts', ...otherForms].map((ending) => configPath.replace(/\.ts$/, ending));
}

/** Several default files are there, and nothing says which is meant. */
export function twoDefaultFiles(paths: readonly string[]): ConfigFault {
  const [first = '', ...others] = paths;
  return fault(first, 'two_default_files', { others: others.map((path) => basename(path)).join(', ') });
}

async function readOne(found: readonly string[], path: string, options: LoadOptions): Promise<ConfigReading> {
  if (found.length > 1) return { ok: false, files: found, faults: [twoDefaultFiles(found)] };
  return evaluateConfig(path, options);
}

/** Where the file is by an environment that is faulty elsewhere. */
function configOf(env: Environment, folder: string): Pick<Settings, 'configPath' | 'configNamed'> {
  const { DROVER_CONFIG, DROVER_CONFIG_FILE } = env;
  const alone = readEnvironment({ DROVER_CONFIG, DROVER_CONFIG_FILE }, folder);
  return alone.ok ? alone.settings : configOf({}, folder);
}
