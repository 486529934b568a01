/** A schedule as it is typed, and as the API takes it: rules without effects. */

import type { PreviewAsked } from '../../../../src/client/index.ts';
import type { JsonObject } from '../../../../src/contract/run.ts';
import type { Schedule, ScheduleCreate, SchedulePut } from '../../../../src/contract/schedule.ts';
import type { Field, Typed } from '../../components/schema-form/schema-form.model.ts';

export const shopKinds = ['none', 'all', 'platform', 'tag', 'ids'] as const;
export type ShopKind = (typeof shopKinds)[number];

/** What is typed. Durations are texts such as `30s`, `10m`, `2h`, `1d`; empty: as the flow or the installation says. */
export interface ScheduleForm {
  readonly name: string;
  readonly flow: string;
  readonly rhythm: 'cron' | 'every';
  readonly cron: string;
  readonly every: string;
  readonly timezone: string;
  readonly params: Typed;
  readonly shopKind: ShopKind;
  /** Of the shops of `platform`, and of those of `ids`. */
  readonly platform: string;
  readonly tag: string;
  readonly ids: readonly string[];
  readonly description: string;
  /** Separated by commas. */
  readonly tags: string;
  readonly enabled: boolean;
  readonly overlap: Schedule['overlap'];
  readonly misfire: Schedule['misfire'];
  readonly catchUp: string;
  readonly calendars: readonly string[];
  readonly jitter: string;
  readonly spread: string;
  readonly startAt: string;
  readonly endAt: string;
  readonly priority: string;
  readonly timeout: string;
  readonly maxRetries: string;
  readonly expiresIn: string;
}

export const emptyForm: ScheduleForm = {
  name: '',
  flow: '',
  rhythm: 'cron',
  cron: '5 0 * * *',
  every: '30m',
  timezone: '',
  params: {},
  shopKind: 'none',
  platform: '',
  tag: '',
  ids: [],
  description: '',
  tags: '',
  enabled: true,
  overlap: 'skip',
  misfire: 'run-latest',
  catchUp: '1h',
  calendars: [],
  jitter: '',
  spread: '',
  startAt: '',
  endAt: '',
  priority: '',
  timeout: '',
  maxRetries: '',
  expiresIn: '',
};

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of `90s`, `10m`, `1h 30m`, `2d`, or of a plain number of them; null: not a duration. */
export function secondsOf(text: string): number | null {
  const typed = text.trim().toLowerCase();
  if (/^\d+(?:\.\d+)?$/.test(typed)) return Number(typed);
  if (!/^(?:\d+(?:\.\d+)?\s*[smhd]\s*)+$/.test(typed)) return null;
  let sum = 0;
  for (const [, amount, unit] of typed.matchAll(/(\d+(?:\.\d+)?)\s*([smhd])/g))
    sum += Number(amount) * (units[unit ?? 's'] ?? 1);
  return sum;
}

/** The shortest text of a duration: 5400 → `1h 30m`. */
export function durationOf(seconds: number | null): string {
  if (seconds === null) return '';
  if (seconds === 0) return '0s';
  let left = seconds;
  const parts: string[] = [];
  for (const [unit, size] of Object.entries(units).reverse()) {
    const amount = unit === 's' ? Math.round(left * 1000) / 1000 : Math.floor(left / size);
    if (amount > 0) parts.push(`${amount}${unit}`);
    left -= amount * size;
  }
  return parts.join(' ');
}

/** A schedule that there is, as it would be typed. Its parameters are put in by whoever knows its flow's fields. */
export function formOf(schedule: Schedule): ScheduleForm {
  const { shops, jitterSeconds, spreadSeconds } = schedule;
  return {
    ...emptyForm,
    name: schedule.name,
    flow: schedule.flow,
    rhythm: schedule.everySeconds === null ? 'cron' : 'every',
    cron: schedule.cron ?? emptyForm.cron,
    every: schedule.everySeconds === null ? emptyForm.every : durationOf(schedule.everySeconds),
    timezone: schedule.timezone ?? '',
    shopKind: shopKindOf(shops),
    platform: shops?.platform ?? '',
    tag: shops?.tag ?? '',
    ids: shops?.ids ?? [],
    description: schedule.description ?? '',
    tags: schedule.tags.join(', '),
    enabled: schedule.enabled,
    overlap: schedule.overlap,
    misfire: schedule.misfire,
    catchUp: durationOf(schedule.catchUpSeconds),
    calendars: schedule.calendars,
    jitter: jitterSeconds === 0 ? '' : durationOf(jitterSeconds),
    spread: shops === null && spreadSeconds === 0 ? '' : durationOf(spreadSeconds),
    startAt: schedule.startAt ?? '',
    endAt: schedule.endAt ?? '',
    priority: schedule.priority === null ? '' : String(schedule.priority),
    timeout: durationOf(schedule.timeoutSeconds),
    maxRetries: schedule.maxRetries === null ? '' : String(schedule.maxRetries),
    expiresIn: durationOf(schedule.expiresInSeconds),
  };
}

function shopKindOf(shops: Schedule['shops']): ShopKind {
  if (shops === null) return 'none';
  if (shops.ids !== undefined) return 'ids';
  if (shops.tag !== undefined) return 'tag';
  return shops.platform === undefined ? 'all' : 'platform';
}

/** Which shops are meant; null: it runs once, for none. */
function shopsOf(form: ScheduleForm): Schedule['shops'] {
  const { shopKind, platform, tag, ids } = form;
  const ofPlatform = platform === '' ? {} : { platform };
  switch (shopKind) {
    case 'none':
      return null;
    case 'all':
      return { enabled: true };
    case 'platform':
      return { ...ofPlatform, enabled: true };
    case 'tag':
      return { ...ofPlatform, tag, enabled: true };
    case 'ids':
      return { ...ofPlatform, ids: [...ids] };
  }
}

/** A field of the form with a fault, and the key of its words. */
export interface FormFault {
  readonly field: keyof ScheduleForm;
  readonly key:
    | 'fault.name'
    | 'fault.flow'
    | 'fault.cron'
    | 'fault.duration'
    | 'fault.every'
    | 'fault.moment'
    | 'fault.number'
    | 'fault.shops';
}

const momentForm = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;
const nameForm = /^[\p{L}\p{N}](?:[\p{L}\p{N} _.:-]{0,62}[\p{L}\p{N}_.-])?$/u;
const durations = ['catchUp', 'jitter', 'spread', 'timeout', 'expiresIn'] as const;

/** What is wrong with what is typed, apart from the flow's parameters; the server has the last word. */
export function faultsOf(form: ScheduleForm): readonly FormFault[] {
  const faults: FormFault[] = [];
  const fault = (field: FormFault['field'], key: FormFault['key']): void => void faults.push({ field, key });
  if (!nameForm.test(form.name.trim())) fault('name', 'fault.name');
  if (form.flow === '') fault('flow', 'fault.flow');
  if (form.rhythm === 'cron' && form.cron.trim() === '') fault('cron', 'fault.cron');
  if (form.rhythm === 'every' && (secondsOf(form.every) ?? 0) < 1) fault('every', 'fault.every');
  for (const field of durations)
    if (form[field].trim() !== '' && secondsOf(form[field]) === null) fault(field, 'fault.duration');
  for (const field of ['startAt', 'endAt'] as const)
    if (form[field].trim() !== '' && !momentForm.test(form[field].trim())) fault(field, 'fault.moment');
  if (form.maxRetries.trim() !== '' && !/^\d{1,3}$/.test(form.maxRetries.trim()))
    fault('maxRetries', 'fault.number');
  if (form.shopKind === 'platform' && form.platform === '') fault('platform', 'fault.shops');
  if (form.shopKind === 'tag' && form.tag === '') fault('tag', 'fault.shops');
  if (form.shopKind === 'ids' && form.ids.length === 0) fault('ids', 'fault.shops');
  return faults;
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
const seconds = (text: string): number | null => (text.trim() === '' ? null : secondsOf(text));

/** The whole of a schedule apart from its name, as `PUT` takes it. */
export function bodyOf(form: ScheduleForm, params: JsonObject): SchedulePut {
  const shops = shopsOf(form);
  const [spread, catchUp] = [seconds(form.spread), seconds(form.catchUp)];
  return {
    flow: form.flow,
    cron: form.rhythm === 'cron' ? form.cron.trim() : null,
    everySeconds: form.rhythm === 'every' ? secondsOf(form.every) : null,
    timezone: orNull(form.timezone),
    description: orNull(form.description),
    tags: form.tags
      .split(/[,，]/)
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    enabled: form.enabled,
    params,
    shops,
    jitterSeconds: seconds(form.jitter) ?? 0,
    // Absent, both have their defaults.
    ...(spread === null ? {} : { spreadSeconds: spread }),
    overlap: form.overlap,
    misfire: form.misfire,
    ...(catchUp === null ? {} : { catchUpSeconds: catchUp }),
    calendars: [...form.calendars],
    startAt: orNull(form.startAt),
    endAt: orNull(form.endAt),
    priority: form.priority === '' ? null : Number(form.priority),
    timeoutSeconds: seconds(form.timeout),
    maxRetries: form.maxRetries.trim() === '' ? null : Number(form.maxRetries),
    expiresInSeconds: seconds(form.expiresIn),
  };
}

/** As `POST` takes it. */
export function newBodyOf(form: ScheduleForm, params: JsonObject): ScheduleCreate {
  return { name: form.name.trim(), ...bodyOf(form, params) };
}

/** What a preview of it is asked by; null: it says nothing yet that could fire. */
export function previewOf(form: ScheduleForm): PreviewAsked | null {
  const every = secondsOf(form.every);
  if (form.rhythm === 'cron' ? form.cron.trim() === '' : every === null || every < 1) return null;
  const moment = (name: 'startAt' | 'endAt'): object =>
    momentForm.test(form[name].trim()) ? { [name]: form[name].trim() } : {};
  return {
    ...(form.rhythm === 'cron' ? { cron: form.cron.trim() } : { every: every ?? 1 }),
    ...(form.timezone.trim() === '' ? {} : { timezone: form.timezone.trim() }),
    ...(form.calendars.length === 0 ? {} : { calendar: form.calendars }),
    ...moment('startAt'),
    ...moment('endAt'),
  };
}

/**
 * Fields of a flow's form as a schedule needs them: what holds a template of the slot, such as `{slot.date}`, is text
 * whatever its schema says, and so are dates, which mostly do.
 */
export function templated(fields: readonly Field[], typed: Typed): readonly Field[] {
  return fields.map((field) => {
    const value = typed[field.key];
    const template = typeof value === 'string' && /\{\w[\w.]*\}/.test(value);
    const date = field.kind === 'date' || field.kind === 'datetime';
    if (!date && !(template && field.kind !== 'json' && field.kind !== 'list')) return field;
    return { ...field, kind: 'text', pattern: null, minLength: null, maxLength: null };
  });
}
