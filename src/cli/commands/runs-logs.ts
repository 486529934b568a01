import type { Command } from 'commander';
import type { LogEntry } from '../../client/log-entries.ts';
import { remarkIn } from '../../contract/log-remark.ts';
import { ownWordsIn } from '../../contract/own-words.ts';
import { exitCodes } from '../exit-codes.ts';
import { followRunLog } from '../follow-run-log.ts';
import { readSpan, readWhole } from '../number-options.ts';
import { defaultPatience } from '../server-away.ts';
import type { Shell } from '../shell.ts';
import { plainLine } from '../show/text-width.ts';

interface Options {
  readonly follow?: boolean;
  readonly attempt?: string;
  readonly retryFor: string;
}

/**
 * `drover runs logs ID [-f]`: what the program said, line by line; with `--json` each line as an object. Followed, it goes on
 * when the server comes back in time, else it ends with 3.
 */
export function addRunsLogs(parent: Command, shell: Shell): void {
  const { say } = shell;
  parent
    .command('logs')
    .description(say('runs_logs_about'))
    .argument('<id>', say('argument_run'))
    .option('-f, --follow', say('option_follow'))
    .option('--attempt <n>', say('option_attempt'))
    .option('--retry-for <span>', say('option_retry_for', { option: '-f' }), defaultPatience)
    .action(
      shell.action(async (id: string, options: Options) => {
        const { attempt, follow = false } = options;
        const only = attempt === undefined ? null : readWhole('--attempt', attempt, 1, 1e6, say);
        const patienceMs = readSpan('--retry-for', options.retryFor, say) * 1000;
        const { hostClock } = await import('../../main.ts');
        const entries = follow
          ? followRunLog(shell, id, { clock: hostClock, only, patienceMs })
          : shell.connect().logs(id, only === null ? {} : { attempt: only });
        let lines = 0;
        for await (const entry of entries) {
          lines++;
          shell.print(logLine(entry, shell));
        }
        if (lines === 0 && !shell.json) shell.note(say('no_log'));
        return exitCodes.ok;
      }),
    );
}

/** What the system says, in the reader's language. */
function remarkOf(text: string, { say, language }: Shell): string {
  const remark = remarkIn(text);
  if (remark === null) return ownWordsIn(text, language);
  if (remark.kind === 'node_lost') return say('log_node_lost');
  const { count, reason } = remark;
  return reason === null ? say('log_left_out', { count }) : say(`log_left_out_${reason}`, { count });
}

/** One line as it is printed; on a terminal, what a program says can't move the cursor. */
export function logLine(entry: LogEntry, shell: Shell): string {
  if (shell.json) return JSON.stringify(entry);
  const text = shell.caller.output.terminal ? plainLine(entry.text) : entry.text;
  const time = new Date(entry.at).toTimeString().slice(0, 8);
  if (entry.stream === 'err') return `${shell.paint('dim', time)} ${shell.paint('yellow', text)}`;
  if (entry.stream === 'sys') return shell.paint('dim', `${time} -- ${remarkOf(text, shell)}`);
  return `${shell.paint('dim', time)} ${text}`;
}
