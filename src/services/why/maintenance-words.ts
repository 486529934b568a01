import { makerWords } from '../../contract/maker-words.ts';
import type { Maintenance } from '../../contract/system.ts';
import type { Why } from '../../contract/why.ts';
import { spanWords } from './span-words.ts';

/** Words for a run that can't start because nothing does; what it waits for besides, if anything, follows. */
export function maintenanceWords(
  why: Why,
  maintenance: Maintenance,
  now: number,
): Pick<Why, 'sentence' | 'remedy'> {
  const span = spanWords(now - Date.parse(maintenance.since));
  const by = maintenance.by === null ? null : makerWords(maintenance.by);
  const zhParts = [by?.zh ?? null, maintenance.note].filter((part) => part !== null);
  const enParts = [by?.en ?? null, maintenance.note].filter((part) => part !== null);
  const zhReason = zhParts.length === 0 ? '' : `（${zhParts.join('：')}）`;
  const enReason = enParts.length === 0 ? '' : ` (${enParts.join(': ')})`;
  // A queued run waits for nothing else.
  const rest = why.state === 'queued' ? { zh: '', en: '' } : why.sentence;
  return {
    sentence: {
      zh: `维护模式已开启 ${span.zh}${zhReason}，不启动新任务。${rest.zh}`,
      en: `Maintenance mode has been on for ${span.en}${enReason}; nothing new starts. ${rest.en}`.trimEnd(),
    },
    remedy: { zh: '关闭维护模式后继续。', en: 'Turn maintenance mode off; the run then goes on.' },
  };
}
