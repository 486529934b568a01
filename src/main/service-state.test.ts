import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hostProcessTable } from '../node/process-tree/host-process-table.ts';
import { ownMark } from '../node/process-tree/living-process.ts';
import { serverLockName, serviceState } from './service-state.ts';

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
