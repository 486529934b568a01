/** What a system needs to know to keep Drover running. All paths are absolute. */
export interface ServiceFacts {
  /** Of the service: letters, digits, `-` and `_`. */
  readonly name: string;
  /** Argument vector of `drover up`. */
  readonly argv: readonly string[];
  /** Working folder. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Of the machine, begun at boot, rather than of one user. */
  readonly system: boolean;
  /** Who it runs as, of a service of the machine. */
  readonly user: string;
}

/** A service as one kind of system writes it down. */
export interface ServiceDefinition {
  /** Where its file belongs. */
  readonly path: string;
  readonly content: string;
  /** Argument vectors that make the system take it and start it, in order. */
  readonly install: readonly (readonly string[])[];
  /** Argument vectors that stop it and make the system forget it, before its file is removed. */
  readonly uninstall: readonly (readonly string[])[];
  /** After its file has been removed. */
  readonly forget: readonly (readonly string[])[];
}
