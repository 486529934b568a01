import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { ScheduleRecord } from './schedule-record.ts';

/**
 * The records that change when these schedules are those of the file: new and edited ones start at `now`, as does one that
 * comes back; those that left the file are removed. A stored one of the same name becomes the file's. Pauses stay.
 */
export function fileChanges(
  known: readonly ScheduleRecord[],
  definitions: readonly ScheduleDefinition[],
  now: number,
): ScheduleRecord[] {
  const byName = new Map(known.map((record) => [record.name, record]));
  const names = new Set(definitions.map(({ name }) => name));
  const changed: ScheduleRecord[] = definitions.flatMap((definition) => {
    const before = byName.get(definition.name);
    if (before === undefined) return [newRecord(definition, 'file', now, null)];
    const same = canonicalJson(before.definition) === canonicalJson(definition);
    if (same && before.origin === 'file' && before.removedAt === null) return [];
    return [editedRecord({ ...before, origin: 'file', removedAt: null }, definition, now)];
  });
  for (const record of known)
    if (record.origin === 'file' && record.removedAt === null && !names.has(record.name))
      changed.push({ ...record, removedAt: now, decidedTo: Math.max(record.decidedTo, now) });
  return changed;
}

/** A schedule that begins now. */
export function newRecord(
  definition: ScheduleDefinition,
  origin: ScheduleRecord['origin'],
  now: number,
  createdBy: string | null,
): ScheduleRecord {
  return {
    ...{ key: 0, name: definition.name, origin, definition, editedAt: now, decidedTo: now },
    ...{ paused: null, removedAt: null, createdAt: now, createdBy },
  };
}

/** A schedule with another definition, which begins now; never before what has been decided already. */
export function editedRecord(
  record: ScheduleRecord,
  definition: ScheduleDefinition,
  now: number,
): ScheduleRecord {
  return { ...record, definition, editedAt: now, decidedTo: Math.max(record.decidedTo, now) };
}
