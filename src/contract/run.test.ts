import { expect, it } from 'vitest';
import { formWords } from './form-words.ts';
import { runIdSchema, shopIdSchema } from './run.ts';

it.each([
  ['shop', shopIdSchema],
  ['run', runIdSchema],
])('the id of a %s is never a part of an address that means a folder', (_, schema) => {
  for (const id of ['.', '..'])
    expect(schema.safeParse(id).error?.issues.map(({ message }) => message)).toEqual([formWords.dots.en]);
  for (const id of ['...', '.a', 'a.', '1001', '..a']) expect(schema.parse(id)).toBe(id);
  for (const id of ['', 'a/b', 'x'.repeat(200)]) expect(schema.safeParse(id).error?.issues).toHaveLength(1);
});
