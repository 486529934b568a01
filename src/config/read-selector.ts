import type { ShopSelector } from '../contract/submit.ts';
import { type Section, textOf } from './section.ts';
import { platformForm, shopForm, tagForm } from './text-forms.ts';

/** A selector of shops: `{platform?, tag?, ids?, enabled?}`; an empty one means every enabled shop. */
export function readSelector(section: Section): ShopSelector {
  section.allowOnly(['selector']);
  const platform = section.text('platform', 32, platformForm);
  const tag = section.text('tag', 64, tagForm);
  const enabled = section.flag('enabled');
  const ids = section.list('ids')?.flatMap(({ value, place }) => {
    const id = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? String(value) : value;
    return textOf(section.sink, { value: id, place }, 64, shopForm) ?? [];
  });
  return {
    ...(platform === undefined ? {} : { platform }),
    ...(tag === undefined ? {} : { tag }),
    ...(ids === undefined ? {} : { ids }),
    ...(enabled === undefined ? {} : { enabled }),
  };
}
