import { StringDecoder } from 'node:string_decoder';

/** Bytes of a stream as text. Bytes that are wrong in the encoding become U+FFFD; a byte order mark at the start is none of the text. */
export interface TextDecoding {
  write(bytes: Uint8Array): string;
  /** No more bytes come: what an incomplete character leaves. */
  end(): string;
}

/** `encoding`: a label of the Encoding Standard. Throws a `RangeError` for any other. */
export function textDecoding(encoding: string): TextDecoding {
  const decoder = new TextDecoder(encoding);
  if (decoder.encoding === 'utf-8') return utf8Decoding();
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

/** What `TextDecoder` does, in strings half as large: in a stream it makes each two bytes per character, this only where one needs them. */
function utf8Decoding(): TextDecoding {
  const decoder = new StringDecoder('utf8');
  let begun = false;
  const withoutMark = (text: string): string => {
    if (begun || text === '') return text;
    begun = true;
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  };
  return {
    write: (bytes) =>
      withoutMark(decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))),
    end: () => withoutMark(decoder.end()),
  };
}
