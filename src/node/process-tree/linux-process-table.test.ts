import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { findVariable, LinuxProcessTable, parseStat } from './linux-process-table.ts';

/** A line of /proc/PID/stat; fields by their numbers in proc(5). */
function stat(comm: string, state: string, threads = 1): string {
  const fields = ['77', `(${comm})`, state, '5', '70', '60', ...Array.from({ length: 13 }, () => '0')];
  return [...fields, String(threads), '0', '4242', '1', '2'].join(' ');
}

test('fields are counted from the last bracket of the name', () => {
  const row = { pid: 77, ppid: 5, pgid: 70, sid: 60, startTime: 4242, alive: true };
  expect(parseStat(77, stat('sh', 'S'))).toEqual(row);
  expect(parseStat(77, stat('a) R 1 2 (b', 'D'))).toEqual(row);
  expect(parseStat(77, '')).toBeNull();
});

test('a zombie is dead, unless only its main thread has ended', () => {
  expect(parseStat(77, stat('sh', 'Z'))?.alive).toBe(false);
  expect(parseStat(77, stat('sh', 'X'))?.alive).toBe(false);
  expect(parseStat(77, stat('java', 'Z', 9))?.alive).toBe(true);
});

test('a variable is found by its whole name', () => {
  const environ = Buffer.from('XTAG=no\0TAG=\0TAGS=no\0A=TAG=no\0B=ü\0');
  expect(findVariable(environ, 'TAG')).toBe('');
  expect(findVariable(environ, 'B')).toBe('ü');
  expect(findVariable(environ, 'TAGS')).toBe('no');
  expect(findVariable(environ, 'C')).toBeNull();
  expect(findVariable(Buffer.from('TAG=last'), 'TAG')).toBe('last');
});

test('the real list shows this process, its parent and its environment', () => {
  const table = new LinuxProcessTable();
  const own = table.list().find((row) => row.pid === process.pid);
  expect(own).toMatchObject({ ppid: process.ppid, alive: true });
  expect(own).toEqual(table.row(process.pid));
  expect(table.variable(process.ppid, 'PATH')).toContain('/');
  expect(table.row(2 ** 30)).toBeNull();
  expect(table.variable(2 ** 30, 'PATH')).toBeNull();
});

test('is no list of the living while nothing can be opened: that is thrown, not taken for their end', () => {
  const program = `
    import { openSync } from 'node:fs';
    import { LinuxProcessTable } from ${JSON.stringify(new URL('./linux-process-table.ts', import.meta.url).href)};
    const table = new LinuxProcessTable();
    try { for (;;) openSync('/dev/null'); } catch {}
    const said = (look) => { try { return look() } catch (error) { return error.code } };
    const { pid } = process;
    console.log([() => table.row(pid), () => table.variable(pid, 'PATH'), () => table.list()].map(said).join());
  `;
  const shell = 'ulimit -n 64 && exec "$0" --input-type=module --eval "$1"';
  const said = execFileSync('sh', ['-c', shell, process.execPath, program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  expect(String(said).trim()).toBe('EMFILE,EMFILE,EMFILE');
});
