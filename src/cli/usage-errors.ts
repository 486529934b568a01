import type { CommanderError } from 'commander';
import type { Say } from './words/words.ts';

/** What commander says of a faulty command line, in the user's language. Source: commander's lib/command.js */
export function usageErrorText(error: CommanderError, say: Say): string {
  const [, name = ''] = /'([^']*)'/.exec(error.message) ?? [];
  const [, near] = /\(Did you mean (?:one of )?([^)?]*)\??\)/.exec(error.message) ?? [];
  const hint = near === undefined ? '' : say('did_you_mean', { near: near.trim() });
  switch (error.code) {
    case 'commander.unknownOption':
      return say('unknown_option', { name }) + hint;
    case 'commander.unknownCommand':
      return say('unknown_command', { name }) + hint;
    case 'commander.missingArgument':
      return say('missing_argument', { name });
    case 'commander.optionMissingArgument':
      return say('option_needs_value', { name });
    case 'commander.missingMandatoryOptionValue':
      return say('option_missing', { name });
    case 'commander.excessArguments':
      return say('too_many_arguments');
    default:
      return error.message.replace(/^error: /, '');
  }
}
