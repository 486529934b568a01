/**
 * What the address of the list of runs says, and what the API is asked for by it. Times may be words (`today`, `-24h`), so
 * that an address keeps its meaning tomorrow; an instant is ISO 8601 and means the same to everybody.
 */
import type { RunSelection } from '../../../../src/client/index.ts';
import { type RunState, runStates } from '../../../../src/contract/run-states.ts';
import { listIn } from '../../app/search-text.model.ts';
import { startOfDay } from '../../format/instants.model.ts';
import type { PlatformAndShop } from './shop-key.model.ts';
import { shopOf } from './shop-key.model.ts';

export interface RunsSearch {
  /** States, separated by commas. */
  readonly state?: string | undefined;
  readonly platform?: string | undefined;
  readonly flow?: string | undefined;
  /** `pdd:1001` */
  readonly shop?: string | undefined;
  readonly tag?: string | undefined;
  readonly code?: string | undefined;
  readonly batch?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly text?: string | undefined;
}

const names = ['state', 'platform', 'flow', 'shop', 'tag', 'code', 'batch', 'from', 'to', 'text'] as const;

const hourMs = 3_600_000;
const spans: Readonly<Record<string, number>> = {
  '-1h': hourMs,
  '-24h': 24 * hourMs,
  '-7d': 7 * 24 * hourMs,
};

/** The known values of an address; what has no meaning is left out. */
export function runsSearch(given: Readonly<Record<string, unknown>>): RunsSearch {
  const found = names.flatMap((name) => {
    const value = given[name];
    if (typeof value !== 'string' || value.trim() === '') return [];
    const fits = {
      state: () => listIn(value, runStates).join(','),
      code: () => (/^[0-5]$/.test(value) ? value : ''),
      from: () => (instantOf(value, 0, 'UTC') === undefined ? '' : value),
      to: () => (instantOf(value, 0, 'UTC') === undefined ? '' : value),
    };
    // `in` has just said so.
    const kept = name in fits ? fits[name as keyof typeof fits]() : value.trim();
    return kept === '' ? [] : [[name, kept]];
  });
  // Its names are those of the list above.
  return Object.fromEntries(found) as RunsSearch;
}

/** The instant that a word or ISO text means, ms since epoch; undefined: none. */
export function instantOf(text: string | undefined, now: number, zone: string): number | undefined {
  if (text === undefined) return undefined;
  if (text === 'today') return startOfDay(now, zone);
  if (text === 'yesterday') return startOfDay(startOfDay(now, zone) - 1, zone);
  const span = spans[text];
  if (span !== undefined) return now - span;
  if (!/^\d{4}-\d{2}-\d{2}T/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

export function statesOf(search: RunsSearch): readonly RunState[] {
  return listIn(search.state, runStates);
}

/** What the API is asked for; words for times are read at `now` in the zone. */
export function selectionOf(search: RunsSearch, now: number, zone: string): RunSelection {
  const states = statesOf(search);
  const from = instantOf(search.from, now, zone);
  const to = instantOf(search.to, now, zone);
  return {
    ...(states.length === 0 ? {} : { state: states }),
    ...(search.platform === undefined ? {} : { platform: search.platform }),
    ...(search.flow === undefined ? {} : { flow: search.flow }),
    ...(search.shop === undefined ? {} : { shop: search.shop }),
    ...(search.tag === undefined ? {} : { tag: search.tag }),
    ...(search.code === undefined ? {} : { code: Number(search.code) }),
    ...(search.batch === undefined ? {} : { batch: search.batch }),
    ...(search.text === undefined ? {} : { text: search.text }),
    ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
    ...(to === undefined ? {} : { to: new Date(to).toISOString() }),
  };
}

/** The spans of time that are offered, as `from|to`. */
export const timeChoices = ['today|', 'yesterday|today', '-1h|', '-24h|', '-7d|'] as const;
export type TimeChoice = (typeof timeChoices)[number];

/** The offered span that the address has; `''`: any time; `custom`: another one. */
export function timeChoiceOf({ from, to }: RunsSearch): TimeChoice | '' | 'custom' {
  if (from === undefined && to === undefined) return '';
  return timeChoices.find((choice) => choice === `${from ?? ''}|${to ?? ''}`) ?? 'custom';
}

export function timesOf(choice: string): Pick<RunsSearch, 'from' | 'to'> {
  const [from = '', to = ''] = choice.split('|');
  return { ...(from === '' ? {} : { from }), ...(to === '' ? {} : { to }) };
}

/** How many filters beside the state are set. */
export function filterCount(search: RunsSearch): number {
  const { state: _state, from, to, ...others } = search;
  return (
    Object.values(others).filter((value) => value !== undefined).length +
    (from === undefined && to === undefined ? 0 : 1)
  );
}

/** Whether a run that an event tells of may belong to the list, as far as the event says. */
export function mayBelong(
  search: RunsSearch,
  run: { readonly flow: string; readonly to: RunState } & PlatformAndShop,
): boolean {
  const states = statesOf(search);
  if (states.length > 0 && !states.includes(run.to)) return false;
  if (search.flow !== undefined && search.flow !== run.flow) return false;
  if (search.platform !== undefined && search.platform !== run.platform) return false;
  if (search.shop === undefined) return true;
  const shop = shopOf(search.shop);
  return shop.shopId === run.shopId && (shop.platform === null || shop.platform === run.platform);
}
