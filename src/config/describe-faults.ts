import type { Bilingual } from '../contract/bilingual.ts';
import type { ConfigFault } from './fault.ts';
import { type FaultLanguage, faultText } from './fault-words.ts';

/**
 * Faults (or warnings) as numbered lines for people, e.g.
 * `1. drover.config.ts flows[0].retry.mx: unknown option; did you mean "max"?`
 */
export function describeFaults(faults: readonly ConfigFault[], language: FaultLanguage): string {
  return faults.map((fault, index) => `${index + 1}. ${describeFault(fault, language)}`).join('\n');
}

/** One fault (or warning) in a line for people. */
export function describeFault(fault: ConfigFault, language: FaultLanguage): string {
  return `${fault.place}${language === 'zh' ? '：' : ': '}${textOf(fault, language)}`;
}

/** A fault, without its place, in both languages. */
export function faultWords(fault: ConfigFault): Bilingual {
  return { en: textOf(fault, 'en'), zh: textOf(fault, 'zh') };
}

function textOf({ code, values, suggestion }: ConfigFault, language: FaultLanguage): string {
  const text = faultText(code, values, language);
  if (suggestion === undefined) return text;
  return language === 'zh' ? `${text}；是不是“${suggestion}”？` : `${text}; did you mean "${suggestion}"?`;
}
