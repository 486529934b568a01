import type { Command } from 'commander';
import { describeFaults } from '../../config/describe-faults.ts';
import { loadConfiguration } from '../../config/load.ts';
import { unusedOptions } from '../../config/unused-options.ts';
import { chooseConfig } from '../chosen-config.ts';
import { exitCodes } from '../exit-codes.ts';
import { allWarnings } from '../known-shops.ts';
import type { Shell } from '../shell.ts';
import { configCounts } from '../show/config-counts.ts';
import { addConfigPlan } from './config-plan.ts';

/** `drover config …` */
export function addConfig(program: Command, shell: Shell): void {
  const { say } = shell;
  const config = program.command('config').description(say('config_about'));
  addConfigPlan(config, shell);
  config
    .command('check')
    .description(say('config_check_about'))
    .argument('[file]', say('argument_config'))
    .action(
      shell.action(async (file: string | undefined) => {
        const { caller, language } = shell;
        const { env, ofServer } = await chooseConfig(shell, file);
        if (ofServer !== null && !shell.json) shell.note(say('config_of_server', { path: ofServer }));
        const reading = await loadConfiguration(env, { folder: caller.folder });
        const { ok } = reading;
        const warnings = ok ? await allWarnings(shell, reading.configuration) : [];
        const unused = ok ? unusedOptions(reading.configuration, env) : [];
        if (shell.json) {
          shell.printJson({ ok, faults: ok ? [] : reading.faults, warnings, unused });
          return ok ? exitCodes.ok : exitCodes.usage;
        }
        if (!ok) {
          shell.note(say('config_faults', { count: reading.faults.length }));
          shell.note(describeFaults(reading.faults, language));
          return exitCodes.usage;
        }
        if (warnings.length > 0)
          shell.note(`${say('config_warnings')}\n${describeFaults(warnings, language)}`);
        if (unused.length > 0) shell.note(`${say('config_unused')}\n${describeFaults(unused, language)}`);
        const { manifest, configPath } = reading.configuration;
        if (configPath === null) return exitCodes.ok;
        shell.print(say('config_good', configCounts(configPath, manifest)));
        return exitCodes.ok;
      }),
    );
}
