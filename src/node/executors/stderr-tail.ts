/** How much is kept, bytes: enough for 4,096 characters of most texts. */
const keptBytes = 12 * 1024;
const maxChars = 4096;

/** The last 4 KiB of what a program wrote to stderr, kept as bytes until it is asked for. */
export class StderrTail {
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #cut = false;

  push(bytes: Uint8Array): void {
    // A copy: a part of a chunk would keep all of it.
    const part = bytes.length > keptBytes ? bytes.slice(-keptBytes) : bytes.slice();
    if (part.length < bytes.length) this.#cut = true;
    this.#chunks.push(part);
    this.#bytes += part.length;
    for (let first = this.#chunks[0]; first !== undefined && this.#bytes - first.length >= keptBytes; ) {
      this.#chunks.shift();
      this.#bytes -= first.length;
      this.#cut = true;
      first = this.#chunks[0];
    }
  }

  /** At most 4,096 characters; where some are missing it begins with a whole line, if it has more than one. */
  text(encoding: string): string {
    const all = new TextDecoder(encoding).decode(Buffer.concat(this.#chunks)).replaceAll('\r\n', '\n');
    const text = all.slice(-maxChars);
    if (!this.#cut && text.length === all.length) return text;
    const lineEnd = text.indexOf('\n');
    return lineEnd === -1 || lineEnd > maxChars / 2 ? text : text.slice(lineEnd + 1);
  }
}
