import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration } from './load.ts';
import { nodeOptions } from './node-options.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-load-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function codesOf(env: Record<string, string>): Promise<string[]> {
  const reading = await loadConfiguration(env, { folder });
  return reading.ok ? [] : reading.faults.map(({ place, code }) => `${place} ${code}`);
}

async function loaded(env: Record<string, string>) {
  const reading = await loadConfiguration(env, { folder });
  if (!reading.ok) throw new Error(reading.faults.map(({ message }) => message).join());
  return reading.configuration;
}

describe('loadConfiguration', () => {
  it('starts empty, with a warning, where the default file is absent', async () => {
    const configuration = await loaded({});
    expect(configuration).toMatchObject({
      configPath: null,
      manifest: { flows: [], pools: { default: {} } },
    });
    expect(configuration.warnings.map(({ code }) => code)).toEqual(['default_file_absent']);
  });

  it('takes the default file in another form where there is none in TypeScript', async () => {
    writeFileSync(join(folder, 'drover.config.yaml'), 'limits: { "shop:*": 2 }');
    const { configPath, manifest, settings, warnings } = await loaded({});
    expect(configPath).toBe(join(folder, 'drover.config.yaml'));
    expect(settings.configPath).toBe(configPath);
    expect(manifest.limits).toEqual({ 'shop:*': 2 });
    expect(warnings).toEqual([]);
  });

  it('refuses several default files, unless one is named', async () => {
    writeFileSync(join(folder, 'drover.config.yaml'), 'limits: { "shop:*": 2 }');
    writeFileSync(join(folder, 'drover.config.json'), '{}');
    const reading = await loadConfiguration({}, { folder });
    expect(reading).toMatchObject({
      ok: false,
      faults: [{ place: join(folder, 'drover.config.json'), values: { others: 'drover.config.yaml' } }],
    });
    const { limits } = (await loaded({ DROVER_CONFIG: 'drover.config.yaml' })).manifest;
    expect(limits).toEqual({ 'shop:*': 2 });
  });

  it('refuses the absence of a file that was named', async () => {
    expect(await codesOf({ DROVER_CONFIG: 'own.json' })).toEqual([`${join(folder, 'own.json')} no_file`]);
  });

  it('lists the faults of environment and file together', async () => {
    writeFileSync(join(folder, 'own.json'), '{"flws": [], "node": {"slots": -1}}');
    expect(await codesOf({ DROVER_CONFIG: 'own.json', DROVER_PORT: 'x' })).toEqual([
      'DROVER_PORT not_whole',
      'own.json flws unknown_option',
      'own.json node.slots not_whole',
    ]);
  });

  it('is frozen to its leaves', async () => {
    writeFileSync(
      join(folder, 'own.json'),
      '{"flows": [{"kind": "command", "name": "a", "command": ["true"]}]}',
    );
    const { manifest, settings } = await loaded({ DROVER_CONFIG: 'own.json' });
    expect(Object.isFrozen(manifest.flows[0]?.retry) && Object.isFrozen(settings.log)).toBe(true);
  });

  it('lets the environment beat the file, and the file the defaults, for the node', async () => {
    writeFileSync(join(folder, 'own.json'), '{"node": {"name": "n", "slots": 8, "tags": ["a"]}}');
    expect(nodeOptions(await loaded({ DROVER_CONFIG: 'own.json', DROVER_NODE_SLOTS: '2' }))).toMatchObject({
      name: 'n',
      slots: 2,
      tags: ['a'],
      pools: ['default'],
      poolSlots: [{ pool: 'engine', slots: 2000 }],
    });
    expect(nodeOptions(await loaded({}))).toMatchObject({
      name: null,
      slots: 5,
      tags: [],
      pools: ['default'],
    });
  });
});
