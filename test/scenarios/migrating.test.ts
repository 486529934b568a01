/** Every step of docs/migrating-from-polling.md, run as it stands. */
// needs: rabbitmq-server, python3, python3-pika
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RabbitServer, rabbitStartMs } from '../../scripts/services/rabbitmq.ts';
import { createClient } from '../../src/client/client.ts';
import { until } from '../support/until.ts';
import { droverProgram, type UpPlace, type UpProcess, withUp } from '../support/up-process.ts';

const run = promisify(execFile);
const page = readFileSync(join(import.meta.dirname, '../../docs/migrating-from-polling.md'), 'utf8');
const brokerInPage = 'amqp://guest:guest@127.0.0.1:5672/';
const startMs = 60_000;
const settleMs = 60_000;

/** A fenced block: its language, what is to be done with it, and its text. */
interface Block {
  readonly language: string;
  readonly todo: string;
  readonly text: string;
}
const blocks: readonly Block[] = [...page.matchAll(/^```(\w+)([^\n]*)\n(.*?)^```$/gms)].map(
  ([, language = '', todo = '', text = '']) => ({ language, todo: todo.trim(), text }),
);

let rabbit: RabbitServer;
beforeAll(async () => {
  rabbit = await RabbitServer.start();
}, rabbitStartMs);
afterAll(async () => {
  await rabbit.remove();
});

/** `npx drover` is this repository's, `python3` the one that Debian's packages belong to. */
function shims(place: UpPlace): string {
  const folder = join(place.folder, 'shims');
  mkdirSync(folder);
  const shim = (name: string, command: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${command}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  shim('npx', `shift; exec '${process.execPath}' '${droverProgram}' "$@"`);
  shim('python3', 'exec /usr/bin/python3 "$@"');
  return folder;
}

test('every step runs, and leaves every task executed once', { timeout: 300_000 }, () =>
  withUp(async (place) => {
    let env: Record<string, string> = {
      ...place.env,
      PATH: `${shims(place)}:${place.env['PATH'] ?? ''}`,
      DROVER_ADMIN_TOKEN: 'token-of-the-migration',
    };
    const client = createClient({ url: place.url, token: 'token-of-the-migration' });
    const printed: string[] = [];
    let up: UpProcess | null = null;
    const settled = () =>
      until(
        'the end of all runs',
        async () => {
          const { items } = await client.runs({
            state: ['scheduled', 'blocked', 'queued', 'running', 'retrying'],
          });
          return items.length === 0;
        },
        settleMs,
      );

    for (const { language, todo, text } of blocks) {
      if (todo.startsWith('file=')) writeFileSync(join(place.folder, todo.slice(5)), text);
      else if (todo === 'env') {
        for (const [, key = '', value = ''] of text.matchAll(/^export (\w+)=(.*)$/gm))
          env = { ...env, [key]: value === brokerInPage ? rabbit.url() : value };
      } else if (todo === 'start') {
        up = place.start(text.trim().split(' ').slice(2), env);
        await up.prints(/Ctrl-C/, startMs);
        await until(
          'a connected node',
          async () => (await client.nodes({ state: 'connected' })).items.length === 1,
          startMs,
        );
      } else if (todo === 'stop') {
        await settled();
        up?.ctrlC();
        expect((await up?.ended)?.code).toBe(0);
      } else {
        if (todo === 'settle') {
          await until(
            'all tasks',
            async () => (await client.runs({ limit: 100 })).items.length === 19,
            settleMs,
          );
          await until('the letter', async () => (await client.deadLetters()).items.length === 1, settleMs);
          await settled();
        }
        expect(language, `a block that nobody runs: ${todo}`).toBe('bash');
        // A shell whose input is a socket, as Node's is, would read the user's own settings.
        const { stdout } = await run('bash', ['--norc', '-ec', text], { cwd: place.folder, env });
        printed.push(stdout);
      }
    }
    up?.ctrlC();
    await up?.ended;

    expect(page).toContain(brokerInPage);
    const all = printed.join('\n');
    expect(all).toContain('12 rows handed over\n0 rows handed over');
    expect(all).toContain('a task that nobody understands');
    const done = readFileSync(join(place.folder, 'done.txt'), 'utf8').trim().split('\n');
    expect(done.filter((line) => line.startsWith('pdd'))).toHaveLength(13);
    expect(done.filter((line) => line.startsWith('temu'))).toHaveLength(6);
    expect(new Set(done).size).toBe(19);
  }),
);
