/** `node test/simulation/replay.ts SEED [SABOTAGE]`: plays one history again and tells every step. */
import { runHistory } from './run-history.ts';
import { sabotages } from './sabotage.ts';

const seed = Number(process.argv[2]);
const sabotage = sabotages.find((name) => name === process.argv[3]) ?? null;
if (!Number.isInteger(seed)) throw new Error('usage: node test/simulation/replay.ts SEED [SABOTAGE]');
const write = (line: string): void => void process.stdout.write(`${line}\n`);
try {
  const report = await runHistory(seed, { sabotage, trace: write });
  write(JSON.stringify(report));
} catch (error) {
  write(String(error));
  process.exitCode = 1;
}
