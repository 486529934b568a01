/**
 * The instants of a cron rule in a zone. Where the wall clock jumps (docs/schedules.md, "Clock changes"):
 * - left out (a gap): a named hour in it fires once, at the first instant after it; of hours given as every n-th (a star with a step)
 *   the named minute keeps its elapsed distance; `*` hours fire at what the wall clock really shows;
 * - shown twice (an overlap): a time of day that is wholly named fires at the first pass; any other at both.
 */
import type { CronRule } from './cron-rule.ts';
import type { Zone, ZoneJump } from './zone.ts';

/** The first instant of the rule after this one (ms since epoch), or null when none comes. */
export function nextInstant(rule: CronRule, zone: Zone, after: number): number | null {
  let from = after + 1;
  let jump = zone.lastJump(from);
  // Each round is a time of one offset, at most two years of it.
  for (let round = 0; round < mostRounds; round++) {
    const offset = zone.offsetAt(from);
    const next = zone.nextJump(from);
    const until = next?.at ?? Date.UTC(new Date(from).getUTCFullYear() + 2, 0, 1);
    const made = jump === null ? null : madeGood(rule, jump, from);
    const wall = rule.nextWall(firstWall(rule, jump, from, offset));
    if (wall === null) return made;
    const real = wall - offset;
    if (made !== null && made <= real) return made;
    if (real < until) return real;
    from = until;
    jump = next ?? zone.lastJump(from);
  }
  return null;
}

/** Sixty years of four jumps each. */
const mostRounds = 240;

/** Where to look from on the wall clock: what it shows a second time is passed over by a fixed time of day. */
function firstWall(rule: CronRule, jump: ZoneJump | null, from: number, offset: number): number {
  const wall = from + offset;
  return rule.fixed && jump !== null && jump.after < jump.before
    ? Math.max(wall, jump.at + jump.before)
    : wall;
}

/** What a gap leaves out and is made good, at or after `from`. */
function madeGood(rule: CronRule, jump: ZoneJump, from: number): number | null {
  const gap = jump.after - jump.before;
  if (gap <= 0 || rule.hour === 'every' || from >= jump.at + gap) return null;
  const [start, end] = [jump.at + jump.before, jump.at + jump.after];
  if (rule.hour === 'step' && rule.minuteNamed) {
    const missed = rule.nextWall(Math.max(start, from + jump.before));
    return missed !== null && missed < end ? missed - jump.before : null;
  }
  if (from > jump.at) return null;
  const missed = rule.nextWall(start);
  return missed !== null && missed < end ? jump.at : null;
}
