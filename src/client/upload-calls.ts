/** The client's calls for files that parameters of runs name. */
import { maxUploadPiece, type Upload, type UploadCreate } from '../contract/upload.ts';
import type { Transport } from './call.ts';

export interface UploadCalls {
  createUpload(body: UploadCreate): Promise<Upload>;
  upload(id: string): Promise<Upload>;
  /** Sends the piece that begins at `from`. */
  sendUploadPiece(id: string, from: number, piece: Uint8Array<ArrayBuffer>): Promise<Upload>;
  /** The content; its body is read as it comes. */
  uploadContent(id: string): Promise<Response>;
  /**
   * Sends a whole file, such as one that a person has chosen; `param` of the answer is what a parameter holds to name it.
   * `onProgress` hears how many bytes have been taken.
   */
  uploadFile(file: Blob, name: string, onProgress?: (received: number) => void): Promise<Upload>;
}

/** The calls, over a client's way to reach the server. */
export function uploadCalls(transport: Transport): UploadCalls {
  const theUpload = async (answered: Promise<{ upload: Upload }>): Promise<Upload> => (await answered).upload;
  const path = (id: string): string => `/api/uploads/${encodeURIComponent(id)}`;
  const calls: UploadCalls = {
    createUpload: (body) => theUpload(transport.ask('/api/uploads', { method: 'POST', body })),
    upload: (id) => theUpload(transport.ask(path(id))),
    sendUploadPiece: (id, from, content) =>
      theUpload(
        transport.ask(`${path(id)}/content`, {
          method: 'PUT',
          query: { from },
          file: { type: 'application/octet-stream', content },
        }),
      ),
    uploadContent: (id) => transport.answer(`${path(id)}/content`, {}),
    uploadFile: async (file, name, onProgress) => {
      let upload = await calls.createUpload({ name, size: file.size });
      while (upload.received < upload.size) {
        const end = Math.min(upload.size, upload.received + maxUploadPiece);
        const piece = new Uint8Array(await file.slice(upload.received, end).arrayBuffer());
        upload = await calls.sendUploadPiece(upload.id, upload.received, piece);
        onProgress?.(upload.received);
      }
      return upload;
    },
  };
  return calls;
}
