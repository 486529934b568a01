/**
 * `npm run services [-- NAME…]`: private instances of what Drover can work with (rabbitmq, mariadb, redis, kafka), for
 * tests and for trying out; all of them without names. Prints the environment to use them, runs until Ctrl-C, and leaves
 * nothing behind.
 */
import { startKafkaPeer } from './services/kafka-peer.ts';
import { startMariaDb } from './services/mariadb.ts';
import { RabbitServer } from './services/rabbitmq.ts';
import { startRedis } from './services/redis.ts';
import type { Service } from './services/service.ts';
import { installMissing, isPresent, systemNeeds } from './test/system-needs.ts';

interface Offered {
  /** Names of what it needs in `systemNeeds`. */
  readonly needs: readonly string[];
  readonly start: () => Promise<Service>;
}

const offered: Readonly<Record<string, Offered>> = {
  rabbitmq: { needs: ['rabbitmq-server'], start: startRabbit },
  mariadb: { needs: ['mariadb-server'], start: startMariaDb },
  redis: { needs: ['redis-server'], start: startRedis },
  kafka: { needs: ['kcat'], start: startKafkaPeer },
};

async function startRabbit(): Promise<Service> {
  const server = await RabbitServer.start();
  return { name: 'RabbitMQ', env: { DROVER_BROKER_URL: server.url() }, remove: () => server.remove() };
}

const names = process.argv.slice(2);
const unknown = names.filter((name) => offered[name] === undefined);
if (unknown.length > 0) {
  console.error(`No such service: ${unknown.join(', ')}. There are: ${Object.keys(offered).join(', ')}.`);
  process.exit(2);
}

const chosen = Object.entries(offered).filter(([name]) => names.length === 0 || names.includes(name));
const needs = systemNeeds.filter((need) => chosen.some(([, one]) => one.needs.includes(need.name)));
installMissing(needs.filter((need) => !isPresent(need)));
const missing = needs.filter((need) => !isPresent(need));
if (missing.length > 0) {
  const packages = missing.flatMap((need) => need.packages).join(' ');
  console.error(
    `Missing here: ${missing.map((need) => need.name).join(', ')} (Debian: apt-get install ${packages}).`,
  );
  process.exit(1);
}

const running: Service[] = [];
const { promise: ended, resolve: end } = Promise.withResolvers<void>();
// A second one must not cut short what the first one began.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end());
void ended.then(() => console.log('\nEnding them …'));

const started = await Promise.allSettled(chosen.map(async ([, one]) => void running.push(await one.start())));
const failed = started.filter((result) => result.status === 'rejected');
for (const { reason } of failed) console.error(String(reason));
if (failed.length === 0) {
  for (const { name, env } of running) {
    console.log(`\n# ${name}`);
    for (const [key, value] of Object.entries(env)) console.log(`export ${key}='${value}'`);
  }
  console.log('\nCtrl-C ends them and removes what they kept.');
  // Nothing else keeps this process alive.
  const alive = setInterval(() => undefined, 60_000);
  await ended;
  clearInterval(alive);
}
await Promise.all(running.map((service) => service.remove()));
process.exitCode = failed.length > 0 ? 1 : 0;
