import type { Command } from 'commander';
import { inexactIn, parseExact } from '../../domain/exact-json.ts';
import { CommandFailure } from '../command-failure.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';
import { localInstant } from '../show/instants.ts';
import type { Say } from '../words/words.ts';

interface Options {
  readonly happened?: true;
  readonly notHappened?: true;
  readonly value?: string;
  readonly note?: string;
}

/** `drover once settle KEY`: says whether what an attempt left unknown has happened. */
export function addOnceSettle(parent: Command, shell: Shell): void {
  const { say } = shell;
  parent
    .command('settle')
    .description(say('once_settle_about'))
    .argument('<key>', say('argument_once_key'))
    .option('--happened', say('option_happened'))
    .option('--not-happened', say('option_not_happened'))
    .option('--value <json>', say('option_once_value'))
    .option('--note <text>', say('option_once_note'))
    .action(
      shell.action(async (key: string, options: Options) => {
        const { notHappened, value, note } = options;
        const happened = options.happened === true;
        if (happened === (notHappened === true)) throw usage(say('happened_or_not'));
        if (value !== undefined && !happened) throw usage(say('value_of_happened'));
        const once = await shell.connect().settleOnce({
          key,
          happened,
          ...(value === undefined ? {} : { value: readValue(value, say) }),
          ...(note === undefined ? {} : { note }),
        });
        if (shell.json) shell.printJson({ once });
        else {
          const until = localInstant(once.until);
          shell.print(say(happened ? 'once_kept' : 'once_is_free', { key, until }));
          shell.print(say('once_retry_hint', { run: once.runId }));
        }
        return exitCodes.ok;
      }),
    );
}

function readValue(text: string, say: Say): unknown {
  let value: unknown;
  try {
    value = parseExact(text);
  } catch (error) {
    throw usage(say('value_not_json', { detail: error instanceof Error ? error.message : String(error) }));
  }
  const inexact = inexactIn(value);
  if (inexact !== null) throw usage(say('value_inexact', { number: inexact.number.text }));
  return value;
}

function usage(message: string): CommandFailure {
  return new CommandFailure(exitCodes.usage, 'usage', message);
}
