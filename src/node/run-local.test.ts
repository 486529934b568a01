import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../adapters/clock-system/system-clock.ts';
import type { LogStream } from '../contract/link.ts';
import type { FlowDefinition, FlowProgram } from '../contract/manifest.ts';
import { runLocal } from './run-local.ts';

const fixture = join(import.meta.dirname, '../../test/fixtures/flows/flows.ts');
const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'drover-local-')));
  mkdirSync(join(folder, 'tmp'));
  vi.stubEnv('TMPDIR', join(folder, 'tmp'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function definition(name: string, program: FlowProgram, timeoutSeconds = 60): FlowDefinition {
  const nothing = {
    title: null,
    description: null,
    match: null,
    expiresInSeconds: null,
    manualMinutes: null,
  };
  const plain = {
    params: {},
    retry: { max: 0 },
    pool: 'default',
    limits: [],
    tags: [],
    expected: null,
    dedupe: null,
  };
  return { name, kind: program.kind, ...nothing, ...plain, timeoutSeconds, hash: 'h', program };
}

const code = (name: string, inline = false): FlowDefinition =>
  definition(name, {
    ...{
      kind: 'flow',
      entry: fixture,
      config: fixture,
      code: 'c',
      inline,
      keep: false,
      cwd: folder,
      env: {},
    },
  });

async function start(flow: FlowDefinition, inspect: string | null = null) {
  const log: [LogStream, string][] = [];
  const steps: string[] = [];
  const files: string[] = [];
  let waiting: (() => void)[] = [];
  const run = await runLocal({
    ...{ clock: systemClock, logger, flow, params: { day: 'd' }, platform: 'pdd', shopId: '7', inspect },
    environment: { PATH: '/usr/bin:/bin' },
    events: {
      log: (stream, text) => {
        log.push([stream, text]);
        for (const look of waiting.splice(0)) look();
      },
      step: ({ phase, name }) => void steps.push(`${phase} ${name}`),
      progress: () => undefined,
      artifact: async (source) => {
        files.push(source.name);
        await source.close();
        return { stored: true };
      },
    },
  });
  const line = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      for (const [, text] of log) {
        const match = pattern.exec(text);
        if (match !== null) return match;
      }
      await new Promise<void>((resolve) => {
        waiting = [...waiting, resolve];
      });
    }
  };
  return { ...run, log, steps, files, line };
}

describe('a flow executed here', () => {
  it('runs with its output, whatever its kind, and leaves nothing behind', async () => {
    const flow = await start(code('everything', true));
    expect(await flow.done).toMatchObject({
      outcome: 'succeeded',
      output: { shop: '7', run: 'local', attempt: 1 },
    });
    expect(flow.steps).toContain('end one');
    expect(flow.files).toEqual(['note.txt']);
    const command = definition('c', {
      kind: 'command',
      command: ['sh', '-c', 'echo $DROVER_SHOP_ID; exit 3'],
      cwd: folder,
      encoding: 'utf-8',
      env: {},
    });
    const run = await start(command);
    expect(await run.done).toMatchObject({ outcome: 'failed', code: 1 });
    expect(run.log).toContainEqual(['out', '7']);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  });

  it('is stopped by its time limit and by whoever started it', async () => {
    const limited = await start({ ...code('waits'), timeoutSeconds: 0.5 });
    expect(await limited.done).toMatchObject({ outcome: 'timeout', code: 2 });
    const flow = await start(code('waits'));
    await flow.line(/waiting/);
    flow.stop('cancel');
    expect(await flow.done).toMatchObject({ outcome: 'cancelled' });
  });

  it('waits for a debugger; breakpoints in its own file hold', async () => {
    const flow = await start(code('everything'), '127.0.0.1:0');
    const [, url = ''] = await flow.line(/listening on (ws:\S+)/);
    const debug = await attach(url);
    const lines = readFileSync(fixture, 'utf8').split('\n');
    const lineNumber = lines.findIndex((line) => line.includes('ctx.progress(0.5'));
    const file = pathToFileURL(fixture).href;
    await debug.call('Debugger.enable');
    await debug.call('Runtime.enable');
    await debug.call('Debugger.setBreakpointByUrl', { lineNumber, url: file });
    expect(flow.log.some(([, text]) => text === 'plain')).toBe(false);
    await debug.call('Runtime.runIfWaitingForDebugger');
    // Everything is loaded, nothing has run.
    await debug.paused();
    expect(flow.log.some(([, text]) => text === 'plain')).toBe(false);
    void debug.call('Debugger.resume');
    const at = await debug.paused();
    const location = at.callFrames[0]?.location;
    expect([debug.scripts.get(location?.scriptId ?? ''), location?.lineNumber]).toEqual([file, lineNumber]);
    void debug.call('Debugger.resume');
    await flow.line(/note\.txt/);
    debug.close();
    expect((await flow.done).outcome).toBe('succeeded');
  });
});

interface Paused {
  readonly callFrames: readonly {
    readonly location: { readonly scriptId: string; readonly lineNumber: number };
  }[];
}

interface Parsed {
  readonly scriptId: string;
  readonly url: string;
}

/** A debugger. Source: https://chromedevtools.github.io/devtools-protocol/v8/ */
async function attach(url: string) {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  const answers = new Map<number, () => void>();
  const pauses: Paused[] = [];
  const scripts = new Map<string, string>();
  let told: (() => void)[] = [];
  let id = 0;
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as { id?: number; method?: string; params: Paused & Parsed };
    if (message.id !== undefined) answers.get(message.id)?.();
    if (message.method === 'Debugger.scriptParsed') scripts.set(message.params.scriptId, message.params.url);
    if (message.method === 'Debugger.paused') pauses.push(message.params);
    for (const tell of told.splice(0)) tell();
  });
  return {
    scripts,
    call: (method: string, params: object = {}): Promise<void> =>
      new Promise((resolve) => {
        id += 1;
        answers.set(id, resolve);
        socket.send(JSON.stringify({ id, method, params }));
      }),
    paused: async (): Promise<Paused> => {
      for (;;) {
        const next = pauses.shift();
        if (next !== undefined) return next;
        await new Promise<void>((resolve) => {
          told = [...told, resolve];
        });
      }
    },
    close: () => socket.close(),
  };
}
