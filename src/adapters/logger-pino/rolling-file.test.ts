import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPinoLogger } from './pino-logger.ts';
import { openRollingFile } from './rolling-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = (): string[] => readdirSync(folder).sort();
const text = (file: string): string => readFileSync(join(folder, file), 'utf8');

test('a file is closed at its size, and only so many are kept', () => {
  const now = (): Date => new Date(2026, 10, 22, 12);
  const file = openRollingFile({ folder, name: 'server', maxBytes: 10, keep: 2, now });
  writeFileSync(join(folder, 'server.txt'), 'not ours');
  writeFileSync(join(folder, 'node.2026-11-21.1.log'), "another one's");
  for (const line of ['one 56789\n', 'two 56789\n', 'three 789\n', 'four 6789\n', 'five\n']) file.write(line);
  expect(files()).toEqual([
    'node.2026-11-21.1.log',
    'server.2026-11-22.3.log',
    'server.2026-11-22.4.log',
    'server.log',
    'server.txt',
  ]);
  expect(text('server.2026-11-22.3.log')).toBe('three 789\n');
  expect(text('server.log')).toBe('five\n');
});

test('a file is closed at the end of its day, and what an earlier process wrote is gone on with', () => {
  let now = new Date();
  const options = { folder, name: 'node', maxBytes: 1000, keep: 5, now: () => now };
  openRollingFile(options).write('first\n');
  const file = openRollingFile(options);
  file.write('second\n');
  expect(text('node.log')).toBe('first\nsecond\n');
  now = new Date(now.getTime() + 24 * 3600 * 1000);
  file.write('third\n');
  expect(files()).toHaveLength(2);
  expect(text('node.log')).toBe('third\n');
  expect(text(files()[0] ?? '')).toBe('first\nsecond\n');
});

test('what a logger says is in the file at once, a JSON object a line', () => {
  const logger = createPinoLogger({ level: 'info', folder, name: 'x', base: { pid: 1 } });
  logger.debug({}, 'not said');
  logger.info({ a: 1 }, 'said');
  expect(JSON.parse(text('x.log'))).toMatchObject({ pid: 1, a: 1, msg: 'said' });
});

test('a fault is logged with its stack, and what a mask hides is never written', () => {
  const mask = (line: string): string => line.replaceAll('hunter2', '***');
  const logger = createPinoLogger({ level: 'info', folder, name: 'x', base: {}, mask });
  logger.error({ error: new Error('hunter2 was wrong') }, 'it failed');
  const { error } = JSON.parse(text('x.log')) as { error: { message: string; stack: string } };
  expect(error.message).toBe('*** was wrong');
  expect(error.stack).toMatch(/Error: \*\*\* was wrong\n {4}at .*rolling-file\.test\.ts/);
});
