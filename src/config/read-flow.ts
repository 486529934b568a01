import { enginePool } from '../contract/exec.ts';
import type { FlowDefinition } from '../contract/manifest.ts';
import { type JsonObject, platformSchema } from '../contract/run.ts';
import { didYouMean } from '../domain/did-you-mean.ts';
import { anyParams, compileParams } from '../domain/params-schema.ts';
import { dedupeTemplateNames, templateNames } from '../domain/templates.ts';
import { flowHash } from './flow-hash.ts';
import { placeAt } from './place.ts';
import { missingFile, type ProgramFiles } from './program-files.ts';
import { checkTemplate, readProgram } from './read-program.ts';
import { readRetry } from './read-retry.ts';
import type { Section } from './section.ts';
import { flowForm, poolForm, tagForm } from './text-forms.ts';

const kinds = ['script', 'command', 'flow', 'engine'] as const;

/** Whose keys a flow of each kind has beside those of every flow. */
const programParts = {
  script: ['script'],
  command: ['command'],
  engine: ['engine'],
  flow: ['code', 'codePlace'],
} as const;
/** The option by which a flow without a kind shows which one it is meant to be. */
const essence = { script: 'entry', command: 'command' } as const;
const laterOptions = ['browser'];

/** Seconds that one attempt may take where the flow says nothing. */
export const defaultTimeoutSeconds = { command: 600, script: 3600, flow: 600, engine: 300 } as const;

/** One flow of a configuration. Undefined when it has no usable kind, name or program. */
export function readFlow(section: Section, files: ProgramFiles): FlowDefinition | undefined {
  section.require('name');
  const name = section.text('name', 64, flowForm);
  const known = readKind(section);
  if (known === undefined && section.raw('kind') !== undefined) return undefined;
  // Without a kind its other options are still looked at, as those of the kind that they look like.
  const like =
    known ?? (['script', 'command'] as const).find((one) => section.raw(essence[one]) !== undefined);
  const kind = like ?? 'command';
  const parts = like === undefined ? kinds.flatMap((one) => programParts[one]) : programParts[like];
  section.allowOnly(['flow', ...parts], laterOptions);
  const params = readParams(section);
  const flow = {
    kind,
    title: section.text('title', 200) ?? null,
    description: section.text('description', 2000) ?? null,
    match: readMatch(section),
    params,
    timeoutSeconds: section.duration('timeout') ?? defaultTimeoutSeconds[kind],
    retry: readRetry(section, kind),
    pool: section.text('pool', 64, poolForm) ?? (kind === 'engine' ? enginePool : 'default'),
    limits: readTakenLimits(section),
    expiresInSeconds: section.duration('expires') ?? null,
    tags: section.texts('tags', 64, tagForm) ?? [],
    manualMinutes: section.number('manualMinutes', 0, 100_000) ?? null,
    expected: section.text('expected', 200) ?? null,
    dedupe: section.text('dedupe', 256) ?? null,
  };
  if (flow.dedupe !== null) checkTemplate(section, section.at('dedupe'), flow.dedupe, dedupeTemplateNames);
  const missing = like === undefined ? undefined : missingFile(section, like, files);
  const program = like === undefined ? undefined : readProgram(section, like, files.folder);
  doubtParameters(section, params);
  if (name === undefined || known === undefined || program === undefined) return undefined;
  const named = { name, ...flow, program };
  const hash = flowHash(named, files.folder);
  return missing === undefined ? { ...named, hash } : { ...named, hash, missing };
}

function readKind(section: Section): (typeof kinds)[number] | undefined {
  const given = section.raw('kind');
  const kind = kinds.find((one) => one === given);
  if (kind !== undefined) return kind;
  if (given === undefined) section.fault('kind', 'missing_one_of', { options: kinds.join(', ') });
  else {
    section.fault(
      'kind',
      'not_one_of',
      { options: kinds.join(', ') },
      didYouMean(typeof given === 'string' ? given : '', kinds),
    );
  }
  return undefined;
}

function readMatch(section: Section): FlowDefinition['match'] {
  const match = section.section('match');
  if (match === undefined) return null;
  match.allowOnly(['match']);
  if (match.raw('platform') === undefined && match.raw('taskType') === undefined)
    match.sink.fault(match.place, 'empty_text');
  const platform = match.text('platform', 32) ?? '*';
  if (platform !== '*' && !platformSchema.safeParse(platform).success)
    match.fault('platform', 'platform_form');
  return { platform, taskType: match.text('taskType', 64) ?? '*' };
}

function readParams(section: Section): JsonObject {
  const given = section.section('params');
  if (given === undefined) return anyParams;
  const schema = Object.fromEntries(given.entries());
  const compiled = compileParams(schema);
  if (!compiled.ok) {
    const { faults, message } = compiled;
    for (const { path, words } of faults)
      given.sink.fault(placeAt(given.place, path), 'params_invalid', { detail: words });
    if (faults.length === 0) given.sink.fault(given.place, 'params_invalid', { detail: message });
  } else {
    for (const { words, meant } of compiled.doubts)
      given.sink.warning(given.place, 'params_doubtful', { detail: words }, meant);
    const { type } = schema;
    const objects =
      type === undefined || type === 'object' || (Array.isArray(type) && type.includes('object'));
    if (!objects) given.sink.fault(given.place, 'params_not_object');
  }
  return schema;
}

/** Warns of `{param.NAME}` in the flow's templates where the schema lists properties and NAME is none of them. */
function doubtParameters(section: Section, params: JsonObject): void {
  const properties = params['properties'];
  if (typeof properties !== 'object' || properties === null) return;
  const known = Object.keys(properties);
  const templates = ['args', 'command', 'dedupe'].flatMap((key) => section.raw(key) ?? []);
  for (const name of new Set(
    templates.flatMap((one) => (typeof one === 'string' ? templateNames(one) : [])),
  )) {
    const [, property] = /^param\.([^.]+)/.exec(name) ?? [];
    if (property === undefined || known.includes(property) || known.includes(name.slice('param.'.length)))
      continue;
    const meant = didYouMean(property, known);
    section.sink.warning(
      section.place,
      'template_param',
      { name },
      meant === undefined ? undefined : `param.${meant}`,
    );
  }
}

function readTakenLimits(section: Section): string[] {
  const list = section.list('limits', 1);
  if (list === undefined) return ['shop'];
  for (const { value, place } of list) {
    if (value === 'shop') continue;
    section.sink.fault(
      place,
      'not_one_of',
      { options: 'shop' },
      typeof value === 'string' ? didYouMean(value, ['shop']) : undefined,
    );
  }
  return list.some(({ value }) => value === 'shop') ? ['shop'] : [];
}
