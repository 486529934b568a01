import type { JsonObject } from '../contract/run.ts';
import type { FlowInput } from './flow-input.ts';
import type { CalendarOptions, ScheduleOptions } from './schedule-options.ts';

export interface ShopOptions {
  /** `pdd`, `temu`, `tiktok`, `jd`, … */
  readonly platform: string;
  readonly id: string | number;
  readonly name?: string;
  readonly tags?: readonly string[];
  readonly owner?: string;
  /** Default true. */
  readonly enabled?: boolean;
  readonly settings?: JsonObject;
}

/** The node that runs with this configuration; `DROVER_NODE_…` in the environment beats it. */
export interface NodeOptions {
  readonly name?: string;
  /** How many runs at once. Default 5. */
  readonly slots?: number;
  readonly tags?: readonly string[];
  /** Default `['default']`. */
  readonly pools?: readonly string[];
}

/** What `drover.config.ts` says; a .json or .yaml file has the same shape. */
export interface ConfigOptions {
  readonly flows?: readonly FlowInput[];
  /** What runs when. */
  readonly schedules?: readonly ScheduleOptions[];
  /** Key pattern → how many runs at once: `shop:*`, `shop:pdd:1001`, `platform:pdd`, `flow:sync_order`. Default 1 per shop. */
  readonly limits?: Readonly<Record<string, number>>;
  readonly shops?: readonly ShopOptions[];
  /** Pools that flows may name; the pool `default` is always there. Where absent, every pool that a flow names exists. */
  readonly pools?: Readonly<Record<string, { readonly title?: string }>>;
  /** Days and times on which schedules that name them may fire. */
  readonly calendars?: Readonly<Record<string, CalendarOptions>>;
  readonly node?: NodeOptions;
}
