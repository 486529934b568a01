import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../adapters/clock-system/system-clock.ts';
import { runCommandLine } from '../run-command-line.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-run-'));
  writeFileSync(
    join(folder, 'drover.config.ts'),
    `import { command, defineConfig, flow, script } from 'drover';
     import { z } from 'zod';
     const greet = flow({
       name: 'greet',
       params: z.object({ who: z.string(), times: z.number().default(2) }),
       run: async (ctx, { who, times }) => {
         ctx.log('hello ' + who);
         const shop = await ctx.step('look', () => ctx.shop);
         if (who === 'nobody') ctx.fail('BUSINESS', 'nobody is there');
         return { who, times, shop };
       },
     });
     const old = script({ name: 'old', entry: 'old.sh', interpreter: 'sh' });
     const bad = command({ name: 'bad', command: ['sh', '-c', 'echo first >&2; echo last >&2; exit 1'] });
     export default defineConfig({ flows: [greet, old, bad] });`,
  );
  writeFileSync(join(folder, 'old.sh'), 'echo from sh; exit 3\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function drover(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const stream = (write: (text: string) => void) => ({ write, terminal: false, colour: false, columns: 80 });
  const code = await runCommandLine({
    args: ['run', ...args, '--lang', 'en'],
    env: { PATH: '/usr/bin:/bin', DROVER_DATA: join(folder, 'data') },
    folder,
    output: stream((text) => void (out += text)),
    errors: stream((text) => void (err += text)),
    now: () => systemClock.now(),
    interactive: false,
    readLine: async () => '',
    readInput: async () => '',
  });
  return { code, out, err };
}

test('a flow runs here with its output, its steps beside it, and its result last', async () => {
  const { code, out, err } = await drover('greet', '--local', '--param', 'who=you', '--shop', 'pdd:7');
  expect(code).toBe(0);
  expect(out).toBe('hello you\n{\n  "who": "you",\n  "times": 2,\n  "shop": "7"\n}\n');
  expect(err).toContain('▶ look\n✔ look\n');
  expect(err).toContain('succeeded, code 0');
});

test('a failure is exit 1 with its class; a script is executed too', async () => {
  const failed = await drover('greet', '--local', '--params', '{"who":"nobody"}', '--json');
  expect(failed.code).toBe(1);
  expect(JSON.parse(failed.out)).toMatchObject({
    outcome: 'failed',
    error: { type: 'BUSINESS', message: 'nobody is there' },
  });
  const script = await drover('old', '--local');
  expect([script.code, script.out]).toEqual([1, 'from sh\n']);
  const told = await drover('bad', '--local');
  expect(told.err).toMatch(/^first\nlast\n.*failed, code 1\nEXIT: last\n$/s);
});

test('a file is named by its path', async () => {
  const file = { type: 'string', format: 'drover-file' };
  const flow = { kind: 'command', name: 'count', command: ['cat', '{param.file}'] };
  writeFileSync(
    join(folder, 'drover.config.json'),
    JSON.stringify({ flows: [{ ...flow, params: { type: 'object', properties: { file } } }] }),
  );
  rmSync(join(folder, 'drover.config.ts'));
  const path = join(folder, 'old.sh');
  expect(await drover('count', '--local', '--param', `file=${path}`)).toMatchObject({
    code: 0,
    out: 'echo from sh; exit 3\n',
  });
});

test('what is wrong with the command is told before anything runs', async () => {
  const asked = async (...args: string[]) => (await drover(...args)).err;
  expect(await asked('greet')).toContain('drover submit greet');
  expect(await asked('gret', '--local')).toContain('did you mean greet?');
  expect(await asked('greet', '--local')).toContain('/who is missing: it must be text');
  expect(await asked('greet', '--local', '--lang', 'zh')).toContain(
    '参数不符合要求：/who 缺少此项：必须是文本',
  );
  expect(await asked('old', '--local', '--inspect')).toContain(
    '--inspect is for TypeScript flows; old is a script',
  );
  expect(await asked('greet', '--local', '--inspect', 'x')).toContain('port or host:port');
  expect(await asked('greet', '--local', '--inspect', '70000')).toContain('port or host:port');
  expect((await drover('gret', '--local')).code).toBe(2);
});

test('a debugger that has no place to listen keeps the flow from running', async () => {
  const other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const asked = ['greet', '--local', '--param', 'who=you', '--inspect', String(port)];
  const { code, out, err } = await drover(...asked);
  other.close();
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(`127.0.0.1:${port}: something else does`);
  const nowhere = await drover(...asked.slice(0, -1), '192.0.2.1:9229');
  expect([nowhere.code, nowhere.out]).toEqual([2, '']);
  expect(nowhere.err).toContain('EADDRNOTAVAIL');
});
