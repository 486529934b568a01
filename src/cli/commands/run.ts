import type { Command } from 'commander';
import { errorLine } from '../../contract/error-line.ts';
import type { FlowDefinition } from '../../contract/manifest.ts';
import { ownWordsIn } from '../../contract/own-words.ts';
import type { JsonObject } from '../../contract/run.ts';
import type { RunError } from '../../contract/run-error.ts';
import { didYouMean } from '../../domain/did-you-mean.ts';
import { compileParams } from '../../domain/params-schema.ts';
import { toldParamsFaults } from '../../domain/told-params-faults.ts';
import type { ExecutionEvents, ExecutionResult } from '../../ports/executor.ts';
import { collect } from '../collect.ts';
import { CommandFailure } from '../command-failure.ts';
import { keepAlive } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { listenFault } from '../listen-fault.ts';
import { loadSettings } from '../load-settings.ts';
import { type ParamOptions, readParams } from '../param-options.ts';
import type { Shell } from '../shell.ts';
import { readShop } from '../shop-options.ts';
import { stopSignals } from '../stop-signals.ts';
import type { Language } from '../words/words.ts';

interface Options extends ParamOptions {
  readonly local?: boolean;
  readonly inspect?: string | boolean;
  readonly shop?: string;
  readonly platform?: string;
}

/** `drover run FLOW --local`: one attempt in this terminal. */
export function addRun(program: Command, shell: Shell): void {
  const { say } = shell;
  program
    .command('run')
    .description(say('run_about'))
    .argument('<flow>', say('argument_flow'))
    .option('--local', say('option_run_local'))
    .option('--inspect [address]', say('option_inspect'))
    .option('--shop <shop>', say('option_shop'))
    .option('--platform <platform>', say('option_submit_platform'))
    .option('--param <name=value>', say('option_param'), collect)
    .option('--params <json>', say('option_params'))
    .action(
      shell.action(async (name: string, options: Options) => {
        if (options.local !== true) throw usage(say('run_needs_local', { flow: name }));
        const shop = options.shop === undefined ? null : readShop(options.shop, say);
        const { manifest } = await loadSettings(shell);
        const flow = flowOf(manifest.flows, name, shell);
        const inspect = inspectAddress(options.inspect, flow, shell);
        const params = (await readParams(options, flow.params, shell.caller, say)) ?? {};
        checkAgainst(flow, params, shell);
        if (inspect !== null) await checkInspector(inspect, shell);
        const [{ runLocal }, { hostClock }] = await Promise.all([
          import('../../node/run-local.ts'),
          import('../../main.ts'),
        ]);
        const release = keepAlive();
        const signals = stopSignals();
        const run = await runLocal({
          ...{ clock: hostClock, logger: quietLogger(shell), flow, params, inspect },
          platform: options.platform ?? shop?.platform ?? null,
          shopId: shop?.shopId ?? null,
          environment: shell.caller.env,
          events: printer(shell),
        });
        void signals.asked.then(() => run.stop('cancel'));
        signals.hurry.addEventListener('abort', () => run.kill());
        const result = await run.done;
        signals.release();
        release();
        tell(result, shell);
        return result.outcome === 'succeeded' ? exitCodes.ok : exitCodes.failed;
      }),
    );
}

function flowOf(flows: readonly FlowDefinition[], name: string, { say }: Shell): FlowDefinition {
  const found = flows.find((flow) => flow.name === name);
  if (found !== undefined) return found;
  const names = flows.map((flow) => flow.name);
  const near = didYouMean(name, names);
  if (near !== undefined) throw usage(say('run_unknown_flow_near', { flow: name, near }));
  if (names.length === 0) throw usage(say('run_no_flows', { flow: name }));
  throw usage(say('run_unknown_flow', { flow: name, flows: names.slice(0, 20).join(', ') }));
}

function inspectAddress(given: Options['inspect'], flow: FlowDefinition, { say }: Shell): string | null {
  if (given === undefined || given === false) return null;
  if (flow.kind !== 'flow') throw usage(say('run_inspect_flow', { flow: flow.name, kind: flow.kind }));
  const text = given === true ? '9229' : given;
  const [, host = '127.0.0.1', port] = /^(?:(\S+):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535) throw usage(say('run_inspect_form', { given: text }));
  return `${host}:${port}`;
}

/** Node goes on without a debugger where it can't listen: the flow would run with all that it does. */
async function checkInspector(address: string, { say }: Shell): Promise<void> {
  const at = address.lastIndexOf(':');
  // An address of IPv6 stands in brackets.
  const host = address.slice(0, at).replace(/^\[|\]$/g, '');
  const fault = await listenFault(host, Number(address.slice(at + 1)));
  if (fault === 'EADDRINUSE') throw usage(say('run_inspect_taken', { address }));
  if (fault !== null) throw usage(say('run_inspect_address', { address, detail: fault }));
}

function checkAgainst(flow: FlowDefinition, params: JsonObject, { say, language }: Shell): void {
  const schema = compileParams(flow.params, 'path');
  const faults = schema.ok ? schema.check(params) : [];
  if (faults.length === 0) return;
  const told = toldParamsFaults(faults);
  throw usage(say('run_bad_params', { faults: `${told.faults[language]}${told.more[language]}` }));
}

/** The program's lines as they come; what it says of itself beside them. With `--json` nothing but the result is printed. */
function printer(shell: Shell): ExecutionEvents {
  const { say, paint, json, language } = shell;
  const aside = (text: string): void => {
    if (!json) shell.note(text);
  };
  return {
    log: (stream, text) => {
      if (stream === 'sys') aside(paint('dim', ownWordsIn(text, language)));
      else if (stream === 'err' || json) shell.note(text);
      else shell.print(text);
    },
    step: ({ phase, name, error }) => {
      if (phase === 'start') aside(paint('dim', `▶ ${name}`));
      else if (error === undefined) aside(paint('dim', `✔ ${name}`));
      else aside(paint('red', `✘ ${name}: ${ownWordsIn(error, language)}`));
    },
    progress: (value, words) => {
      aside(paint('dim', `${Math.round(value * 100)} % ${words ?? ''}`));
    },
    artifact: async (source) => {
      aside(say('run_file', { name: source.name, bytes: source.size }));
      await source.close();
      return { stored: true };
    },
  };
}

function tell(result: ExecutionResult, shell: Shell): void {
  const { outcome, code, error, output } = result;
  if (shell.json) {
    shell.printJson({ outcome, code, error, output });
    return;
  }
  if (output !== null) shell.print(JSON.stringify(output, null, 2));
  const words = outcome === 'refused' ? outcome : shell.say(`outcome_${outcome}`);
  shell.note(
    shell.paint(
      outcome === 'succeeded' ? 'green' : 'red',
      shell.say('run_ended', { outcome: words, code: code ?? '-' }),
    ),
  );
  if (error !== null)
    shell.note(
      `${error.type}${error.step === undefined ? '' : ` (${error.step})`}: ${messageOf(error, shell.language)}`,
    );
}

/** What a program wrote last has been printed as it came. */
function messageOf(error: RunError, language: Language): string {
  return error.type === 'EXIT' ? errorLine(error, language) : ownWordsIn(error.message, language, error.type);
}

function quietLogger(shell: Shell) {
  const silent = (): void => undefined;
  const speak = (_fields: object, message: string): void => shell.note(message);
  return { debug: silent, info: silent, warn: speak, error: speak };
}

function usage(message: string): CommandFailure {
  return new CommandFailure(exitCodes.usage, 'usage', message);
}
