/** How types, formats and values of inputs are named in Chinese, by their names in zod and JSON Schema. */

const types: Readonly<Record<string, string>> = {
  string: '文本',
  number: '数字',
  int: '整数',
  integer: '整数',
  boolean: ' true 或 false',
  object: '对象',
  record: '对象',
  array: '列表',
  null: ' null',
};

const instant = '带时区的时间，例如 2026-11-11T20:00:00+08:00';
const formats: Readonly<Record<string, string>> = {
  datetime: instant,
  'date-time': instant,
  date: '日期，例如 2026-11-11',
  time: '时间，例如 20:00:00',
  duration: '时长，例如 PT30M',
  email: '邮箱地址',
  url: '网址',
  uri: '网址',
  uuid: ' UUID',
  ipv4: ' IPv4 地址',
  ipv6: ' IPv6 地址',
  e164: '带国家码的电话号码',
};

/** What a value must be to be of one of these types. */
export function mustBeType(...names: readonly string[]): string {
  return `必须是${names.map((name) => types[name] ?? ` ${name}`).join('或')}`;
}

/** What a text must be to have a format. */
export function mustHaveFormat(name: string): string {
  return `必须是${formats[name] ?? ` ${name} 格式`}`;
}

/** What a value must be one of. */
export function mustBeOneOf(values: readonly unknown[]): string {
  const shown = values.map(shownValue);
  if (shown.length > 1) return `只能是以下之一：${shown.join('、')}`;
  return typeof values[0] === 'string' ? `只能是${shown.join('')}` : `只能是 ${shown.join('')}`;
}

/** A value as it stands in a sentence. */
export function shownValue(value: unknown): string {
  if (typeof value === 'string') return `“${value}”`;
  return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? String(value));
}

/** How long a text must be. */
export function mustHaveLength(word: '至少' | '最多', characters: number): string {
  return word === '至少' && characters === 1 ? '不能为空' : `${word} ${characters} 个字符`;
}
