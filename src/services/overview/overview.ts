/** How everything stands, in one read: what is live, today's ends beside other days', and what a person should handle. */
import type { Node } from '../../contract/node.ts';
import type { EndCounts, Overview } from '../../contract/overview.ts';
import { causeType } from '../../domain/dead-letter.ts';
import { dayStart } from '../../domain/local-day.ts';
import type { Broker } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { ConfigurationInForce } from '../configuration.ts';
import { causeWords } from '../dead-letters/letter-view.ts';
import type { Nodes } from '../nodes.ts';
import { blockedByOf, instant } from '../runs/run-view.ts';
import { clockWaitOf } from '../schedules/clock-back.ts';
import type { ScheduleBook } from '../schedules/schedule-book.ts';
import type { Shops } from '../shops.ts';
import { maintenanceOf, maintenanceSetting } from '../system/maintenance.ts';
import { createEndingCounts } from './endings.ts';
import { firesWithin } from './fires-within.ts';
import { mattersOf } from './matters.ts';

/** Those who ask within this get the same answer, ms: many screens cost no more than one. */
const sharedMs = 500;
const hourMs = 3_600_000;
/** Most blockers, paused shops, groups of letters and due runs of an answer. */
const shownBlockers = 12;
const shownShops = 200;
const shownGroups = 5;
const shownDue = 10;

export interface OverviewParts {
  readonly history: History;
  readonly nodes: Pick<Nodes, 'list'>;
  readonly shops: Pick<Shops, 'list'>;
  readonly configuration: Pick<ConfigurationInForce, 'faults'>;
  readonly broker: Pick<Broker, 'health'>;
  readonly scheduler: { readonly book: ScheduleBook };
  readonly clock: Clock;
  readonly timezone: string;
}

export interface OverviewReport {
  overview(): Promise<Overview>;
}

export function createOverview(parts: OverviewParts): OverviewReport {
  const { history, clock, timezone } = parts;
  const endings = createEndingCounts(history);
  let shared: { readonly at: number; readonly answer: Promise<Overview> } | null = null;

  const pausedShops = async (): Promise<Overview['pausedShops']> => {
    const [page, count] = await Promise.all([
      parts.shops.list({ limit: shownShops, paused: true }),
      history.pausedShopCount(),
    ]);
    const items = page.items.flatMap(({ platform, id, name, paused }) =>
      paused === null
        ? []
        : [
            {
              platform,
              id,
              name,
              since: paused.at,
              by: paused.by,
              reason: paused.reason,
              cause: paused.cause,
            },
          ],
    );
    return { count, items };
  };

  const waiting = async (): Promise<Overview['waiting']> => {
    const { blockers } = await history.queues(shownBlockers);
    const byKey = Map.groupBy(blockers, ({ key }) => key.id);
    // Runs of several pools may stand under one key.
    return [...byKey.values()].flatMap((same) => {
      const [first] = same;
      if (first === undefined) return [];
      const oldestAt = instant(Math.min(...same.map((one) => one.oldestAt)));
      return [{ ...blockedByOf(first.key), waiting: sumOf(same.map((one) => one.waiting)), oldestAt }];
    });
  };

  const deadLetters = async (): Promise<Overview['deadLetters']> => {
    const [counts, groups] = await Promise.all([
      history.deadLetterCounts(),
      history.deadLetterGroups({ states: ['open'] }, shownGroups, null),
    ]);
    return {
      open: counts.open ?? 0,
      groups: groups.items.map(({ cause, count, shops, flows, firstAt, lastAt, sample }) => {
        const words = causeWords(sample.letter);
        return {
          ...{ cause, type: causeType(cause), count, shops, flows },
          ...(words === null ? {} : { words }),
          firstAt: instant(firstAt),
          lastAt: instant(lastAt),
        };
      }),
    };
  };

  const allNodes = async (): Promise<Node[]> => (await parts.nodes.list({ limit: 10_000 })).items;

  const read = async (): Promise<Overview> => {
    const now = clock.now();
    const starts = [-7, -6, -1, 0].map((days) => dayStart(now, timezone, days));
    const [weekAgo = 0, afterWeekAgo = 0, yesterday = 0, today = 0] = starts;
    const [counts, failing, blockers, paused, nodes, due, letters, maintenance, fires] = await Promise.all([
      history.liveCounts(),
      history.failingCount(),
      waiting(),
      pausedShops(),
      allNodes(),
      history.dueRuns(now + hourMs, shownDue),
      deadLetters(),
      history.settingNow(maintenanceSetting),
      firesWithin(parts.scheduler.book, history, now, now + hourMs, shownDue),
      endings.refresh(weekAgo),
    ]);
    const soFar = now - today;
    const day = (from: number, end: number): Overview['yesterday'] => ({
      from: instant(from),
      soFar: endings.between(from, Math.min(end, from + soFar)),
      whole: endings.between(from, end),
    });
    const inMaintenance = maintenanceOf(maintenance);
    const matters = mattersOf({
      ...{ now, nodes, waiting: blockers, pausedShops: paused, deadLetters: letters },
      maintenance: inMaintenance,
      configFaults: parts.configuration.faults,
      broker: parts.broker.health(),
      clockWait: clockWaitOf(parts.scheduler.book, now, timezone),
    });
    const there = nodes.filter(({ state }) => state !== 'offline');
    return {
      at: instant(now),
      timezone,
      level: matters.some(({ level }) => level === 'trouble')
        ? 'trouble'
        : matters.length > 0
          ? 'attention'
          : 'well',
      matters,
      live: {
        running: counts.running ?? 0,
        queued: counts.queued ?? 0,
        waiting: counts.blocked ?? 0,
        scheduled: counts.scheduled ?? 0,
        retrying: counts.retrying ?? 0,
        failing,
      },
      waiting: blockers,
      pausedShops: paused,
      nodes: {
        connected: nodes.filter(({ state }) => state === 'connected').length,
        draining: nodes.filter(({ state }) => state === 'draining').length,
        reconnecting: nodes.filter(({ state }) => state === 'reconnecting').length,
        offline: nodes.length - there.length,
      },
      slots: { busy: sumOf(there.map(({ busy }) => busy)), total: sumOf(there.map(({ slots }) => slots)) },
      today: {
        from: instant(today),
        ...endings.between(today, Number.POSITIVE_INFINITY),
        hours: hoursFrom(today, now, (from, to) => endings.between(from, to)),
      },
      yesterday: day(yesterday, today),
      lastWeek: day(weekAgo, afterWeekAgo),
      nextHour: {
        count: due.count,
        items: due.items.map((run) => ({ ...run, dueAt: instant(run.dueAt) })),
        fires,
      },
      deadLetters: letters,
      maintenance: inMaintenance,
    };
  };

  return {
    overview: () => {
      const at = clock.uptimeMs();
      if (shared === null || at - shared.at > sharedMs) {
        const answer = read();
        const mine = { at, answer };
        shared = mine;
        answer.catch(() => {
          if (shared === mine) shared = null;
        });
      }
      return shared.answer;
    },
  };
}

/** The hours of a day up to now, the last one as far as it has gone. */
function hoursFrom(
  today: number,
  now: number,
  between: (from: number, to: number) => EndCounts,
): Overview['today']['hours'] {
  const hours: Overview['today']['hours'] = [];
  for (let at = today; at <= now; at += hourMs) {
    const { succeeded, failed, cancelled, expired } = between(at, at + hourMs);
    hours.push({ at: instant(at), succeeded, failed, cancelled, expired });
  }
  return hours;
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
