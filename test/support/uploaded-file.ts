import type { Store } from '../../src/ports/store.ts';

/** The id of a file as tests name it: any word of at most 20 letters and digits. */
export const uploadId = (word: string): string => `upl_${word.padStart(20, '0')}`;

/** What a parameter holds to name it. */
export const fileParam = (word: string): string => `drover-file:${uploadId(word)}/orders.csv`;

/** Puts the row of a file into the store, as its sender has left it. */
export async function putUpload(store: Store, word: string, keepUntil: number, whole = true): Promise<void> {
  await store.write(async (tx) => {
    const file = { id: uploadId(word), name: 'orders.csv', size: 3, createdBy: 'ann', createdAt: 0 };
    await tx.insertUpload({ ...file, keepUntil, whole });
  });
}

/** Until when it is kept, ms since epoch; null: it is gone. */
export async function keptUntil(store: Store, word: string): Promise<number | null> {
  return (await store.history.upload(uploadId(word)))?.keepUntil ?? null;
}

/** Removes it, as the pruner does. */
export async function removeUpload(store: Store, word: string): Promise<void> {
  await store.write((tx) => tx.deleteUploadOver(uploadId(word), Number.MAX_SAFE_INTEGER));
}
