import type { StartFrame } from '../../contract/link.ts';
import type { WorkFolder } from './work-folder.ts';

/** Variables of the node's own environment that programs get; a `*` at the end stands for any ending. */
const passedOn = ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LANGUAGE', 'LC_*', 'TZ', 'TMPDIR'];
const passedOnWindows = [
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'USERNAME',
  'HOMEDRIVE',
  'HOMEPATH',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'PROGRAMFILES(X86)',
  'NUMBER_OF_PROCESSORS',
  'PROCESSOR_ARCHITECTURE',
  'OS',
];

/** What a program's environment is made of. */
export interface EnvironmentFacts {
  /** The node's own environment. */
  readonly own: Readonly<Record<string, string | undefined>>;
  /** Further names (or beginnings, `ABC_*`) of it that programs may get. */
  readonly allow: readonly string[];
  /** The flow's own variables: they come over the passed-on ones, ours over both. */
  readonly flow: Readonly<Record<string, string>>;
  readonly frame: StartFrame;
  readonly work: WorkFolder;
}

/** The part of the node's own environment that what it runs may get. */
export function passedEnvironment(
  own: EnvironmentFacts['own'],
  allow: readonly string[],
): Record<string, string> {
  const windows = process.platform === 'win32';
  const allowed = [...passedOn, ...(windows ? passedOnWindows : []), ...allow];
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    // Names are case-insensitive on Windows.
    const compared = windows ? name.toUpperCase() : name;
    if (value !== undefined && allowed.some((pattern) => fits(pattern, compared))) env[name] = value;
  }
  return env;
}

/** The whole environment of a program: nothing but what is listed here is inherited. */
export function programEnvironment(facts: EnvironmentFacts): Record<string, string> {
  const { frame, work } = facts;
  return {
    ...passedEnvironment(facts.own, facts.allow),
    PYTHONIOENCODING: 'utf-8',
    PYTHONUNBUFFERED: '1',
    ...facts.flow,
    DROVER_RUN_ID: frame.run,
    DROVER_ATTEMPT: String(frame.attempt),
    DROVER_SHOP_ID: frame.shopId ?? '',
    DROVER_PLATFORM: frame.platform ?? '',
    DROVER_PARAMS_FILE: work.paramsFile,
    DROVER_ARTIFACTS_DIR: work.artifactsFolder,
  };
}

function fits(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
