import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FlowDefinition } from '../contract/manifest.ts';
import { manifestSchema } from '../contract/manifest.ts';
import { describeFaults } from './describe-faults.ts';
import { evaluateConfig } from './evaluate-config.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'drover-code-')));
  write('drover.config.ts', config);
  write('flows/orders.ts', orders);
  write('flows/made.ts', made);
  write('flows/page.ts', `export const page = 1;\n`);
  write('other.ts', `export const other = 1;\n`);
});
afterEach(() => rmSync(folder, { recursive: true }));

const config = `
import { defineConfig, flow } from 'drover';
import { z } from 'zod';
import { orders } from './flows/orders.ts';
import { made } from './flows/made.ts';
import './other.ts';
export default defineConfig({
  flows: [
    orders,
    made('a'),
    made('b'),
    flow({ name: 'here', inline: true, keep: true, params: z.object({ day: z.iso.date().default('2026-01-01') }), run: async () => {} }),
  ],
});`;
const orders = `
import { flow } from 'drover';
import { page } from './page.ts';
export const orders = flow({ name: 'orders', title: 'Orders', timeout: '1m', run: async (ctx) => ({ page }) });`;
const made = `
import { flow } from 'drover';
export const made = (part: string) => flow({ name: 'made_' + part, run: async () => ({}) });`;

function write(name: string, text: string): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

async function flows(): Promise<ReadonlyMap<string, FlowDefinition>> {
  const reading = await evaluateConfig(join(folder, 'drover.config.ts'));
  if (!reading.ok) throw new Error(describeFaults(reading.faults, 'en'));
  return new Map(manifestSchema.parse(reading.manifest).flows.map((flow) => [flow.name, flow]));
}

/** The names of the flows whose code, and whose hash, an edit changes. */
async function changedBy(edit: () => void): Promise<{ readonly code: string[]; readonly hash: string[] }> {
  const before = await flows();
  edit();
  const after = await flows();
  const code = (flow: FlowDefinition | undefined) =>
    flow?.program.kind === 'flow' ? flow.program.code : null;
  const names = [...after.keys()];
  return {
    code: names.filter((name) => code(before.get(name)) !== code(after.get(name))),
    hash: names.filter((name) => before.get(name)?.hash !== after.get(name)?.hash),
  };
}

it('a flow says where its function is, and what it offers', async () => {
  const found = await flows();
  expect(found.get('orders')).toMatchObject({
    kind: 'flow',
    title: 'Orders',
    timeoutSeconds: 60,
    retry: { max: 3, base: 30, factor: 2 },
    program: {
      kind: 'flow',
      entry: join(folder, 'flows/orders.ts'),
      config: join(folder, 'drover.config.ts'),
      inline: false,
      keep: false,
      cwd: folder,
    },
  });
  // A function that makes flows is no file of its own: the file that calls it counts.
  expect(found.get('made_a')?.program).toMatchObject({ entry: join(folder, 'drover.config.ts') });
  expect(found.get('here')).toMatchObject({
    params: { type: 'object', properties: { day: { default: '2026-01-01' } } },
    program: { inline: true, keep: true, entry: join(folder, 'drover.config.ts') },
  });
});

it('the hash of a flow’s code covers the files that define it and what they import, and nothing else', async () => {
  expect(await changedBy(() => write('other.ts', 'export const other = 2;\n'))).toEqual({
    code: ['made_a', 'made_b', 'here'],
    hash: ['made_a', 'made_b', 'here'],
  });
  const orders = {
    code: ['orders', 'made_a', 'made_b', 'here'],
    hash: ['orders', 'made_a', 'made_b', 'here'],
  };
  expect(await changedBy(() => write('flows/page.ts', 'export const page = 2;\n'))).toEqual(orders);
  expect(await changedBy(() => undefined)).toEqual({ code: [], hash: [] });
  // An option of an imported flow is part of its file, so this is an edit of the configuration alone.
  const edit = config.replace("import './other.ts';", "import './other.ts';\n");
  expect((await changedBy(() => write('drover.config.ts', edit))).code).not.toContain('orders');
});

it('what is no function, or has options that mean nothing, is a fault with its place', async () => {
  write(
    'drover.config.ts',
    `export default { flows: [
      { kind: 'flow', name: 'a', run: 'x' },
      { kind: 'flow', name: 'b' },
      { kind: 'flow', name: 'c', run() {}, inline: true, cwd: '.', entry: 'x' },
    ] };`,
  );
  const reading = await evaluateConfig(join(folder, 'drover.config.ts'));
  const faults = reading.ok ? '' : describeFaults(reading.faults, 'en');
  expect(faults.split('\n')).toEqual([
    expect.stringMatching(/flows\[0\] \(a\)\.run.*must be a function/),
    expect.stringMatching(/flows\[1\] \(b\)\.run.*must be a function/),
    expect.stringMatching(/flows\[2\] \(c\)\.entry.*unknown option/),
    expect.stringMatching(/flows\[2\] \(c\)\.cwd.*inline/),
  ]);
});
