/** How types, formats and values of inputs are named, by their names in zod and JSON Schema. */
import type { Bilingual } from '../contract/bilingual.ts';
import { said } from './refusals/said.ts';

/** [English, 中文]; where the Chinese begins with a word of another script, with the blank before it. */
type Name = readonly [en: string, zh: string];

const types: Readonly<Record<string, Name>> = {
  string: ['text', '文本'],
  number: ['a number', '数字'],
  int: ['a whole number', '整数'],
  integer: ['a whole number', '整数'],
  boolean: ['true or false', ' true 或 false'],
  object: ['an object', '对象'],
  record: ['an object', '对象'],
  array: ['a list', '列表'],
  null: ['null', ' null'],
};

const instant: Name = [
  'a time with an offset such as 2026-11-11T20:00:00+08:00',
  '带时区的时间，例如 2026-11-11T20:00:00+08:00',
];
const formats: Readonly<Record<string, Name>> = {
  datetime: instant,
  'date-time': instant,
  date: ['a date such as 2026-11-11', '日期，例如 2026-11-11'],
  'full-time': ['a time with an offset such as 20:00:00+08:00', '带时区的时间，例如 20:00:00+08:00'],
  time: ['a time such as 20:00:00', '时间，例如 20:00:00'],
  'iso-time': ['a time such as 20:00:00', '时间，例如 20:00:00'],
  'iso-date-time': ['a time such as 2026-11-11T20:00:00', '时间，例如 2026-11-11T20:00:00'],
  duration: ['a duration such as PT30M', '时长，例如 PT30M'],
  email: ['an e-mail address', '邮箱地址'],
  url: ['a URL', '网址'],
  uri: ['a URL', '网址'],
  'uri-reference': ['a URL or a path', '网址或路径'],
  hostname: ['a host name such as shop.example.com', '主机名，例如 shop.example.com'],
  uuid: ['a UUID', ' UUID'],
  ipv4: ['an IPv4 address', ' IPv4 地址'],
  ipv6: ['an IPv6 address', ' IPv6 地址'],
  regex: ['a regular expression', '正则表达式'],
  e164: ['a telephone number with its country code', '带国家码的电话号码'],
};

/** What a value must be to be of one of these types. */
export function mustBeType(...names: readonly string[]): Bilingual {
  const named = names.map((name): Name => types[name] ?? [name, ` ${name}`]);
  return said('must_be', {
    what: { en: named.map(([en]) => en).join(' or '), zh: named.map(([, zh]) => zh).join('或') },
  });
}

/** What a text must be to have a format. */
export function mustHaveFormat(name: string): Bilingual {
  const known = formats[name];
  if (known === undefined) return said('has_format', { format: name });
  return said('must_be', { what: { en: known[0], zh: known[1] } });
}

/** What a value must be one of. */
export function mustBeOneOf(values: readonly unknown[]): Bilingual {
  return values.length === 1
    ? said('only_value', { value: valueAlone(values[0]) })
    : said('only_values', { values: shownValues(values) });
}

/** What a value must not be one of. */
export function mustNotBeOneOf(values: readonly unknown[]): Bilingual {
  return values.length === 1
    ? said('no_value', { value: valueAlone(values[0]) })
    : said('no_values', { values: shownValues(values) });
}

/** Values in a row. */
export function shownValues(values: readonly unknown[]): Bilingual {
  const shown = values.map(shownValue);
  return { en: shown.map(({ en }) => en).join(', '), zh: shown.map(({ zh }) => zh).join('、') };
}

/** A value behind a Chinese word, from which one of another script keeps its distance. */
function valueAlone(value: unknown): Bilingual {
  const { en, zh } = shownValue(value);
  return { en, zh: typeof value === 'string' ? zh : ` ${zh}` };
}

/** A value as it stands in a sentence. */
export function shownValue(value: unknown): Bilingual {
  if (typeof value === 'string') return { en: `"${value}"`, zh: `“${value}”` };
  const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? String(value));
  return { en: text, zh: text };
}

/** How long a text must be at least. */
export function mustHaveCharacters(count: number): Bilingual {
  return count === 1 ? said('not_empty') : said('fewest_characters', { count });
}
