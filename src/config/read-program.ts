import { join, resolve } from 'node:path';
import type { FlowProgram } from '../contract/manifest.ts';
import { didYouMean } from '../domain/did-you-mean.ts';
import { programTemplateNames, templateNames, unknownTemplateNames } from '../domain/templates.ts';
import { maxArgument } from './program-files.ts';
import { readEngineProgram } from './read-engine.ts';
import { type Placed, type Section, shown, textOf } from './section.ts';

/** Variables that the node sets for every program. */
export const programVariables = [
  'DROVER_RUN_ID',
  'DROVER_ATTEMPT',
  'DROVER_SHOP_ID',
  'DROVER_PLATFORM',
  'DROVER_PARAMS_FILE',
  'DROVER_ARTIFACTS_DIR',
  'TRACEPARENT',
];

/**
 * The node's half of a flow: what to run, with absolute paths; relative ones start at `folder`. Undefined when its essence is
 * faulty.
 */
export function readProgram(
  flow: Section,
  kind: FlowProgram['kind'],
  folder: string,
): FlowProgram | undefined {
  if (kind === 'engine') return readEngineProgram(flow);
  const cwd = resolve(folder, flow.text('cwd', maxArgument) ?? '.');
  if (kind === 'flow') return readCode(flow, cwd);
  const shared = { cwd, encoding: readEncoding(flow), env: readEnv(flow) };
  if (kind === 'script') {
    flow.require('entry');
    const given = flow.text('entry', maxArgument);
    const interpreter = readInterpreter(flow, folder);
    const args = readArguments(flow, flow.list('args') ?? []);
    if (given === undefined) return undefined;
    return { kind, entry: resolve(folder, given), interpreter, args, ...shared };
  }
  flow.require('command');
  const list = flow.list('command');
  if (list === undefined) return undefined;
  if (list.length === 0) flow.fault('command', 'empty_text');
  if (templateNames(String(list[0]?.value)).length > 0)
    flow.sink.fault(`${flow.at('command')}[0]`, 'program_template');
  const [program, ...args] = readArguments(flow, list);
  return program === undefined
    ? undefined
    : { kind, command: [programPath(program, folder), ...args], ...shared };
}

/** A TypeScript flow: where its function is. Only an evaluated file can have one. */
function readCode(flow: Section, cwd: string): FlowProgram | undefined {
  const inline = flow.flag('inline') ?? false;
  if (inline)
    for (const key of ['cwd', 'env']) if (flow.raw(key) !== undefined) flow.fault(key, 'not_inline');
  const shared = { inline, keep: flow.flag('keep') ?? false, cwd, env: readEnv(flow) };
  const program = flow.section('program');
  const [entry, config, code] = ['entry', 'config', 'code'].map((key) => program?.text(key, maxArgument));
  if (entry === undefined || config === undefined || code === undefined) {
    flow.fault('run', 'flow_needs_code');
    return undefined;
  }
  return { kind: 'flow', entry, config, code, ...shared };
}

/** A program named by a path is meant from the configuration's folder, whatever the working folder; others are found in PATH. */
function programPath(program: string, folder: string): string {
  return /^\.{1,2}[\\/]/.test(program) ? join(folder, program) : program;
}

function readInterpreter(flow: Section, folder: string): string[] {
  const value = flow.raw('interpreter');
  const list =
    typeof value === 'string' ? [{ value, place: flow.at('interpreter') }] : (flow.list('interpreter') ?? []);
  const [program, ...args] = list.flatMap((placed) => textOf(flow.sink, placed, maxArgument) ?? []);
  return program === undefined ? [] : [programPath(program, folder), ...args];
}

/** Argument vector; any but a command's first may be empty. */
function readArguments(flow: Section, list: readonly Placed[]): string[] {
  return list.flatMap((placed) => {
    if (placed.value === '' && !placed.place.endsWith('.command[0]')) return [''];
    const text = textOf(flow.sink, placed, maxArgument);
    if (text === undefined) return [];
    checkTemplate(flow, placed.place, text, programTemplateNames);
    return [text];
  });
}

/** Faults the names in a template that nothing will fill, and doubts parameters that the flow's schema does not know. */
export function checkTemplate(
  flow: Section,
  place: string,
  template: string,
  allowed: readonly string[],
): void {
  for (const name of unknownTemplateNames(template, allowed)) {
    const values = { name, template: template.slice(0, 80) };
    const meant = didYouMean(name, allowed);
    if (meant !== undefined) flow.sink.fault(place, 'misspelt_template', values, meant);
    else {
      const known = allowed.map((one) => `{${one}}`).join(' ');
      flow.sink.fault(place, 'unknown_template', { ...values, known });
    }
  }
}

function readEncoding(flow: Section): string {
  const label = flow.text('encoding', 32);
  if (label === undefined) return 'utf-8';
  try {
    return new TextDecoder(label).encoding;
  } catch {
    flow.fault(
      'encoding',
      'unknown_encoding',
      {},
      didYouMean(label, ['utf-8', 'gbk', 'gb18030', 'big5', 'utf-16le']),
    );
    return 'utf-8';
  }
}

function readEnv(flow: Section): Record<string, string> {
  const section = flow.section('env');
  if (section === undefined) return {};
  const env: Record<string, string> = {};
  for (const [name, value] of section.entries()) {
    if (!/^[A-Z_][A-Z0-9_]*$/i.test(name)) section.fault(name, 'env_name');
    else if (programVariables.includes(name)) section.fault(name, 'env_reserved');
    else if (typeof value === 'number' || typeof value === 'boolean') env[name] = String(value);
    else if (typeof value !== 'string') section.fault(name, 'not_text', { found: shown(value) });
    else if (value.includes('\0')) section.fault(name, 'nul');
    else env[name] = value;
  }
  return env;
}
