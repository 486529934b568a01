import { defineConfig, scheduled, script } from 'drover';
import { countOrders } from './flows/count-orders.ts';

/**
 * What runs by the clock. A new task is a script and an entry here; save, and it is live within 2 s. `npx drover import`
 * takes over a crontab, a prefect.yaml or a Python list of tasks.
 */
const tasks = scheduled(
  [
    {
      name: 'morning_report',
      title: '早报 Morning report',
      entry: 'scripts/morning-report.mjs',
      cron: '0 8 * * *',
      params: { date: '{slot.prevDay}' },
    },
  ],
  { timezone: 'Asia/Shanghai', timeout: '30m', retry: { max: 2, delays: ['1m', '5m'] } },
);

/** What this herd runs. `npx drover config check` says whether it is right. */
export default defineConfig({
  flows: [
    ...tasks.flows,
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
  schedules: [...tasks.schedules],
  shops: [{ platform: 'demo', id: '1001', name: '示例店铺 Example shop' }],
});
