import type { JsonObject } from '../../contract/run.ts';
import { wallOf, type Zone } from '../cron/zone.ts';
import { fillTemplate, type TemplateValues, templateNames } from '../templates.ts';

/** Whose run it is that a slot makes. */
export interface SlotFacts {
  /** Name of the schedule. */
  readonly schedule: string;
  /** The slot, ms since epoch. */
  readonly at: number;
  readonly zone: Zone;
  readonly platform: string | null;
  readonly shopId: string | null;
}

const dayMs = 86_400_000;
const date = (wall: number): string => new Date(wall).toISOString().slice(0, 10);
const month = (wall: number): string => new Date(wall).toISOString().slice(0, 7);
const monthStart = (wall: number, plus = 0): number => {
  const at = new Date(wall);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + plus, 1);
};
const weekStart = (wall: number): number => wall - ((new Date(wall).getUTCDay() + 6) % 7) * dayMs;

/** Values of the slot by name, each from its wall time in the schedule's zone. Weeks begin on Monday. */
const slotValues: Readonly<Record<string, (wall: number, at: number) => string>> = {
  'slot.at': (_, at) => new Date(at).toISOString().replace('.000Z', 'Z'),
  'slot.unix': (_, at) => String(Math.floor(at / 1000)),
  'slot.date': (wall) => date(wall),
  'slot.time': (wall) => new Date(wall).toISOString().slice(11, 19),
  'slot.hour': (wall) => new Date(wall).toISOString().slice(11, 13),
  'slot.minute': (wall) => new Date(wall).toISOString().slice(14, 16),
  'slot.year': (wall) => date(wall).slice(0, 4),
  'slot.compactDate': (wall) => date(wall).replaceAll('-', ''),
  'slot.weekday': (wall) => String(new Date(wall).getUTCDay() || 7),
  'slot.prevDay': (wall) => date(wall - dayMs),
  'slot.nextDay': (wall) => date(wall + dayMs),
  'slot.month': (wall) => month(wall),
  'slot.prevMonth': (wall) => month(monthStart(wall, -1)),
  'slot.nextMonth': (wall) => month(monthStart(wall, 1)),
  'slot.monthStart': (wall) => date(monthStart(wall)),
  'slot.monthEnd': (wall) => date(monthStart(wall, 1) - dayMs),
  'slot.prevMonthStart': (wall) => date(monthStart(wall, -1)),
  'slot.prevMonthEnd': (wall) => date(monthStart(wall) - dayMs),
  'slot.weekStart': (wall) => date(weekStart(wall)),
  'slot.weekEnd': (wall) => date(weekStart(wall) + 6 * dayMs),
  'slot.prevWeekStart': (wall) => date(weekStart(wall) - 7 * dayMs),
  'slot.prevWeekEnd': (wall) => date(weekStart(wall) - dayMs),
};

/** Names that templates in a schedule's parameters may use. */
export const slotTemplateNames: readonly string[] = [
  ...Object.keys(slotValues),
  'schedule',
  'platform',
  'shop_id',
];

/** The parameters with every template in their texts filled, at any depth; keys stay as they are. */
export function fillSlotParams(params: JsonObject, facts: SlotFacts): JsonObject {
  // Most have none, and ten thousand may be due at once.
  if (!mayHoldTemplate(params)) return params;
  const values = valuesOf(facts);
  return Object.fromEntries(Object.entries(params).map(([key, value]) => [key, filled(value, values)]));
}

/** Every text in the parameters that uses a name, with its path such as `.range.from`. */
export function slotTexts(params: JsonObject): { readonly path: string; readonly text: string }[] {
  const found: { path: string; text: string }[] = [];
  const look = (value: unknown, path: string): void => {
    if (typeof value === 'string') {
      if (templateNames(value).length > 0) found.push({ path, text: value });
    } else if (Array.isArray(value)) value.forEach((one, index) => look(one, `${path}[${index}]`));
    else if (typeof value === 'object' && value !== null)
      for (const [key, one] of Object.entries(value)) look(one, `${path}.${key}`);
  };
  look(params, '');
  return found;
}

function valuesOf({ schedule, at, zone, platform, shopId }: SlotFacts): TemplateValues {
  const wall = wallOf(zone, at);
  const slot = Object.fromEntries(Object.entries(slotValues).map(([name, make]) => [name, make(wall, at)]));
  return { ...slot, schedule, platform, shop_id: shopId };
}

function mayHoldTemplate(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('{');
  return typeof value === 'object' && value !== null && Object.values(value).some(mayHoldTemplate);
}

function filled(value: unknown, values: TemplateValues): unknown {
  if (typeof value === 'string') return value.includes('{') ? fillTemplate(value, values) : value;
  if (Array.isArray(value)) return value.map((one: unknown) => filled(one, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, values)]));
}
