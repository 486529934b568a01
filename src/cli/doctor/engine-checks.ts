/** Outside engines: reachable, with a token that they take, and with answers that are an engine's. Nothing is created there. */
import { readFileSync } from 'node:fs';
import type { Settings } from '../../config/settings.ts';
import type { Manifest } from '../../contract/manifest.ts';
import type { Say } from '../words/words.ts';
import { broken, type Finding, good, warning } from './finding.ts';

/** An engine that takes longer to answer such a question will not do, ms. */
const patienceMs = 5000;
/** No execution of any engine. */
const nothing = 'drover-doctor';

type Environment = Readonly<Record<string, string | undefined>>;

/** What is asked of one engine. */
interface Asked {
  readonly name: string;
  readonly createUrl: string | null;
  readonly queryUrl: string | null;
  /** Null: there is none to try. */
  readonly token: string | null;
  /** The variable that would hold it. */
  readonly tokenKey: string;
}

/** The engine of `/rpa/v1/exec`, where the environment names one, and those of flows. */
export async function checkEngines(
  say: Say,
  { engine }: Pick<Settings, 'engine'>,
  manifest: Manifest | null,
  env: Environment,
): Promise<Finding[]> {
  const asked: Asked[] = [];
  const { createUrl, queryUrl } = engine;
  if (createUrl !== null || queryUrl !== null)
    asked.push(withToken({ name: '/rpa/v1/exec', createUrl, queryUrl }, 'DROVER_ENGINE_TOKEN', env));
  // A flow's token is named by the file.
  for (const { name, program } of manifest?.flows ?? [])
    if (program.kind === 'engine' && program.token !== null)
      asked.push(withToken({ name, ...program }, program.token, env));
  return Promise.all(asked.map((one) => checkEngine(say, one)));
}

async function checkEngine(
  say: Say,
  { name, createUrl, queryUrl, token, tokenKey }: Asked,
): Promise<Finding> {
  const ill = (detail: string, remedy: string): Finding =>
    broken('engine', say('doctor_engine_ill', { name, detail }), remedy);
  for (const url of [createUrl, queryUrl])
    if (url === null || !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
      return ill(say('doctor_engine_address'), say('doctor_engine_address_remedy'));
  const answer = await ask(`${queryUrl}/${nothing}`, 'GET', token);
  // The one for creates may be elsewhere; any answer will do, since only a create would tell more.
  const created = answer.kind === 'silent' ? answer : await ask(createUrl ?? '', 'HEAD', token);
  if (answer.kind === 'silent' || created.kind === 'silent') {
    const detail = answer.kind === 'silent' ? answer.detail : created.kind === 'silent' ? created.detail : '';
    return ill(say('doctor_engine_silent', { detail }), say('doctor_engine_silent_remedy'));
  }
  const { status, text } = answer;
  if (status === 401 || status === 403) {
    if (token === null) return good('engine', say('doctor_engine_asks', { name, key: tokenKey }));
    return ill(say('doctor_engine_token', { status, key: tokenKey }), say('doctor_engine_token_remedy'));
  }
  if (status >= 500) return ill(say('doctor_engine_status', { status }), say('doctor_engine_status_remedy'));
  if (!isEngines(text)) return ill(say('doctor_engine_form', { status }), say('doctor_engine_form_remedy'));
  if (token !== null) return good('engine', say('doctor_engine', { name }));
  const untried = say('doctor_engine_untried', { name });
  return warning('engine', untried, say('doctor_engine_untried_remedy', { key: tokenKey }));
}

type Answer =
  | { readonly kind: 'answer'; readonly status: number; readonly text: string }
  | { readonly kind: 'silent'; readonly detail: string };

async function ask(url: string, method: 'GET' | 'HEAD', token: string | null): Promise<Answer> {
  try {
    const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(patienceMs) });
    return { kind: 'answer', status: response.status, text: await response.text() };
  } catch (error) {
    return { kind: 'silent', detail: detailOf(error) };
  }
}

/** The system's code where it has one: the message may hold the address, which may hold more than that. */
function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return '?';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error.name;
}

/** An execution that is not there is told with a code by every engine that speaks this protocol. */
function isEngines(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';
  } catch {
    return false;
  }
}

/** The token of `KEY`, or of the file that `KEY_FILE` names. */
function withToken(asked: Omit<Asked, 'token' | 'tokenKey'>, key: string, env: Environment): Asked {
  const { name, createUrl, queryUrl } = asked;
  return { name, createUrl, queryUrl, tokenKey: key, token: tokenIn(key, env) };
}

function tokenIn(key: string, env: Environment): string | null {
  const given = env[key]?.trim() ?? '';
  const file = env[`${key}_FILE`] ?? '';
  if (given !== '' || file === '') return given === '' ? null : given;
  try {
    return readFileSync(file, 'utf8').trim() || null;
  } catch {
    return null;
  }
}
