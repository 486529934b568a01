import type { Command } from 'commander';
import type { PlanAsked } from '../../client/schedule-calls.ts';
import { exitCodes } from '../exit-codes.ts';
import { readInstant } from '../number-options.ts';
import type { Shell } from '../shell.ts';
import { zonedInstant } from '../show/instants.ts';
import { planColumns, planItemColumns } from '../show/schedule-table.ts';

interface Options {
  readonly from?: string;
  readonly to?: string;
  readonly week?: boolean;
  readonly flow?: string;
  readonly tag?: string;
  readonly text?: string;
}

const weekMs = 7 * 86_400_000;

/** `drover schedules plan`: what fires when, over all schedules. */
export function addSchedulesPlan(parent: Command, shell: Shell): void {
  const { say, language } = shell;
  parent
    .command('plan')
    .description(say('schedules_plan_about'))
    .option('--from <instant>', say('option_plan_from'))
    .option('--to <instant>', say('option_plan_to'))
    .option('--week', say('option_plan_week'))
    .option('--flow <flow>', say('option_flow'))
    .option('--tag <tag>', say('option_tag'))
    .option('--text <text>', say('option_schedule_text'))
    .action(
      shell.action(async ({ from, to, week, ...texts }: Options) => {
        const client = shell.connect();
        let asked: PlanAsked = {
          ...{ ...texts, limit: 200 },
          ...(from === undefined ? {} : { from: readInstant('--from', from, say) }),
          ...(to === undefined ? {} : { to: readInstant('--to', to, say) }),
        };
        if (week === true && asked.to === undefined) {
          const start = asked.from ?? (await client.planSchedules({ ...asked, limit: 1 })).from;
          asked = { ...asked, from: start, to: new Date(Date.parse(start) + weekMs).toISOString() };
        }
        const plan = await client.planSchedules(asked);
        if (shell.json) {
          shell.printJson(plan);
          return exitCodes.ok;
        }
        const { totals, capacity, zone } = plan;
        const at = (instant: string): string => zonedInstant(instant, zone);
        shell.print(
          say('plan_totals', {
            ...{ from: at(plan.from), to: at(plan.to), zone, capacity },
            ...totals,
          }),
        );
        if (totals.schedules === 0) return exitCodes.ok;
        shell.printTable(
          plan.buckets.filter(({ slots, skipped }) => slots + skipped > 0),
          planColumns(plan, say),
        );
        for (const peak of plan.peaks)
          shell.print(
            say('plan_peak', {
              ...{ kind: say(`peak_${peak.kind}`), from: at(peak.from), to: at(peak.to) },
              ...{ runs: peak.runs, busy: peak.busy, schedules: peak.schedules.join(', ') },
            }),
          );
        shell.print('');
        shell.printTable(plan.items, planItemColumns(say, language));
        if (plan.nextCursor !== null) shell.note(say('plan_more', { shown: plan.items.length }));
        if (!plan.complete) shell.note(say('plan_incomplete'));
        return exitCodes.ok;
      }),
    );
}
