/** A file of one flow is missing: the herd starts and follows its configuration all the same, and that flow waits for its file. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withHerd } from '../support/herd-process.ts';
import { until } from '../support/until.ts';

const flows = [
  { kind: 'script', name: 'away', entry: 'away.sh', interpreter: 'sh', retry: { max: 0 } },
  { kind: 'command', name: 'there', command: ['true'] },
];

test('up starts, runs the other flows and takes edits; the flow is offered when its file comes, until it goes', async () => {
  await withHerd({ flows }, async (herd) => {
    const entry = join(herd.folder, 'away.sh');
    const missing = async () => (await herd.client.nodes()).items.flatMap((node) => node.missing);
    const lacking = () =>
      until('the missing file', async () => (await missing()).some(({ path }) => path === entry), 5_000);
    await herd.up();
    expect(await missing()).toEqual([{ flow: 'away', path: entry }]);
    const place = 'drover.config.json flows[0] (away).entry';
    await until(
      'both logs',
      () => herd.logs().includes(place) && herd.logs().includes('"flow":"away"'),
      5_000,
    );

    const [there, away] = await herd.submitAll([{ flow: 'there' }, { flow: 'away' }]);
    if (there === undefined || away === undefined) throw new Error('not all were taken');
    expect(await herd.ended(there.id, 10_000)).toMatchObject({ state: 'succeeded' });
    const why = await herd.client.why(away.id);
    expect(why).toMatchObject({
      blocker: { kind: 'pool', reason: 'no_node' },
      nodes: [{ lacks: [`file:${entry}`] }],
    });
    expect(why.sentence.en).toContain(entry);

    writeFileSync(entry, 'exit 0');
    expect(await herd.ended(away.id, 10_000)).toMatchObject({ state: 'succeeded', attempt: 1 });
    expect(await missing()).toEqual([]);

    rmSync(entry);
    await lacking();
    writeFileSync(herd.configPath, JSON.stringify({ flows, limits: { 'platform:pdd': 3 } }));
    await until('the edit', async () => (await herd.client.config()).limits['platform:pdd'] === 3, 5_000);
    expect(await herd.client.config()).toMatchObject({ faults: [] });
    const shown = readFileSync(join(herd.folder, 'up.txt'), 'utf8');
    // At the start, when it went, and with the edit.
    expect(shown.split(place).length - 1).toBe(3);
    await herd.stop();
  });
});
