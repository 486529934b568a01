import type { Bilingual } from '../../contract/bilingual.ts';
import type { JsonObject } from '../../contract/run.ts';
import type { SlotReason, SlotState } from '../../contract/schedule.ts';
import { counted, detailWords, reasonOf } from './slot-detail.ts';

/** What a slot's sentence is made of. */
export interface SlotFactsTold {
  readonly state: SlotState;
  readonly reason: SlotReason | null;
  readonly detail: JsonObject | null;
  readonly lateMs: number | null;
  readonly runs: number;
  readonly attached: number;
  readonly leftOut: number;
  readonly count: number;
  /** A backfill has run it since. */
  readonly backfilled?: boolean;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Why the slot is as it is, in a sentence of both languages. */
export function slotWords(slot: SlotFactsTold): Bilingual {
  const { en, zh } = told(slot);
  if (slot.count <= 1) return { en, zh };
  return { en: `${slot.count} slots in a row: ${en}`, zh: `连续 ${slot.count} 个时点:${zh}` };
}

function told(slot: SlotFactsTold): Bilingual {
  const all = [sentence(slot), ...detailWords(slot.detail ?? {})];
  if (slot.backfilled === true && slot.reason !== 'backfill')
    all.push({ en: 'A backfill has run it since.', zh: '之后已由补跑执行。' });
  return { en: all.map(({ en }) => en).join(' '), zh: all.map(({ zh }) => zh).join('') };
}

function sentence(slot: SlotFactsTold): Bilingual {
  const detail = slot.detail ?? {};
  switch (slot.reason) {
    case null:
    case 'backfill': {
      const ran = ranWords(slot);
      if (slot.reason === null) return ran;
      return { en: `Served by a backfill. ${ran.en}`, zh: `由补跑执行。${ran.zh}` };
    }
    case 'paused': {
      const note = text(detail['note']);
      return note === ''
        ? { en: 'Left out: the schedule was paused.', zh: '已跳过:调度处于暂停状态。' }
        : { en: `Left out: the schedule was paused (${note}).`, zh: `已跳过:调度处于暂停状态(${note})。` };
    }
    case 'calendar':
      return calendarWords(detail);
    case 'overlap':
      return {
        en: `Left out: the last run (${text(detail['runId'])}) was still there.`,
        zh: `已跳过:上一次运行(${text(detail['runId'])})尚未结束。`,
      };
    case 'one_waits':
      return {
        en: `Left out: run ${text(detail['runId'])} already waits for the last one to end.`,
        zh: `已跳过:任务 ${text(detail['runId'])} 已在排队等上一次结束。`,
      };
    case 'no_shops':
      return { en: 'Left out: no shop fits the selection.', zh: '已跳过:没有符合条件的店铺。' };
    case 'caught_up':
      return {
        en: 'Missed (nobody was there in time), and run afterwards.',
        zh: '错过了(当时服务未运行),之后已补上。',
      };
    case 'superseded':
      return { en: 'Missed; a later slot ran instead.', zh: '错过了;由之后的时点代替执行。' };
    case 'too_old':
      return {
        en: 'Missed, and not run afterwards: older than the catch-up window.',
        zh: '错过了,未补跑:已超出补跑时限。',
      };
    case 'policy_skip':
      return {
        en: 'Missed, and not run afterwards: the schedule says so (misfire: skip).',
        zh: '错过了,未补跑:按调度设置不补(misfire: skip)。',
      };
    case 'edited':
      return {
        en: 'Missed, and not run afterwards: the schedule was edited or removed meanwhile.',
        zh: '错过了,未补跑:期间调度被修改或删除。',
      };
    case 'unknown_flow':
      return {
        en: `Failed: there is no flow "${text(detail['flow'])}".`,
        zh: `失败:没有流程“${text(detail['flow'])}”。`,
      };
    case 'refused': {
      const { en, zh } = reasonOf(detail);
      return { en: `Failed: the run was refused. ${en}`, zh: `失败:任务未被接受。${zh}` };
    }
  }
}

function ranWords({ runs, attached: all, leftOut, lateMs, detail }: SlotFactsTold): Bilingual {
  const attached = all - counted(detail, 'sharedKey');
  const en: string[] = [runs === 1 ? 'Ran' : `Ran: ${runs} runs`];
  const zh: string[] = [runs === 1 ? '已触发' : `已触发 ${runs} 个任务`];
  if (attached > 0) {
    en.push(`${attached} met a run that was already there`);
    zh.push(`${attached} 个并入已有任务`);
  }
  if (leftOut > 0) {
    en.push(`${leftOut} shops left out since their last run was still there`);
    zh.push(`${leftOut} 家店铺因上一次未结束而跳过`);
  }
  if (lateMs !== null && lateMs >= 1000) {
    en.push(`${Math.round(lateMs / 1000)} s late`);
    zh.push(`晚了 ${Math.round(lateMs / 1000)} 秒`);
  }
  return { en: `${en.join(', ')}.`, zh: `${zh.join(',')}。` };
}

function calendarWords(detail: JsonObject): Bilingual {
  const name = text(detail['name']);
  const calendar = text(detail['calendar']);
  const [en, zh] = {
    holiday: ['a holiday', '节假日'],
    weekend: ['a day off', '休息日'],
    'working-day': ['a working day', '工作日'],
    blackout: ['a black-out', '禁跑时段'],
  }[text(detail['kind'])] ?? ['a day left out', '不触发的日子'];
  const [shownEn, shownZh] = name === '' ? ['', ''] : [`, ${name}`, `:${name}`];
  return {
    en: `Left out by the calendar "${calendar}": ${en}${shownEn}.`,
    zh: `已按日历“${calendar}”跳过(${zh}${shownZh})。`,
  };
}
