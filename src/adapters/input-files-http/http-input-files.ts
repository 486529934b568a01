import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { InputFiles } from '../../ports/input-files.ts';

export interface HttpInputFilesOptions {
  /** The server's URL: http or https (ws and wss work too), with its sub-path if it has one. */
  readonly serverUrl: string;
  /** Asked at each request, so that a token that was renewed on disk is used. */
  readonly token: () => string;
}

/** Files of runs from `GET {serverUrl}/api/uploads/:id/content`. */
export function httpInputFiles({ serverUrl, token }: HttpInputFilesOptions): InputFiles {
  const base = serverUrl.replace(/^ws/, 'http').replace(/\/+$/, '');
  return {
    fetch: async (id, path, signal) => {
      const answer = await fetch(`${base}/api/uploads/${encodeURIComponent(id)}/content`, {
        headers: { authorization: `Bearer ${token()}` },
        signal,
      });
      if (answer.status === 404) return 'gone';
      if (!answer.ok || answer.body === null)
        throw new Error(`the server answered with HTTP ${answer.status}`);
      await pipeline(Readable.fromWeb(answer.body), createWriteStream(path, { mode: 0o600, flags: 'wx' }), {
        signal,
      });
      return 'written';
    },
  };
}
