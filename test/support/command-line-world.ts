/** The command line against a server with real HTTP, for tests of what its users see. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { type TestCaller, type TestCallerOptions, testCaller } from './test-caller.ts';
import { startTestServer, type TestServer, testFlow } from './test-server.ts';

const flows = [
  testFlow('sync_order', {
    match: { platform: '*', taskType: 'sync_order' },
    params: {
      type: 'object',
      properties: { date: { type: 'string' }, pages: { type: 'integer' } },
      additionalProperties: false,
    },
    dedupe: '{shop_id}:{param.date}',
  }),
  testFlow('note'),
];
const shops = ['1001', '1002'].map((id) => ({
  platform: 'pdd',
  id,
  name: `Shop ${id}`,
  tags: [],
  owner: null,
  enabled: true,
  settings: {},
}));

/** Of the test under way. */
export let folder: string;
export let server: TestServer;
/** Gives each test of the file a server and a folder of its own. */
export function withCommandLine(): void {
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'drover-cli-'));
    server = await startTestServer({ flows, shops });
  });
  afterEach(async () => {
    expect(server.errors).toEqual([]);
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
}

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function drover(args: readonly string[], options: TestCallerOptions = {}): Promise<Outcome> {
  const env = { DROVER_SERVER_URL: server.url, DROVER_TOKEN: server.adminToken, ...options.env };
  const caller: TestCaller = testCaller(args, { folder, ...options, env });
  const code = await runCommandLine(caller);
  return { code, out: caller.stdout(), err: caller.stderr() };
}

/** What a command prints with `--json`, as the contract names it. */
export async function json<T>(args: readonly string[]): Promise<T> {
  const { code, out, err } = await drover([...args, '--json']);
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out) as T;
}
