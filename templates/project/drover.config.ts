import { defineConfig, script } from 'drover';
import { countOrders } from './flows/count-orders.ts';

/** What this herd runs. `npx drover config check` says whether it is right. */
export default defineConfig({
  flows: [
    // A program in any language: drover starts it, reads what it prints and stops it when it takes too long.
    script({
      name: 'hello',
      title: '问候 Hello',
      entry: 'scripts/hello.mjs',
      params: {
        type: 'object',
        properties: { name: { type: 'string', title: '名字 Name' } },
        additionalProperties: false,
      },
      timeout: '1m',
      retry: { max: 1, delays: ['10s'] },
    }),
    // A flow in TypeScript: its steps are kept, so a retry goes on where the last attempt stopped.
    countOrders,
  ],
  shops: [{ platform: 'demo', id: '1001', name: '示例店铺 Example shop' }],
});
