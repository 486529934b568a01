import type { UploadReads, UploadTx } from '../../ports/uploads.ts';
import { int, maybeText, text } from './columns.ts';
import type { Connection } from './connection.ts';

export function uploadReads(c: Connection): UploadReads {
  return {
    upload: async (id) => {
      const row = c.get('SELECT * FROM upload WHERE id = ?', id);
      return (
        row && {
          id: text(row, 'id'),
          name: text(row, 'name'),
          size: int(row, 'size'),
          createdBy: maybeText(row, 'created_by'),
          createdAt: int(row, 'created_at'),
          keepUntil: int(row, 'keep_until'),
          whole: int(row, 'whole') === 1,
        }
      );
    },
    uploadsOver: async (now, limit) =>
      c
        .all('SELECT id FROM upload WHERE keep_until <= ? ORDER BY keep_until LIMIT ?', now, limit)
        .map((row) => text(row, 'id')),
  };
}

export function uploadTx(c: Connection): UploadTx {
  return {
    insertUpload: async ({ id, name, size, createdBy, createdAt, keepUntil, whole }) => {
      c.run(
        'INSERT INTO upload (id, name, size, created_by, created_at, keep_until, whole) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ...[id, name, size, createdBy, createdAt, keepUntil, whole ? 1 : 0],
      );
    },
    setUploadWhole: async (id) => void c.run('UPDATE upload SET whole = 1 WHERE id = ?', id),
    keepUpload: async (id, until) =>
      c.run('UPDATE upload SET keep_until = max(keep_until, ?) WHERE id = ? AND whole = 1', until, id)
        .changes === 1,
    deleteUploadOver: async (id, now) =>
      c.run('DELETE FROM upload WHERE id = ? AND keep_until <= ?', id, now).changes === 1,
  };
}
