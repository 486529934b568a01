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
  const text = faultText(fault.code, fault.values, language);
  if (language === 'zh') {
    return `${fault.place}:${text}${fault.suggestion === undefined ? '' : `;是不是“${fault.suggestion}”?`}`;
  }
  return `${fault.place}: ${text}${fault.suggestion === undefined ? '' : `; did you mean "${fault.suggestion}"?`}`;
}
