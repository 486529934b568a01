import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { testCaller } from '../../test/support/test-caller.ts';
import { needsSchema, type ParamOptions, readParams } from './param-options.ts';
import { wordsIn } from './words/words.ts';

const folder = mkdtempSync(join(tmpdir(), 'drover-params-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const say = wordsIn('en');
const schema = { properties: { code: { type: 'string' }, limit: { type: 'integer' } } };
const read = (options: ParamOptions, known: typeof schema | null = null) =>
  readParams(options, known, testCaller([], { folder, input: '{"piped":true}' }), say);

describe('--param', () => {
  test('is text where the schema says so, JSON where it reads as such, else text', async () => {
    expect(
      await read({ param: ['code=0012', 'limit=5', 'date=2026-11-22', 'on=true', 'list=[1]', 'x='] }, schema),
    ).toEqual({
      code: '0012',
      limit: 5,
      date: '2026-11-22',
      on: true,
      list: [1],
      x: '',
    });
    expect(await read({ param: ['code=12'] }, schema)).toEqual({ code: '12' });
    expect(await read({ param: ['code=12'] })).toEqual({ code: 12 });
    expect(await read({ param: ['a=b=c'] })).toEqual({ a: 'b=c' });
  });

  test('a number that reading would change stays text', async () => {
    expect(await read({ param: ['id=12345678901234567890', 'amount=1.50'] })).toEqual({
      id: '12345678901234567890',
      amount: '1.50',
    });
  });

  test('with such a number inside is refused, with its place', async () => {
    await expect(read({ param: ['ids=[1,12345678901234567890]'] })).rejects.toThrow(
      'the number 12345678901234567890 at "ids.1" would lose digits',
    );
    await expect(read({ params: '{"order":{"id":12345678901234567890}}' })).rejects.toThrow('at "order.id"');
  });

  test('with half of a character is refused, with its place', async () => {
    await expect(read({ params: '{"order":{"note":"x\\ud800"}}' })).rejects.toThrow('at "order.note"');
    await expect(read({ param: ['note="\\udc00"'] })).rejects.toMatchObject({ exitCode: 2 });
  });

  test('without a name is refused', async () => {
    await expect(read({ param: ['=5'] })).rejects.toMatchObject({ exitCode: 2 });
    await expect(read({ param: ['date'] })).rejects.toThrow('name=value');
  });

  test('needs the schema only where a value could be more than text', () => {
    expect(needsSchema({ param: ['date=2026-11-22'] })).toBe(false);
    expect(needsSchema({ param: ['limit=5'] })).toBe(true);
    expect(needsSchema({})).toBe(false);
  });
});

describe('--params', () => {
  test('is JSON, a file, or standard input; single parameters come over it', async () => {
    writeFileSync(join(folder, 'p.json'), '{"a":1,"b":2}');
    expect(await read({ params: '{"a":1}' })).toEqual({ a: 1 });
    expect(await read({ params: '@p.json', param: ['b=3'] })).toEqual({ a: 1, b: 3 });
    expect(await read({ params: '@-' })).toEqual({ piped: true });
    expect(await read({})).toBeUndefined();
  });

  test.each(['{', '[1]', 'null', '@absent.json'])('%s is refused', async (params) => {
    await expect(read({ params })).rejects.toMatchObject({ exitCode: 2 });
  });

  test('nested too deep is refused, by a single parameter too', async () => {
    const deep = '['.repeat(10_000) + ']'.repeat(10_000);
    await expect(read({ params: `{"a":${deep}}` })).rejects.toMatchObject({ exitCode: 2 });
    await expect(read({ param: [`a=${deep}`] })).rejects.toMatchObject({ exitCode: 2 });
  });
});
