import { defineConfig, scheduled } from '../../src/sdk/index.ts';

/**
 * The scripts of a small team and when they run. A new one is a script in `tasks` and an entry here; save, and it is live
 * within 2 s. `npx drover config check` says whether the file is right.
 */
export default defineConfig({
  ...scheduled(
    [
      {
        name: 'orders_snapshot',
        title: '每日订单快照',
        description: "Yesterday's orders of every shop as one table",
        tags: ['orders', 'daily'],
        entry: 'tasks/orders_snapshot.py',
        cron: '5 0 * * *',
        // Also when the machine was off at night.
        catchUpWindow: '8h',
      },
      {
        name: 'weekly_sales',
        title: '每周销售汇总',
        description: 'What each shop sold in the 7 days before',
        tags: ['sales', 'weekly'],
        entry: 'tasks/weekly_sales.py',
        cron: '10 0 * * 6',
        catchUpWindow: '1d',
      },
      {
        name: 'monthly_settlement',
        title: '月度结算',
        description: 'Sales, refunds and what is due of the month before',
        tags: ['finance', 'monthly'],
        entry: 'tasks/monthly_settlement.py',
        cron: '15 0 1 * *',
        catchUpWindow: '3d',
      },
      {
        name: 'price_check',
        title: '商品价格巡检',
        description: 'Prices that moved by more than 5 % since yesterday',
        tags: ['goods', 'daily'],
        entry: 'tasks/price_check.py',
        cron: '0 7 * * *',
      },
      {
        name: 'stock_alert',
        title: '库存预警',
        description: 'Goods of which fewer are left than a usual day sells',
        tags: ['goods', 'daily'],
        entry: 'tasks/stock_alert.py',
        cron: '30 7 * * *',
      },
      {
        name: 'morning_report',
        title: '早报',
        description: 'Yesterday in three lines, beside the day before',
        tags: ['report', 'daily'],
        entry: 'tasks/morning_report.py',
        cron: '0 8 * * *',
        timeout: '5m',
      },
      {
        name: 'review_digest',
        title: '评价摘要',
        description: "The last week's reviews with one or two stars",
        tags: ['service', 'daily'],
        entry: 'tasks/review_digest.py',
        cron: '30 8 * * *',
      },
      {
        name: 'ad_spend',
        title: '广告花费',
        description: 'not implemented yet',
        tags: ['ads', 'daily'],
        entry: 'tasks/ad_spend.py',
        cron: '0 9 * * *',
        enabled: false,
      },
      {
        name: 'logistics_check',
        title: '物流巡检',
        description: 'Paid orders older than 2 days that have not been sent',
        tags: ['orders', 'daily'],
        entry: 'tasks/logistics_check.py',
        cron: '0 11 * * *',
      },
      {
        name: 'data_backup',
        title: '数据备份',
        description: 'A packed copy of the database; the last 4 are kept',
        tags: ['operations', 'weekly'],
        entry: 'tasks/data_backup.py',
        cron: '0 12 * * 6',
        timeout: '2h',
      },
      {
        name: 'invoice_export',
        title: '发票导出',
        description: 'One line for each finished order of the month before, numbered',
        tags: ['finance', 'monthly'],
        entry: 'tasks/invoice_export.py',
        cron: '30 12 3 * *',
      },
    ],
    {
      timezone: 'Asia/Shanghai',
      timeout: '30m',
      retry: { max: 2, delays: ['1m', '5m'] },
      // Scripts work for the day of their slot, also when it is caught up later.
      params: { date: '{slot.date}' },
    },
  ),
  node: { slots: 3 },
});
