import type { Bilingual } from '../../contract/bilingual.ts';

/** What can be wrong with a cron expression, in words: [English, 中文]. */
const words = {
  count: [
    'needs 5 fields (minute hour day month weekday), or 6 with seconds first, but has {count}',
    '需要 5 段(分 时 日 月 周),或在最前面加上秒共 6 段,实际有 {count} 段',
  ],
  macro: [
    'is no known short form; there are @yearly, @monthly, @weekly, @daily and @hourly',
    '不是已知的简写,可用 @yearly、@monthly、@weekly、@daily、@hourly',
  ],
  token: ['"{token}" means nothing as {field}', '“{token}”不能用作{field_zh}'],
  range: [
    '"{token}" is not from {min} to {max}, as {field} must be',
    '“{token}”超出范围,{field_zh}只能是 {min} 到 {max}',
  ],
  order: [
    'the range "{token}" runs backwards: write it as two, such as "22-23,0-5"',
    '范围“{token}”前大后小:请拆成两段,例如“22-23,0-5”',
  ],
  step: [
    'the step in "{token}" must be from 1 to {max}, as {field}',
    '“{token}”的步长必须在 1 到 {max} 之间({field_zh})',
  ],
  never: ['never comes: there is no such day', '永远不会触发:不存在这样的日期'],
} as const satisfies Record<string, readonly [en: string, zh: string]>;

/** A fault of a cron expression. */
export interface CronFault {
  readonly code: keyof typeof words;
  readonly values: Readonly<Record<string, string | number>>;
}

/** A fault in words, to be put behind the place where the expression stands. */
export function cronFaultText({ code, values }: CronFault, language: 'en' | 'zh'): string {
  const text = words[code][language === 'zh' ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A fault in both languages. */
export function cronFaultWords(fault: CronFault): Bilingual {
  return { en: cronFaultText(fault, 'en'), zh: cronFaultText(fault, 'zh') };
}
