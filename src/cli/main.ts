/** What `drover` starts: runs the command line of this process and ends with its exit code. */
import { processCaller } from './environment.ts';
import { exitCodes } from './exit-codes.ts';
import { runCommandLine } from './run-command-line.ts';
import { languageOf, wordsIn } from './words/words.ts';

const caller = processCaller();
try {
  process.exitCode = await runCommandLine(caller);
} catch (error) {
  const say = wordsIn(languageOf(caller.args, caller.env));
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  caller.errors.write(`${say('bug')}\n${text}\n`);
  process.exitCode = exitCodes.failed;
}
