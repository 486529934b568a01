import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { didYouMean } from '../domain/did-you-mean.ts';
import type { EnvironmentKey } from './environment-keys.ts';
import type { FaultSink } from './fault.ts';
import type { TextForm } from './section.ts';

/** An environment, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the keys of an environment, each by its kind. An absent key reads as undefined, as does an empty one (compose
 * files pass empty values for what is not set) and a faulty one; faults go to the sink.
 */
export class EnvironmentValues {
  readonly #env: Environment;
  readonly #folder: string;
  readonly #sink: FaultSink;

  /** `folder` is where relative paths start. */
  constructor(env: Environment, folder: string, sink: FaultSink) {
    this.#env = env;
    this.#folder = folder;
    this.#sink = sink;
  }

  /** The value of `KEY`, or the trimmed content of the file that `KEY_FILE` names. */
  text(key: EnvironmentKey): string | undefined {
    const fileKey = `${key}_FILE`;
    const value = this.#env[key]?.trim();
    const file = this.#env[fileKey]?.trim();
    if (file === undefined || file === '') return value === '' ? undefined : value;
    if (value !== undefined && value !== '') {
      this.#sink.fault(key, 'twice', { one: key, other: fileKey });
      return undefined;
    }
    try {
      const content = readFileSync(resolve(this.#folder, file), 'utf8').trim();
      if (content === '') this.#sink.fault(fileKey, 'secret_file', { path: file, detail: 'empty' });
      return content === '' ? undefined : content;
    } catch (error) {
      const detail = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      this.#sink.fault(fileKey, 'secret_file', { path: file, detail });
      return undefined;
    }
  }

  /** A text of a form; also its fault when it has more than `max` characters. */
  formed(key: EnvironmentKey, max: number, form?: TextForm): string | undefined {
    const value = this.text(key);
    if (value === undefined) return undefined;
    if (value.length > max) this.#sink.fault(key, 'too_long', { max });
    else if (form !== undefined && !form.schema.safeParse(value).success) this.#sink.fault(key, form.fault);
    else return value;
    return undefined;
  }

  whole(key: EnvironmentKey, min: number, max: number): number | undefined {
    const value = this.text(key);
    if (value === undefined) return undefined;
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    this.#sink.fault(key, 'not_whole', { min, max });
    return undefined;
  }

  oneOf<const T extends string>(key: EnvironmentKey, options: readonly T[]): T | undefined {
    const value = this.text(key)?.toLowerCase();
    if (value === undefined) return undefined;
    const found = options.find((option) => option === value);
    if (found === undefined) {
      this.#sink.fault(key, 'not_one_of', { options: options.join(', ') }, didYouMean(value, options));
    }
    return found;
  }

  /** true/1/yes/on or false/0/no/off, in any case. */
  switch(key: EnvironmentKey): boolean | undefined {
    const value = this.text(key)?.toLowerCase();
    if (value === undefined) return undefined;
    if (['true', '1', 'yes', 'on'].includes(value)) return true;
    if (['false', '0', 'no', 'off'].includes(value)) return false;
    this.#sink.fault(key, 'not_env_switch');
    return undefined;
  }

  /** Names between commas, each of the form. */
  names(key: EnvironmentKey, form: TextForm): string[] | undefined {
    const parts = this.text(key)
      ?.split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    if (parts?.every((part) => form.schema.safeParse(part).success) === false) {
      this.#sink.fault(key, form.fault);
      return undefined;
    }
    return parts;
  }

  /** An absolute path. */
  path(key: EnvironmentKey): string | undefined {
    const value = this.text(key);
    return value === undefined ? undefined : this.absolute(value);
  }

  absolute(path: string): string {
    return resolve(this.#folder, path);
  }

  /** An address of one of the schemes (`http:`, …), without a slash at its end. */
  url(key: EnvironmentKey, schemes: readonly string[]): string | undefined {
    const value = this.text(key);
    if (value === undefined) return undefined;
    const url = URL.parse(value);
    if (url !== null && schemes.includes(url.protocol) && url.hostname !== '')
      return value.replace(/\/+$/, '');
    this.#sink.fault(key, 'not_url', { schemes: schemes.map((scheme) => `${scheme}//`).join(', ') });
    return undefined;
  }

  fault(key: EnvironmentKey, ...args: FaultArguments): void {
    this.#sink.fault(key, ...args);
  }

  warning(key: EnvironmentKey, ...args: FaultArguments): void {
    this.#sink.warning(key, ...args);
  }
}

type FaultArguments = Parameters<FaultSink['fault']> extends [string, ...infer Rest] ? Rest : never;
