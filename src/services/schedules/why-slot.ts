import type { Bilingual } from '../../contract/bilingual.ts';
import type { SlotWhy } from '../../contract/schedule.ts';
import { wallOf } from '../../domain/cron/zone.ts';
import type { SlotView } from '../../ports/schedules.ts';
import { instant } from '../runs/run-view.ts';
import type { Calendars, KnownSchedule } from './schedule-book.ts';
import { fireOf, toApiSlot } from './schedule-view.ts';

/** What becomes, or became, of an instant of a schedule. `found`: its record. */
export function whySlot(
  { record, timetable }: KnownSchedule,
  at: number,
  found: SlotView | undefined,
  calendars: Calendars,
  now: number,
): SlotWhy {
  const { definition, paused } = record;
  const next = timetable.next(at);
  const answer = (kind: SlotWhy['kind'], words: Bilingual, more: Partial<SlotWhy> = {}): SlotWhy => ({
    ...{ scheduleId: record.name, at: instant(at), kind, words, slot: null, fire: null },
    next: next === null ? null : instant(next),
    ...more,
  });
  const local = (instantMs: number): string =>
    new Date(wallOf(timetable.zone, instantMs)).toISOString().slice(0, 19).replace('T', ' ');
  if (found !== undefined) {
    const slot = toApiSlot(found);
    return answer('decided', slot.words, { slot });
  }
  if (!definition.enabled)
    return answer('off', {
      en: 'The schedule is switched off (enabled: false): it has no slots.',
      zh: '调度已停用(enabled: false),没有时点。',
    });
  if (timetable.next(at - 1) !== at) {
    const after = next === null ? null : local(next);
    return answer('none', {
      en: `It does not fire then. ${after === null ? 'There is no later slot.' : `The next slot is ${after}.`}`,
      zh: `该时刻不是触发时点。${after === null ? '之后没有时点。' : `下一个时点是 ${after}。`}`,
    });
  }
  if (at > record.decidedTo) {
    const against = {
      ...{ names: definition.calendars, calendars },
      paused: paused === null ? null : { by: paused.by, note: paused.note },
    };
    const fire = fireOf(timetable, at, against);
    const due = local(timetable.dueOf(at));
    const words =
      fire.skipped === undefined
        ? timetable.dueOf(at) > now
          ? { en: `It will run at ${due}.`, zh: `将在 ${due} 触发。` }
          : { en: `It has been due since ${due} and is being served.`, zh: `已于 ${due} 到点,正在触发。` }
        : {
            en: `As things stand it will not run. ${fire.skipped.words.en}`,
            zh: `按目前情况不会触发。${fire.skipped.words.zh}`,
          };
    return answer('coming', words, { fire });
  }
  if (at <= record.editedAt)
    return answer('before', {
      en: `The schedule has been as it is only since ${local(record.editedAt)}; a backfill can run this slot.`,
      zh: `调度自 ${local(record.editedAt)} 起才是现在的设置;可以用补跑执行这个时点。`,
    });
  return answer('removed', {
    en: 'Its record has been removed with the old history.',
    zh: '它的记录已随旧历史清理。',
  });
}
