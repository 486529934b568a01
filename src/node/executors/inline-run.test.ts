import { expect, it, vi } from 'vitest';
import { createTestMemory } from '../../../test/support/attempt-memory.ts';
import type { StartFrame } from '../../contract/link.ts';
import type { FlowTold } from '../flow-runner/flow-protocol.ts';
import { InlineRun } from './inline-run.ts';

const deep: unknown = JSON.parse('['.repeat(5_000) + ']'.repeat(5_000));
const frame: StartFrame = {
  ...{ t: 'start', run: 'r:1', attempt: 1, flow: 'f', platform: null, shopId: null },
  ...{ taskType: null, params: {}, timeoutSeconds: 60 },
};

it('an inline run takes nothing that is nested too deep: it fails by such an output, and says so', async () => {
  const heard: unknown[] = [];
  const told: FlowTold[] = [];
  const memory = createTestMemory();
  const run = new InlineRun({
    frame,
    events: {
      log: (stream, text) => heard.push([stream, text]),
      step: (step) => heard.push(step),
      progress: () => undefined,
      artifact: async () => ({ stored: true }),
    },
    memory,
    code: 'c',
    roots: { folder: '/nowhere', cwd: '/nowhere' },
    tell: (one) => told.push(one),
    onEnd: () => null,
  });
  run.hear({ say: 'step', phase: 'end', name: 'a', output: deep });
  run.hear({ say: 'memo', id: 1, name: 'a', value: deep });
  run.hear({ say: 'end', output: { deep }, error: null, stopped: false, usedFolder: false });
  expect(await run.done).toMatchObject({
    outcome: 'failed',
    error: { type: 'EXIT', message: 'the output of the flow is nested deeper than 100 levels' },
    output: null,
  });
  expect(heard).toEqual([
    ['sys', 'the output of the step "a" is left out: it is nested deeper than 100 levels'],
    { phase: 'end', id: 'a', name: 'a', output: { leftOut: 'nested deeper than 100 levels' } },
    ['sys', 'the output of the flow is nested deeper than 100 levels'],
  ]);
  const fault = 'its value is nested deeper than 100 levels';
  await vi.waitFor(() => expect(told).toEqual([{ tell: 'answer', id: 1, fault }]));
  expect(memory.memos).toEqual([]);
});
