import type { SessionRecord } from '../../domain/session-record.ts';
import type { SessionReads, SessionTx } from '../../ports/sessions.ts';
import { int, maybeText, text, word } from './columns.ts';
import type { Connection } from './connection.ts';

export function sessionReads(c: Connection): SessionReads {
  return {
    sessions: async () =>
      c.all('SELECT * FROM session ORDER BY created_at, id').map(
        (row): SessionRecord => ({
          id: text(row, 'id'),
          name: text(row, 'name'),
          role: word<SessionRecord['role']>(row, 'role'),
          tokenId: text(row, 'token_id'),
          hash: text(row, 'hash'),
          previousHash: maybeText(row, 'previous_hash'),
          createdAt: int(row, 'created_at'),
          rotatedAt: int(row, 'rotated_at'),
          seenAt: int(row, 'seen_at'),
        }),
      ),
  };
}

export function sessionTx(c: Connection): SessionTx {
  return {
    putSession: async (one) => {
      c.run(
        `INSERT OR REPLACE INTO session (id, name, role, token_id, hash, previous_hash, created_at, rotated_at, seen_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[one.id, one.name, one.role, one.tokenId, one.hash, one.previousHash],
        ...[one.createdAt, one.rotatedAt, one.seenAt],
      );
    },
    deleteSessions: async (ids) => {
      for (const id of ids) c.run('DELETE FROM session WHERE id = ?', id);
    },
  };
}
