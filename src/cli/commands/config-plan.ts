import type { Command } from 'commander';
import { describeFaults } from '../../config/describe-faults.ts';
import { loadConfiguration } from '../../config/load.ts';
import { programChanged } from '../../config/program-changed.ts';
import { unusedOptions } from '../../config/unused-options.ts';
import { configChanges, viewOf } from '../../domain/config-changes.ts';
import { chooseConfig } from '../chosen-config.ts';
import { CommandFailure } from '../command-failure.ts';
import { exitCodes } from '../exit-codes.ts';
import { allWarnings } from '../known-shops.ts';
import type { Shell } from '../shell.ts';
import { changeLine } from '../show/config-changes.ts';

/** `drover config plan`: what the file would change on the running server; exit 2 when the file is faulty. */
export function addConfigPlan(config: Command, shell: Shell): void {
  const { say } = shell;
  config
    .command('plan')
    .description(say('config_plan_about'))
    .argument('[file]', say('argument_config'))
    .action(
      shell.action(async (file: string | undefined) => {
        const { caller, language } = shell;
        const { env, ofServer, besides } = await chooseConfig(shell, file);
        if (ofServer !== null) {
          // It may read variables that only the server has: what is as it was would be told as changed.
          const text = `${say('config_of_server', { path: ofServer })} ${say('config_plan_which')}`;
          throw new CommandFailure(exitCodes.usage, 'config_elsewhere', text, { path: ofServer });
        }
        if (besides !== null) shell.note(say('config_besides', { path: besides }));
        const reading = await loadConfiguration(env, { folder: caller.folder, absentFiles: 'warning' });
        if (!reading.ok) {
          const { faults } = reading;
          if (shell.json) shell.printJson({ ok: false, faults, warnings: [], changes: [], unused: [] });
          else
            shell.note(
              `${say('config_faults', { count: faults.length })}\n${describeFaults(faults, language)}`,
            );
          return exitCodes.usage;
        }
        const inForce = await shell.connect().config();
        const { manifest, origin } = reading.configuration;
        const changes = configChanges(inForce, viewOf(manifest), programChanged(manifest.flows, origin.path));
        const warnings = await allWarnings(shell, reading.configuration);
        const unused = unusedOptions(reading.configuration, env);
        if (shell.json) {
          shell.printJson({ ok: true, faults: [], warnings, changes, unused });
          return exitCodes.ok;
        }
        if (warnings.length > 0)
          shell.note(`${say('config_warnings')}\n${describeFaults(warnings, language)}`);
        if (changes.length === 0) shell.print(say('config_plan_none'));
        else for (const change of changes) shell.print(changeLine(change, say, language));
        if (changes.some(({ fields }) => fields?.includes('program') === true))
          shell.note(say('config_plan_program'));
        if (unused.length > 0) shell.note(`${say('config_unused')}\n${describeFaults(unused, language)}`);
        return exitCodes.ok;
      }),
    );
}
