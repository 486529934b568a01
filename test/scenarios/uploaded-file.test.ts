/** A file goes from a person's hands through the server to a real program on the node, and its result comes back as a file. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withHerd } from '../support/herd-process.ts';

/** Counts the lines of the file that its parameter names, and keeps what it read. */
const program = `
  const { readFileSync, writeFileSync } = require('node:fs');
  const { file } = JSON.parse(readFileSync(process.env.DROVER_PARAMS_FILE, 'utf8'));
  const text = readFileSync(file, 'utf8');
  writeFileSync(process.env.DROVER_ARTIFACTS_DIR + '/copy.csv', text);
  console.log('::drover::' + JSON.stringify({ output: { lines: text.split('\\n').length - 1, path: file } }));
`;

test('a program reads the uploaded file; a session, not a token, sent it', async () => {
  const file = { type: 'string', format: 'drover-file' };
  const params = { type: 'object', properties: { file }, required: ['file'] };
  const flow = { kind: 'command', name: 'count', command: [process.execPath, '-e', program], params };
  await withHerd({ flows: [flow] }, async (herd) => {
    await herd.up();
    const { client } = herd;
    const content = 'id,店铺\n'.repeat(700_000);
    const upload = await client.uploadFile(new Blob([content]), '订单.csv');
    expect(upload).toMatchObject({ size: upload.received, name: '订单.csv' });
    const { run } = await client.runFlow('count', { params: { file: upload.param } });
    await herd.allEnded(30_000);
    const ended = await client.run(run.id);
    expect(ended).toMatchObject({ state: 'succeeded', output: { lines: 700_000 } });
    expect(ended.params).toEqual({ file: upload.param });
    expect(String(ended.output?.['path'])).toMatch(/订单\.csv$/);
    expect(await (await client.artifact(run.id, 'copy.csv')).text()).toBe(content);
    // Nothing of it stays on the node.
    expect(globSync(join(herd.dataFolder, '**/*-files'))).toEqual([]);
  });
});
