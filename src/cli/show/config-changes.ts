import { basename } from 'node:path';
import { describeFault, describeFaults } from '../../config/describe-faults.ts';
import type { ConfigNews } from '../../config/live-configuration.ts';
import type { ConfigChange } from '../../domain/config-changes.ts';
import { fieldsInChinese } from '../words/config-fields-zh.ts';
import type { Language, Say } from '../words/words.ts';

/** A difference between two configurations in one line: `~ flow sync_order: params, timeoutSeconds 600 → 30`. */
export function changeLine(
  { section, name, change, fields, values, from, to }: ConfigChange,
  say: Say,
  language: Language,
): string {
  const sign = { added: '+', removed: '-', changed: '~' }[change];
  const [colon, comma] = language === 'zh' ? ['：', '、'] : [': ', ', '];
  const what = `${sign} ${say(`section_${section}`)} ${name}`;
  if (fields === undefined)
    return from === undefined && to === undefined ? what : `${what}${colon}${value(from)} → ${value(to)}`;
  const told = fields.map((field) => {
    const words = language === 'zh' ? (fieldsInChinese[field] ?? field) : field;
    const both = values?.[field];
    return both === undefined ? words : `${words} ${value(both.from)} → ${value(both.to)}`;
  });
  return `${what}${colon}${told.join(comma)}`;
}

/** What has come of an edit, in one line; its warnings follow. */
export function newsLine(news: ConfigNews, say: Say, language: Language): string {
  const file = basename(news.path);
  if (news.kind === 'applied') {
    const changes = news.changes
      .map((change) => changeLine(change, say, language))
      .join(language === 'zh' ? '；' : '; ');
    const applied = changes === '' ? say('config_moved', { file }) : say('config_applied', { file, changes });
    if (news.warnings.length === 0) return applied;
    return `${applied}\n${say('config_warnings')}\n${describeFaults(news.warnings, language)}`;
  }
  if (news.kind === 'restored') return say('config_restored', { file });
  const [first] = news.faults;
  const [words = ''] = first === undefined ? [] : describeFault(first, language).split('\n');
  return say('config_rejected', { file, count: news.faults.length, first: words });
}

function value(given: unknown): string {
  return given === null || given === undefined ? '-' : JSON.stringify(given);
}
