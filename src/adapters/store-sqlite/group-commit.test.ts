import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { elapse } from '../../../test/support/until.ts';
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

  it('says that it is at rest after a commit, unless something waits for the next by then', async () => {
    const connection = new Connection(':memory:');
    const waiting: (() => void)[] = [];
    const turn = (): void => {
      for (const due of waiting.splice(0)) due();
    };
    let rests = 0;
    const commits = new GroupCommit(
      connection,
      connection,
      (due) => void waiting.push(due),
      () => undefined,
      () => void rests++,
    );
    const nothing = (): Promise<void> => commits.write(async () => undefined);
    const first = nothing();
    turn();
    await first;
    await expect.poll(() => waiting.length).toBe(1);
    const second = nothing();
    turn();
    expect(rests).toBe(0);
    await second;
    await expect.poll(() => waiting.length).toBe(1);
    turn();
    expect(rests).toBe(1);
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

  it('waits for the lock of another program, and lets others work meanwhile', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drover-lock-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [own, other] = [new Connection(join(folder, 'd')), new Connection(join(folder, 'd'))];
    own.db.exec('CREATE TABLE t (v INTEGER NOT NULL) STRICT; PRAGMA busy_timeout = 0');
    const commits = new GroupCommit(own, own);
    other.db.exec('BEGIN IMMEDIATE');
    let written = false;
    const write = commits
      .write(async (tx) => tx.run('INSERT INTO t VALUES (1)'))
      .then(() => (written = true));
    for (let turn = 0; turn < 5; turn++) await elapse(10);
    expect(written).toBe(false);
    other.db.exec('COMMIT');
    await write;
    expect(own.all('SELECT v FROM t')).toEqual([{ v: 1 }]);
    own.close();
    other.close();
  });

  it('fails a group of which the transaction can not begin as a whole, at once', async () => {
    const { commits, begun, flush, connection } = manual();
    const run = connection.run.bind(connection);
    connection.run = (sql, ...values) => {
      const outcome = run(sql, ...values);
      if (sql.startsWith('BEGIN')) {
        run('ROLLBACK');
        throw new Error('the disk');
      }
      return outcome;
    };
    const results = Promise.allSettled([1, 2].map((n) => commits.write(async () => n)));
    flush();
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(begun.join(' ')).toBe('BEGIN ROLLBACK');
  });

  it('outlives a rollback that fails: it is made good before the next transaction', async () => {
    const connection = new Connection(':memory:');
    connection.db.exec('CREATE TABLE t (v INTEGER NOT NULL) STRICT');
    let failures = 2;
    let agreed = 0;
    const commits = new GroupCommit(connection, connection, setImmediate, () => {
      if (failures-- > 0) throw new Error('the disk');
      agreed += 1;
    });
    const insert = (n: number | null) => commits.write(async (tx) => tx.run('INSERT INTO t VALUES (?)', n));
    await expect(insert(null)).rejects.toThrow('NOT NULL');
    await expect(insert(1)).rejects.toThrow('the disk');
    await insert(2);
    expect(agreed).toBe(1);
    expect(connection.all('SELECT v FROM t')).toEqual([{ v: 2 }]);
  });
});
