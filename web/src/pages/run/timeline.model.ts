/** A run's life as rows on one time axis: waits, attempts, retry pauses, steps. Rules without effects. */
import type { Attempt } from '../../../../src/contract/run.ts';
import type { RunState } from '../../../../src/contract/run-states.ts';
import type { Step, Timeline } from '../../../../src/contract/timeline.ts';

type Segment = Timeline['segments'][number];

/** What a stretch of waiting is coloured by: the kind of its blocker, or its state. */
export type WaitKind = 'shop' | 'flow' | 'platform' | 'business' | 'pool' | 'limit' | 'queued' | 'scheduled';

export interface TimelineBar {
  readonly from: number;
  readonly to: number;
  readonly look: 'wait' | 'pause' | 'work';
  readonly wait: WaitKind | null;
  /** Of work: whose colour it has. */
  readonly state: RunState | null;
  /** Key and reason of what held it back. */
  readonly blockedBy: string | null;
  readonly reason: string | null;
}

export interface TimelineRow {
  readonly key: string;
  /** `before`: waits before the first start; `after`: waits that no attempt has followed yet. */
  readonly kind: 'before' | 'attempt' | 'step' | 'after';
  readonly attempt: number;
  readonly outcome: Attempt['outcome'] | 'running' | null;
  readonly state: RunState;
  /** Of a step. */
  readonly name: string | null;
  readonly depth: number;
  readonly bars: readonly TimelineBar[];
  /** What it took, or has lasted so far, ms. */
  readonly ms: number;
  readonly startedAt: number;
  readonly step: Step | null;
}

const ms = (at: string): number => Date.parse(at);

const outcomeStates: Readonly<Record<NonNullable<Attempt['outcome']>, RunState>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  timeout: 'failed',
  cancelled: 'cancelled',
  lost: 'expired',
  parked: 'blocked',
  stopped: 'cancelled',
  withdrawn: 'cancelled',
};

const stepStates = {
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  cut_off: 'cancelled',
} as const satisfies Record<Step['state'], RunState>;

/** What a wait is coloured by. */
export function waitKind({ state, blockedBy }: Pick<Segment, 'state' | 'blockedBy'>): WaitKind {
  if (state === 'scheduled') return 'scheduled';
  if (state !== 'blocked') return 'queued';
  const kinds = ['shop', 'flow', 'platform', 'business', 'pool'] as const;
  const head = (blockedBy ?? '').split(':', 1)[0];
  return kinds.find((kind) => kind === head) ?? 'limit';
}

/** What a wait is called: the reason of its blocker where that is known, else its kind. */
export function waitName(wait: WaitKind, reason: string | null): WaitKind | 'shop.paused' | 'pool.no_node' {
  if (wait === 'shop' && (reason === 'paused' || reason === 'parked')) return 'shop.paused';
  return wait === 'pool' && reason === 'no_node' ? 'pool.no_node' : wait;
}

/** The rows, in their order. `opened`: attempts whose steps are shown. */
export function timelineRows(
  timeline: Timeline,
  attempts: readonly Attempt[],
  opened: ReadonlySet<number>,
  now: number,
): readonly TimelineRow[] {
  const rows: TimelineRow[] = [];
  let waits: TimelineBar[] = [];
  const barOf = (segment: Segment, look: TimelineBar['look'], state: RunState | null): TimelineBar => ({
    from: ms(segment.from),
    to: segment.to === null ? Math.max(now, ms(segment.from)) : ms(segment.to),
    look,
    wait: look === 'wait' ? waitKind(segment) : null,
    state,
    blockedBy: segment.blockedBy,
    reason: segment.reason,
  });
  const addWaits = (kind: 'before' | 'after'): void => {
    const [first] = waits;
    const last = waits.at(-1);
    if (first === undefined || last === undefined) return;
    rows.push({
      key: kind,
      kind,
      attempt: 0,
      outcome: null,
      state: last.wait === 'queued' ? 'queued' : last.wait === 'scheduled' ? 'scheduled' : 'blocked',
      name: null,
      depth: 0,
      bars: waits,
      ms: last.to - first.from,
      startedAt: first.from,
      step: null,
    });
    waits = [];
  };
  for (const segment of timeline.segments) {
    if (segment.state === 'running') {
      if (rows.length === 0) addWaits('before');
      const outcome = attempts.find(({ attempt }) => attempt === segment.attempt)?.outcome ?? 'running';
      const state = outcome === 'running' ? 'running' : outcomeStates[outcome];
      const work = barOf(segment, 'work', state);
      rows.push({
        key: `a${segment.attempt}`,
        kind: 'attempt',
        attempt: segment.attempt,
        outcome,
        state,
        name: null,
        depth: 0,
        bars: [...waits, work],
        ms: work.to - work.from,
        startedAt: work.from,
        step: null,
      });
      waits = [];
      if (opened.has(segment.attempt)) rows.push(...stepRows(timeline.steps, segment.attempt, now));
    } else if (segment.state === 'retrying') {
      const place = rows.findLastIndex(({ kind }) => kind === 'attempt');
      const row = rows[place];
      if (row !== undefined)
        rows[place] = { ...row, bars: [...row.bars, barOf(segment, 'pause', 'retrying')] };
    } else if (['scheduled', 'blocked', 'queued'].includes(segment.state)) {
      const bar = barOf(segment, 'wait', null);
      // What lasts less than a frame of the screen is no wait; a slot that was free at once leaves one.
      if (bar.to - bar.from > 0 || segment.to === null) waits.push(bar);
    }
  }
  addWaits(rows.length === 0 ? 'before' : 'after');
  return rows;
}

function stepRows(steps: readonly Step[], attempt: number, now: number): TimelineRow[] {
  return steps
    .filter((step) => step.attempt === attempt)
    .map((step) => {
      const from = ms(step.startedAt);
      const to = step.endedAt === null ? Math.max(now, from) : ms(step.endedAt);
      const state = stepStates[step.state];
      return {
        key: `s${step.n}`,
        kind: 'step' as const,
        attempt,
        outcome: null,
        state,
        name: step.name,
        depth: step.depth + 1,
        bars: [{ from, to, look: 'work' as const, wait: null, state, blockedBy: null, reason: null }],
        ms: to - from,
        startedAt: from,
        step,
      };
    });
}

/** A stretch of the axis; a folded one shows less time than it is long. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Where it stands, 0 to 1. */
  readonly left: number;
  readonly right: number;
  /** Time that is not shown, ms. */
  readonly hidden: number;
}

export interface Axis {
  readonly stretches: readonly Stretch[];
  readonly folds: readonly { readonly at: number; readonly hidden: number }[];
  /** Where an instant stands, 0 to 1. */
  place(at: number): number;
  /** The other way round. */
  instant(place: number): number;
}

/** A wait longer than this part of all work is folded to it. */
const foldedPart = 0.3;
/** Folding less than this would hide more than it helps, ms. */
const leastHiddenMs = 5_000;

/** The axis over these rows. Long waits are folded, so that the work can be seen. */
export function timelineAxis(rows: readonly TimelineRow[]): Axis {
  const spans = rows
    .filter(({ kind }) => kind !== 'step')
    .flatMap(({ bars }) => bars)
    .toSorted((a, b) => a.from - b.from);
  const work = spans.reduce((sum, { look, from, to }) => (look === 'work' ? sum + to - from : sum), 0);
  const pieces: { from: number; to: number; shown: number }[] = [];
  let at = spans[0]?.from ?? 0;
  for (const { from, to, look } of spans) {
    if (to <= at) continue;
    // Between two changes of state there is no gap, but clocks of two writes may leave one.
    if (from > at) pieces.push({ from: at, to: from, shown: from - at });
    const length = to - Math.max(from, at);
    const most = Math.max(work * foldedPart, 1_000);
    const folds = look !== 'work' && work > 0 && length - most > leastHiddenMs;
    pieces.push({ from: Math.max(from, at), to, shown: folds ? most : length });
    at = to;
  }
  const total = pieces.reduce((sum, { shown }) => sum + shown, 0);
  let left = 0;
  const stretches = pieces.map(({ from, to, shown }): Stretch => {
    const right = total === 0 ? 1 : left + shown / total;
    const stretch = { from, to, left, right, hidden: to - from - shown };
    left = right;
    return stretch;
  });
  return {
    stretches,
    folds: stretches
      .filter(({ hidden }) => hidden > 0)
      .map(({ left: a, right: b, hidden }) => ({ at: (a + b) / 2, hidden })),
    place: (instant) => {
      const stretch = stretches.find(({ to }) => instant <= to) ?? stretches.at(-1);
      if (stretch === undefined) return 0;
      const { from, to, left: a, right: b } = stretch;
      const part = to === from ? 1 : Math.min(1, Math.max(0, (instant - from) / (to - from)));
      return a + part * (b - a);
    },
    instant: (place) => {
      const stretch = stretches.find(({ right }) => place <= right) ?? stretches.at(-1);
      if (stretch === undefined) return 0;
      const { from, to, left: a, right: b } = stretch;
      return b === a ? from : from + ((place - a) / (b - a)) * (to - from);
    },
  };
}
