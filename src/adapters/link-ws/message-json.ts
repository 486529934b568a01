import type { RawData } from 'ws';

/** What a text message of the link says, or undefined: then it is no JSON. */
export function messageJson(data: RawData): unknown {
  try {
    return JSON.parse(textOf(data));
  } catch {
    return undefined;
  }
}

/** A text message arrives as one buffer, unless somebody has asked the socket for another form. */
function textOf(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString();
  return Array.isArray(data) ? Buffer.concat(data).toString() : Buffer.from(data).toString();
}
