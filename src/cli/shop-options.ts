import { platformSchema, shopIdSchema } from '../contract/run.ts';
import type { ShopSelector } from '../contract/submit.ts';
import { didYouMean } from '../domain/did-you-mean.ts';
import { CommandFailure } from './command-failure.ts';
import { exitCodes } from './exit-codes.ts';
import type { Say } from './words/words.ts';

/** A shop as people write it; the platform may come from elsewhere. */
export interface ShopReference {
  readonly platform: string | null;
  readonly shopId: string;
}

/** `pdd:1001` or `1001`. */
export function readShop(text: string, say: Say): ShopReference {
  const [first = '', ...rest] = text.split(':');
  const platform = rest.length === 0 ? null : first;
  const shopId = rest.length === 0 ? first : rest.join(':');
  const fits =
    (platform === null || platformSchema.safeParse(platform).success) &&
    shopIdSchema.safeParse(shopId).success;
  if (!fits) throw new CommandFailure(exitCodes.usage, 'usage', say('shop_form', { text }));
  return { platform, shopId };
}

/** A shop with its platform. */
export interface WholeShop {
  readonly platform: string;
  readonly shopId: string;
}

/** A shop given as `pdd:1001` or as the two words `pdd 1001`; a platform is needed. */
export function readWholeShop(first: string, second: string | undefined, say: Say): WholeShop {
  const { platform, shopId } = readShop(second === undefined ? first : `${first}:${second}`, say);
  if (platform === null)
    throw new CommandFailure(exitCodes.usage, 'usage', say('shop_form', { text: first }));
  return { platform, shopId };
}

const selectorKeys = ['platform', 'tag', 'ids', 'enabled'] as const;

/** `all`, or `platform=pdd,tag=vip,enabled=true,ids=1001+1002`: all that is given must hold. */
export function readSelector(text: string, say: Say): ShopSelector {
  if (text === 'all') return {};
  const selector: ShopSelector = {};
  for (const part of text.split(',')) {
    const [key = '', value = ''] = part.split(/=(.*)/s);
    const known = selectorKeys.find((one) => one === key.trim());
    if (known === undefined || value === '') {
      const near = didYouMean(key, [...selectorKeys, 'all']);
      const hint = near === undefined ? '' : say('did_you_mean', { near });
      throw new CommandFailure(exitCodes.usage, 'usage', say('selector_form', { part }) + hint);
    }
    if (known === 'ids') selector.ids = value.split('+');
    else if (known === 'enabled') selector.enabled = readSwitch(value, part, say);
    else selector[known] = value;
  }
  return selector;
}

function readSwitch(value: string, part: string, say: Say): boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  throw new CommandFailure(exitCodes.usage, 'usage', say('selector_form', { part }));
}
