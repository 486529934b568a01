import { fileFormat } from '../../contract/upload.ts';
import type { UploadReads, UploadTx } from '../../ports/uploads.ts';
import { int, maybeInt, maybeText, text } from './columns.ts';
import type { Connection } from './connection.ts';

/**
 * When each that names the file ended: a run with its dead letter by its number, what is to make runs by the file's name in
 * its text, of which there is little. NULL: it needs the file.
 */
const needs = `
  SELECT iif(letter.state = 'open', NULL, max(run.ended_at, coalesce(letter.decided_at, run.ended_at))) AS ended
    FROM upload_use u JOIN run ON run.seq = u.run_seq LEFT JOIN dead_letter letter ON letter.run_seq = run.seq
    WHERE u.upload_id = ?1
  UNION ALL SELECT removed_at FROM schedule WHERE instr(definition, ?2) > 0
  UNION ALL SELECT NULL FROM slot_fan_out WHERE instr(definition, ?2) > 0
  UNION ALL SELECT iif(state IN ('done', 'cancelled'), ended_at, NULL) FROM backfill WHERE instr(definition, ?2) > 0
  UNION ALL SELECT iif(state IN ('done', 'cancelled'), ended_at, NULL)
    FROM bulk_plan p JOIN bulk_job job ON job.id = p.job_id WHERE instr(p.edit, ?2) > 0
  UNION ALL SELECT iif(state = 'open', NULL, decided_at)
    FROM unread_message message JOIN dead_letter letter ON letter.seq = message.letter_seq
    WHERE instr(message.body, CAST(?2 AS BLOB)) > 0`;

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
    uploadNeed: async (id) => {
      const row = c.get(
        `SELECT count(*) > count(ended) AS needed, max(ended) AS ended_at FROM (${needs})`,
        ...[id, `${fileFormat}:${id}/`],
      );
      return { needed: row?.['needed'] === 1, endedAt: maybeInt(row ?? {}, 'ended_at') };
    },
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
    insertUploadUse: async (id, runSeq) =>
      void c.run('INSERT OR IGNORE INTO upload_use (upload_id, run_seq) VALUES (?, ?)', id, runSeq),
    deleteUploadOver: async (id, now) => {
      if (c.run('DELETE FROM upload WHERE id = ? AND keep_until <= ?', id, now).changes === 0) return false;
      c.run('DELETE FROM upload_use WHERE upload_id = ?', id);
      return true;
    },
  };
}
