import { expect, it } from 'vitest';
import { FaultSink } from './fault.ts';
import { readManifest } from './read-manifest.ts';

const read = (flow: object) => {
  const sink = new FaultSink();
  const manifest = readManifest({ flows: [flow] }, 'c.json', { folder: '/', absent: 'warning' }, sink);
  return { manifest, faults: sink.faults.map((fault) => `${fault.place} ${fault.code}`) };
};
const good = {
  kind: 'engine',
  name: 'invoices',
  createUrl: 'https://rpa.example/create/',
  queryUrl: 'https://rpa.example/tasks',
  token: 'ENGINE_TOKEN',
};

it('an engine flow has its defaults', () => {
  const { manifest, faults } = read({ ...good, project: 'p', statuses: { completed: ['done'] } });
  expect(faults).toEqual([]);
  expect(manifest.flows[0]).toMatchObject({ pool: 'engine', timeoutSeconds: 300, retry: { max: 0 } });
  expect(manifest.flows[0]?.program).toEqual({
    kind: 'engine',
    createUrl: 'https://rpa.example/create',
    queryUrl: 'https://rpa.example/tasks',
    cancelUrl: null,
    project: 'p',
    execPosition: 'EXECUTOR',
    token: 'ENGINE_TOKEN',
    statuses: {
      completed: ['DONE'],
      failed: ['FAILED'],
      stopped: ['CANCELLED', 'CANCELED', 'TIMEOUT', 'UNKNOWN'],
    },
    intervalSeconds: 10,
  });
});

it('what is wrong is listed; the built-in name is taken', () => {
  expect(read({ ...good, name: 'engine' }).faults).toEqual(['c.json flows[0] (engine).name reserved_flow']);
  expect(read({ ...good, createUrl: 'ftp://x', token: 'a b' }).faults).toEqual([
    'c.json flows[0] (invoices).createUrl not_url',
    'c.json flows[0] (invoices).token env_name',
  ]);
});
