import type { JsonObject } from '../../contract/run.ts';

/** When the original runs it, by the rules of what runs it. */
export type OriginalTimes =
  | {
      readonly kind: 'cron';
      /** Five fields, names allowed, short forms written out. */
      readonly cron: string;
      readonly timezone: string;
      /**
       * Day and weekday: `star` by cron(8), where a field that begins with `*` restricts nothing by itself, so that both must
       * fit; `either` where both are restricted and one must fit; `both` where both must always fit.
       */
      readonly days: 'star' | 'either' | 'both';
    }
  /** Elapsed time from an anchor, ms since epoch. */
  | { readonly kind: 'every'; readonly seconds: number; readonly anchor: number };

/** A task as it was found elsewhere, in the words of a configuration. */
export interface ImportedTask {
  /** Where it stands: file and line. */
  readonly place: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly enabled: boolean;
  readonly times: OriginalTimes;
  /** What runs. Paths are absolute. */
  readonly program:
    | {
        readonly entry: string;
        /** Absent: by the file's ending. */
        readonly interpreter?: readonly string[];
        readonly args?: readonly string[];
      }
    | { readonly command: readonly string[] };
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly params?: JsonObject;
  readonly timeoutSeconds?: number;
  readonly retry?: { readonly max: number; readonly delaySeconds?: number };
  readonly overlap?: 'allow' | 'skip' | 'queue' | 'cancel-running';
  /** What could not be taken over as it is. */
  readonly notes: readonly string[];
}

/** What could not be read, and where it stands. */
export interface ImportFault {
  readonly place: string;
  readonly message: string;
}

export interface Imported {
  readonly tasks: readonly ImportedTask[];
  readonly faults: readonly ImportFault[];
}

/** Gives each name once, as flows are named: `sync-orders`, `sync-orders-2`. */
export function namer(): (wanted: string, fallback: string) => string {
  const taken = new Set<string>();
  return (wanted, fallback) => {
    const base = nameOf(wanted) || nameOf(fallback) || 'task';
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base.slice(0, 60)}-${n}`;
    taken.add(name);
    return name;
  };
}

function nameOf(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[^A-Za-z]+|[-.]+$/g, '')
    .slice(0, 60);
}
