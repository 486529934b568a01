/** The client's types come from the contract's schemas: a program that uses them no longer compiles when a schema changes. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** Each a use of the client, and a change of a schema that must break it. */
const uses = [
  ["(await client.run('r')).startedAt", 'run.ts', /\bstartedAt:/, 'begunAt:'],
  [
    "const one: string = (await client.why('r')).sentence.zh",
    'bilingual.ts',
    /zh: z\.string\(\)/,
    'zh: z.number()',
  ],
  ["client.submit({ flow: 'f', delaySeconds: 5 })", 'submit.ts', /\bdelaySeconds:/, 'delay:'],
  ['(await client.shops()).items[0]?.owner', 'shop.ts', /\bowner:/, 'keeper:'],
  ['(await client.nodes()).items[0]?.busy', 'node.ts', /\bbusy:/, 'taken:'],
  ['(await client.deadLetterGroups()).items[0]?.sample.cause', 'dead-letter.ts', /\bsample:/, 'example:'],
  ["client.commandBulkJob('j', 'pause').then((job) => job.percent)", 'dead-letter.ts', /\bpercent:/, 'part:'],
  ["(await client.batch('b')).etaSeconds", 'batch-progress.ts', /\betaSeconds:/, 'eta:'],
  ["(await client.importShops('')).faults[0]?.line", 'shop-import.ts', /\bline:/, 'row:'],
  ['(await client.system()).maintenance?.note', 'system.ts', /\bnote:/, 'word:'],
  ["client.createToken({ name: 'n', role: 'viewer' })", 'token.ts', /'viewer'/, "'reader'"],
  ['(await client.readiness()).checks[0]?.detail', 'health.ts', /\bdetail:/, 'part:'],
] as const;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-types-'));
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Compiles the uses, one a line, with the schemas changed or as they are; resolves with the numbers of the uses that fail. */
async function failing(name: string, changed: boolean): Promise<{ uses: number[]; said: string }> {
  const place = join(folder, name);
  mkdirSync(place);
  for (const part of ['contract', 'client'])
    cpSync(join(repository, 'src', part), join(place, part), {
      recursive: true,
      filter: (file) => !file.endsWith('.test.ts'),
    });
  for (const [, file, from, to] of changed ? uses : []) {
    const path = join(place, 'contract', file);
    const before = readFileSync(path, 'utf8');
    const after = before.replace(from, to);
    expect(after, `${file} has ${String(from)}`).not.toBe(before);
    writeFileSync(path, after);
  }
  const head = `import { createClient } from './client/client.ts'; const client = createClient({ url: '', token: null });`;
  writeFileSync(
    join(place, 'uses.ts'),
    [head, ...uses.map(([use], n) => `export const use${n} = async () => { ${use}; };`)].join('\n'),
  );
  writeFileSync(join(place, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(
    join(place, 'tsconfig.json'),
    JSON.stringify({ extends: join(repository, 'tsconfig.json'), include: ['uses.ts'] }),
  );
  const child = spawn(process.execPath, [join(repository, 'node_modules/typescript/bin/tsc'), '-p', place], {
    cwd: place,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await text(child.stdout);
  const lines = [...said.matchAll(/^uses\.ts\((\d+),/gm)].map((match) => Number(match[1]) - 2);
  return { uses: [...new Set(lines)].sort((a, b) => a - b), said };
}

describe("the client's types", () => {
  it('fit as the schemas are', async () => {
    expect((await failing('same', false)).said).toBe('');
  }, 60_000);

  it('fail to compile wherever a schema has changed', async () => {
    expect((await failing('changed', true)).uses).toEqual(uses.map((_use, n) => n));
  }, 60_000);
});
