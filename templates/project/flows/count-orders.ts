import { flow } from 'drover';
import { z } from 'zod';

export const countOrders = flow({
  name: 'count_orders',
  title: '统计订单 Count orders',
  params: z.object({ days: z.int().min(1).max(30).default(7) }),
  timeout: '1m',
  run: async (ctx, { days }) => {
    const perDay = await ctx.step('read the orders', () => Array.from({ length: days }, (_, day) => day * 3));
    ctx.progress(0.5, 'orders read');
    const orders = await ctx.step('add them up', () => perDay.reduce((sum, count) => sum + count, 0));
    ctx.log(`${orders} orders in ${days} days, shop ${ctx.shop ?? 'none'}`);
    return { orders };
  },
});
