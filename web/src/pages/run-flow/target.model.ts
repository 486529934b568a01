/** In which shops a flow is run: what to submit, and what will happen then. Rules without effects. */
import type { JsonObject, Run } from '../../../../src/contract/run.ts';
import type { Shop } from '../../../../src/contract/shop.ts';
import type { BatchRequest, SubmitRequest } from '../../../../src/contract/submit.ts';

/** `none`: in no shop. */
export type TargetKind = 'one' | 'some' | 'all' | 'none';

export interface Target {
  readonly kind: TargetKind;
  /** Keys of shops, `pdd:1001`: of one, or of those selected. */
  readonly shops: readonly string[];
  /** Of `all`: only this platform; empty: every one. */
  readonly platform: string;
}

export const keyOf = ({ platform, id }: Pick<Shop, 'platform' | 'id'>): string => `${platform}:${id}`;

/** Most bodies of one batch that names them one by one. */
const mostBodies = 1000;

/** The shops that are meant, in the order of the list. */
export function shopsOf(target: Target, shops: readonly Shop[]): readonly Shop[] {
  if (target.kind === 'none') return [];
  if (target.kind === 'all')
    return shops.filter(
      ({ enabled, platform }) => enabled && (target.platform === '' || platform === target.platform),
    );
  const chosen = new Set(target.kind === 'one' ? target.shops.slice(0, 1) : target.shops);
  return shops.filter((shop) => chosen.has(keyOf(shop)));
}

export type Submission =
  | { readonly kind: 'single'; readonly body: SubmitRequest }
  | { readonly kind: 'batch'; readonly body: BatchRequest }
  /** More shops of several platforms than one batch names. */
  | { readonly kind: 'too_many'; readonly most: number };

/** What to submit. */
export function submissionOf(
  run: { readonly flow: string; readonly params: JsonObject; readonly priority: SubmitRequest['priority'] },
  target: Target,
  shops: readonly Shop[],
): Submission {
  const body: SubmitRequest = {
    flow: run.flow,
    params: run.params,
    ...(run.priority === undefined ? {} : { priority: run.priority }),
  };
  const meant = shopsOf(target, shops);
  if (target.kind === 'none') return { kind: 'single', body };
  const [first] = meant;
  if (target.kind === 'one' && first !== undefined)
    return { kind: 'single', body: { ...body, platform: first.platform, shopId: first.id } };
  if (target.kind === 'all') {
    const platform = target.platform === '' ? {} : { platform: target.platform };
    return { kind: 'batch', body: { run: body, shops: { ...platform, enabled: true } } };
  }
  const platforms = new Set(meant.map(({ platform }) => platform));
  if (platforms.size === 1 && first !== undefined)
    return {
      kind: 'batch',
      body: { run: body, shops: { platform: first.platform, ids: meant.map(({ id }) => id) } },
    };
  if (meant.length > mostBodies) return { kind: 'too_many', most: mostBodies };
  return {
    kind: 'batch',
    body: { runs: meant.map(({ platform, id }) => ({ ...body, platform, shopId: id })) },
  };
}

export interface Outlook {
  readonly total: number;
  /** May start at once, as far as their shops go. */
  readonly start: number;
  readonly paused: number;
  readonly busy: number;
}

/** What will happen in the shops that are meant. `live`: runs that hold their shops now. */
export function outlookOf(
  shops: readonly Shop[],
  live: readonly Pick<Run, 'platform' | 'shopId'>[],
): Outlook {
  const held = new Set(live.map(({ platform, shopId }) => `${platform ?? ''}:${shopId ?? ''}`));
  const paused = shops.filter((shop) => shop.paused !== null).length;
  const busy = shops.filter((shop) => shop.paused === null && held.has(keyOf(shop))).length;
  return { total: shops.length, start: shops.length - paused - busy, paused, busy };
}
