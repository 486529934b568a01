/**
 * The conditions of a filter of runs, and which index finds them. Runs that live or are in trouble are few and stand in
 * partial indexes; the planner, which knows no numbers, would rather read the whole history backwards.
 */
import type { RunState } from '../../contract/run-states.ts';
import type { RunFilter } from '../../ports/history.ts';
import type { Connection } from './connection.ts';
import { Conditions } from './list-query.ts';

const troubleStates: readonly RunState[] = ['failed', 'expired', 'cancelled'];
const bucketStates: readonly RunState[] = ['blocked', 'queued', 'running'];
const wakeStates: readonly RunState[] = ['scheduled', 'retrying'];
/** Runs are numbered in the order of their creation, but for commands of one moment and clocks set back: by a day at most. A clock set back by more may hide runs from a filter by time. */
const disorderMs = 24 * 3_600_000;

/** A part of a selection: what to read, and which rows of it. */
export interface RunSource {
  /** `run`, with the index to use. */
  readonly from: string;
  readonly conditions: Conditions;
}

export const likeEscaped = (text: string): string => `%${text.replace(/[\\%_]/g, (c) => `\\${c}`)}%`;

/** The sources that together hold what a filter selects, none of it twice. `beforeSeq`: only older ones. */
export function runSources(c: Connection, filter: RunFilter, beforeSeq: number | null): RunSource[] {
  const source = (from: string, ...own: string[]): RunSource => {
    const conditions = new Conditions();
    for (const one of own) conditions.add(one);
    addFilter(c, conditions, filter);
    if (beforeSeq !== null) conditions.add('seq < ?', beforeSeq);
    return { from, conditions };
  };
  const { states } = filter;
  if (states === undefined) return [source('run')];
  const among = (group: readonly RunState[]): RunState[] => group.filter((state) => states.includes(state));
  const sources: RunSource[] = [];
  // States are our own words, so they may stand in the text: the planner sees that a partial index applies.
  for (const state of among(troubleStates))
    sources.push(
      source(
        'run INDEXED BY run_trouble',
        `ended_at IS NOT NULL AND state <> 'succeeded' AND state = '${state}'`,
      ),
    );
  const inBuckets = among(bucketStates);
  if (inBuckets.length > 0)
    sources.push(source('run INDEXED BY run_live', `bucket IS NOT NULL AND state IN (${listOf(inBuckets)})`));
  const waking = among(wakeStates);
  if (waking.length > 0)
    sources.push(source('run INDEXED BY run_wake', `wake_at IS NOT NULL AND state IN (${listOf(waking)})`));
  if (states.includes('succeeded')) sources.push(source('run', "state = 'succeeded'"));
  return sources;
}

const listOf = (states: readonly RunState[]): string => states.map((state) => `'${state}'`).join(', ');

function addFilter(c: Connection, conditions: Conditions, filter: RunFilter): void {
  if (filter.platform !== undefined) conditions.add('platform = ?', filter.platform);
  if (filter.shopId !== undefined) conditions.add('shop_id = ?', filter.shopId);
  if (filter.flow !== undefined) conditions.add('flow = ?', filter.flow);
  if (filter.code !== undefined) conditions.add('code = ?', filter.code);
  if (filter.batchId !== undefined) conditions.add('batch_id = ?', filter.batchId);
  if (filter.seqs !== undefined)
    conditions.add('seq IN (SELECT value FROM json_each(?))', JSON.stringify(filter.seqs));
  if (filter.tag !== undefined)
    conditions.add('EXISTS (SELECT 1 FROM json_each(tags) t WHERE t.value = ?)', filter.tag);
  if (filter.from !== undefined) {
    conditions.add('created_at >= ?', filter.from);
    conditions.add('seq >= ?', firstSeqFrom(c, filter.from - disorderMs));
  }
  if (filter.to !== undefined) {
    conditions.add('created_at < ?', filter.to);
    conditions.add('seq < ?', firstSeqFrom(c, filter.to + disorderMs));
  }
  if (filter.text === undefined) return;
  const like = likeEscaped(filter.text);
  // One comparison of all together costs half of one for each.
  const found = `concat_ws(char(10), id, flow, shop_id, error, params) LIKE ? ESCAPE '\\'`;
  const longParams = `params = '@' AND EXISTS (SELECT 1 FROM run_payload p WHERE p.run_seq = run.seq AND p.name = 'params' AND p.body LIKE ? ESCAPE '\\')`;
  conditions.add(`(${found} OR (${longParams}))`, like, like);
}

/** About the first run created at or after an instant, found by halving: creation times rise with the numbers. */
function firstSeqFrom(c: Connection, at: number): number {
  const ends = c.get('SELECT coalesce(min(seq), 0) AS low, coalesce(max(seq), 0) + 1 AS high FROM run');
  let low = Number(ends?.['low'] ?? 0);
  let high = Number(ends?.['high'] ?? 0);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = c.get('SELECT created_at AS at FROM run WHERE seq >= ? ORDER BY seq LIMIT 1', middle);
    if (row === undefined || Number(row['at']) >= at) high = middle;
    else low = middle + 1;
  }
  return low;
}
