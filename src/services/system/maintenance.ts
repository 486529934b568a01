/**
 * Maintenance mode: submissions are taken and what runs goes on, but no claim starts anything. It is a setting of the
 * store that every claim looks at in its own transaction, so it is exact and survives restarts.
 */
import type { Maintenance } from '../../contract/system.ts';
import type { Work } from '../dispatch/work.ts';
import { instant } from '../runs/run-view.ts';

/** Name of the setting; there is none while maintenance is off. */
export const maintenanceSetting = 'maintenance';

interface Stored {
  readonly at: number;
  readonly by: string | null;
  readonly note: string | null;
}

/** Turns it on; while it is on, the first since stands and a note replaces the old one. */
export async function startMaintenance(
  work: Work,
  by: string | null,
  note: string | null,
): Promise<Maintenance> {
  const before = maintenanceOf(await work.tx.setting(maintenanceSetting));
  const value: Stored =
    before === null
      ? { at: work.now, by, note }
      : { at: Date.parse(before.since), by: before.by, note: note ?? before.note };
  const text = JSON.stringify(value);
  await work.tx.putSetting(maintenanceSetting, text);
  work.tellChange('system');
  return shown(value);
}

export async function endMaintenance(work: Work): Promise<void> {
  await work.tx.deleteSetting(maintenanceSetting);
  work.tellChange('system');
}

/** What the setting's value says; null: off. */
export function maintenanceOf(value: string | undefined): Maintenance | null {
  // Written by `startMaintenance` only.
  return value === undefined ? null : shown(JSON.parse(value) as Stored);
}

function shown({ at, by, note }: Stored): Maintenance {
  return { since: instant(at), by, note };
}
