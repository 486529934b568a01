import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceEnv, startProgram } from './run-program.ts';
import { awaitReady, endProcess, type Service } from './service.ts';

/** Starts a peer that speaks Kafka's protocol: the mock cluster of librdkafka, inside kcat. Not Kafka itself. */
export async function startKafkaPeer(): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'drover-kafka-'));
  const log = join(folder, 'out.log');
  const args = [
    '-b',
    'ignored',
    '-X',
    'test.mock.num.brokers=1',
    '-X',
    'debug=mock',
    '-C',
    '-t',
    '_keepalive',
  ];
  const pid = startProgram('kcat', args, serviceEnv(folder), log);
  const remove = async (): Promise<void> => {
    await endProcess(pid);
    rmSync(folder, { recursive: true, force: true });
  };
  const address = (): string | undefined =>
    /bootstrap\.servers=([^\s,]+)/.exec(readFileSync(log, 'utf8'))?.[1];
  try {
    await awaitReady('kcat', async () => address() !== undefined);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    name: "Kafka's protocol (librdkafka's mock cluster)",
    env: { KAFKA_ENABLE: 'true', KAFKA_SERVERS: address() ?? '', KAFKA_TOPIC: 'drover-trace' },
    remove,
  };
}
