// needs: python3-croniter
/**
 * Our cron held against implementations that know nothing of it: croniter (Python), croner and cron-parser (Node). Each is
 * asked where it speaks the dialect; at changes of the clock, where they differ from the contract, every difference is
 * one of a list that says which and why.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { CronExpressionParser } from 'cron-parser';
import { Cron } from 'croner';
import { expect, it } from 'vitest';
import { nextInstant } from '../../src/domain/cron/cron-next.ts';
import { parseCron } from '../../src/domain/cron/cron-rule.ts';
import { zoneOf } from '../../src/domain/cron/zone.ts';
import { chanceOf } from '../simulation/random.ts';

interface Case {
  readonly cron: string;
  readonly zone: string;
  readonly from: number;
  readonly count: number;
}

const python = '/usr/bin/python3';
const zones = [
  'Asia/Shanghai',
  'UTC',
  'Asia/Kolkata',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
];
const { next: random, int: whole, pick } = chanceOf(20261128);

/** A field of the common dialect. */
function field(min: number, max: number, names: readonly string[] = []): string {
  const value = (): string => {
    const number = whole(min, max);
    const name = names[number - min];
    return name !== undefined && random() < 0.5 ? name : String(number);
  };
  const kind = random();
  if (kind < 0.3) return '*';
  if (kind < 0.55) return value();
  // cron-parser refuses a value that is given twice.
  if (kind < 0.7)
    return [whole(min, max - 2), max - 1, max].filter((one, i, all) => all.indexOf(one) === i).join(',');
  const low = whole(min, max - 1);
  const high = whole(low + 1, max);
  if (kind < 0.85) return `${low}-${high}`;
  if (kind < 0.93) return `${low}-${high}/${whole(1, 4)}`;
  return `*/${whole(2, Math.max(2, Math.floor((max - min) / 2)))}`;
}

function expression(): string {
  const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
  const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
  const month = random() < 0.6 ? '*' : field(1, 12, months);
  // A step that begins with a star counts as a restriction here and does not everywhere: asked without a weekday.
  const day = random() < 0.5 ? '*' : field(1, 28);
  const weekday = random() < 0.5 || day.startsWith('*/') ? '*' : field(0, 6, days).replace(/^\*\/.*/, '*');
  return `${field(0, 59)} ${field(0, 23)} ${day} ${month} ${weekday}`;
}

/** 60 days in which no zone of ours changes its clock, and a random instant early in them. */
function quietInstant(): number {
  const [start] = [
    pick([Date.UTC(2026, 3, 10), Date.UTC(2025, 10, 10), Date.UTC(2027, 10, 12), Date.UTC(2024, 3, 12)]),
  ];
  return start + whole(0, 20 * 86_400) * 1000;
}

function ours({ cron, zone, from, count }: Case): number[] {
  const parsed = parseCron(cron);
  const found = zoneOf(zone);
  if (!parsed.ok || found === null) throw new Error(`${cron} in ${zone}`);
  const instants: number[] = [];
  for (
    let at = nextInstant(parsed.rule, found, from);
    at !== null;
    at = nextInstant(parsed.rule, found, at)
  ) {
    instants.push(at);
    if (instants.length === count) break;
  }
  return instants;
}

function croniter(cases: readonly Case[]): (number[] | string)[] {
  const program = join(import.meta.dirname, '../fixtures/programs/croniter-next.py');
  const output = execFileSync(python, [program], { input: JSON.stringify(cases), maxBuffer: 64 * 2 ** 20 });
  // The program prints a list of lists of seconds, or of texts.
  const answers = JSON.parse(output.toString()) as (number[] | string)[];
  return answers.map((answer) =>
    typeof answer === 'string' ? answer : answer.map((second) => second * 1000),
  );
}

function croner({ cron, zone, from, count }: Case): number[] {
  return new Cron(cron, { timezone: zone }).nextRuns(count, new Date(from)).map((date) => date.getTime());
}

function cronParser({ cron, zone, from, count }: Case): number[] {
  const times = CronExpressionParser.parse(cron, { currentDate: new Date(from), tz: zone });
  return times.take(count).map((date) => date.getTime());
}

const shown = (at: readonly number[]): string =>
  at.map((one) => new Date(one).toISOString().slice(0, 19)).join(' ');
const within = (instants: readonly number[], from: number): number[] =>
  instants.filter((at) => at < from + 40 * 86_400_000);

it('360 expressions in 6 zones, away from changes of the clock, as croniter, croner and cron-parser', () => {
  const cases = Array.from({ length: 360 }, (_, i): Case => {
    return {
      cron: expression(),
      zone: pick(zones.slice(i % 2 === 0 ? 0 : 3)),
      from: quietInstant(),
      count: 5,
    };
  });
  const fromPython = croniter(cases);
  const differences: string[] = [];
  let compared = 0;
  for (const [index, one] of cases.entries()) {
    const own = within(ours(one), one.from);
    for (const [name, other] of [
      ['croniter', fromPython[index] ?? ''],
      ['croner', croner(one)],
      ['cron-parser', cronParser(one)],
    ] as const) {
      if (typeof other === 'string') {
        differences.push(`${name} refuses ${one.cron}: ${other}`);
        continue;
      }
      compared++;
      const theirs = within(other, one.from);
      if (shown(own) !== shown(theirs))
        differences.push(
          `${one.cron} in ${one.zone} from ${shown([one.from])}: ${shown(own)}, ${name}: ${shown(theirs)}`,
        );
    }
  }
  expect(differences).toEqual([]);
  expect(compared).toBe(3 * 360);
}, 120_000);

it('L, W and # as croner, in every month of two years', () => {
  const expressions = [
    ...['0 9 L * *', '0 9 LW * *', '0 9 15W * *', '0 9 1W * *', '0 9 * * 5#2', '0 9 * * 1#5', '0 9 * * 5#L'],
    ...['0 9 * * FRI#1', '30 8 1,L * *', '0 9 * * 1#1,1#3', '15 10 28W * *', '0 0 * * 0#4'],
  ];
  const differences = expressions.flatMap((cron) => {
    const one = { cron, zone: 'Asia/Shanghai', from: Date.UTC(2025, 11, 31), count: 24 };
    const [own, theirs] = [shown(ours(one)), shown(croner(one))];
    return own === theirs ? [] : [`${cron}: ${own}, croner: ${theirs}`];
  });
  expect(differences).toEqual([]);
});

/** Changes of the clock: [zone, the hours around, in UTC]. */
const changes = [
  ['Europe/Berlin', '2026-03-28T22:00:00Z'],
  ['Europe/Berlin', '2026-10-24T21:00:00Z'],
  ['America/New_York', '2026-03-08T04:00:00Z'],
  ['America/New_York', '2026-11-01T03:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T12:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T11:00:00Z'],
  ['Asia/Shanghai', '1986-05-03T15:00:00Z'],
  ['Asia/Shanghai', '1990-09-15T12:00:00Z'],
] as const;

/** What croner leaves out or does otherwise at changes of the clock, and why ours is as it is. */
function explained(cron: string): string | null {
  const [minute = '', hour = ''] = cron.split(' ');
  if (/^\*\/\d/.test(hour))
    return 'croner drops hours given as every n-th that a gap leaves out: ours keeps their elapsed time';
  if (minute.startsWith('*') && !hour.startsWith('*'))
    return 'croner drops a beat within an hour that a gap leaves out: ours fires once at its end';
  if (/^[\d,-]+$/.test(minute) && /[,-]/.test(hour))
    return 'croner fires lists and ranges of named hours at both passes: ours takes them for named times, once';
  return null;
}

it('at changes of the clock as croner, but for differences that are explained', () => {
  const expressions = [
    ...['30 2 * * *', '0 2 * * *', '15 2 * * *', '0 3 * * *', '45 1 * * *', '30 1 * * *', '0,30 1-3 * * *'],
    ...[
      '0 * * * *',
      '30 * * * *',
      '*/15 * * * *',
      '*/20 * * * *',
      '* * * * *',
      '0 */2 * * *',
      '30 */3 * * *',
    ],
    ...['*/10 2 * * *', '*/5 1,2 * * *'],
  ];
  const differences: string[] = [];
  const excused = new Set<string>();
  for (const [zone, from] of changes)
    for (const cron of expressions) {
      const one = { cron, zone, from: Date.parse(from), count: 12 };
      const [own, theirs] = [ours(one), croner(one)];
      // Never twice.
      if (new Set(own).size !== own.length) differences.push(`${cron} in ${zone}: twice`);
      const until = Math.min(own.at(-1) ?? 0, theirs.at(-1) ?? 0);
      const [a, b] = [own, theirs].map((list) => shown(list.filter((at) => at <= until)));
      if (a === b) continue;
      const why = explained(cron);
      // What is excused is a matter of more or of fewer, never of other instants.
      const upTo = (list: readonly number[]): number[] => list.filter((at) => at <= until);
      const [fewer, more] = upTo(own).length > upTo(theirs).length ? [theirs, own] : [own, theirs];
      if (why !== null && upTo(fewer).every((at) => more.includes(at))) excused.add(why);
      else differences.push(`${cron} in ${zone}: ${a}, croner: ${b}`);
    }
  expect(differences).toEqual([]);
  expect(excused.size).toBe(3);
});

it('a named time of day comes exactly once on every day of 1986 to 1991 in Shanghai, and of 2026 elsewhere', () => {
  const faults: string[] = [];
  for (const [zone, year, years] of [
    ['Asia/Shanghai', 1986, 6],
    ['Europe/Berlin', 2026, 1],
    ['America/New_York', 2026, 1],
    ['Australia/Lord_Howe', 2026, 1],
  ] as const)
    for (const cron of [
      '0 0 * * *',
      '30 0 * * *',
      '15 1 * * *',
      '45 1 * * *',
      '0 2 * * *',
      '30 2 * * *',
      '59 2 * * *',
      '0 3 * * *',
    ]) {
      const found = zoneOf(zone);
      const parsed = parseCron(cron);
      if (found === null || !parsed.ok) throw new Error(zone);
      const days = new Map<string, number>();
      const [start, end] = [Date.UTC(year, 0, 1), Date.UTC(year + years, 0, 1)];
      const offset = (at: number): number => at + found.offsetAt(at);
      for (
        let at = nextInstant(parsed.rule, found, start);
        at !== null && offset(at) < end;
        at = nextInstant(parsed.rule, found, at)
      ) {
        const day = new Date(offset(at)).toISOString().slice(0, 10);
        days.set(day, (days.get(day) ?? 0) + 1);
      }
      for (let day = start + 86_400_000; day < end; day += 86_400_000) {
        const name = new Date(day).toISOString().slice(0, 10);
        if (days.get(name) !== 1) faults.push(`${cron} in ${zone} on ${name}: ${days.get(name) ?? 0} times`);
      }
    }
  expect(faults).toEqual([]);
});
