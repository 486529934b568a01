import { expect, test } from 'vitest';
import { paintWhen } from './colours.ts';
import { table } from './table.ts';
import { cutToWidth, plainLine, textWidth } from './text-width.ts';

const plain = paintWhen(false);

test('columns stand under each other, Chinese too', () => {
  const rows = [
    { id: 'pdd:1001', name: '晨曦户外用品', note: 'a' },
    { id: 'temu:2', name: 'B', note: '' },
  ];
  const shape = [
    { title: 'Shop', text: (row: { id: string }) => row.id },
    { title: 'Name', text: (row: { name: string }) => row.name },
    { title: 'Note', text: (row: { note: string }) => row.note },
  ];
  expect(table(rows, shape, plain, null)).toBe(
    ['Shop      Name          Note', 'pdd:1001  晨曦户外用品  a', 'temu:2    B', ''].join('\n'),
  );
});

test('the flexible column gives way on a narrow terminal, and only there', () => {
  const rows = [{ id: 'run_1', text: 'x'.repeat(100) }];
  const shape = [
    { title: 'Run', text: (row: { id: string }) => row.id },
    { title: 'Remark', text: (row: { text: string }) => row.text, flexible: true },
  ];
  const [, narrow = ''] = table(rows, shape, plain, 40).split('\n');
  expect(textWidth(narrow)).toBe(40);
  expect(narrow.endsWith('x…')).toBe(true);
  expect(table(rows, shape, plain, null)).toContain('x'.repeat(100));
});

test('what others said moves no cursor and breaks no line', () => {
  expect(plainLine('\u001b[31mred\u001b[0m\r\nnext\u0007')).toBe('red next');
  const rows = [{ text: 'a\nb' }];
  expect(table(rows, [{ title: 'T', text: (row) => row.text }], plain, null)).toBe('T\na b\n');
});

test('colour is only paint', () => {
  const rows = [{ text: 'ab' }];
  const shape = [
    { title: 'T', text: (row: { text: string }) => row.text, colour: () => 'red' as const },
    { title: 'U', text: () => 'z' },
  ];
  expect(table(rows, shape, paintWhen(true), null)).toContain('\u001b[31mab\u001b[39m  z');
});

test('a text is cut at its width in columns', () => {
  expect(cutToWidth('abcdef', 6)).toBe('abcdef');
  expect(cutToWidth('abcdef', 5)).toBe('abcd…');
  expect(cutToWidth('晨曦户外', 5)).toBe('晨曦…');
});
