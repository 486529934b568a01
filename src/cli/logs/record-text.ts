import type { Colour, Paint } from '../show/colours.ts';
import { localInstant } from '../show/instants.ts';
import { plainLine } from '../show/text-width.ts';
import type { LogRecord } from './log-record.ts';

const colours: Readonly<Record<string, Colour>> = { warn: 'yellow', error: 'red', fatal: 'red' };

/** A record for people: time, level, who, the words and fields; a fault's stack on lines of its own. */
export function recordText({ at, level, source, message, fields, stack }: LogRecord, paint: Paint): string {
  const instant = new Date(at);
  const time = `${localInstant(instant.toISOString())}.${String(instant.getMilliseconds()).padStart(3, '0')}`;
  const colour = colours[level];
  const shown = level.toUpperCase().padEnd(5);
  const said = Object.entries(fields).map(([name, value]) => `${name}=${valueText(value)}`);
  const first = [
    paint('dim', time),
    colour === undefined ? shown : paint(colour, shown),
    paint('dim', source.padEnd(6)),
    plainLine(message),
    ...(said.length === 0 ? [] : [paint('dim', plainLine(said.join(' ')))]),
  ].join(' ');
  if (stack === null) return first;
  return [first, ...stack.split('\n').map((line) => `    ${plainLine(line)}`)].join('\n');
}

function valueText(value: unknown): string {
  return typeof value === 'string' && !/[\s="]/.test(value) ? value : JSON.stringify(value);
}
