import type { CronFault } from './cron-fault.ts';

/** The fields of an expression, in their order; seconds may be left out. */
export type CronFieldName = 'second' | 'minute' | 'hour' | 'day' | 'month' | 'weekday';

interface FieldRule {
  readonly min: number;
  readonly max: number;
  readonly zh: string;
  /** Names that stand for numbers from `min` on. */
  readonly names: readonly string[];
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const rules: Readonly<Record<CronFieldName, FieldRule>> = {
  second: { min: 0, max: 59, zh: '秒', names: [] },
  minute: { min: 0, max: 59, zh: '分', names: [] },
  hour: { min: 0, max: 23, zh: '时', names: [] },
  day: { min: 1, max: 31, zh: '日', names: [] },
  month: { min: 1, max: 12, zh: '月', names: monthNames },
  weekday: { min: 0, max: 7, zh: '周', names: weekdayNames },
};

/** How a field begins: every value, every n-th, or values that are named. */
export type FieldForm = 'every' | 'step' | 'named';

/** A field that is a plain set of numbers. */
export interface NumberField {
  readonly form: FieldForm;
  /** Ascending; of weekdays 0 to 6. */
  readonly values: readonly number[];
}

export class CronSyntaxError extends Error {
  readonly fault: CronFault;
  constructor(fault: CronFault) {
    super(fault.code);
    this.fault = fault;
  }
}

function refuse(code: CronFault['code'], field: CronFieldName, token: string): never {
  const { min, max, zh } = rules[field];
  throw new CronSyntaxError({ code, values: { field, field_zh: zh, token, min, max } });
}

/** One number or name of a field. */
export function numberIn(field: CronFieldName, token: string): number {
  const { min, max, names } = rules[field];
  const named = names.indexOf(token.toLowerCase());
  if (named >= 0) return named + min;
  if (!/^\d{1,4}$/.test(token)) refuse('token', field, token);
  const value = Number(token);
  if (value < min || value > max) refuse('range', field, token);
  return value;
}

/** A field without day specials: a star, a star with a step, `a`, `a-b`, `a-b/n`, `a/n` (from a on), and lists of them. */
export function numberField(field: CronFieldName, text: string): NumberField {
  const values = new Set<number>();
  for (const part of text.split(',')) for (const value of partValues(field, part)) values.add(value);
  const form =
    text === '*' || text === '?' || text === '*/1' ? 'every' : text.startsWith('*') ? 'step' : 'named';
  return { form, values: [...values].sort((a, b) => a - b) };
}

function partValues(field: CronFieldName, part: string): number[] {
  const { min, max } = rules[field];
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0 || range === '') refuse('token', field, part);
  const [from = '', to, ...rest] = range.split('-');
  if (rest.length > 0) refuse('token', field, part);
  const by = step === undefined ? 1 : stepIn(field, step, part);
  const open = from === '*' || (from === '?' && (field === 'day' || field === 'weekday'));
  if (open && to !== undefined) refuse('token', field, part);
  const top = field === 'weekday' ? 6 : max;
  const first = open ? min : numberIn(field, from);
  let last =
    open || (to === undefined && step !== undefined) ? top : to === undefined ? first : numberIn(field, to);
  // Sunday at the end of a range is 7.
  if (field === 'weekday' && to !== undefined && last === 0 && first > 0) last = 7;
  if (last < first) refuse('order', field, part);
  const values: number[] = [];
  for (let value = first; value <= last; value += by) values.push(field === 'weekday' ? value % 7 : value);
  return values;
}

function stepIn(field: CronFieldName, step: string, part: string): number {
  const { min, max } = rules[field];
  const most = max - min + (field === 'weekday' ? 0 : 1);
  const by = /^\d{1,4}$/.test(step) ? Number(step) : 0;
  if (by >= 1 && by <= most) return by;
  const { zh } = rules[field];
  throw new CronSyntaxError({ code: 'step', values: { field, field_zh: zh, token: part, max: most } });
}
