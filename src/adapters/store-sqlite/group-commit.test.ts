import { describe, expect, it } from 'vitest';
import { Connection } from './connection.ts';
import { GroupCommit } from './group-commit.ts';

/** Commits only when told. */
function manual() {
  const connection = new Connection(':memory:');
  connection.db.exec('CREATE TABLE t (v INTEGER NOT NULL) STRICT');
  const waiting: (() => void)[] = [];
  const commits = new GroupCommit(connection, connection, (flush) => void waiting.push(flush));
  const begun: string[] = [];
  const run = connection.run.bind(connection);
  connection.run = (sql, ...values) => {
    if (/^(BEGIN|COMMIT|ROLLBACK)/.test(sql)) begun.push(sql.split(' ')[0] ?? '');
    return run(sql, ...values);
  };
  return { connection, commits, begun, flush: () => waiting.shift()?.(), scheduled: () => waiting.length };
}

describe('group commit', () => {
  it('puts what arrives before the commit into one transaction, at most 256 commands', async () => {
    const { commits, begun, flush, scheduled, connection } = manual();
    const all = Array.from({ length: 300 }, (_, n) =>
      commits.write(async (tx) => tx.run('INSERT INTO t VALUES (?)', n).changes),
    );
    expect(scheduled()).toBe(1);
    flush();
    await all[255];
    expect(begun).toEqual(['BEGIN', 'COMMIT']);
    expect(connection.get('SELECT count(*) AS n FROM t')).toEqual({ n: 256 });
    await expect.poll(scheduled).toBe(1);
    flush();
    await Promise.all(all);
    expect(begun).toEqual(['BEGIN', 'COMMIT', 'BEGIN', 'COMMIT']);
  });

  it('puts what arrives during a commit into the next', async () => {
    const { commits, begun, flush, scheduled } = manual();
    let release: () => void = () => undefined;
    const first = commits.write(() => new Promise<void>((resolve) => void (release = resolve)));
    flush();
    const second = commits.write(async () => begun.length);
    expect(scheduled()).toBe(0);
    release();
    await first;
    await expect.poll(scheduled).toBe(1);
    flush();
    expect(await second).toBe(3);
  });

  it('runs the commands of a group one by one when one of them throws', async () => {
    const { commits, begun, flush, connection } = manual();
    const insert = (n: number | null) =>
      commits.write(async (tx) => tx.run('INSERT INTO t VALUES (?)', n).changes);
    const results = Promise.allSettled([insert(1), insert(null), insert(3)]);
    flush();
    expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(begun.join(' ')).toBe('BEGIN ROLLBACK BEGIN COMMIT BEGIN ROLLBACK BEGIN COMMIT');
    expect(connection.all('SELECT v FROM t')).toEqual([{ v: 1 }, { v: 3 }]);
  });
});
