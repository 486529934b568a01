import type { z } from 'zod';
import { didYouMean } from '../domain/did-you-mean.ts';
import { type ConfigPart, configKeys } from './config-keys.ts';
import { formatDuration, longestSeconds, parseDuration } from './duration.ts';
import type { FaultSink } from './fault.ts';
import type { FaultCode } from './fault-words.ts';
import { placeIn } from './place.ts';

/** A value with the place where it stands. */
export interface Placed {
  readonly value: unknown;
  readonly place: string;
}

/** Which texts an option takes: `schema` decides, `fault` says what it wants. */
export interface TextForm {
  readonly schema: z.ZodType<string>;
  readonly fault: FaultCode;
}

/**
 * Reads the options of one object of a configuration, each by its kind. An option that is absent (or null) or faulty
 * reads as undefined; faults go to the sink with their places, so that one reading lists them all.
 */
export class Section {
  readonly sink: FaultSink;
  /** `drover.config.ts flows[2] (sync_order)`; of the file as a whole `drover.config.ts`. */
  readonly place: string;
  readonly #raw: object;
  readonly #root: boolean;

  constructor(sink: FaultSink, place: string, raw: object, root = false) {
    this.sink = sink;
    this.place = place;
    this.#raw = raw;
    this.#root = root;
  }

  /** The place of one option. */
  at(key: string): string {
    return placeIn(this.place, key, this.#root);
  }

  /** All options, in file order. */
  entries(): [key: string, value: unknown][] {
    return Object.entries(this.#raw);
  }

  /** The option as it stands; undefined for null too. */
  raw(key: string): unknown {
    const value: unknown = Object.getOwnPropertyDescriptor(this.#raw, key)?.value;
    return value ?? undefined;
  }

  fault(
    key: string,
    code: FaultCode,
    values: Readonly<Record<string, string | number>> = {},
    suggestion?: string,
  ): void {
    this.sink.fault(this.at(key), code, values, suggestion);
  }

  /** Faults every option that is none of these parts' (`configKeys`); those in `later` belong to other versions. */
  allowOnly(parts: readonly ConfigPart[], later: readonly string[] = []): void {
    const known: readonly string[] = parts.flatMap((part) => configKeys[part]);
    for (const [key] of this.entries()) {
      if (known.includes(key)) continue;
      if (later.includes(key)) this.fault(key, 'not_in_this_version');
      else this.fault(key, 'unknown_option', {}, didYouMean(key, known));
    }
  }

  /** Faults the option's absence. */
  require(key: string): void {
    if (this.raw(key) === undefined) this.fault(key, 'missing');
  }

  section(key: string): Section | undefined {
    const value = this.raw(key);
    return value === undefined ? undefined : sectionOf(this.sink, { value, place: this.at(key) });
  }

  list(key: string, max = 10_000): Placed[] | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) {
      this.fault(key, 'not_list', { found: shown(value) });
      return undefined;
    }
    if (value.length > max) this.fault(key, 'too_many', { max });
    return value.map((one: unknown, index) => ({
      value: one,
      place: placeIn(this.at(key), index, false, one),
    }));
  }

  text(key: string, max: number, form?: TextForm): string | undefined {
    const value = this.raw(key);
    return value === undefined ? undefined : textOf(this.sink, { value, place: this.at(key) }, max, form);
  }

  texts(key: string, max: number, form?: TextForm): string[] | undefined {
    return this.list(key)?.flatMap((placed) => textOf(this.sink, placed, max, form) ?? []);
  }

  flag(key: string): boolean | undefined {
    const value = this.raw(key);
    if (value === undefined || typeof value === 'boolean') return value;
    this.fault(key, 'not_switch');
    return undefined;
  }

  whole(key: string, min: number, max: number): number | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    this.fault(key, 'not_whole', { min, max });
    return undefined;
  }

  number(key: string, min: number, max: number): number | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && value >= min && value <= max) return value;
    this.fault(key, 'not_number', { min, max });
    return undefined;
  }

  oneOf<T extends string>(key: string, options: readonly T[]): T | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    const known = options.find((option) => option === value);
    if (known !== undefined) return known;
    const meant = typeof value === 'string' ? didYouMean(value, options) : undefined;
    this.fault(key, 'not_one_of', { options: options.join(', ') }, meant);
    return undefined;
  }

  /** Seconds, from `min` (default 1 ms) to 400 days. */
  duration(key: string, min = 0.001): number | undefined {
    const value = this.raw(key);
    return value === undefined ? undefined : durationOf(this.sink, { value, place: this.at(key) }, min);
  }
}

/** A section of a value that must be an object. */
export function sectionOf(sink: FaultSink, { value, place }: Placed): Section | undefined {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return new Section(sink, place, value);
  sink.fault(place, 'not_object', { found: shown(value) });
  return undefined;
}

/** A text that is not empty, has at most `max` characters and fits the form. */
export function textOf(
  sink: FaultSink,
  { value, place }: Placed,
  max: number,
  form?: TextForm,
): string | undefined {
  if (typeof value !== 'string') sink.fault(place, 'not_text', { found: shown(value) });
  else if (value.length > max) sink.fault(place, 'too_long', { max });
  else if (value.includes('\0')) sink.fault(place, 'nul');
  else if (value === '') sink.fault(place, 'empty_text');
  else if (form !== undefined && !form.schema.safeParse(value).success) sink.fault(place, form.fault);
  else return value;
  return undefined;
}

/** Seconds, from `min` to 400 days. */
export function durationOf(sink: FaultSink, { value, place }: Placed, min: number): number | undefined {
  const seconds = parseDuration(value);
  if (seconds === undefined) sink.fault(place, 'not_duration');
  else if (seconds < min || seconds > longestSeconds) {
    sink.fault(place, 'duration_range', { min: formatDuration(min), max: formatDuration(longestSeconds) });
  } else return seconds;
  return undefined;
}

/** A value as faults show it: JSON, shortened. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
