import type { Command } from 'commander';
import type { LogEntry } from '../../client/log-entries.ts';
import { exitCodes } from '../exit-codes.ts';
import { readWhole } from '../number-options.ts';
import type { Shell } from '../shell.ts';
import { plainLine } from '../show/text-width.ts';

interface Options {
  readonly follow?: boolean;
  readonly attempt?: string;
}

/** `drover runs logs ID [-f]`: what the program said, line by line; with `--json` each line as an object. */
export function addRunsLogs(parent: Command, shell: Shell): void {
  const { say } = shell;
  parent
    .command('logs')
    .description(say('runs_logs_about'))
    .argument('<id>', say('argument_run'))
    .option('-f, --follow', say('option_follow'))
    .option('--attempt <n>', say('option_attempt'))
    .action(
      shell.action(async (id: string, options: Options) => {
        const { attempt, follow = false } = options;
        const chosen = attempt === undefined ? {} : { attempt: readWhole('--attempt', attempt, 1, 1e6, say) };
        let lines = 0;
        for await (const entry of shell.connect().logs(id, { ...chosen, follow })) {
          lines++;
          shell.print(logLine(entry, shell));
        }
        if (lines === 0 && !shell.json) shell.note(say('no_log'));
        return exitCodes.ok;
      }),
    );
}

/** One line as it is printed; on a terminal, what a program says can't move the cursor. */
export function logLine(entry: LogEntry, shell: Shell): string {
  if (shell.json) return JSON.stringify(entry);
  const text = shell.caller.output.terminal ? plainLine(entry.text) : entry.text;
  const time = new Date(entry.at).toTimeString().slice(0, 8);
  if (entry.stream === 'err') return `${shell.paint('dim', time)} ${shell.paint('yellow', text)}`;
  if (entry.stream === 'sys') return shell.paint('dim', `${time} -- ${text}`);
  return `${shell.paint('dim', time)} ${text}`;
}
