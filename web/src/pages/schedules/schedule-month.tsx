import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Fire, Schedule, Slot } from '../../../../src/contract/schedule.ts';
import { client } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { Icon } from '../../components/icon.tsx';
import { ReadState } from '../../components/page-states.tsx';
import { dayOf } from '../../format/instants.model.ts';
import { serverNow } from '../../format/server-clock.ts';
import { useNow } from '../../format/ticking.ts';
import { useWords } from '../../words/words.ts';
import { daysOf, lastWholeDay, monthAfter, monthEnds, mostFires } from './fires.model.ts';
import styles from './month-grid.module.css';
import { MonthGrid, type MonthRead } from './month-grid.tsx';
import type { ScheduleSearch } from './schedules-search.model.ts';
import { schedulesWords } from './words.ts';

/** Pages of slots that are read for a month. */
const mostPages = 5;
const pageSize = 200;
const dayMs = 86_400_000;

/** A month of the schedule, in its own wall time. */
export function ScheduleMonth({
  schedule,
  search,
}: {
  readonly schedule: Schedule;
  readonly search: ScheduleSearch;
}): React.JSX.Element {
  const t = useWords(schedulesWords);
  const { id, zone, editedAt, state } = schedule;
  const today = dayOf(useNow(60), zone);
  const month = search.month ?? today.slice(0, 7);
  const read = useQuery({
    queryKey: queryKeys.schedules.slots(id, { month, editedAt, state }),
    queryFn: () => monthOf(schedule, month),
  });
  const step = (by: number): React.JSX.Element => (
    <Link
      to="/schedules/$id"
      params={{ id }}
      search={{ ...search, month: monthAfter(month, by) }}
      className={styles['step']}
      aria-label={t(by < 0 ? 'month.before' : 'month.after')}
      resetScroll={false}
    >
      <Icon name={by < 0 ? 'left' : 'right'} small />
    </Link>
  );
  const steps = (
    <>
      {step(-1)}
      {step(1)}
    </>
  );
  return (
    <ReadState read={read} rows={7}>
      {(found) => <MonthGrid month={month} today={today} read={found} steps={steps} />}
    </ReadState>
  );
}

/** What is known of a month: slots that have been, newest first, and fires to come. */
async function monthOf(schedule: Schedule, month: string): Promise<MonthRead> {
  const { from, to } = monthEnds(month);
  const slots: Slot[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const page: Awaited<ReturnType<typeof client.scheduleSlots>> = await client.scheduleSlots(schedule.id, {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      limit: pageSize,
      ...(cursor === null ? {} : { cursor }),
    });
    slots.push(...page.items);
    cursor = page.nextCursor;
    pages += 1;
  } while (cursor !== null && pages < mostPages);
  const begin = Math.max(from, serverNow());
  const coming: readonly Fire[] =
    begin >= to || schedule.state === 'disabled' || schedule.state === 'ended'
      ? []
      : (
          await client.previewSchedule({
            schedule: schedule.id,
            from: new Date(begin).toISOString(),
            count: mostFires,
          })
        ).items;
  const oldest = slots.at(-1);
  return {
    days: daysOf(
      slots,
      coming.filter(({ at }) => Date.parse(at) < to),
      schedule.zone,
    ),
    firstWhole:
      cursor === null || oldest === undefined ? null : dayOf(Date.parse(oldest.at) + dayMs, schedule.zone),
    lastWhole: lastWholeDay(coming),
  };
}
