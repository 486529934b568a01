import type { FlowProgram } from '../contract/manifest.ts';
import { usualStatuses } from './engine-flow.ts';
import { placeIn } from './place.ts';
import type { Section } from './section.ts';

const maxAddress = 2000;

/** The program of an `engine` flow. Undefined when its essence is faulty. */
export function readEngineProgram(flow: Section): FlowProgram | undefined {
  for (const key of ['createUrl', 'queryUrl', 'token']) flow.require(key);
  const [createUrl, queryUrl, cancelUrl] = ['createUrl', 'queryUrl', 'cancelUrl'].map((key) =>
    readUrl(flow, key),
  );
  const token = flow.text('token', 128);
  if (token !== undefined && !/^[A-Z_][A-Z0-9_]*$/i.test(token)) flow.fault('token', 'env_name');
  const words = flow.section('statuses');
  words?.allowOnly(['engineStatuses']);
  const said = (key: keyof typeof usualStatuses): string[] =>
    (words?.texts(key, 64) ?? usualStatuses[key]).map((word) => word.toUpperCase());
  const statuses = { completed: said('completed'), failed: said('failed'), stopped: said('stopped') };
  if (statuses.completed.length === 0 && words !== undefined)
    words.sink.fault(placeIn(words.place, 'completed', false), 'empty_text');
  const program = {
    kind: 'engine',
    cancelUrl: cancelUrl ?? null,
    project: flow.text('project', 200) ?? null,
    execPosition: flow.text('execPosition', 64) ?? 'EXECUTOR',
    statuses,
    intervalSeconds: flow.duration('interval') ?? 10,
  } as const;
  if (createUrl === undefined || queryUrl === undefined || token === undefined) return undefined;
  return { ...program, createUrl, queryUrl, token };
}

function readUrl(flow: Section, key: string): string | undefined {
  const given = flow.text(key, maxAddress);
  if (given === undefined) return undefined;
  const url = URL.parse(given);
  if (url !== null && ['http:', 'https:'].includes(url.protocol)) return given.replace(/\/+$/, '');
  flow.fault(key, 'not_url', { schemes: 'http://, https://' });
  return undefined;
}
