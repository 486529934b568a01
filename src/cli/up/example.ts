import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { type SubmitRequest, submitRequestSchema } from '../../contract/submit.ts';
import type { Clock } from '../../ports/clock.ts';
import { drover } from '../drover-package.ts';
import { type ExampleProgram, type ExampleProgramOptions, startExampleProgram } from './example-program.ts';

/** The example herd of this installation. */
export const exampleFiles = {
  config: join(drover.example, `drover.config${drover.ending}`),
  site: join(drover.example, 'site', `main${drover.ending}`),
  engine: join(drover.example, '..', 'engine', `main${drover.ending}`),
  firstRound: join(drover.example, `first-round${drover.ending}`),
} as const;

/** Whether this installation has the example. */
export function exampleIsHere(): boolean {
  return Object.values(exampleFiles).every((path) => existsSync(path));
}

/** What of the example runs beside the server. */
export interface Example {
  readonly site: ExampleProgram;
  /** Null where the environment names an engine already. */
  readonly engine: ExampleProgram | null;
  stop(): Promise<void>;
}

/**
 * Starts the example's site and a stand-in engine, and sets in `env` what server, configuration and flows take from them:
 * the configuration file where none is named, where site and engine are, and where the flows write. A port is the one asked
 * for (HERD_PORT, ENGINE_PORT), else the one of the last time, so that a node that lives on still finds them, else the usual
 * one, else any.
 */
export async function prepareExample(
  env: Record<string, string | undefined>,
  dataFolder: string,
  clock: Clock,
): Promise<Example> {
  const site = await startOn(
    { program: exampleFiles.site, env, says: 'HERD_SITE_URL', clock },
    'HERD_PORT',
    portFiles.site(dataFolder),
  );
  if (env['DROVER_CONFIG'] === undefined && env['DROVER_CONFIG_FILE'] === undefined) {
    env['DROVER_CONFIG'] = exampleFiles.config;
  }
  env['HERD_SITE_URL'] = site.url;
  env['HERD_DB'] ??= join(dataFolder, 'herd.db');
  try {
    const engine = await startEngine(env, dataFolder, clock);
    return { site, engine, stop: async () => void (await Promise.all([site.stop(), engine?.stop()])) };
  } catch (error) {
    await site.stop();
    throw error;
  }
}

async function startEngine(
  env: Record<string, string | undefined>,
  dataFolder: string,
  clock: Clock,
): Promise<ExampleProgram | null> {
  const named = ['XIAOWU_RPA_TASK_CREATE_URL', 'XIAOWU_RPA_TASK_QUERY_URL'];
  if (named.some((key) => env[key] !== undefined || env[`${key}_FILE`] !== undefined)) return null;
  const program = { program: exampleFiles.engine, env, says: 'ENGINE_URL', clock };
  const engine = await startOn(program, 'ENGINE_PORT', portFiles.engine(dataFolder));
  env['XIAOWU_RPA_TASK_CREATE_URL'] = `${engine.url}/api/rpa-openapi/workflows/execute-async`;
  env['XIAOWU_RPA_TASK_QUERY_URL'] = `${engine.url}/api/rpa-openapi/executions`;
  return engine;
}

async function startOn(
  options: ExampleProgramOptions,
  portKey: string,
  portFile: string,
): Promise<ExampleProgram> {
  const asked = options.env[portKey];
  const on = (port: string): Promise<ExampleProgram> =>
    startExampleProgram({ ...options, env: { ...options.env, [portKey]: port } });
  try {
    return await on(asked ?? rememberedPort(portFile) ?? '');
  } catch (error) {
    if (asked !== undefined) throw error;
    return on('0');
  }
}

/** Remembers the ports for the next start with this data folder. */
export function rememberPorts(dataFolder: string, { site, engine }: Example): void {
  writeFileSync(portFiles.site(dataFolder), `${new URL(site.url).port}\n`);
  if (engine !== null) writeFileSync(portFiles.engine(dataFolder), `${new URL(engine.url).port}\n`);
}

function rememberedPort(portFile: string): string | undefined {
  try {
    const port = readFileSync(portFile, 'utf8').trim();
    return /^\d{1,5}$/.test(port) ? port : undefined;
  } catch {
    return undefined;
  }
}

const portFiles = {
  site: (dataFolder: string) => join(dataFolder, 'example-site.port'),
  engine: (dataFolder: string) => join(dataFolder, 'example-engine.port'),
} as const;

/** What `npm start` submits first; the example's own code says it. */
export async function exampleFirstRound(): Promise<SubmitRequest[]> {
  const loaded: unknown = await import(pathToFileURL(exampleFiles.firstRound).href);
  const shape = z.object({ firstRound: z.custom<() => unknown>((value) => typeof value === 'function') });
  return z.array(submitRequestSchema).parse(shape.parse(loaded).firstRound());
}
