/** Levels of the log, from all to nothing. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What the environment says, checked and complete; paths are absolute. Source: contracts, "Environment". */
export interface Settings {
  /** Where the server listens. Default 127.0.0.1. */
  readonly host: string;
  /** Default 4200; 0 takes any free port. */
  readonly port: number;
  /** How people reach the server, without a slash at the end; null: by host and port. */
  readonly publicUrl: string | null;
  /** Data folder. Default ./.drover. */
  readonly dataFolder: string;
  /** Configuration file. Default ./drover.config.ts. */
  readonly configPath: string;
  /** Whether the environment names the file: then it must exist. */
  readonly configNamed: boolean;
  /** Default `drover.db` in the data folder; `path` may be `:memory:`. */
  readonly database: { readonly kind: 'sqlite'; readonly path: string };
  /** Default embedded; `url` may hold a password. */
  readonly broker: { readonly kind: 'embedded' } | { readonly kind: 'rabbitmq'; readonly url: string };
  /** Default `blobs` in the data folder. */
  readonly blobs: { readonly kind: 'folder'; readonly path: string };
  /** Prefix of exchanges and queues. Default rpa. */
  readonly prefix: string;
  /** null: made at the first start. */
  readonly adminToken: string | null;
  /** Installation key; null: made in the data folder. */
  readonly secretKey: string | null;
  /** Who may call `/rpa/v1/*` without a token (CIDR; default loopback), and whose forwarding headers are believed. */
  readonly exec: { readonly allow: readonly string[]; readonly trustedProxies: readonly string[] };
  /** The engine of `/rpa/v1/exec`. Default 300, 3 and 10 s; an address that is none is kept and told when it is used. */
  readonly engine: {
    readonly createUrl: string | null;
    readonly queryUrl: string | null;
    readonly timeoutSeconds: number;
    readonly pingSeconds: number;
    /** Longest wait between two queries of a task. */
    readonly querySeconds: number;
  };
  /** Names in telemetry and in a sid. Default drover, rpa, local. */
  readonly service: { readonly name: string; readonly sub: string; readonly location: string };
  /** IANA name. Default Asia/Shanghai. */
  readonly timezone: string;
  /** Lease of a node's session. Default 15. */
  readonly leaseSeconds: number;
  /** What the pruner keeps. Default 90 days, 1,000,000 runs, blobs 14 days. */
  readonly retention: { readonly days: number; readonly runs: number; readonly blobDays: number };
  /** What the environment says of this machine's node; null: nothing (see `nodeOptions`). */
  readonly node: {
    readonly serverUrl: string | null;
    readonly token: string | null;
    readonly name: string | null;
    readonly slots: number | null;
    /** Default 2000; 0: the node takes no tasks of the engine. */
    readonly engineSlots: number | null;
    readonly tags: readonly string[] | null;
    readonly pools: readonly string[] | null;
  };
  /** Level default info; folder default `logs` in the data folder. */
  readonly log: { readonly level: LogLevel; readonly folder: string };
}
