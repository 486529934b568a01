/**
 * Maintenance mode: submissions are taken and what runs goes on, but no claim starts anything. It is a setting of the
 * store that every claim looks at in its own transaction, so it is exact and survives restarts.
 */
import type { Maintenance } from '../../contract/system.ts';
import type { StoreTx } from '../../ports/store.ts';
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
  tx: StoreTx,
  by: string | null,
  note: string | null,
  now: number,
): Promise<Maintenance> {
  const before = maintenanceOf(await tx.setting(maintenanceSetting));
  const value: Stored =
    before === null
      ? { at: now, by, note }
      : { at: Date.parse(before.since), by: before.by, note: note ?? before.note };
  const text = JSON.stringify(value);
  await tx.putSetting(maintenanceSetting, text);
  return shown(value);
}

export async function endMaintenance(tx: StoreTx): Promise<void> {
  await tx.deleteSetting(maintenanceSetting);
}

/** What the setting's value says; null: off. */
export function maintenanceOf(value: string | undefined): Maintenance | null {
  // Written by `startMaintenance` only.
  return value === undefined ? null : shown(JSON.parse(value) as Stored);
}

function shown({ at, by, note }: Stored): Maintenance {
  return { since: instant(at), by, note };
}
