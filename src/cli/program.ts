import { Command, Option } from 'commander';
import { addBatches } from './commands/batches.ts';
import { addConfig } from './commands/config-check.ts';
import { addDead } from './commands/dead.ts';
import { addDoctor } from './commands/doctor.ts';
import { addFlows } from './commands/flows.ts';
import { addImport } from './commands/import.ts';
import { addInit } from './commands/init.ts';
import { addLogs } from './commands/logs.ts';
import { addNode } from './commands/node.ts';
import { addNodes } from './commands/nodes.ts';
import { addOnce } from './commands/once.ts';
import { addRun } from './commands/run.ts';
import { addRuns } from './commands/runs.ts';
import { addSchedules } from './commands/schedules.ts';
import { addServer } from './commands/server.ts';
import { addServiceInstall } from './commands/service.ts';
import { addShops } from './commands/shops.ts';
import { addSignIn } from './commands/sign-in.ts';
import { addService } from './commands/start-stop.ts';
import { addStatus } from './commands/status.ts';
import { addSubmit } from './commands/submit.ts';
import { addSystem } from './commands/system.ts';
import { addToken } from './commands/token.ts';
import { addUp } from './commands/up.ts';
import type { Caller } from './environment.ts';
import { createShell, type Shell } from './shell.ts';
import type { Language, Say } from './words/words.ts';

/** The whole command line, ready to parse; nothing is printed or ended by commander itself. */
export function createProgram(
  caller: Caller,
  language: Language,
  version: string,
): { readonly program: Command; readonly shell: Shell } {
  const program = new Command('drover');
  const shell = createShell(caller, language, program);
  const { say } = shell;
  program
    .description(say('about'))
    .version(version, '-V, --version', say('option_version'))
    .option('--json', say('option_json'))
    .addOption(new Option('--lang <language>', say('option_lang')))
    .helpOption('-h, --help', say('option_help'))
    .helpCommand('help [command]', say('help_command'))
    .configureHelp({ showGlobalOptions: true, styleTitle: (title) => titleText(title, say) })
    .configureOutput({
      writeOut: (text) => caller.output.write(text),
      writeErr: (text) => caller.errors.write(text),
      // Told in the user's language by whoever runs the program.
      outputError: () => undefined,
    })
    .exitOverride();
  addInit(program, shell);
  addUp(program, shell);
  addServer(program, shell);
  addNode(program, shell);
  addService(program, shell);
  addStatus(program, shell);
  addServiceInstall(program, shell);
  addLogs(program, shell);
  addSubmit(program, shell);
  addRun(program, shell);
  addRuns(program, shell);
  addDead(program, shell);
  addOnce(program, shell);
  addBatches(program, shell);
  addSchedules(program, shell);
  addShops(program, shell);
  addNodes(program, shell);
  addFlows(program, shell);
  addSignIn(program, shell);
  addToken(program, shell);
  addSystem(program, shell);
  addImport(program, shell);
  addConfig(program, shell);
  addDoctor(program, shell);
  for (const command of everyCommand(program)) {
    if (command === program) continue;
    command.helpOption('-h, --help', say('option_help'));
    if (command.commands.length > 0) command.helpCommand(false);
  }
  return { program, shell };
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** Headings of help texts. Source: commander's lib/help.js */
function titleText(title: string, say: Say): string {
  switch (title) {
    case 'Usage:':
      return say('help_usage');
    case 'Arguments:':
      return say('help_arguments');
    case 'Options:':
      return say('help_options');
    case 'Global Options:':
      return say('help_global_options');
    case 'Commands:':
      return say('help_commands');
    default:
      return title;
  }
}
