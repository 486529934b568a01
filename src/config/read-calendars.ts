import { readFileSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import {
  type Blackout,
  type CalendarDefinition,
  calendarDays,
  type DayRange,
} from '../contract/schedule-definition.ts';
import { isDate, parseEdge } from '../domain/schedule/blackouts.ts';
import { parseData } from './parse-data.ts';
import { Section, sectionOf, shown } from './section.ts';
import { calendarForm } from './text-forms.ts';

/** `calendars`, by name; those with a `file` are read from it, and what stands beside `file` is put over that. */
export function readCalendars(file: Section, folder: string): Record<string, CalendarDefinition> {
  const calendars: Record<string, CalendarDefinition> = {};
  const section = file.section('calendars');
  if (section === undefined) return calendars;
  for (const [name, value] of section.entries()) {
    if (!calendarForm.schema.safeParse(name).success) section.fault(name, calendarForm.fault);
    const own = sectionOf(section.sink, { value: value ?? {}, place: section.at(name) });
    if (own === undefined) continue;
    own.allowOnly(['calendar', 'calendarSource']);
    const path = own.text('file', 4096);
    const read = path === undefined ? undefined : readFileSection(own, resolve(folder, path));
    calendars[name] = readCalendar(own, read, path === undefined ? null : resolve(folder, path));
  }
  return calendars;
}

/** The calendar's file as an object of the configuration: .json, .yaml or .yml. */
function readFileSection(own: Section, path: string): Section | undefined {
  const ending = extname(path).toLowerCase();
  if (!['.json', '.yaml', '.yml'].includes(ending)) {
    own.fault('file', 'calendar_file_kind');
    return undefined;
  }
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    own.fault('file', 'unreadable_file', { detail: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
  const name = basename(path);
  const parsed = parseData(text, ending === '.json' ? 'json' : 'yaml', name);
  if (!parsed.ok) {
    for (const { place, code, values } of parsed.faults) own.sink.fault(place, code, values);
    return undefined;
  }
  if (typeof parsed.raw !== 'object' || parsed.raw === null || Array.isArray(parsed.raw)) {
    own.sink.fault(name, 'not_object', { found: shown(parsed.raw) });
    return undefined;
  }
  const section = new Section(own.sink, name, parsed.raw, true);
  section.allowOnly(['calendar']);
  return section;
}

function readCalendar(own: Section, read: Section | undefined, file: string | null): CalendarDefinition {
  const from = read === undefined ? [own] : [read, own];
  const holidays = from.flatMap((one) => readRanges(one, 'holidays'));
  const workdays = from.flatMap((one) => readRanges(one, 'workdays'));
  const last = <T>(pick: (section: Section) => T | undefined): T | undefined =>
    from.map(pick).findLast((value) => value !== undefined);
  const weekend = last((one) => readWeekend(one));
  const dayly = holidays.length > 0 || workdays.length > 0 || weekend !== undefined;
  return {
    title: last((one) => one.text('title', 200)) ?? null,
    file,
    days: last((one) => one.oneOf('days', calendarDays)) ?? (dayly ? 'working' : 'all'),
    weekend: weekend ?? [0, 6],
    holidays,
    workdays,
    blackouts: from.flatMap(readBlackouts),
    years: [
      ...new Set(holidays.flatMap(({ from, to }) => [from, to]).map((day) => Number(day.slice(0, 4)))),
    ].sort((a, b) => a - b),
  };
}

function readWeekend(section: Section): number[] | undefined {
  const days = section.list('weekend', 7);
  return days?.flatMap(({ value, place }) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 7) return [value % 7];
    section.sink.fault(place, 'not_whole', { min: 0, max: 7 });
    return [];
  });
}

/** Days: `"2026-05-09"`, `{date, name?}` or `{from, to, name?}`. */
function readRanges(section: Section, key: string): DayRange[] {
  return (section.list(key) ?? []).flatMap(({ value, place }) => {
    if (typeof value === 'string') return rangeOf(section, place, value, value, null);
    const one = sectionOf(section.sink, { value, place });
    if (one === undefined) return [];
    one.allowOnly(['dayRange']);
    const name = one.text('name', 200) ?? null;
    const date = one.text('date', 10);
    if (date !== undefined) return rangeOf(section, place, date, date, name);
    one.require('from');
    one.require('to');
    const [from, to] = [one.text('from', 10), one.text('to', 10)];
    return from === undefined || to === undefined ? [] : rangeOf(section, place, from, to, name);
  });
}

function rangeOf(section: Section, place: string, from: string, to: string, name: string | null): DayRange[] {
  if (!isDate(from) || !isDate(to)) section.sink.fault(place, 'date_form');
  else if (to < from) section.sink.fault(place, 'ends_before_start');
  else return [{ from, to, name }];
  return [];
}

/** `{from, to, name?}`; a `to` that is a whole day is part of it. */
function readBlackouts(section: Section): Blackout[] {
  return (section.list('blackouts') ?? []).flatMap((placed) => {
    const one = sectionOf(section.sink, placed);
    if (one === undefined) return [];
    one.allowOnly(['blackout']);
    one.require('from');
    one.require('to');
    const name = one.text('name', 200) ?? null;
    const [fromText, toText] = [one.text('from', 32), one.text('to', 32)];
    if (fromText === undefined || toText === undefined) return [];
    const [from, to] = [parseEdge(fromText, false), parseEdge(toText, true)];
    if (from === undefined) one.fault('from', 'blackout_form');
    if (to === undefined) one.fault('to', 'blackout_form');
    if (from === undefined || to === undefined) return [];
    if (from.form !== to.form) one.fault('to', 'blackout_forms');
    else if (to.text === from.text || (from.form === 'once' && to.text < from.text))
      one.fault('to', 'ends_before_start');
    else return [{ from: from.text, to: to.text, name }];
    return [];
  });
}
