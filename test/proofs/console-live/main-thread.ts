/** What a page's main thread does, from the browser's own trace: how long its tasks took in processor time of the thread. */
import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the thread's processor time. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

export interface Tasks {
  readonly count: number;
  /** ms */
  readonly longest: number;
  /** Tasks that a person feels. */
  readonly long: number;
  /** All together, ms. */
  readonly total: number;
}

/** The tasks of the page's main thread while `act` goes on; `longMs`: from how long on one is felt. */
export async function tasksDuring(
  { browser, page }: { readonly browser: Browser; readonly page: Page },
  longMs: number,
  act: () => Promise<void>,
): Promise<Tasks> {
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] });
  let trace: Buffer;
  try {
    await act();
  } finally {
    trace = await browser.stopTracing();
  }
  // The form of a trace: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { traceEvents: readonly TraceEvent[] };
  const mains = traceEvents
    .filter(({ ph, name, args }) => ph === 'M' && name === 'thread_name' && args?.name === 'CrRendererMain')
    .map(({ pid, tid }) => `${pid} ${tid}`);
  const byThread = Map.groupBy(
    traceEvents.filter(
      ({ name, tdur, pid, tid }) =>
        (name === 'RunTask' || name === 'ThreadControllerImpl::RunTask') &&
        tdur !== undefined &&
        mains.includes(`${pid} ${tid}`),
    ),
    ({ pid, tid, name }) => `${pid} ${tid} ${name}`,
  );
  // The page's own renderer is the one that did most; one of the two names is enough.
  const [tasks = []] = [...byThread.values()].sort((a, b) => sum(b) - sum(a));
  const times = tasks.map(({ tdur = 0 }) => tdur / 1000);
  return {
    count: times.length,
    longest: Math.max(0, ...times),
    long: times.filter((ms) => ms > longMs).length,
    total: sum(tasks) / 1000,
  };
}

const sum = (tasks: readonly TraceEvent[]): number => tasks.reduce((all, { tdur = 0 }) => all + tdur, 0);
