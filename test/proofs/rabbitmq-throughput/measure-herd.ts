import { wallMs } from '../../../bench/system.ts';
import type { HerdProcess } from '../../support/herd-process.ts';
import { processorMs } from '../../support/living-processes.ts';
import { until } from '../../support/until.ts';
import type { Measured, Sizes } from './measured.ts';

const patienceMs = 600_000;
/** A server that used less than this in that time has published what it had to tell, ms. */
const restMs = { used: 20, within: 500 };

/** Runs of the bench's flows: many at once; then one at a time. `broker`: its pid, null: none of its own. */
export async function measureHerd(
  herd: HerdProcess,
  broker: number | null,
  { warmUp, count, probes }: Sizes,
): Promise<Measured> {
  const server = await herd.up();
  const { pid: node } = herd.node();
  const all = async (runs: number): Promise<void> => {
    await herd.submitAll(Array.from({ length: runs }, () => ({ flow: 'noop' })));
    await herd.allEnded(patienceMs);
  };
  const used = (): Record<string, number> => ({
    server: processorMs(server),
    node: processorMs(node),
    ...(broker === null ? {} : { broker: processorMs(broker) }),
  });
  await all(warmUp);
  const [before, at] = [used(), performance.now()];
  await all(count);
  const perSecond = count / ((performance.now() - at) / 1000);
  const processorUs = Object.fromEntries(
    Object.entries(used()).map(([part, ms]) => [part, ((ms - (before[part] ?? 0)) * 1000) / count]),
  );
  await atRest(server);
  const latencies: number[] = [];
  for (let n = 0; n < probes; n++) {
    const { run } = await herd.client.submit({ flow: 'stamp', params: { submittedAt: wallMs() } });
    const { output, state } = await herd.ended(run.id, patienceMs);
    if (state !== 'succeeded') throw new Error(`${run.id} is ${state}`);
    // What the flow `stamp` of the bench returns.
    latencies.push((output as { readonly lateMs: number }).lateMs);
  }
  const { items } = await herd.client.runs({ limit: 1, state: ['failed', 'expired', 'cancelled'] });
  if (items.length > 0) throw new Error('not every run succeeded');
  return { perSecond, processorUs, latencies };
}

async function atRest(server: number): Promise<void> {
  let before = Number.NEGATIVE_INFINITY;
  await until(
    'a server at rest',
    () => {
      const now = processorMs(server);
      const rests = now - before < restMs.used;
      before = now;
      return rests;
    },
    patienceMs,
    restMs.within,
  );
}
