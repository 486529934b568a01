import { isUtf8 } from 'node:buffer';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ApiError } from '../../client/api-error.ts';
import { CommandFailure } from '../command-failure.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readWords } from '../number-options.ts';
import type { Shell } from '../shell.ts';
import { toldIn } from '../show/told.ts';

interface ImportOptions {
  readonly charset?: string;
  readonly dryRun?: boolean;
  readonly platform?: string;
}

interface ExportOptions {
  readonly platform?: string;
  readonly tag?: string;
  readonly enabled?: string;
  readonly text?: string;
}

/** `drover shops import FILE` and `drover shops export [FILE]`: comma-separated values. */
export function addShopsFiles(shops: Command, shell: Shell): void {
  const { say } = shell;
  shops
    .command('import')
    .description(say('shops_import_about'))
    .argument('<file>', say('argument_csv'))
    .option('--charset <charset>', say('option_charset'))
    .option('--platform <platform>', say('option_import_platform'))
    .option('--dry-run', say('option_dry_run'))
    .action(shell.action((file: string, options: ImportOptions) => importFile(file, options, shell)));
  shops
    .command('export')
    .description(say('shops_export_about'))
    .argument('[file]', say('argument_csv_out'))
    .option('--platform <platform>', say('option_platform'))
    .option('--tag <tag>', say('option_tag'))
    .option('--enabled <true|false>', say('option_enabled'))
    .option('--text <text>', say('option_shop_text'))
    .action(
      shell.action(async (file: string | undefined, { enabled, ...rest }: ExportOptions) => {
        const csv = await shell.connect().exportShops({
          ...rest,
          ...(enabled === undefined
            ? {}
            : { enabled: readWords('--enabled', enabled, ['true', 'false'], say)[0] === 'true' }),
        });
        if (file === undefined || file === '-') {
          shell.caller.output.write(csv);
          return exitCodes.ok;
        }
        const path = resolve(shell.caller.folder, file);
        try {
          writeFileSync(path, `\u{feff}${csv.replace(/^\u{feff}/u, '')}`);
        } catch (error) {
          throw new CommandFailure(
            exitCodes.failed,
            'file',
            say('file_unwritable', { path, detail: detailOf(error) }),
          );
        }
        shell.note(say('file_written', { path }));
        return exitCodes.ok;
      }),
    );
}

async function importFile(
  file: string,
  { charset, dryRun, platform }: ImportOptions,
  shell: Shell,
): Promise<ExitCode> {
  const { say } = shell;
  const path = resolve(shell.caller.folder, file);
  let content: Uint8Array<ArrayBuffer>;
  try {
    content = Uint8Array.from(readFileSync(path));
  } catch (error) {
    throw new CommandFailure(
      exitCodes.usage,
      'file',
      say('file_unreadable', { path, detail: detailOf(error) }),
    );
  }
  if (charset === undefined && !isUtf8(content))
    throw new CommandFailure(exitCodes.failed, 'bad_csv', say('import_not_utf8', { path }));
  const done = await shell
    .connect()
    .importShops(content, {
      ...(charset === undefined ? {} : { charset }),
      ...(platform === undefined ? {} : { platform }),
      ...(dryRun === true ? { dryRun: true } : {}),
    })
    .catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.details['missing'] !== 'platform') throw error;
      const message = `${toldIn(shell.language, error)}\n${say('import_platform_hint')}`;
      throw new CommandFailure(exitCodes.failed, error.code, message, error.details);
    });
  if (shell.json) shell.printJson(done);
  else {
    for (const { line, column, reason: message, words } of done.faults) {
      const reason = toldIn(shell.language, { message, words });
      shell.note(
        column === null
          ? say('import_line', { line, reason })
          : say('import_fault', { line, column, reason }),
      );
    }
    const { created, updated, unchanged, faulty } = done;
    shell.print(say(done.dryRun ? 'import_would' : 'import_done', { created, updated, unchanged, faulty }));
  }
  return done.faulty > 0 ? exitCodes.failed : exitCodes.ok;
}

function detailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
