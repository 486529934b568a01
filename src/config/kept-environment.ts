import { resolve } from 'node:path';
import { createSecretMask, environmentSecrets } from '../domain/secret-mask.ts';
import { environmentKeys } from './environment-keys.ts';
import type { Environment } from './environment-values.ts';

/** What of an environment a later start may take over. */
export interface KeptEnvironment {
  /** Values of known keys, `KEY_FILE` among them; their paths are absolute. Without the data folder and secrets. */
  readonly values: Readonly<Record<string, string>>;
  /** Keys that were given and hold secrets: their values are written nowhere. */
  readonly secrets: readonly string[];
}

/** Keys whose values are paths, and ones whose values name a path behind a scheme. */
const pathKeys: readonly string[] = ['DROVER_DATA', 'DROVER_CONFIG', 'LOG_PATH'];
const schemes: Readonly<Record<string, RegExp>> = {
  DROVER_DB_URL: /^(sqlite:(?:\/\/)?)(?!:memory:)(.+)$/,
  DROVER_BLOBS_URL: /^(file:)(?!\/\/)(.+)$/,
};

/** Of the settings given in `env`; relative paths start at `folder`. */
export function keptEnvironment(env: Environment, folder: string): KeptEnvironment {
  const values: Record<string, string> = {};
  const secrets: string[] = [];
  const masked = createSecretMask();
  for (const key of environmentKeys) {
    // Who starts again says where.
    if (key === 'DROVER_DATA') continue;
    for (const name of [key, `${key}_FILE`]) {
      const value = env[name]?.trim() ?? '';
      if (value === '') continue;
      if (environmentSecrets({ [name]: value }).length > 0 || masked.mask(value) !== value)
        secrets.push(name);
      else values[name] = absolute(name, value, folder);
    }
  }
  return { values, secrets };
}

/**
 * Fills in `env` what it says nothing of, from what was kept; whatever it says counts, also that a key is empty. Relative
 * paths in it start at `folder` and become absolute, so that they mean the same in any other. Returns the keys filled in.
 */
export function takeOver(
  env: Record<string, string | undefined>,
  folder: string,
  { values }: KeptEnvironment,
): string[] {
  for (const key of environmentKeys.flatMap((name) => [name, `${name}_FILE`])) {
    const value = env[key]?.trim() ?? '';
    if (value !== '') env[key] = absolute(key, value, folder);
  }
  const taken = Object.keys(values).filter((key) => !says(env, key));
  for (const key of taken) env[key] = values[key];
  return taken;
}

/** Whether the environment says anything of a key, itself or by its file. */
export function says(env: Environment, key: string): boolean {
  const name = key.replace(/_FILE$/, '');
  return env[name] !== undefined || env[`${name}_FILE`] !== undefined;
}

function absolute(key: string, value: string, folder: string): string {
  if (pathKeys.includes(key) || key.endsWith('_FILE')) return resolve(folder, value);
  const [, scheme, path] = schemes[key]?.exec(value) ?? [];
  return scheme === undefined || path === undefined ? value : `${scheme}${resolve(folder, path)}`;
}
