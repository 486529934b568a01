import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hostProcessTable } from '../node/process-tree/host-process-table.ts';
import { ownMark } from '../node/process-tree/process-mark.ts';
import { lockStart, serverLockName, serviceState } from './service-state.ts';

it('tells of a server that runs though its lock file was removed, and of one that was killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drover-state-'));
  try {
    const mark = ownMark(hostProcessTable());
    const say = (info: object) => writeFileSync(join(folder, serverLockName), JSON.stringify(info));
    say(mark);
    expect(serviceState(folder)).toMatchObject({ serverPid: mark.pid, killedPid: null });
    say({ ...mark, startTime: mark.startTime - 1 });
    expect(serviceState(folder)).toMatchObject({ serverPid: null, killedPid: mark.pid });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('one process at a time starts a server, also when its lock file is removed meanwhile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drover-state-'));
  try {
    const first = lockStart(folder);
    rmSync(join(folder, 'start.pid.lock'));
    expect(lockStart(folder)).toEqual({ ok: false, pid: process.pid });
    if (first.ok) first.release();
    const next = lockStart(folder);
    expect(next.ok).toBe(true);
    if (next.ok) next.release();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
