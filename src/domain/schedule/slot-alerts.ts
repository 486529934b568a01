import type { SlotAlert, SlotEvent } from '../../contract/slot-event.ts';
import { lateAfterMs } from './decide-slots.ts';
import type { ScheduleRecord, SlotRecord } from './schedule-record.ts';
import { slotWords } from './slot-words.ts';

/** What people hear of these slots of a schedule, which were dealt with together: one alert for each kind and reason. */
export function slotAlertsOf(
  { name, definition }: Pick<ScheduleRecord, 'name' | 'definition'>,
  slots: readonly SlotRecord[],
): SlotEvent[] {
  const told = new Map<string, { readonly alert: SlotAlert; readonly slots: SlotRecord[] }>();
  for (const slot of slots) {
    const alert = alertOf(slot);
    if (alert === null) continue;
    const key = `${alert} ${slot.reason ?? ''}`;
    const same = told.get(key);
    if (same === undefined) told.set(key, { alert, slots: [slot] });
    else same.slots.push(slot);
  }
  return [...told.values()].flatMap(({ alert, slots: same }) => {
    const [first] = same;
    const last = same.at(-1);
    if (first === undefined || last === undefined) return [];
    const count = same.reduce((sum, slot) => sum + slot.count, 0);
    const lateMs = alert === 'late' ? Math.max(...same.map((slot) => slot.decidedAt - slot.dueAt)) : null;
    return {
      ...{ kind: 'slot' as const, scheduleId: name, flow: definition.flow, alert, reason: first.reason },
      ...{ slotAt: first.at, lastSlotAt: last.lastAt, count, lateMs },
      words: slotWords({ ...first, lateMs, count }),
    };
  });
}

/** What people hear of a schedule whose slots from this one on can't be served by a bug of the server. */
export function slotFaultAlert(
  { name, definition }: Pick<ScheduleRecord, 'name' | 'definition'>,
  slotAt: number,
): SlotEvent {
  return {
    ...{ kind: 'slot', scheduleId: name, flow: definition.flow, alert: 'failed', reason: null },
    ...{ slotAt, lastSlotAt: slotAt, count: 1, lateMs: null },
    words: {
      en: 'Could not be served by a fault of the server, which its log tells; it is tried again.',
      zh: '因服务端故障未能触发(详见服务日志),正在重试。',
    },
  };
}

function alertOf(slot: SlotRecord): SlotAlert | null {
  if (slot.state === 'missed' || slot.state === 'failed') return slot.state;
  return slot.state === 'ran' && slot.backfillId === null && slot.decidedAt - slot.dueAt > lateAfterMs
    ? 'late'
    : null;
}
