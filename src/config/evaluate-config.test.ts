import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { manifestSchema } from '../contract/manifest.ts';
import { describeFaults } from './describe-faults.ts';
import { type EvaluateOptions, evaluateConfig } from './evaluate-config.ts';

const sdk = new URL('../sdk/define-config.ts', import.meta.url).href;
const head = `import { defineConfig, script, command } from '${sdk}';\nimport { z } from 'zod';\n`;

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'drover-config-')));
  write('flows/sync.py', 'print("hello")\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** The faults of a file in words. */
async function faultsOf(name: string, text: string, options?: EvaluateOptions): Promise<string[]> {
  const reading = await evaluateConfig(write(name, text), options);
  return reading.ok ? [] : describeFaults(reading.faults, 'en').split('\n');
}

async function manifestOf(name: string, text: string, options?: EvaluateOptions) {
  const reading = await evaluateConfig(write(name, text), options);
  if (!reading.ok) throw new Error(describeFaults(reading.faults, 'en'));
  return { manifest: manifestSchema.parse(reading.manifest), warnings: reading.warnings };
}

const whole = `${head}
export default defineConfig({
  flows: [
    script({
      name: 'sync_order', title: '同步订单', match: { platform: '*', taskType: 'sync_order' },
      entry: 'flows/sync.py', args: ['--shop', '{shop_id}', '{param.date}'], encoding: 'GBK', env: { LEVEL: '3' },
      params: z.object({ date: z.iso.date(), pages: z.number().int().default(3) }),
      timeout: '30m', expires: '2h', retry: { delays: ['10s', '1m'] }, pool: 'orders', tags: ['py'],
      manualMinutes: 5, dedupe: '{shop_id}:{param.date}',
    }),
    command({ name: 'ping', command: ['./bin/ping', '-c', '1'], limits: [] }),
  ],
  limits: { 'shop:*': 1, 'platform:pdd': 20, 'flow:sync_order': 50 },
  shops: [{ platform: 'pdd', id: '1001', name: '一店', tags: ['vip'] }, { platform: 'temu', id: 7, enabled: false }],
  pools: { orders: { title: '订单' } },
  node: { slots: 8, tags: ['py'], pools: ['orders', 'default'] },
});`;

/** The same as `whole`, as data. */
const wholeData = {
  flows: [
    {
      kind: 'script',
      name: 'sync_order',
      title: '同步订单',
      match: { platform: '*', taskType: 'sync_order' },
      entry: 'flows/sync.py',
      args: ['--shop', '{shop_id}', '{param.date}'],
      encoding: 'gbk',
      env: { LEVEL: 3 },
      params: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        properties: {
          date: {
            type: 'string',
            format: 'date',
            pattern:
              '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
          },
          pages: { type: 'integer', default: 3, minimum: -9007199254740991, maximum: 9007199254740991 },
        },
        required: ['date'],
      },
      timeout: 1800,
      expires: '120m',
      retry: { max: 2, delays: [10, 60] },
      pool: 'orders',
      tags: ['py'],
      manualMinutes: 5,
      dedupe: '{shop_id}:{param.date}',
    },
    { kind: 'command', name: 'ping', command: ['./bin/ping', '-c', '1'], limits: [] },
  ],
  limits: { 'shop:*': 1, 'platform:pdd': 20, 'flow:sync_order': 50 },
  shops: [
    { platform: 'pdd', id: 1001, name: '一店', tags: ['vip'] },
    { platform: 'temu', id: '7', enabled: false },
  ],
  pools: { orders: { title: '订单' } },
  node: { slots: 8, tags: ['py'], pools: ['orders', 'default'] },
};

describe('a configuration file', () => {
  it('becomes a manifest with every default filled in and absolute paths', async () => {
    const { manifest } = await manifestOf('drover.config.ts', whole);
    expect(manifest.flows[0]).toMatchObject({
      name: 'sync_order',
      timeoutSeconds: 1800,
      expiresInSeconds: 7200,
      retry: { max: 2, delays: [10, 60] },
      limits: ['shop'],
      params: { type: 'object', required: ['date'] },
      program: {
        kind: 'script',
        entry: join(folder, 'flows/sync.py'),
        cwd: folder,
        encoding: 'gbk',
        interpreter: [],
      },
    });
    expect(manifest.flows[1]).toMatchObject({
      timeoutSeconds: 600,
      retry: { max: 3, base: 30, factor: 2, cap: 3600 },
      pool: 'default',
      params: { type: 'object' },
      limits: [],
      program: { command: [join(folder, 'bin/ping'), '-c', '1'], cwd: folder, encoding: 'utf-8' },
    });
    expect(Object.keys(manifest.pools)).toEqual(['default', 'orders']);
    expect(manifest.shops.map(({ id, enabled }) => [id, enabled])).toEqual([
      ['1001', true],
      ['7', false],
    ]);
    expect(manifest.flows[0]?.hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is the same in .ts, .json and .yaml', async () => {
    const { manifest } = await manifestOf('drover.config.ts', whole);
    const json = await manifestOf('drover.config.json', JSON.stringify(wholeData));
    const yaml = await manifestOf('drover.config.yaml', stringify(wholeData));
    expect(yaml.manifest).toEqual(json.manifest);
    expect(json.manifest).toEqual(manifest);
  });

  it('may be split over several files', async () => {
    write('parts/flows.ts', `${head}export const flows = [command({ name: 'a', command: ['true'] })];`);
    const { manifest } = await manifestOf(
      'drover.config.ts',
      `import { flows } from './parts/flows.ts';\nexport default { flows };`,
    );
    expect(manifest.flows.map(({ name }) => name)).toEqual(['a']);
  });

  it('may import the program itself by its name', async () => {
    const { manifest } = await manifestOf(
      'drover.config.mjs',
      `import { command, defineConfig } from 'drover';\nexport default defineConfig({ flows: [command({ name: 'a', command: ['true'] })] });`,
    );
    expect(manifest.flows).toHaveLength(1);
  });

  it('takes schemas of another copy of zod', async () => {
    mkdirSync(join(folder, 'node_modules'));
    const own = dirname(new URL(import.meta.resolve('zod')).pathname);
    cpSync(own, join(folder, 'node_modules/zod'), { recursive: true });
    const { manifest } = await manifestOf(
      'drover.config.ts',
      `import { z } from 'zod';
       if (!import.meta.resolve('zod').includes(import.meta.dirname)) throw new Error('not the copy');
       export default { flows: [{ kind: 'command', name: 'a', command: ['true'], params: z.object({ n: z.number().max(5) }) }] };`,
    );
    expect(manifest.flows[0]?.params).toMatchObject({
      type: 'object',
      properties: { n: { type: 'number', maximum: 5 } },
    });
  });

  it('keeps what the file prints from the command that reads it, and does not wait for what it leaves open', async () => {
    const file = write(
      'drover.config.ts',
      `console.log('noise'); console.error('noise'); setInterval(() => {}, 1000);\nexport default {};`,
    );
    const reader = `import { evaluateConfig } from ${JSON.stringify(new URL('./evaluate-config.ts', import.meta.url).href)};
      console.log((await evaluateConfig(${JSON.stringify(file)})).ok);`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      reader,
    ]);
    expect([stdout, stderr]).toEqual(['true\n', '']);
  });
});

describe('the example herd', () => {
  it('is configured without fault or doubt', async () => {
    const reading = await evaluateConfig(
      fileURLToPath(new URL('../../examples/herd/drover.config.ts', import.meta.url)),
    );
    if (!reading.ok) throw new Error(describeFaults(reading.faults, 'en'));
    expect(reading.warnings).toEqual([]);
    expect(reading.manifest.flows.map(({ name }) => name)).toEqual([
      'sync_order',
      'refresh_goods',
      'batch_reply',
    ]);
    expect(reading.manifest.shops).toHaveLength(20);
  });
});

describe('the hash of a flow', () => {
  const one = { flows: [{ kind: 'script', name: 'a', entry: 'flows/sync.py', timeout: '1h' }] };
  const hashOf = async (config: object, name = 'drover.config.json') =>
    (await manifestOf(name, JSON.stringify(config))).manifest.flows[0]?.hash;

  it('changes with the definition and with the entry file, and only then', async () => {
    const hash = await hashOf(one);
    expect(
      await hashOf({ flows: [{ timeout: 3600, ...one.flows[0] }], shops: [{ platform: 'pdd', id: 1 }] }),
    ).toBe(hash);
    expect(await hashOf({ flows: [{ ...one.flows[0], timeout: '2h' }] })).not.toBe(hash);
    write('flows/sync.py', 'print("other")\n');
    expect(await hashOf(one)).not.toBe(hash);
  });

  it('is the same wherever the files are kept', async () => {
    const hash = await hashOf(one);
    write('elsewhere/flows/sync.py', 'print("hello")\n');
    expect(await hashOf(one, 'elsewhere/drover.config.json')).toBe(hash);
  });
});

describe('a faulty file', () => {
  it('lists all its faults at once', async () => {
    expect(
      await faultsOf(
        'drover.config.ts',
        `${head}
        export default defineConfig({
          flows: [
            script({ name: 'a', entry: 'flows/sync.py', retry: { mx: 3 } }),
            script({ name: 'a', entry: 'flows/none.py' }),
            command({ name: 'sync_order', command: ['x', '{shopid}'], retry: { max: 101 } }),
          ],
          limits: { 'shops:*': 1 },
        });`,
      ),
    ).toEqual([
      '1. drover.config.ts flows[0] (a).retry.mx: unknown option; did you mean "max"?',
      '2. drover.config.ts flows[1] (a).name: another flow has this name: drover.config.ts flows[0] (a)',
      `3. drover.config.ts flows[1] (a).entry: no such file: ${join(folder, 'flows/none.py')}`,
      '4. drover.config.ts flows[2] (sync_order).retry.max: must be a whole number from 0 to 100',
      '5. drover.config.ts flows[2] (sync_order).command[1]: unknown name {shopid} in "{shopid}"; did you mean "shop_id"?',
      expect.stringMatching(
        /^6\. drover\.config\.ts limits\["shops:\*"\]: fits no key: .*did you mean "shop:\*"\?$/,
      ),
    ]);
  });

  it.each<[what: string, name: string, text: string, fault: RegExp]>([
    [
      'a syntax error in .ts',
      'c.ts',
      'const a = 1;\nconst b = = 2;\n',
      /^1\. c\.ts:2: syntax error: Expression expected$/,
    ],
    [
      'a syntax error in .mjs',
      'c.mjs',
      'export const a = 1;\nconst b = ;\n',
      /^1\. c\.mjs:2: syntax error: Unexpected token/,
    ],
    ['a syntax error in .json', 'c.json', '{\n  "flows": [,]\n}', /^1\. c\.json:2: syntax error: /],
    ['a syntax error in .yaml', 'c.yaml', 'flows:\n  - name: [a\n', /^1\. c\.yaml:\d: syntax error: /],
    ['a key given twice', 'c.json', '{"flows": [],\n "flows": []}', /^1\. c\.json:2: syntax error: .*unique/],
    [
      'TypeScript that Node cannot run',
      'c.ts',
      'enum A { B }\nexport default {};',
      /^1\. c\.ts:1: syntax error: TypeScript enum/,
    ],
    [
      'an absent module',
      'c.ts',
      `import './none.ts';\nexport default {};`,
      /^1\. c\.ts: cannot find what is imported: Cannot find module '.*none\.ts'$/,
    ],
    [
      'an absent package',
      'c.ts',
      `import 'no-such-package';\nexport default {};`,
      /^1\. c\.ts: cannot find .*'no-such-package'$/,
    ],
    [
      'an absent export',
      'c.ts',
      `\nimport { flow } from '${sdk}';\nexport default flow;`,
      /^1\. c\.ts:2: syntax error: .*'flow'$/,
    ],
    [
      'a thrown error',
      'c.ts',
      `\nfunction f() { throw new Error('bad luck'); }\nf();`,
      /^1\. c\.ts:2: failed .*: Error: bad luck$/,
    ],
    ['a thrown text', 'c.ts', `throw 'bad luck';\nexport default {};`, /^1\. c\.ts: failed .*: bad luck$/],
    [
      'an await that never ends',
      'c.ts',
      'await new Promise(() => undefined);\nexport default {};',
      /^1\. c\.ts: waits for ever: a top-level `await`/,
    ],
    ['an exit', 'c.ts', 'process.exit(3);', /^1\. c\.ts: its evaluation ended early \(exit 3\)$/],
    ['no default export', 'c.ts', 'export const a = 1;', /^1\. c\.ts: has no default export: /],
    ['another ending', 'c.toml', 'a = 1', /^1\. c\.toml: must end in \.ts, /],
    ['a list', 'c.json', '[]', /^1\. c\.json: must be an object, but is \[\]$/],
    [
      'a function',
      'c.ts',
      'export default { flows: () => [] };',
      /^1\. c\.ts flows: must be plain data, but is function$/,
    ],
    [
      'an instance',
      'c.ts',
      'export default { limits: new Map() };',
      /^1\. c\.ts limits: must be plain data, but is Map$/,
    ],
    [
      'a schema that JSON cannot say',
      'c.ts',
      `${head}export default { flows: [command({ name: 'a', command: ['x'], params: z.object({ d: z.date() }) })] };`,
      /^1\. c\.ts flows\[0\] \(a\)\.params: cannot be expressed as a JSON Schema: /,
    ],
    [
      'parameters that are no object',
      'c.ts',
      `${head}export default { flows: [command({ name: 'a', command: ['x'], params: z.string() })] };`,
      /^1\. c\.ts flows\[0\] \(a\)\.params: must describe an object$/,
    ],
  ])('%s', async (_, name, text, fault) => {
    const faults = await faultsOf(name, text);
    expect(faults).toEqual([expect.stringMatching(fault)]);
  });

  it('names the imported file and its line', async () => {
    write('parts/flows.ts', '\n\nconst b = = 2;\n');
    expect(await faultsOf('c.ts', `import './parts/flows.ts';\nexport default {};`)).toEqual([
      '1. parts/flows.ts:3: syntax error: Expression expected',
    ]);
  });

  it('that loops for ever is given up', async () => {
    expect(await faultsOf('c.ts', 'for (;;);', { limitSeconds: 1 })).toEqual([
      '1. c.ts: was not evaluated within 1 s: a configuration must not wait or loop',
    ]);
  });

  it('that never resolves is given up', async () => {
    expect(
      await faultsOf('c.ts', 'setInterval(() => {}, 1000);\nawait new Promise(() => {});', {
        limitSeconds: 1,
      }),
    ).toEqual(['1. c.ts: was not evaluated within 1 s: a configuration must not wait or loop']);
  });

  it('that does not exist', async () => {
    const reading = await evaluateConfig(join(folder, 'none.ts'));
    expect(reading.ok ? [] : reading.faults.map(({ code }) => code)).toEqual(['no_file']);
  });

  it('only warns of absent files where all that can go on is to go on, and says which flows lack them', async () => {
    symlinkSync('circle.py', join(folder, 'circle.py'));
    const flows = [
      { kind: 'script', name: 'a', entry: 'none.py' },
      { kind: 'command', name: 'b', command: ['true'], cwd: 'nowhere' },
      { kind: 'script', name: 'c', entry: 'circle.py' },
      { kind: 'command', name: 'd', command: ['true'] },
    ];
    const { manifest, warnings } = await manifestOf('c.json', JSON.stringify({ flows }), {
      absentFiles: 'warning',
    });
    expect(manifest.flows.map(({ name, missing }) => [name, missing])).toEqual([
      ['a', join(folder, 'none.py')],
      ['b', join(folder, 'nowhere')],
      ['c', join(folder, 'circle.py')],
      ['d', undefined],
    ]);
    expect(warnings.map(({ code }) => code)).toEqual(['no_entry', 'no_folder', 'unreadable_file']);
  });

  it('is found through a link', async () => {
    const real = write('real/drover.config.json', '{}');
    symlinkSync(real, join(folder, 'drover.config.json'));
    expect((await evaluateConfig(join(folder, 'drover.config.json'))).ok).toBe(true);
  });
});
