/**
 * Runs the site by itself: `node examples/herd/site/main.ts [--with-parent]`.
 *
 * HERD_PORT: the port, default 4280, 0 = a free one. HERD_LATENCY_MS: how long each API call takes, default 80.
 * Prints one line, `HERD_SITE_URL=http://127.0.0.1:PORT`, once it listens, and stops on INT and TERM. With
 * `--with-parent` it also stops when its standard input ends, so whoever starts it with a pipe can't leave it behind.
 */
import { type RunningSite, startSite } from './site.ts';

function numberFrom(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  process.stderr.write(`${name} must be a whole number, but is "${text}"\n`);
  process.exit(2);
}

const port = numberFrom('HERD_PORT');
const latencyMs = numberFrom('HERD_LATENCY_MS');
let site: RunningSite;
try {
  site = await startSite({
    ...(port === undefined ? {} : { port }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
  });
} catch (error) {
  process.stderr.write(
    `the example site can't listen: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
}

const stop = (): void => {
  void site.close().then(() => process.exit(0));
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
if (process.argv.includes('--with-parent')) process.stdin.once('end', stop).once('close', stop).resume();
process.stdout.write(`HERD_SITE_URL=${site.url}\n`);
