/** docs/getting-started, in both languages: the same code, which is good and prints what the pages show. */
// needs: python3
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { testCaller } from '../support/test-caller.ts';

interface Block {
  readonly kind: string;
  readonly code: string;
}

/** A command of a page with the lines that it prints there. */
interface Shown {
  readonly command: string;
  readonly printed: string;
}

const pages = { en: 'getting-started.md', zh: 'getting-started.zh-CN.md' } as const;
type Language = keyof typeof pages;

function blocksOf(language: Language): readonly Block[] {
  const text = readFileSync(join(import.meta.dirname, '../../docs', pages[language]), 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, kind = '', code = '']) => ({ kind, code }));
}

function codeOf(language: Language, kind: string): readonly string[] {
  return blocksOf(language).flatMap((block) => (block.kind === kind ? [block.code] : []));
}

function shownIn(code: string): readonly Shown[] {
  return code.split(/^\$ /m).flatMap((part) => {
    const end = part.indexOf('\n');
    return end < 0 ? [] : [{ command: part.slice(0, end), printed: part.slice(end + 1) }];
  });
}

/** What both languages must have in common; ids of runs and processes are of one session each. */
function common(language: Language): readonly unknown[] {
  return blocksOf(language).map(({ kind, code }) =>
    kind === 'console'
      ? shownIn(code).map(({ command }) => command.replace(/run_\w+/, 'RUN'))
      : { kind, code },
  );
}

test('both languages show the same code and the same commands', () => {
  expect(common('zh')).toEqual(common('en'));
  const kinds = blocksOf('en').map(({ kind }) => kind);
  expect([...new Set(kinds)].sort()).toEqual(['bash', 'console', 'python', 'ts']);
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-start-'));
  mkdirSync(join(folder, 'scripts'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts a page's code into the folder, as its reader does; the back office answers at once. */
function put(script: string | undefined, config: string | undefined): void {
  writeFileSync(join(folder, 'scripts/sync_order.py'), (script ?? '').replace('time.sleep(1)', 'pass'));
  writeFileSync(join(folder, 'drover.config.ts'), config ?? '');
}

/** A clock may be behind the day that the pages name. */
const earlier = (text: string): string => text.replaceAll('2026-11-29', '2020-01-01');

/** Runs a command as a page shows it and gives what it prints, in one stream as on a terminal. */
async function print(command: string, language: Language): Promise<string> {
  const [program, name, ...args] = earlier(command).split(' ');
  expect([program, name]).toEqual(['npx', 'drover']);
  let printed = '';
  const stream = {
    ...{ terminal: false, colour: false, columns: 80 },
    write: (text: string) => {
      printed += text;
    },
  };
  await runCommandLine({
    ...testCaller([...args, '--lang', language], { folder, env: { PATH: process.env['PATH'] ?? '' } }),
    ...{ output: stream, errors: stream },
  });
  return printed.replaceAll(folder, '/home/you/my-herd');
}

describe.each(['en', 'zh'] as const)('%s', (language) => {
  const [before, after] = codeOf(language, 'python');
  const [first, whole] = codeOf(language, 'ts');
  const [asItIs, withMessages, herd] = codeOf(language, 'console').map(shownIn);

  test('a script as it is', async () => {
    put(before, first);
    expect(asItIs).toHaveLength(3);
    for (const { command, printed } of asItIs ?? [])
      expect(await print(command, language)).toBe(earlier(printed));
  });

  test('a script that says how it is doing', async () => {
    put(after, first);
    expect(withMessages).toHaveLength(1);
    for (const { command, printed } of withMessages ?? [])
      expect(await print(command, language)).toBe(earlier(printed));
  });

  test('the whole configuration is good', async () => {
    put(after, whole);
    const [check] = herd ?? [];
    expect(check?.command).toBe('npx drover config check');
    expect(await print(check?.command ?? '', language)).toBe(check?.printed);
  });

  test.each([
    ['BUSINESS', '2999-01-01', null],
    ['LOGIN_EXPIRED', '2020-01-01', 'signed-out'],
    ['EXIT', '2020-01-01', 'site-down'],
  ])('the script fails with %s', async (type, date, file) => {
    put(after, whole);
    if (file !== null) writeFileSync(join(folder, file), '');
    const run = `npx drover run sync_order --local --json --shop pdd:1001 --param date=${date}`;
    const result = (await print(run, language)).replace(/^[^{]*/, '');
    expect(JSON.parse(result)).toMatchObject({ outcome: 'failed', error: { type } });
  });
});
