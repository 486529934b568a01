import type { Command } from 'commander';
import type { Client } from '../../client/client.ts';
import type { Shop } from '../../contract/shop.ts';
import type { ShopSelector } from '../../contract/submit.ts';
import { CommandFailure } from '../command-failure.ts';
import { eachInTurn } from '../each-in-turn.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';
import { readSelector, readWholeShop, type WholeShop } from '../shop-options.ts';
import { shopsOfServer } from '../shops-of-server.ts';

interface Options {
  readonly shops?: string;
  readonly reason?: string;
}

type Work = (client: Client, shop: WholeShop, options: Options) => Promise<Shop>;

/** `drover shops pause` and `resume`: of one shop, of several, or of those that a selector names. */
export function addShopsPausing(shops: Command, shell: Shell): void {
  const { say } = shell;
  const add = (name: 'pause' | 'resume', done: 'paused_shop' | 'resumed_shop', work: Work): Command =>
    shops
      .command(name)
      .description(say(`shops_${name}_about`))
      .argument('[shops...]', say('argument_shops'))
      .option('--shops <selector>', say('option_shops_selected'))
      .action(
        shell.action((given: readonly string[], options: Options) =>
          eachShop(given, options, (shop) => say(done, { shop }), work, shell),
        ),
      );
  add('pause', 'paused_shop', (client, { platform, shopId }, { reason }) =>
    client.pauseShop(platform, shopId, reason),
  ).option('--reason <text>', say('option_reason'));
  add('resume', 'resumed_shop', (client, { platform, shopId }) => client.resumeShop(platform, shopId));
}

/** Of several, one that is refused keeps none of the others from its turn. */
async function eachShop(
  given: readonly string[],
  options: Options,
  done: (shop: string) => string,
  work: Work,
  shell: Shell,
): Promise<ExitCode> {
  const { say } = shell;
  if (given.length > 0 === (options.shops !== undefined))
    throw new CommandFailure(exitCodes.usage, 'usage', say('shops_or_selector'));
  const selector = options.shops === undefined ? null : readSelector(options.shops, say);
  const named = selector === null ? readShops(given, shell) : [];
  const client = shell.connect();
  const shops = selector === null ? named : await selected(client, selector);
  const alone = selector === null && shops.length === 1;
  const outcomes = await eachInTurn(
    shops,
    nameOf,
    async (one) => {
      const shop = await work(client, one, options);
      if (!shell.json) shell.print(done(nameOf(one)));
      return shop;
    },
    shell,
    alone,
  );
  const results: Told[] = outcomes.map((one) => {
    if ('result' in one) return { shop: one.result };
    const { name, code, message } = one.refusal;
    return { error: { shop: name, code, message } };
  });
  const missing = unknownIds(selector, shops);
  for (const id of missing) {
    const message = say('id_not_selected', { id });
    results.push({ error: { shop: id, code: 'unknown_shop', message } });
    if (!shell.json) shell.note(shell.paint('red', message));
  }
  const failed = missing.length > 0 || outcomes.some((one) => 'refusal' in one);
  if (shell.json) shell.printJson(alone ? results[0] : { results });
  else if (results.length === 0) shell.note(say('no_shops'));
  return !failed && shops.length > 0 ? exitCodes.ok : exitCodes.failed;
}

type Told =
  | { readonly shop: Shop }
  | { readonly error: { readonly shop: string; readonly code: string; readonly message: string } };

/** Ids that a selector names and none of the shops that it selects has. */
function unknownIds(selector: ShopSelector | null, shops: readonly WholeShop[]): string[] {
  const found = new Set(shops.map(({ shopId }) => shopId));
  return [...new Set(selector?.ids)].filter((id) => !found.has(id));
}

const nameOf = ({ platform, shopId }: WholeShop): string => `${platform}:${shopId}`;

/** `pdd:1001 pdd:1002 …`, or one shop in two words: `pdd 1001`. */
function readShops(given: readonly string[], { say }: Shell): WholeShop[] {
  const [first = '', second] = given;
  if (given.length === 2 && !first.includes(':')) return [readWholeShop(first, second, say)];
  return given.map((shop) => readWholeShop(shop, undefined, say));
}

async function selected(client: Client, { ids, ...filter }: ShopSelector): Promise<WholeShop[]> {
  const shops = await shopsOfServer(client, filter);
  return shops.flatMap(({ platform, id }) =>
    ids === undefined || ids.includes(id) ? [{ platform, shopId: id }] : [],
  );
}
