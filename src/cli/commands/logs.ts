import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { CommandFailure } from '../command-failure.ts';
import { keepAlive } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { followLogs, sizeOfLog } from '../logs/log-follow.ts';
import { levelNumber, logRecord } from '../logs/log-record.ts';
import { logSources, recentRecords } from '../logs/recent-records.ts';
import { recordText } from '../logs/record-text.ts';
import { readWhole, readWords } from '../number-options.ts';
import type { Shell } from '../shell.ts';
import { stopSignals } from '../stop-signals.ts';

interface Options {
  readonly follow?: boolean;
  readonly lines: string;
  readonly level: string;
  readonly of?: string;
}

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** `drover logs [-f]`: what server and node of this machine have logged, together by time; `--json`: the lines as they are. */
export function addLogs(program: Command, shell: Shell): void {
  const { say, paint } = shell;
  program
    .command('logs')
    .description(say('logs_about'))
    .option('-f, --follow', say('option_follow_logs'))
    .option('-n, --lines <n>', say('option_lines'), '100')
    .option('--level <level>', say('option_level', { levels: levels.join(', ') }), 'trace')
    .option('--of <who>', say('option_of', { who: logSources.join(', ') }))
    .action(
      shell.action(async (options: Options) => {
        const count = readWhole('--lines', options.lines, 0, 100_000, say);
        const [level = 'trace'] = readWords('--level', options.level, levels, say);
        const sources =
          options.of === undefined ? logSources : readWords('--of', options.of, logSources, say);
        const { serviceSettings } = await import('../service/start-service.ts');
        const { folder } = (await serviceSettings(shell)).log;
        if (!existsSync(folder))
          throw new CommandFailure(exitCodes.failed, 'no_logs', say('logs_none', { folder }), { folder });
        // Before the last lines are read: what comes in between is told, not lost.
        const from = Object.fromEntries(sources.map((source) => [source, sizeOfLog(folder, source)]));
        const least = levelNumber(level);
        for (const { record, line } of recentRecords({ folder, sources, count, level }))
          shell.print(shell.json ? line : recordText(record, paint));
        if (options.follow !== true) return exitCodes.ok;
        const signals = stopSignals();
        const release = keepAlive();
        const following = followLogs({
          folder,
          sources,
          from,
          hear: (source, line) => {
            const record = logRecord(line, source);
            if (record === null || levelNumber(record.level) < least) return;
            shell.print(shell.json ? line : recordText(record, paint));
          },
        });
        await signals.asked;
        following.close();
        release();
        signals.release();
        return exitCodes.ok;
      }),
    );
}
