import type { Command } from 'commander';
import { makerWords } from '../../contract/maker-words.ts';
import type { Shop } from '../../contract/shop.ts';
import { exitCodes } from '../exit-codes.ts';
import { readWhole, readWords } from '../number-options.ts';
import type { Shell } from '../shell.ts';
import { localInstant } from '../show/instants.ts';
import type { Column } from '../show/table.ts';
import type { Language, Say } from '../words/words.ts';
import { addShopsFiles } from './shops-files.ts';
import { addShopsPausing } from './shops-pausing.ts';

interface ListOptions {
  readonly platform?: string;
  readonly tag?: string;
  readonly paused?: boolean;
  readonly enabled?: string;
  readonly text?: string;
  readonly limit?: string;
  readonly cursor?: string;
}

/** `drover shops …` */
export function addShops(program: Command, shell: Shell): void {
  const { say, language } = shell;
  const shops = program.command('shops').description(say('shops_about'));
  addShopsFiles(shops, shell);
  shops
    .command('ls')
    .description(say('shops_ls_about'))
    .option('--platform <platform>', say('option_platform'))
    .option('--tag <tag>', say('option_tag'))
    .option('--paused', say('option_paused'))
    .option('--enabled <true|false>', say('option_enabled'))
    .option('--text <text>', say('option_shop_text'))
    .option('--limit <n>', say('option_limit'))
    .option('--cursor <cursor>', say('option_cursor'))
    .action(
      shell.action(async ({ enabled, limit, ...rest }: ListOptions) => {
        const page = await shell.connect().shops({
          ...rest,
          ...(enabled === undefined
            ? {}
            : { enabled: readWords('--enabled', enabled, ['true', 'false'], say)[0] === 'true' }),
          ...(limit === undefined ? {} : { limit: readWhole('--limit', limit, 1, 200, say) }),
        });
        if (shell.json) shell.printJson(page);
        else if (page.items.length === 0) shell.note(say('no_shops'));
        else shell.printTable(page.items, shopColumns(say, language));
        if (!shell.json && page.nextCursor !== null)
          shell.note(say('more_pages', { cursor: page.nextCursor }));
        return exitCodes.ok;
      }),
    );
  addShopsPausing(shops, shell);
}

function shopColumns(say: Say, language: Language): Column<Shop>[] {
  return [
    { title: say('column_shop'), text: (shop) => `${shop.platform}:${shop.id}` },
    { title: say('column_name'), text: (shop) => shop.name ?? '-' },
    { title: say('column_tags'), text: (shop) => (shop.tags.length === 0 ? '-' : shop.tags.join(', ')) },
    {
      title: say('column_state'),
      text: (shop) =>
        say(shop.paused !== null ? 'shop_paused' : shop.enabled ? 'shop_open' : 'shop_disabled'),
      colour: (shop) => (shop.paused !== null ? 'yellow' : shop.enabled ? 'green' : 'dim'),
    },
    {
      title: say('column_remark'),
      text: ({ paused }) =>
        paused === null
          ? ''
          : [
              paused.cause === 'person'
                ? paused.by === null
                  ? ''
                  : makerWords(paused.by)[language]
                : paused.cause,
              paused.reason,
              localInstant(paused.at),
            ]
              .filter((part) => part !== null && part !== '')
              .join(' · '),
      flexible: true,
    },
  ];
}
