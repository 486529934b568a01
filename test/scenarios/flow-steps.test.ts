/** A flow of six steps that dies after its fourth: what a retry executes, with the same files and with changed ones. */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HerdProcess, withHerd } from '../support/herd-process.ts';
import { killAll, livingOfBoot } from '../support/living-processes.ts';
import { until } from '../support/until.ts';

const sdk = new URL('../../src/sdk/index.ts', import.meta.url).href;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-steps-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Flows of one file; each step writes its number into a file of the flow. The first attempt waits for ever in step 5. */
function flowsFile(name: string, options: string): void {
  const text = `
import { appendFileSync } from 'node:fs';
import { flow } from '${sdk}';
const sixSteps = (name, inline) => flow({
  name, inline, retry: { max: 3, delays: [0.1] }, ${options}
  run: async (ctx) => {
    const values = [];
    for (const n of [1, 2, 3, 4, 5, 6]) {
      values.push(await ctx.step('step ' + n, async () => {
        if (n === 5 && ctx.attempt === 1) {
          appendFileSync('${folder}/' + name + '.waits', 'x');
          await ctx.sleep(300);
        }
        appendFileSync('${folder}/' + name, String(n));
        return { n, attempt: ctx.attempt };
      }));
    }
    return { attempts: values.map((value) => value.attempt) };
  },
});
export const flows = [sixSteps('${name}_own', false), sixSteps('${name}_inline', true)];
`;
  writeFileSync(join(folder, `${name}.ts`), text);
}

function configFile(names: readonly string[]): string {
  const path = join(folder, 'drover.config.ts');
  const imports = names.map((name) => `import { flows as ${name} } from './${name}.ts';`);
  const list = names.map((name) => `...${name}`).join(', ');
  writeFileSync(path, `${imports.join('\n')}\nexport default { flows: [${list}] };\n`);
  return path;
}

/** The steps that the flow has executed, in order, over all attempts. */
const executed = (flow: string): string => readFileSync(join(folder, flow), 'utf8');

function atStepFive(flows: readonly string[]): Promise<unknown> {
  const waits = (flow: string): boolean => existsSync(join(folder, `${flow}.waits`));
  return until('every first attempt in its fifth step', () => flows.every(waits), 20_000);
}

async function submitted(herd: HerdProcess, flows: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const runs = await herd.submitAll(flows.map((flow) => ({ flow })));
  return new Map(runs.map((run) => [run.flow, run.id]));
}

test('the node is killed: the next attempt begins at step 5; with changed files at step 1, unless `keep`', async () => {
  flowsFile('same', '');
  flowsFile('changed', '');
  flowsFile('kept', 'keep: true,');
  const config = configFile(['same', 'changed', 'kept']);
  const flows = ['same', 'changed', 'kept'].flatMap((name) => [`${name}_own`, `${name}_inline`]);
  const env = { DROVER_CONFIG: config, DROVER_NODE_SLOTS: '10' };
  await withHerd({ flows: [], env }, async (herd) => {
    await herd.up();
    const ids = await submitted(herd, flows);
    await atStepFive(flows);
    appendFileSync(join(folder, 'changed.ts'), '// edited\n');
    appendFileSync(join(folder, 'kept.ts'), '// edited\n');
    // What it kept is with the server: nothing of the node's memory or disk is needed.
    killAll([herd.node().pid]);
    await herd.allEnded(40_000);
    for (const flow of flows) {
      const run = await herd.client.run(ids.get(flow) ?? '');
      expect([flow, run.state, run.attempt]).toEqual([flow, 'succeeded', 2]);
      const again = flow.startsWith('changed');
      expect([flow, executed(flow)]).toEqual([flow, again ? '1234123456' : '123456']);
      expect(run.output).toEqual({ attempts: again ? [2, 2, 2, 2, 2, 2] : [1, 1, 1, 1, 2, 2] });
    }
  });
});

test('its process is killed: the next attempt begins at step 5; a retry of an ended run begins anew', async () => {
  flowsFile('same', '');
  const config = configFile(['same']);
  await withHerd({ flows: [], env: { DROVER_CONFIG: config } }, async (herd) => {
    await herd.up();
    const ids = await submitted(herd, ['same_own']);
    await atStepFive(['same_own']);
    killAll(livingOfBoot(herd.node().bootId));
    const id = ids.get('same_own') ?? '';
    const run = await herd.ended(id, 20_000);
    expect([run.state, run.attempt, executed('same_own')]).toEqual(['succeeded', 2, '123456']);
    expect((await herd.client.attempts(id)).map((attempt) => attempt.outcome)).toEqual([
      'failed',
      'succeeded',
    ]);

    rmSync(join(folder, 'same_own.waits'));
    const [second = ''] = (await submitted(herd, ['same_own'])).values();
    await atStepFive(['same_own']);
    await herd.client.cancel(second);
    expect((await herd.ended(second, 20_000)).state).toBe('cancelled');
    rmSync(join(folder, 'same_own.waits'));
    const { run: anew } = await herd.client.retry(second);
    await atStepFive(['same_own']);
    killAll(livingOfBoot(herd.node().bootId));
    expect((await herd.ended(anew.id, 20_000)).state).toBe('succeeded');
    expect(executed('same_own')).toBe(`123456${'1234'}${'123456'}`);
  });
});
