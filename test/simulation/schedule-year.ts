/**
 * A year of schedules in virtual time, on the real scheduler and a real store in memory: servers die and come back, the
 * wall clock jumps, entries are edited (in their timetable, or only in their words, also between a slot and the end of its
 * jitter), leave the file and come back, also while no server is there; those switched off are backfilled, and switched on
 * when the clock has been set back. Afterwards the records are held against what each entry's timetable says for the times
 * in which it was in force.
 */
import { backfillRequestSchema } from '../../src/contract/backfill.ts';
import type { ScheduleDefinition } from '../../src/contract/schedule-definition.ts';
import { zoneOf } from '../../src/domain/cron/zone.ts';
import { slotsBetween } from '../../src/domain/schedule/backfill-slots.ts';
import { timetableOf } from '../../src/domain/schedule/timetable.ts';
import { flowNamed } from '../support/dispatch-world.ts';
import { type ScheduleServer, scheduleWorld } from '../support/schedule-world.ts';
import { testSchedule } from '../support/test-schedule.ts';
import { type Chance, chanceOf } from './random.ts';

export interface YearOptions {
  readonly seed: number;
  readonly schedules: number;
  readonly days: number;
}

export interface Year extends Omit<YearOptions, 'seed'> {
  readonly slots: number;
  readonly restarts: number;
  readonly jumps: number;
  readonly edits: number;
  /** Edits among them that were made while the server was down. */
  readonly unseenEdits: number;
  /** Backfills up to a time that the clock then shows once more. */
  readonly backfills: number;
  readonly seconds: number;
  /** Slots without a record, with two, or records of what is no slot. */
  readonly faults: readonly string[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const zones = [null, 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'];

/** Most fire once or a few times a day, some each hour: at most 0.8 million slots a year of 1,000. */
function entry(chance: Chance, index: number): ScheduleDefinition {
  const minute = chance.int(0, 59);
  const hour = chance.int(0, 23);
  const crons = [
    ...[
      `${minute} ${hour} * * *`,
      `${minute} ${hour} * * 1-5`,
      `${minute} ${hour} L * *`,
      `${minute} ${hour} * * 1#2`,
    ],
    ...[`${minute} */6 * * *`, `${minute} 2 * * *`, `${minute} 1,2,3 * * *`],
  ];
  const often = chance.happens(0.05);
  return testSchedule(`s${index}`, 'sync', {
    ...(often && chance.happens(0.5) ? { cron: null, everySeconds: chance.pick([3600, 5400, 7200]) } : {}),
    ...(often ? {} : { cron: chance.pick(crons) }),
    timezone: chance.pick(zones),
    overlap: 'skip',
    misfire: chance.pick(['run-latest', 'run-all', 'skip']),
    catchUpSeconds: chance.pick([0, 3600, 12 * 3600]),
    jitterSeconds: chance.pick([0, 600, 4 * 3600]),
    enabled: !chance.happens(0.04),
  });
}

/** Whether two entries have the same slots, due at the same times. */
function timedAlike(a: ScheduleDefinition, b: ScheduleDefinition): boolean {
  const times = ['cron', 'everySeconds', 'timezone', 'jitterSeconds', 'enabled'] as const;
  return times.every((time) => a[time] === b[time]);
}

/** An entry in force: its slots in (after, until] are owed a record each. */
interface Span {
  readonly definition: ScheduleDefinition;
  readonly after: number;
  /** The latest wall time at which a server has looked at it: nothing up to it is decided again. */
  looked: number;
}

export async function simulateYear({ seed, schedules, days }: YearOptions): Promise<Year> {
  const began = performance.now();
  const chance = chanceOf(seed);
  const world = scheduleWorld({ flows: [flowNamed('sync')], startAt: '2026-01-01T00:00:00Z' });
  const zone = zoneOf('Asia/Shanghai');
  if (zone === null) throw new Error('no zone');
  const names = Array.from({ length: schedules }, (_, index) => `s${index}`);
  let entries = names.map((_, index) => entry(chance, index));
  const counts = { restarts: 0, jumps: 0, edits: 0, unseenEdits: 0, backfills: 0 };
  /** Slots that backfills have made records of. */
  const filled = new Map<string, Set<number>>();
  const expected = new Map<string, Set<number>>();
  const spans = new Map<string, Span>();
  /** Ends a span: owed are its slots that were due by then, and those that had passed at its edit. */
  const close = (name: string, now: number, editedAt = 0): void => {
    const span = spans.get(name);
    if (span === undefined) return;
    // The clock may have jumped back since.
    const until = Math.max(now, span.looked);
    const owed = expected.get(name) ?? new Set<number>();
    expected.set(name, owed);
    const timetable = timetableOf(span.definition, zone);
    for (
      let at = timetable.next(span.after);
      at !== null && (at <= editedAt || timetable.dueOf(at) <= until);
      at = timetable.next(at)
    )
      owed.add(at);
    spans.delete(name);
  };
  /** High-water marks that edits have set ahead of a clock that jumped back. */
  const decided = new Map<string, number>();
  /** Entries as they are from now on, by the server's own clock. */
  const inForce = (now: number): void => {
    const present = new Map(entries.map((one) => [one.name, one]));
    for (const [name, span] of [...spans]) {
      const is = present.get(name);
      if (is !== undefined && timedAlike(is, span.definition)) spans.set(name, { ...span, definition: is });
      else close(name, now, now);
    }
    for (const one of entries)
      if (!spans.has(one.name)) {
        // A slot that has a record is not served again, whatever the clock says.
        const last = Math.max(now, ...(expected.get(one.name) ?? []), decided.get(one.name) ?? 0);
        spans.set(one.name, { definition: one, after: last, looked: now });
      }
  };
  /** A server has looked at all that is in force. */
  const look = (): void => {
    const now = server.clock.now();
    for (const span of spans.values()) span.looked = Math.max(span.looked, now);
  };
  /** Some entries change, some leave the file, some that had left it come back. */
  const edit = (): void => {
    counts.edits++;
    const before = new Map(entries.map((one) => [one.name, one]));
    entries = names.flatMap((name, index) => {
      const one = before.get(name);
      const fate = chance.next();
      if (one === undefined) return fate < 0.3 ? [entry(chance, index)] : [];
      if (fate < 0.01) return [];
      if (fate < 0.11) return [entry(chance, index)];
      return [fate < 0.21 ? { ...one, description: `edit ${counts.edits}` } : one];
    });
  };
  /** The server has taken these entries over: what changed has its mark at least here. */
  const taken = (before: readonly ScheduleDefinition[]): void => {
    const now = server.clock.now();
    inForce(now);
    const [was, is] = [before, entries].map((some) => new Map(some.map((one) => [one.name, one])));
    for (const name of names) {
      const [before, after] = [was?.get(name), is?.get(name)];
      const alike = before !== undefined && after !== undefined && timedAlike(before, after);
      if (before !== after && !alike) decided.set(name, Math.max(decided.get(name) ?? 0, now));
    }
  };
  /** Of one that is switched off the last hours are backfilled; the clock is set back among them, and it is switched on. */
  const fill = async (): Promise<void> => {
    const off = entries.filter(({ enabled }) => !enabled);
    if (off.length === 0) return;
    counts.backfills++;
    const one = chance.pick(off);
    const to = server.clock.now();
    const from = to - 12 * hourMs;
    await server.backfills.create(
      one.name,
      backfillRequestSchema.parse({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }),
      null,
    );
    const slots = filled.get(one.name) ?? new Set();
    filled.set(one.name, slots);
    for (const at of slotsBetween(timetableOf({ ...one, enabled: true }, zone), from, to, 100)) slots.add(at);
    await world.clock.advance(60_000);
    look();
    world.clock.jump(-chance.int(1, 12) * hourMs);
    const before = entries;
    entries = entries.map((other) => (other === one ? { ...one, enabled: true } : other));
    await server.edit(entries);
    taken(before);
  };
  const jump = (): void => {
    counts.jumps++;
    // The machine's clock: it outlives its servers.
    world.clock.jump(chance.pick([-dayMs, -hourMs, hourMs, dayMs]));
  };
  let server: ScheduleServer = await world.serve(entries);
  inForce(server.clock.now());
  const end = world.clock.uptimeMs() + days * dayMs;
  while (world.clock.uptimeMs() < end) {
    await world.clock.advance(chance.int(1, 5 * 24) * hourMs + chance.int(0, hourMs));
    look();
    const kind = chance.next();
    const before = entries;
    if (kind < 0.4) {
      counts.restarts++;
      await server.kill();
      await world.clock.advance(chance.int(0, 10 * 60) * 60_000);
      if (chance.happens(0.2)) jump();
      if (chance.happens(0.6)) {
        edit();
        counts.unseenEdits++;
        await world.clock.advance(chance.int(0, 5 * 60) * 60_000);
      }
      server = await world.serve(entries);
      taken(before);
      await world.clock.advance(60_000);
    } else if (kind < 0.65) {
      jump();
      await world.clock.advance(60_000);
    } else if (kind < 0.75) {
      await fill();
    } else {
      edit();
      await server.edit(entries);
      taken(before);
    }
    look();
  }
  for (const name of [...spans.keys()]) close(name, server.clock.now());
  // Those that have left the file come back, so that their records can be read.
  await server.edit(
    names.map((name, index) => entries.find((one) => one.name === name) ?? entry(chance, index)),
  );
  const faults: string[] = [];
  let slots = 0;
  for (const name of names) {
    const owed = new Set([...(expected.get(name) ?? []), ...(filled.get(name) ?? [])]);
    const seen = new Map<number, number>();
    for (let cursor: string | undefined; ; ) {
      const page = await server.schedules.slots(name, {
        limit: 200,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const slot of page.items) {
        slots += slot.count;
        seen.set(Date.parse(slot.at), (seen.get(Date.parse(slot.at)) ?? 0) + 1);
      }
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    for (const at of owed)
      if (seen.get(at) !== 1)
        faults.push(`${name} ${new Date(at).toISOString()}: ${seen.get(at) ?? 0} records`);
    for (const at of seen.keys())
      if (!owed.has(at)) faults.push(`${name} ${new Date(at).toISOString()}: a record of no slot`);
  }
  await server.kill();
  await world.close();
  return { schedules, days, slots, ...counts, seconds: (performance.now() - began) / 1000, faults };
}
