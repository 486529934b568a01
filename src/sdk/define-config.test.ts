import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineConfig, script } from './define-config.ts';
import { flow } from './flow.ts';

it('takes flows of any parameters in one list', () => {
  // Checked by the compiler: `day` is required, so no caller may send just any object.
  const orders = flow({
    name: 'orders',
    params: z.object({ day: z.iso.date(), pages: z.number().default(20) }),
    run: async (_ctx, { day, pages }) => ({ day, pages }),
  });
  const note = flow({
    name: 'note',
    params: z.object({ text: z.string().transform((text) => text.length) }),
    run: (_ctx, { text }) => ({ length: text + 1 }),
  });
  const plain = flow({ name: 'plain', params: { type: 'object' }, run: () => undefined });
  const { flows } = defineConfig({ flows: [orders, note, plain, script({ name: 'old', entry: 'old.py' })] });
  expect(flows?.map(({ name }) => name)).toEqual(['orders', 'note', 'plain', 'old']);
});
