import cronstrue from 'cronstrue';
import 'cronstrue/locales/zh_CN.js';
import type { Bilingual } from '../../contract/bilingual.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import { parseCron } from '../cron/cron-rule.ts';

/** When a schedule fires, in words of both languages. */
export function scheduleWords({
  cron,
  everySeconds,
}: Pick<ScheduleDefinition, 'cron' | 'everySeconds'>): Bilingual {
  if (everySeconds !== null)
    return { en: `Every ${span(everySeconds, 'en')}`, zh: `每隔 ${span(everySeconds, 'zh')}` };
  return cronWords(cron ?? '');
}

/** A cron expression in words; as it stands where it can't be put in words. */
export function cronWords(cron: string): Bilingual {
  const parsed = parseCron(cron);
  if (!parsed.ok) return { en: cron, zh: cron };
  return { en: told(cron, 'en'), zh: chinese(told(cron, 'zh_CN')) };
}

function told(cron: string, locale: string): string {
  try {
    return cronstrue.toString(cron, { locale, use24HourTimeFormat: true });
  } catch {
    return cron;
  }
}

/** The library's Chinese as one writes it: `每天 00:05`, `00:10, 仅星期六` → `星期六 00:10`. */
function chinese(text: string): string {
  const parts = text.split(/[,，]\s*/).map((part) => part.trim());
  const [time = '', ...days] = parts;
  const [, at] = /^在\s*(\d\d:\d\d(?::\d\d)?)$/.exec(time) ?? [];
  if (at === undefined) return parts.join(',').replace(/\s+/g, ' ');
  if (days.length === 0) return `每天 ${at}`;
  const when = days.map((day) =>
    day
      .replace(/^限/, '')
      .replace(/^仅于?/, '')
      .replace(/ (\d+) 号/, ' $1 号'),
  );
  return `${when.join(',')} ${at}`;
}

const units = [
  ['d', 86_400, 'day', '天'],
  ['h', 3600, 'hour', '小时'],
  ['m', 60, 'minute', '分钟'],
  ['s', 1, 'second', '秒'],
] as const;

function span(seconds: number, language: 'en' | 'zh'): string {
  let left = seconds;
  const parts: string[] = [];
  for (const [, size, en, zh] of units) {
    const amount = size === 1 ? Math.round(left * 1000) / 1000 : Math.floor(left / size);
    if (amount > 0)
      parts.push(language === 'zh' ? `${amount} ${zh}` : `${amount} ${en}${amount === 1 ? '' : 's'}`);
    left -= amount * size;
  }
  return parts.join(' ');
}
