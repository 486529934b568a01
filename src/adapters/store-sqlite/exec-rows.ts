import type { ExecTx } from '../../ports/exec.ts';
import { int, maybeText, text } from './columns.ts';
import type { Connection } from './connection.ts';

/** What runs of the exec API keep, on SQLite. */
export function execTx(c: Connection): ExecTx {
  return {
    putExec: async ({ runSeq, sid, fingerprint, sealedToken }) => {
      c.run(
        'INSERT OR REPLACE INTO exec_request (run_seq, sid, fingerprint, sealed_token) VALUES (?, ?, ?, ?)',
        runSeq,
        sid,
        fingerprint,
        sealedToken,
      );
    },
    exec: async (runSeq) => {
      const row = c.get('SELECT * FROM exec_request WHERE run_seq = ?', runSeq);
      return (
        row && {
          runSeq: int(row, 'run_seq'),
          sid: text(row, 'sid'),
          fingerprint: text(row, 'fingerprint'),
          sealedToken: maybeText(row, 'sealed_token'),
        }
      );
    },
    eraseExecToken: async (runSeq) => {
      c.run('UPDATE exec_request SET sealed_token = NULL WHERE run_seq = ?', runSeq);
    },
  };
}
