import type { Bilingual } from '../contract/bilingual.ts';
import { quoted, withoutGiven } from './given-value.ts';
import { placed } from './input-faults.ts';
import type { ParamsFault } from './params-faults.ts';
import { nothingSaid, phrases, said } from './refusals/said.ts';

/** Kinds of faults that are told. */
const toldFaults = 5;
/** Most characters of a place. */
const placeLength = 120;

/**
 * Faults as a sentence lists them: of each kind the first, and how many others there are. One kind are faults in one
 * thing at one place, whichever entry of a list it is, whatever was given and whatever a name that is not known is.
 */
export function toldParamsFaults(faults: readonly ParamsFault[]): { faults: Bilingual; more: Bilingual } {
  const kinds = new Map<string, ParamsFault>();
  for (const fault of faults) {
    const kind = kindOf(fault);
    if (!kinds.has(kind)) kinds.set(kind, fault);
  }
  const told = [...kinds.values()].slice(0, toldFaults);
  const count = faults.length - told.length;
  return {
    faults: phrases(told.map((fault) => placed(placeOf(fault), fault.words))),
    more: count === 0 ? nothingSaid : said('faults_more', { count }),
  };
}

function kindOf({ path, at, stranger, words }: ParamsFault): string {
  const place = (stranger === null ? path : at).replace(/\/\d+(?=\/|$)/g, '/#');
  return `${place} ${withoutGiven(words.en).replace(/\d+/g, '#')}`;
}

function placeOf({ path, at, stranger }: ParamsFault): Bilingual | string {
  if (stranger === null) return path === '' ? said('the_params') : shortened(path);
  const { en, zh } = quoted(stranger);
  return at === '' ? { en, zh } : { en: `${shortened(at)} ${en}`, zh: `${shortened(at)} ${zh}` };
}

const shortened = (path: string): string =>
  path.length > placeLength ? `${path.slice(0, placeLength)}…` : path;
