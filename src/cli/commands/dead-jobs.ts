import type { Command } from 'commander';
import { CommandFailure } from '../command-failure.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';
import { jobColumns } from '../show/letter-table.ts';
import { toldIn } from '../show/told.ts';

interface Options {
  readonly pause?: boolean;
  readonly resume?: boolean;
  readonly cancel?: boolean;
}

/** `drover dead jobs [ID]`: bulk jobs and how far they are; one can be paused, resumed and cancelled. */
export function addDeadJobs(parent: Command, shell: Shell): void {
  const { say } = shell;
  parent
    .command('jobs')
    .description(say('dead_jobs_about'))
    .argument('[id]', say('argument_job'))
    .option('--pause', say('option_job_pause'))
    .option('--resume', say('option_job_resume'))
    .option('--cancel', say('option_job_cancel'))
    .action(
      shell.action(async (id: string | undefined, options: Options) => {
        const commands = (['pause', 'resume', 'cancel'] as const).filter(
          (command) => options[command] === true,
        );
        const [command] = commands;
        if (commands.length > 1 || (command !== undefined && id === undefined))
          throw new CommandFailure(exitCodes.usage, 'usage', say('one_job_command'));
        const client = shell.connect();
        if (id === undefined) {
          const page = await client.bulkJobs();
          if (shell.json) shell.printJson(page);
          else if (page.items.length === 0) shell.note(say('no_jobs'));
          else shell.printTable(page.items, jobColumns(say, shell.language));
          return exitCodes.ok;
        }
        const job =
          command === undefined ? await client.bulkJob(id) : await client.commandBulkJob(id, command);
        if (shell.json) shell.printJson({ job });
        else {
          shell.printTable([job], jobColumns(say, shell.language));
          for (const fault of job.faults) shell.print(`${fault.id}  ${toldIn(shell.language, fault)}`);
        }
        return exitCodes.ok;
      }),
    );
}
