import type { AlarmEvent } from '../contract/alarm-event.ts';
import type { Bilingual } from '../contract/bilingual.ts';
import type { QueueAlarm } from './queue-alarms.ts';

/** What an alarm of the broker says, in a sentence of both languages. */
export function alarmWords({ rule, queue, value }: Pick<QueueAlarm, 'rule' | 'queue' | 'value'>): Bilingual {
  const of = queue ?? '';
  const measured = value ?? 0;
  switch (rule) {
    case 'length':
      return { en: `Queue ${of} piles up: ${measured} messages.`, zh: `队列 ${of} 积压：${measured} 条。` };
    case 'unacknowledged':
      return {
        en: `Queue ${of} has a message unacknowledged for ${measured} s.`,
        zh: `队列 ${of} 有消息 ${measured} 秒未确认。`,
      };
    case 'growing':
      return { en: `Queue ${of} grows faster than it is emptied.`, zh: `队列 ${of} 进得比出得快。` };
    case 'blocked':
      return { en: 'The broker takes no messages for now.', zh: '消息代理暂停接收消息。' };
    case 'away':
      return { en: 'The broker can’t be reached.', zh: '消息代理连不上。' };
  }
}

/** What is told when it is raised, and when it is over. */
export function alarmChangeWords(change: AlarmEvent['change'], alarm: QueueAlarm): Bilingual {
  const { en, zh } = alarmWords(alarm);
  return change === 'raised' ? { en, zh } : { en: `Over: ${en}`, zh: `已恢复：${zh}` };
}
