import { type Document, LineCounter, parseDocument, Scalar, visit } from 'yaml';
import { type ConfigFault, fault } from './fault.ts';

export type ParsedData =
  | { readonly ok: true; readonly raw: unknown }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** Reads JSON or YAML 1.2; syntax errors and keys given twice are faults at their line. `name` is the file's. */
export function parseData(text: string, kind: 'json' | 'yaml', name: string): ParsedData {
  const source = text.replace(/^\uFEFF/, '');
  return kind === 'json' ? parseJson(source, name) : parseYaml(source, name);
}

function parseJson(text: string, name: string): ParsedData {
  // JSON is YAML too: this reader knows the lines of faults, and notices keys that are given twice.
  const errors = parseDocument(text).errors;
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const [, line] = /line (\d+)/.exec(detail) ?? [];
    const at = line ?? errors[0]?.linePos?.[0].line;
    return {
      ok: false,
      faults: [fault(at === undefined ? name : `${name}:${at}`, 'syntax', { detail: firstLine(detail) })],
    };
  }
  const twice = errors.filter(({ code }) => code === 'DUPLICATE_KEY');
  return twice.length > 0
    ? { ok: false, faults: twice.map((error) => faultOf(error, name)) }
    : { ok: true, raw };
}

function parseYaml(text: string, name: string): ParsedData {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  if (document.errors.length > 0) {
    const faults = document.errors.map(
      (error) => unclosedQuote(error, document, lineCounter, name) ?? faultOf(error, name),
    );
    // Each character of a surplus is an error of its own.
    const told = new Map(faults.map((one) => [`${one.place} ${one.message}`, one]));
    return { ok: false, faults: [...told.values()] };
  }
  try {
    // An empty file says nothing, which is allowed.
    const raw: unknown = document.toJS({ maxAliasCount: 1000 }) ?? {};
    return { ok: true, raw };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, faults: [fault(name, 'syntax', { detail })] };
  }
}

/** The text that has no end, at the line of its beginning: the error itself stands where the file ends. */
function unclosedQuote(
  { code, message, pos }: Document['errors'][number],
  document: Document,
  lines: LineCounter,
  name: string,
): ConfigFault | undefined {
  const [, quote] = /^Missing closing (['"])quote/.exec(message) ?? [];
  if (code !== 'MISSING_CHAR' || quote === undefined) return undefined;
  const type = quote === '"' ? Scalar.QUOTE_DOUBLE : Scalar.QUOTE_SINGLE;
  let begin = pos[0];
  visit(document, {
    Scalar: (_key, node) => {
      const [start, end] = node.range ?? [];
      if (node.type === type && start !== undefined && end !== undefined && end >= pos[0]) begin = start;
    },
  });
  return fault(`${name}:${lines.linePos(begin).line}`, 'unclosed_quote', { quote });
}

function faultOf(error: Document['errors'][number], name: string): ConfigFault {
  const detail = firstLine(error.message).replace(/ at line \d+.*$/, '');
  return fault(`${name}:${error.linePos?.[0].line ?? 1}`, 'syntax', { detail });
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
