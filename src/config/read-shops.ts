import type { ShopDefinition } from '../contract/manifest.ts';
import { type Section, sectionOf } from './section.ts';
import { platformForm, shopForm, shownForm, tagForm } from './text-forms.ts';

/** `shops`: those that are known before their first run. */
export function readShops(file: Section): ShopDefinition[] {
  const places = new Map<string, string>();
  return (file.list('shops', 100_000) ?? []).flatMap((placed) => {
    const section = sectionOf(file.sink, placed);
    const shop = section === undefined ? undefined : readShop(section);
    if (section === undefined || shop === undefined) return [];
    const key = `${shop.platform}:${shop.id}`;
    const other = places.get(key);
    if (other !== undefined) file.sink.fault(section.place, 'duplicate_shop', { other });
    else places.set(key, section.place);
    return [shop];
  });
}

function readShop(section: Section): ShopDefinition | undefined {
  section.allowOnly(['shop']);
  section.require('platform');
  section.require('id');
  const platform = section.text('platform', 32, platformForm);
  const id = readId(section);
  const shop = {
    name: section.text('name', 200, shownForm) ?? null,
    tags: section.texts('tags', 64, tagForm) ?? [],
    owner: section.text('owner', 200, shownForm) ?? null,
    enabled: section.flag('enabled') ?? true,
    settings: Object.fromEntries(section.section('settings')?.entries() ?? []),
  };
  return platform === undefined || id === undefined ? undefined : { platform, id, ...shop };
}

/** A shop's id as text; .yaml files give digits as numbers, which are exact up to 2^53. */
function readId(section: Section): string | undefined {
  const given = section.raw('id');
  if (typeof given !== 'number') return section.text('id', 64, shopForm);
  if (Number.isSafeInteger(given) && given >= 0) return String(given);
  section.fault('id', 'imprecise_number');
  return undefined;
}
