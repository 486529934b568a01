import type { DueSlots } from './decide-slots.ts';
import type { Timetable } from './timetable.ts';

/** Slots too old to run that are told one by one; more in a row than this become one record. */
const toldSingly = 1000;

/** The slots after `decidedTo` whose instant has passed and that jitter has not let come due by now, earliest first. */
export function waitingSlots(timetable: Timetable, decidedTo: number, now: number): DueSlots[] {
  const passed = dueSlots({ ...timetable, dueOf: (slot) => slot }, decidedTo, now, 0);
  return passed.flatMap((slot) => {
    const dueAt = timetable.dueOf(slot.at);
    return dueAt > now ? [{ ...slot, dueAt }] : [];
  });
}

/** The slots after `decidedTo` that are due by now, earliest first. Those that `catchUpMs` leaves out may be gathered. */
export function dueSlots(
  timetable: Timetable,
  decidedTo: number,
  now: number,
  catchUpMs: number,
): DueSlots[] {
  const slots: DueSlots[] = [];
  let old = 0;
  let gathered: DueSlots | null = null;
  for (let at = timetable.next(decidedTo); at !== null; at = timetable.next(at)) {
    const dueAt = timetable.dueOf(at);
    if (dueAt > now) break;
    const slot = { at, lastAt: at, count: 1, dueAt };
    if (now - dueAt > catchUpMs) old++;
    if (old <= toldSingly || now - dueAt <= catchUpMs) slots.push(slot);
    else if (gathered === null) gathered = slot;
    else gathered = { at: gathered.at, lastAt: at, count: gathered.count + 1, dueAt: gathered.dueAt };
  }
  if (gathered !== null) slots.splice(toldSingly, 0, gathered);
  return slots;
}
