import type { SessionRecord } from '../domain/session-record.ts';

export interface SessionReads {
  sessions(): Promise<readonly SessionRecord[]>;
}

export interface SessionTx {
  /** Stores the session, in place of the one of this id. */
  putSession(session: SessionRecord): Promise<void>;
  deleteSessions(ids: readonly string[]): Promise<void>;
}
