import type { Command } from 'commander';
import { type Token, tokenRoles } from '../../contract/token.ts';
import { CommandFailure } from '../command-failure.ts';
import { exitCodes } from '../exit-codes.ts';
import { readWords } from '../number-options.ts';
import type { Shell } from '../shell.ts';
import { localInstant } from '../show/instants.ts';
import type { Column } from '../show/table.ts';
import type { Say } from '../words/words.ts';

/** `drover token …` */
export function addToken(program: Command, shell: Shell): void {
  const { say } = shell;
  const token = program.command('token').description(say('token_about'));
  token
    .command('create')
    .description(say('token_create_about'))
    .argument('<name>', say('argument_token_name'))
    .requiredOption('--role <role>', say('option_role', { roles: tokenRoles.join(', ') }))
    .action(
      shell.action(async (name: string, options: { role: string }) => {
        const [role] = readWords('--role', options.role, tokenRoles, say);
        if (role === undefined)
          throw new CommandFailure(exitCodes.usage, 'usage', say('missing_argument', { name: '--role' }));
        const made = await shell.connect().createToken({ name, role });
        if (shell.json) shell.printJson(made);
        else {
          // Standard output holds the secret alone, so that it can be put into a file.
          shell.note(say('token_made', { name, role }));
          shell.print(made.secret);
        }
        return exitCodes.ok;
      }),
    );
  token
    .command('ls')
    .description(say('token_ls_about'))
    .action(
      shell.action(async () => {
        const page = await shell.connect().tokens({ limit: 200 });
        if (shell.json) shell.printJson(page);
        else if (page.items.length === 0) shell.note(say('no_tokens'));
        else shell.printTable(page.items, tokenColumns(say));
        return exitCodes.ok;
      }),
    );
  token
    .command('revoke')
    .description(say('token_revoke_about'))
    .argument('<id>', say('argument_token'))
    .action(
      shell.action(async (id: string) => {
        const revoked = await shell.connect().revokeToken(id);
        if (shell.json) shell.printJson({ token: revoked });
        else shell.print(say('token_revoked', { name: revoked.name }));
        return exitCodes.ok;
      }),
    );
}

function tokenColumns(say: Say): Column<Token>[] {
  return [
    { title: say('column_id'), text: (token) => token.id },
    { title: say('column_name'), text: (token) => token.name },
    { title: say('column_role'), text: (token) => token.role },
    { title: say('column_created'), text: (token) => localInstant(token.createdAt) },
    { title: say('column_revoked'), text: (token) => localInstant(token.revokedAt) },
  ];
}
