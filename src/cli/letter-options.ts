import type { Command } from 'commander';
import type { DeadLetterFilter } from '../client/operations.ts';
import type { BulkRequest } from '../contract/dead-letter.ts';
import { CommandFailure } from './command-failure.ts';
import { exitCodes } from './exit-codes.ts';
import { readInstant } from './number-options.ts';
import type { Shell } from './shell.ts';
import { readShop } from './shop-options.ts';

/** Options that select dead letters. */
export interface LetterOptions {
  readonly cause?: string;
  readonly type?: string;
  readonly flow?: string;
  readonly platform?: string;
  readonly shop?: string;
  readonly batch?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Adds them to a command. */
export function withLetterOptions(command: Command, { say }: Shell): Command {
  return command
    .option('--cause <cause>', say('option_cause'))
    .option('--type <type>', say('option_error_type'))
    .option('--flow <flow>', say('option_flow'))
    .option('--platform <platform>', say('option_platform'))
    .option('--shop <shop>', say('option_shop'))
    .option('--batch <id>', say('option_batch'))
    .option('--from <instant>', say('option_died_from'))
    .option('--to <instant>', say('option_died_to'));
}

/** The filters of a list. */
export function letterFilter(
  { from, to, cause, type, flow, platform, shop, batch }: LetterOptions,
  { say }: Shell,
): DeadLetterFilter {
  return {
    ...(cause === undefined ? {} : { cause }),
    ...(type === undefined ? {} : { type }),
    ...(flow === undefined ? {} : { flow }),
    ...(platform === undefined ? {} : { platform }),
    ...(shop === undefined ? {} : { shop }),
    ...(batch === undefined ? {} : { batch }),
    ...(from === undefined ? {} : { from: readInstant('--from', from, say) }),
    ...(to === undefined ? {} : { to: readInstant('--to', to, say) }),
  };
}

/** What a bulk job selects; null where no option selects anything. `all`: every open one. */
export function bulkSelection(
  options: LetterOptions & { readonly all?: boolean },
  shell: Shell,
): Pick<BulkRequest, 'filter'> | null {
  const { shop, ...rest } = letterFilter(options, shell);
  const place = shop === undefined ? null : readShop(shop, shell.say);
  const platform = rest.platform ?? place?.platform ?? undefined;
  if (place?.platform !== undefined && place.platform !== null && platform !== place.platform) {
    throw new CommandFailure(
      exitCodes.usage,
      'usage',
      shell.say('two_platforms', { first: platform ?? '', second: place.platform }),
    );
  }
  const { cause, type, flow, batch, from, to } = rest;
  const filter = {
    ...(cause === undefined ? {} : { cause }),
    ...(type === undefined ? {} : { type }),
    ...(flow === undefined ? {} : { flow }),
    ...(batch === undefined ? {} : { batch }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(platform === undefined ? {} : { platform }),
    ...(place === null ? {} : { shopId: place.shopId }),
  };
  return Object.keys(filter).length === 0 && options.all !== true ? null : { filter };
}
