import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { evaluateConfig } from './evaluate-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'drover-encoding-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each(['c.json', 'c.yaml', 'c.mjs'])(
  'a configuration file that is not UTF-8 is a fault: %s',
  async (name) => {
    // 同步订单 as GBK
    const title = Buffer.from([0xcd, 0xac, 0xb2, 0xbd, 0xb6, 0xa9, 0xb5, 0xa5]);
    const path = join(folder, name);
    writeFileSync(path, Buffer.concat([Buffer.from('// "'), title, Buffer.from('"')]));
    const reading = await evaluateConfig(path);
    expect(reading.ok ? [] : reading.faults.map(({ code }) => code)).toEqual(['not_utf8']);
  },
);
