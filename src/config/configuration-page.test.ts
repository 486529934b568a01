/** What docs/configuration.md names must be there, and what is there must be on it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Manifest } from '../contract/manifest.ts';
import { slotTemplateNames } from '../domain/schedule/slot-templates.ts';
import { dedupeTemplateNames, programTemplateNames } from '../domain/templates.ts';
import { type ConfigPart, configKeys } from './config-keys.ts';
import { readEnvironment } from './environment.ts';
import { environmentKeys, foreignKeys } from './environment-keys.ts';
import { evaluateConfig } from './evaluate-config.ts';
import { programVariables } from './read-program.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
const prose = page.replace(/^```.*?^```/gms, '');

/** Under which heading the keys of each part stand. */
const headings: Record<Exclude<ConfigPart, 'codePlace'>, string> = {
  file: 'The file',
  flow: 'Keys of every flow',
  script: '`script`',
  command: '`command`',
  code: '`flow()`',
  engine: '`engine`',
  engineStatuses: 'statuses',
  match: 'match',
  retry: 'retry',
  schedule: 'Schedules',
  selector: 'selector',
  shop: 'Shops',
  pool: 'Pools',
  node: 'Node',
  calendar: 'Calendars',
  calendarSource: 'Calendars',
  dayRange: 'days',
  blackout: 'blackouts',
};

interface PagePart {
  readonly heading: string;
  readonly text: string;
}

/** The page's parts, each up to the next heading of any depth. */
const pageParts: readonly PagePart[] = page.split(/^#+ /m).map((part) => {
  const [heading = '', ...lines] = part.split('\n');
  return { heading, text: lines.join('\n') };
});

/** What stands as code in the first column of a part's tables. */
function firstColumn(heading: string): string[] {
  const [part, ...others] = pageParts.filter((one) => one.heading === heading);
  expect([part?.heading, others]).toEqual([heading, []]);
  const rows = (part?.text ?? '').split('\n').filter((line) => line.startsWith('|'));
  return rows.flatMap((row) => codeIn(row.split('|')[1] ?? ''));
}

function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

describe('keys of the file', () => {
  test.each(sorted(Object.values(headings)))('%s', (heading) => {
    const there = Object.entries(headings).flatMap(([part, its]) =>
      // cast: entries of a record have its keys
      its === heading ? configKeys[part as ConfigPart] : [],
    );
    expect(sorted(firstColumn(heading))).toEqual(sorted(there));
  });
});

describe('the environment', () => {
  test('every variable has a row, and no row has another', () => {
    const own = ['Environment of a server', 'Environment of a node', '`/rpa/v1/exec` and its engine'];
    expect(sorted(own.flatMap(firstColumn))).toEqual(sorted(environmentKeys));
    const foreign = codeIn(prose).filter((name) => foreignKeys.includes(name));
    expect(sorted(foreign)).toEqual(sorted(foreignKeys));
    expect(sorted(firstColumn('What a program gets'))).toEqual(
      sorted(programVariables.filter((name) => name !== 'TRACEPARENT')),
    );
  });

  test('defaults that are values are those that hold', () => {
    const reading = readEnvironment({}, '/');
    if (!reading.ok) throw new Error('an empty environment is faulty');
    const { settings } = reading;
    const defaults = {
      DROVER_HOST: settings.host,
      DROVER_PORT: settings.port,
      DROVER_TIMEZONE: settings.timezone,
      DROVER_LEASE_SECONDS: settings.leaseSeconds,
      DROVER_RETENTION_DAYS: settings.retention.days,
      DROVER_RETENTION_RUNS: settings.retention.runs,
      DROVER_RETENTION_BLOB_DAYS: settings.retention.blobDays,
      DROVER_BROKER_URL: settings.broker.kind,
      DROVER_PREFIX: settings.prefix,
      DROVER_EXEC_ALLOW: settings.exec.allow.join(', '),
      XIAOWU_RPA_TIMEOUT: settings.engine.timeoutSeconds,
      XIAOWU_RPA_PING_INTERVAL: settings.engine.pingSeconds,
      XIAOWU_RPA_TASK_QUERY_INTERVAL: settings.engine.querySeconds,
      SERVICE_NAME: settings.service.name,
      SERVICE_SUB: settings.service.sub,
      SERVICE_LOCATION: settings.service.location,
      LOG_LEVEL: settings.log.level,
    };
    const shown = Object.keys(defaults).map((name) => {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` `));
      return [name, row?.split('|')[2]?.trim()];
    });
    expect(Object.fromEntries(shown)).toEqual(
      Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, String(value)])),
    );
  });

  test('no variable is named that there is not', () => {
    const known: readonly string[] = [...environmentKeys, ...foreignKeys];
    const named = [...page.matchAll(/\b(?:DROVER|XIAOWU)_[A-Z_]*[A-Z]\b/g)].map(([name]) => name);
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});

test('every template is named, and no other', () => {
  const templates = codeIn(prose).flatMap((code) => /^\{([a-z_]+(?:\.\w+)?)\}$/.exec(code)?.[1] ?? []);
  const known = sorted([...programTemplateNames, ...dedupeTemplateNames, ...slotTemplateNames]);
  expect(sorted(templates)).toEqual(known);
});

test('every kind of pattern of `limits` is one that is taken', async () => {
  const patterns = firstColumn('Limits');
  expect(patterns.length).toBeGreaterThan(5);
  const flows = [{ kind: 'command', name: 'sync_order', command: ['true'] }];
  const limits = Object.fromEntries(patterns.map((pattern) => [pattern, 1]));
  const manifest = await read(JSON.stringify({ flows, limits }), 'json');
  expect(sorted(Object.keys(manifest.limits))).toEqual(sorted(patterns));
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-page-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
/** Reads a block of the page as the configuration of a folder that has the scripts it names. */
async function read(code: string, ending: string): Promise<Manifest> {
  const file = join(folder, `${++count}`, `drover.config.${ending}`);
  mkdirSync(dirname(file));
  writeFileSync(file, code);
  for (const [path] of code.matchAll(/\bscripts\/[\w.-]+/g)) {
    mkdirSync(join(dirname(file), 'scripts'), { recursive: true });
    writeFileSync(join(dirname(file), path), '');
  }
  const reading = await evaluateConfig(file);
  if (!reading.ok) throw new Error(`${code}\n${JSON.stringify(reading.faults)}`);
  expect(reading.warnings).toEqual([]);
  return reading.manifest;
}

const blocks = [...page.matchAll(/^```(\w*)\n(.*?)^```/gms)].map(([, kind = '', code = '']) => ({
  kind,
  code,
  first: code.split('\n').find((line) => line !== '' && !line.startsWith('import')) ?? '',
}));

test.each(blocks)('a block is a good configuration: $kind $first', async ({ kind, code }) => {
  expect(['ts', 'yaml', 'json']).toContain(kind);
  const manifest = await read(code, kind);
  expect(manifest.flows.length).toBeGreaterThan(0);
});

test('the first example says the same in TypeScript and in YAML', async () => {
  const [typescript, yaml] = blocks;
  const [one, other] = [await read(typescript?.code ?? '', 'ts'), await read(yaml?.code ?? '', 'yaml')];
  const told = ({ flows, ...rest }: Manifest): object => ({
    ...rest,
    flows: flows.map(({ program: _program, ...flow }) => flow),
  });
  expect(told(other)).toEqual(told(one));
});
