import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { type SubmitRequest, submitRequestSchema } from '../../contract/submit.ts';
import type { Clock } from '../../ports/clock.ts';
import { drover } from '../drover-package.ts';
import { type ExampleSite, startExampleSite } from './example-site.ts';

/** The example herd of this installation. */
export const exampleFiles = {
  config: join(drover.example, `drover.config${drover.ending}`),
  site: join(drover.example, 'site', `main${drover.ending}`),
  firstRound: join(drover.example, `first-round${drover.ending}`),
} as const;

/** Whether this installation has the example. */
export function exampleIsHere(): boolean {
  return Object.values(exampleFiles).every((path) => existsSync(path));
}

/**
 * Starts the example's site and sets in `env` what configuration and flows take from it: the configuration file where none
 * is named, where the site is, and where the flows write. The port is the one asked for (HERD_PORT), else the one of the
 * last time, so that a node that lives on still finds the site, else the usual one, else any.
 */
export async function prepareExample(
  env: Record<string, string | undefined>,
  dataFolder: string,
  clock: Clock,
): Promise<ExampleSite> {
  const asked = env['HERD_PORT'];
  const first = asked ?? rememberedPort(dataFolder) ?? '';
  let site: ExampleSite;
  try {
    site = await startExampleSite(exampleFiles.site, env, first, clock);
  } catch (error) {
    if (asked !== undefined) throw error;
    site = await startExampleSite(exampleFiles.site, env, '0', clock);
  }
  if (env['DROVER_CONFIG'] === undefined && env['DROVER_CONFIG_FILE'] === undefined) {
    env['DROVER_CONFIG'] = exampleFiles.config;
  }
  env['HERD_SITE_URL'] = site.url;
  env['HERD_DB'] ??= join(dataFolder, 'herd.db');
  return site;
}

/** Remembers the site's port for the next start with this data folder. */
export function rememberPort(dataFolder: string, site: ExampleSite): void {
  writeFileSync(portFile(dataFolder), `${new URL(site.url).port}\n`);
}

function rememberedPort(dataFolder: string): string | undefined {
  try {
    const port = readFileSync(portFile(dataFolder), 'utf8').trim();
    return /^\d{1,5}$/.test(port) ? port : undefined;
  } catch {
    return undefined;
  }
}

function portFile(dataFolder: string): string {
  return join(dataFolder, 'example-site.port');
}

/** What `npm start` submits first; the example's own code says it. */
export async function exampleFirstRound(): Promise<SubmitRequest[]> {
  const loaded: unknown = await import(pathToFileURL(exampleFiles.firstRound).href);
  const shape = z.object({ firstRound: z.custom<() => unknown>((value) => typeof value === 'function') });
  return z.array(submitRequestSchema).parse(shape.parse(loaded).firstRound());
}
