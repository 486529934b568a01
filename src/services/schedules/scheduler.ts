/**
 * The scheduler: one timer for the nearest slot of all schedules; at rest it asks the store nothing and looks at the
 * clock at least every 30 s, since it may have jumped.
 *
 * States: at rest (a timer for the soonest slot) → serving (batches of transactions) → at rest. What changes schedules goes
 * through `exclusive`, so that no edit comes between reading what is due and serving it. Authority: the rows of schedules,
 * whose high-water marks move in the transaction that serves; the book in memory follows what was committed.
 * Failures: what can't be committed is tried again with back-off, from the marks; a schedule that fails by a bug by itself
 * (`serve-round`); a lost timer does not exist, since a start
 * looks at everything; a clock that was ahead and is set back puts marks back (`clock-back`). A slot that nobody served in time is decided by its schedule's policy at the next look.
 */
import type { Manifest } from '../../contract/manifest.ts';
import { zoneOf } from '../../domain/cron/zone.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { fileChanges } from '../../domain/schedule/file-changes.ts';
import type { ScheduleRecord } from '../../domain/schedule/schedule-record.ts';
import type { Timer } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Work } from '../dispatch/work.ts';
import { keepNamed } from '../uploads/keep-files.ts';
import { clockWentBack, putMarksBack } from './clock-back.ts';
import { createFanOuts } from './fan-outs.ts';
import type { FireParts } from './fire-slots.ts';
import { ScheduleBook } from './schedule-book.ts';
import { createRounds } from './serve-round.ts';
import { prepareEdits } from './settle-edit.ts';

const longestSleepMs = 30_000;
const firstBackOffMs = 500;
const longestBackOffMs = 15_000;

export interface SchedulerParts extends FireParts {
  readonly logger: Logger;
  /** IANA zone of schedules that name none. */
  readonly timezone: string;
}

type FileSchedules = Pick<Manifest, 'schedules' | 'calendars'>;

export interface Scheduler {
  readonly book: ScheduleBook;
  /** Reads the schedules, takes over those of the file, decides what was missed, and goes on from there. */
  start(file: FileSchedules): Promise<void>;
  /** Starts nothing more; resolves when what is under way has ended. */
  stop(): Promise<void>;
  /**
   * Puts the file's schedules in force: `commit` is given the change to make in its transaction. Rejects, with nothing
   * changed, when that does.
   */
  reconfigure(
    file: FileSchedules,
    commit: (change: (work: Work) => Promise<void>) => Promise<void>,
  ): Promise<void>;
  /**
   * Changes schedules in a command, alone: no slot is served meanwhile. `change` returns the records as they are now, which
   * the book takes over after the commit, and a value.
   */
  change<T>(
    change: (work: Work) => Promise<{ readonly records: readonly ScheduleRecord[]; readonly value: T }>,
  ): Promise<T>;
  /** Serves what is due now; resolves when it is done. */
  look(): Promise<void>;
}

export function createScheduler(parts: SchedulerParts): Scheduler {
  const { dispatcher, clock, logger } = parts;
  const zone = zoneOf(parts.timezone) ?? zoneOf('UTC');
  if (zone === null) throw new Error('the runtime has no zone data');
  const book = new ScheduleBook(zone);
  const fanOuts = createFanOuts({ ...parts, zone });
  const serveRound = createRounds({ ...parts, book, fanOuts });
  /** Records of removed schedules, by name: one that comes back goes on from its high-water mark. */
  const removed = new Map<string, ScheduleRecord>();
  let timer: Timer | null = null;
  let stopped = false;
  let backOffMs = firstBackOffMs;
  let last: Promise<unknown> = Promise.resolve();

  /** One after another. */
  function exclusive<T>(run: () => Promise<T>): Promise<T> {
    const result = last.then(run);
    last = result.catch(() => undefined);
    return result;
  }

  const arm = (): void => {
    timer?.cancel();
    timer = null;
    const next = book.nextDueAt;
    if (stopped || next === null) return;
    timer = clock.timer(Math.min(Math.max(0, next - clock.now()), longestSleepMs), tick);
  };

  const tick = (): void => {
    timer = null;
    const next = book.nextDueAt;
    const now = clock.now();
    if (!stopped && next !== null && (next <= now || clockWentBack(book, now).length > 0))
      void exclusive(serveDue);
    else arm();
  };

  const take = (record: ScheduleRecord): void => {
    if (record.removedAt === null) removed.delete(record.name);
    else removed.set(record.name, record);
    book.put(record);
  };

  const followClock = async (): Promise<void> => {
    const ahead = clockWentBack(book, clock.now());
    if (ahead.length === 0) return;
    const moved = await dispatcher.command((work) => putMarksBack(work, ahead));
    for (const record of moved) take(record);
    if (moved.length > 0)
      logger.warn(
        { schedules: moved.map(({ name }) => name), now: new Date(clock.now()).toISOString() },
        'the clock was ahead and has been set back; schedules go on from now, without what has run already',
      );
  };

  /** Serves until nothing is due; on a failure goes on later from what was committed. */
  const serveDue = async (): Promise<void> => {
    try {
      await followClock();
      while (!stopped) {
        const now = clock.now();
        const due = book.takeDue(now);
        if (due.length === 0) break;
        await serveRound(due, now);
        backOffMs = firstBackOffMs;
      }
      arm();
    } catch (error) {
      if (stopped || (error instanceof DroverError && error.code === 'shutting_down')) return;
      logger.error({ error: String(error), retryInMs: backOffMs }, 'slots could not be served; trying again');
      timer?.cancel();
      timer = clock.timer(backOffMs, () => void exclusive(serveDue));
      backOffMs = Math.min(backOffMs * 2, longestBackOffMs);
    }
  };

  /** Files of what they were are needed no longer, and those of what they are from now on. */
  const keepFilesOf = async (work: Work, records: readonly ScheduleRecord[]): Promise<void> => {
    for (const { name, definition } of records) {
      await keepNamed(work, book.get(name)?.record.definition.params);
      await keepNamed(work, definition.params);
    }
  };

  const takeOver = async (
    file: FileSchedules,
    commit: (change: (work: Work) => Promise<void>) => Promise<void>,
  ): Promise<void> => {
    const known = [...book.all().map(({ record }) => record), ...removed.values()];
    const changes = fileChanges(known, file.schedules, clock.now());
    const settle = await prepareEdits(
      parts,
      book,
      changes.flatMap(({ name }) => book.get(name) ?? []),
    );
    let committed: ScheduleRecord[] = [];
    await commit(async (work) => {
      committed = [];
      await keepFilesOf(work, changes);
      for (const change of changes) {
        const before = book.get(change.name);
        const record = before === undefined ? change : await settle(work, before, change);
        committed.push({ ...record, key: await work.tx.putSchedule(record) });
      }
      if (changes.length > 0) work.tellChange('schedules');
    });
    book.calendars = file.calendars;
    for (const record of committed) take(record);
    fanOuts.look();
  };

  return {
    book,
    start: (file) =>
      exclusive(async () => {
        for (const record of await dispatcher.command((work) => work.tx.schedules())) take(record);
        await takeOver(file, (change) => dispatcher.command(change));
        await serveDue();
      }),
    stop: async () => {
      stopped = true;
      timer?.cancel();
      await Promise.all([last, fanOuts.stop()]);
    },
    reconfigure: (file, commit) =>
      exclusive(async () => {
        await serveDue();
        await takeOver(file, commit);
        arm();
      }),
    change: (change) =>
      exclusive(async () => {
        await serveDue();
        const { records, value } = await dispatcher.command(async (work) => {
          const changed = await change(work);
          await keepFilesOf(work, changed.records);
          return changed;
        });
        for (const record of records) take(record);
        fanOuts.look();
        arm();
        return value;
      }),
    look: () => exclusive(serveDue),
  };
}
