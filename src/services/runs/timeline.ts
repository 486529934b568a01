/** A run's life for its time axis, from its events: stretches by state, and the steps of its attempts as a nested list. */
import type { BlockedBy } from '../../contract/run.ts';
import type { RunEvent, StateEvent, StepEvent } from '../../contract/run-event.ts';
import { isFinal } from '../../contract/run-states.ts';
import { maxSteps, maxStepValue, type Step, type Timeline } from '../../contract/timeline.ts';
import { instant } from './run-view.ts';

interface TimedEvent {
  readonly at: number;
  readonly event: RunEvent;
}

/**
 * Events in their order, from the first one. `more`: there were more than are given. `blocker`: what holds the run back
 * now, for it may be paused or lose its last node, or the other way round, while the run stands under it.
 */
export function timelineOf(
  events: readonly TimedEvent[],
  more: boolean,
  blocker: BlockedBy | null = null,
): Timeline {
  const segments: Timeline['segments'] = [];
  const steps = new Steps();
  for (const { at, event } of events) {
    if (event.kind === 'state') {
      // An attempt ends with any change from running.
      if (event.from === 'running') steps.cutOff(event.attempt, at);
      addSegment(segments, event, at);
    } else if (event.kind === 'step') steps.add(event, at);
  }
  const last = segments.at(-1);
  if (!more && last?.state === 'blocked' && last.blockedBy === blocker?.key)
    last.reason = reasonNow(last.reason, blocker.reason);
  return { segments, steps: steps.list, truncated: more || steps.left > 0 };
}

/** Why a run waits, from why it began to and how its blocker stands now. */
function reasonNow(recorded: string | null, now: BlockedBy['reason']): string | null {
  const ofBlocker = recorded !== null && ['paused', 'parked', 'no_node'].includes(recorded);
  if (now === 'full') return ofBlocker ? null : recorded;
  return now === 'paused' && recorded === 'parked' ? recorded : now;
}

function addSegment(segments: Timeline['segments'], event: StateEvent, at: number): void {
  const last = segments.at(-1);
  if (last !== undefined) last.to ??= instant(at);
  segments.push({
    state: event.to,
    from: instant(at),
    to: isFinal(event.to) ? instant(at) : null,
    attempt: event.attempt,
    blockedBy: event.blockedBy ?? null,
    reason: event.reason ?? null,
    error: event.to === 'retrying' || event.to === 'failed' ? (event.error ?? null) : null,
  });
}

/** Steps in the order in which they began. */
class Steps {
  readonly list: Step[] = [];
  /** Steps that there was no room for. */
  left = 0;
  #open: Step[] = [];

  add(event: StepEvent, at: number): void {
    if (event.phase === 'start') this.#begin(event, at);
    else this.#end(event, at);
  }

  #begin(event: StepEvent, at: number): void {
    if (this.list.length >= maxSteps) {
      this.left++;
      return;
    }
    const parent = this.#open.at(-1);
    const step: Step = {
      n: this.list.length,
      attempt: event.attempt,
      id: event.id,
      name: event.name,
      parent: parent?.n ?? null,
      depth: parent === undefined ? 0 : parent.depth + 1,
      state: 'running',
      startedAt: instant(at),
      endedAt: null,
      valuesCut: false,
      error: null,
    };
    setValue(step, 'input', event.input);
    this.list.push(step);
    this.#open.push(step);
  }

  /** Of several with this id the one that began last; a program may end them in any order. */
  #end(event: StepEvent, at: number): void {
    const place = this.#open.findLastIndex((step) => step.id === event.id && step.attempt === event.attempt);
    const step = this.#open[place];
    if (step === undefined) return;
    this.#open.splice(place, 1);
    step.state = event.error === undefined ? 'succeeded' : 'failed';
    step.endedAt = instant(at);
    step.error = event.error ?? null;
    setValue(step, 'output', event.output);
  }

  cutOff(attempt: number, at: number): void {
    for (const step of this.#open) {
      if (step.attempt !== attempt) continue;
      step.state = 'cut_off';
      step.endedAt = instant(at);
    }
    this.#open = this.#open.filter((step) => step.attempt !== attempt);
  }
}

function setValue(step: Step, name: 'input' | 'output', value: unknown): void {
  if (value === undefined) return;
  if (JSON.stringify(value).length > maxStepValue) step.valuesCut = true;
  else step[name] = value;
}
