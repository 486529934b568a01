import type { Backfill, BackfillSlot } from '../../contract/backfill.ts';
import type { Fire, Schedule, Slot } from '../../contract/schedule.ts';
import type { Plan } from '../../contract/schedule-plan.ts';
import type { Language, Say } from '../words/words.ts';
import type { Colour } from './colours.ts';
import { localInstant, timeSpan, zonedInstant } from './instants.ts';
import type { Column } from './table.ts';

/** A slot at a glance: it ran well, runs, failed, was left out, was missed. */
function mark(slot: Slot): string {
  if (slot.state === 'failed' || slot.result === 'failed') return '✗';
  if (slot.state === 'skipped') return '·';
  if (slot.state === 'missed' && slot.runs === 0) return '!';
  return slot.result === 'running' || slot.result === 'waiting' ? '…' : '✓';
}

const marksShown = 10;

/** Schedules as a table. */
export function scheduleColumns(say: Say, language: Language): Column<Schedule>[] {
  return [
    { title: say('column_schedule'), text: ({ name }) => name },
    {
      title: say('column_state'),
      text: ({ state }) => say(`schedule_${state}`),
      colour: ({ state }) => (state === 'active' ? null : 'dim'),
    },
    { title: say('column_flow'), text: ({ flow }) => flow },
    {
      title: say('column_next'),
      text: ({ state, next, zone }) => {
        const fire = next.find(({ skipped }) => skipped === undefined);
        return state === 'active' && fire !== undefined ? zonedFire(fire, zone) : '-';
      },
    },
    {
      title: say('column_last_slots'),
      text: ({ lastSlots }) => lastSlots.slice(0, marksShown).map(mark).toReversed().join('') || '-',
      colour: ({ lastSlots }) =>
        lastSlots.slice(0, 1).some((slot) => '✗!'.includes(mark(slot))) ? 'red' : null,
    },
    {
      title: say('column_when'),
      text: ({ words, warnings }) =>
        [words[language], ...warnings.map((warning) => warning.words[language])].join(' '),
      flexible: true,
    },
  ];
}

/** Wall time of the schedule's own zone, as its words are; the zone with it where this machine's clocks show another time. */
export function zonedFire({ at, local }: Pick<Fire, 'at' | 'local'>, zone: string): string {
  return localInstant(at) === local ? local : `${local} ${zone}`;
}

/** A fire to come, of a schedule. */
export interface NamedFire {
  readonly schedule: string | null;
  readonly fire: Fire;
}

/** Fires as a table; `named`: of several schedules. */
export function fireColumns(say: Say, language: Language, named: boolean): Column<NamedFire>[] {
  return [
    { title: say('column_at'), text: ({ fire }) => fire.local },
    { title: say('column_here'), text: ({ fire }) => localInstant(fire.dueAt) },
    ...(named ? [{ title: say('column_schedule'), text: ({ schedule }: NamedFire) => schedule ?? '-' }] : []),
    {
      title: say('column_remark'),
      text: ({ fire }) => fire.skipped?.words[language] ?? '',
      colour: () => 'dim',
      flexible: true,
    },
  ];
}

const slotColours: Readonly<Record<Slot['state'], Colour | null>> = {
  ran: null,
  skipped: 'dim',
  missed: 'yellow',
  failed: 'red',
};

/** Slots as a table. */
export function slotColumns(say: Say, language: Language): Column<Slot>[] {
  return [
    { title: say('column_at'), text: ({ at }) => localInstant(at) },
    { title: say('column_schedule'), text: ({ scheduleId }) => scheduleId },
    {
      title: say('column_state'),
      text: ({ state }) => say(`slot_${state}`),
      colour: ({ state }) => slotColours[state],
    },
    { title: say('column_result'), text: ({ result }) => (result === null ? '-' : say(`result_${result}`)) },
    { title: say('column_run'), text: ({ runId, batchId }) => runId ?? batchId ?? '-' },
    { title: say('column_remark'), text: ({ words }) => words[language], flexible: true },
  ];
}

/** Slots of a backfill's range as a table. */
export function backfillSlotColumns(say: Say): Column<BackfillSlot>[] {
  return [
    { title: say('column_at'), text: ({ local }) => local },
    {
      title: say('column_record'),
      text: ({ state }) => (state === null ? '-' : say(`slot_${state}`)),
    },
    {
      title: say('column_backfill'),
      text: ({ skipped }) => say(skipped === null ? 'backfill_takes' : `backfill_${skipped}`),
      colour: ({ takes }) => (takes ? null : 'dim'),
    },
  ];
}

/** Backfills as a table. */
export function backfillColumns(say: Say): Column<Backfill>[] {
  return [
    { title: say('column_id'), text: ({ id }) => id },
    { title: say('column_schedule'), text: ({ scheduleId }) => scheduleId },
    { title: say('column_state'), text: ({ state }) => say(`job_${state}`) },
    {
      title: say('field_progress'),
      text: ({ done, skipped, failed, total, percent }) =>
        `${done + skipped + failed}/${total} (${percent} %)`,
    },
    { title: say('column_runs'), text: ({ runs }) => String(runs) },
    { title: say('column_running'), text: ({ liveRuns }) => String(liveRuns) },
    {
      title: say('column_failed'),
      text: ({ failed, counts }) => String(failed + (counts.failed ?? 0)),
      colour: ({ failed, counts }) => (failed + (counts.failed ?? 0) > 0 ? 'red' : null),
    },
    { title: say('column_created'), text: ({ createdAt }) => localInstant(createdAt) },
    {
      title: say('column_remark'),
      text: ({ note, faults }) => note ?? faults.at(-1)?.message ?? '',
      flexible: true,
    },
  ];
}

type Bucket = Plan['buckets'][number];
const widestBar = 40;

/** The buckets of a plan that have slots, as bars, at times of the plan's zone. */
export function planColumns({ buckets, zone }: Plan, say: Say): Column<Bucket>[] {
  const most = Math.max(1, ...buckets.map(({ runs }) => runs));
  return [
    { title: say('column_from'), text: ({ at }) => zonedInstant(at, zone) },
    { title: say('column_slot_count'), text: ({ slots }) => String(slots) },
    { title: say('column_runs'), text: ({ runs }) => String(runs) },
    { title: say('column_skipped'), text: ({ skipped }) => (skipped === 0 ? '' : String(skipped)) },
    { title: say('column_busy'), text: ({ busy }) => (busy === 0 ? '' : busy.toFixed(1)) },
    {
      title: say('column_load'),
      text: ({ runs, peak }) =>
        `${'█'.repeat(Math.ceil((runs / most) * widestBar))}${peak === null ? '' : ` ${say(`peak_${peak}`)}`}`,
      colour: ({ peak }) => (peak === 'over' ? 'red' : peak === 'high' ? 'yellow' : null),
    },
  ];
}

/** Schedules of a plan as a table. */
export function planItemColumns(say: Say, language: Language): Column<Plan['items'][number]>[] {
  return [
    { title: say('column_schedule'), text: ({ scheduleId }) => scheduleId },
    { title: say('column_slot_count'), text: ({ slots, skipped }) => String(slots - skipped) },
    { title: say('column_skipped'), text: ({ skipped }) => (skipped === 0 ? '' : String(skipped)) },
    { title: say('column_per_slot'), text: ({ runsPerSlot }) => String(runsPerSlot) },
    {
      title: say('column_took'),
      text: ({ durationSeconds }) => (durationSeconds === null ? '-' : timeSpan(durationSeconds * 1000, say)),
    },
    { title: say('column_when'), text: ({ words }) => words[language], flexible: true },
  ];
}
