import type { WordValues } from '../domain/filled-words.ts';
import { type FaultCode, faultText } from './fault-words.ts';

/** Something wrong in the configuration or the environment. */
export interface ConfigFault {
  /** Where: `drover.config.ts flows[2] (sync_order).retry.max`, `drover.config.ts:12`, `DROVER_PORT`. */
  readonly place: string;
  readonly code: FaultCode;
  readonly values: WordValues;
  /** The fault in English; `describeFaults` says it in other languages. */
  readonly message: string;
  /** What was probably meant. */
  readonly suggestion?: string;
}

/** One fault; `suggestion` absent when nothing known is near. */
export function fault(
  place: string,
  code: FaultCode,
  values: WordValues = {},
  suggestion?: string,
): ConfigFault {
  const message = faultText(code, values, 'en');
  return suggestion === undefined
    ? { place, code, values, message }
    : { place, code, values, message, suggestion };
}

/** Where the faults and warnings of one reading gather. */
export class FaultSink {
  readonly faults: ConfigFault[] = [];
  readonly warnings: ConfigFault[] = [];
  readonly #seen = new Set<string>();

  /** Notes a fault; the same one at the same place counts once. */
  fault(place: string, code: FaultCode, values: WordValues = {}, suggestion?: string): void {
    const made = fault(place, code, values, suggestion);
    const identity = `${place}\0${made.message}`;
    if (this.#seen.has(identity)) return;
    this.#seen.add(identity);
    this.faults.push(made);
  }

  /** Notes something that does not hinder the start. */
  warning(place: string, code: FaultCode, values: WordValues = {}, suggestion?: string): void {
    this.warnings.push(fault(place, code, values, suggestion));
  }
}
