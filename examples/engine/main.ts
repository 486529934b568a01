/**
 * Runs the stand-in engine by itself: `node examples/engine/main.ts [--with-parent]`.
 *
 * ENGINE_PORT: the port, default 4290, 0 = a free one. Prints one line, `ENGINE_URL=http://127.0.0.1:PORT`, once it
 * listens, and stops on INT and TERM; with `--with-parent` also when its standard input ends.
 */
import { type RunningEngine, startEngine } from './engine.ts';

const text = process.env['ENGINE_PORT'];
const port = text === undefined || text === '' ? undefined : Number(text);
if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536)) {
  process.stderr.write(`ENGINE_PORT must be a port, but is "${text ?? ''}"\n`);
  process.exit(2);
}

let engine: RunningEngine;
try {
  engine = await startEngine(port === undefined ? {} : { port });
} catch (error) {
  process.stderr.write(
    `the stand-in engine can't listen: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
}

const stop = (): void => {
  void engine.close().then(() => process.exit(0));
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
if (process.argv.includes('--with-parent')) process.stdin.once('end', stop).once('close', stop).resume();
process.stdout.write(`ENGINE_URL=${engine.url}\n`);
