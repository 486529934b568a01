import { maxJsonDepth } from '../contract/json-depth.ts';
import { DroverError } from '../domain/drover-error.ts';
import { inexactIn, inexactWords, parseExact } from '../domain/exact-json.ts';
import { badRequest, pointerOf } from '../domain/input-faults.ts';
import { deeperThan, jsonFault } from '../domain/json-fault.ts';

/** Largest body that is taken, bytes: 4 MiB. */
export const maxBodyBytes = 4 * 1024 * 1024;

/** What a text with the key `__proto__` must contain; keys can be written with escapes. */
const suspect = /__proto__|\\u/;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a JSON body; an empty one is undefined. Throws `malformed_json` that says where the fault is, and `bad_request` for a
 * number that can't be kept as it is written.
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    throw new DroverError(
      'malformed_json',
      'The body is not UTF-8. Send it as UTF-8 (a Windows console may send GBK).',
    );
  }
  const tooDeep = deeperThan(text, maxJsonDepth);
  if (tooDeep >= 0) throw malformed(text, tooDeep, `no more than ${maxJsonDepth} levels`);
  let value: unknown;
  try {
    value = parseExact(text);
    if (suspect.test(text)) JSON.parse(text, refuseProto);
  } catch (error) {
    if (error instanceof DroverError) throw error;
    // It may fall short of a value that can be held, for instance by its size.
    const fault = jsonFault(text) ?? { position: 0, expected: 'JSON that can be read' };
    throw malformed(text, fault.position, fault.expected);
  }
  const inexact = inexactIn(value);
  if (inexact !== null)
    throw badRequest([{ path: pointerOf(inexact.path), message: inexactWords(inexact.number) }]);
  return value;
}

/** A key that would change what an object is, not what it holds. */
function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__')
    throw new DroverError('malformed_json', 'The body has a key "__proto__", which is not taken.');
  return value;
}

function malformed(text: string, position: number, expected: string): DroverError {
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  const column = position - before.lastIndexOf('\n');
  const found =
    position >= text.length ? 'the end of the body' : JSON.stringify(text.slice(position, position + 12));
  return new DroverError(
    'malformed_json',
    `The body is not JSON: at line ${line}, column ${column} there is ${found} instead of ${expected}.`,
    {
      details: { position, line, column },
    },
  );
}
