import type { Store, StoreTx } from '../../ports/store.ts';
import { Connection, translateError } from './connection.ts';
import { watchRemoval } from './file-removal.ts';
import { FullDisk, takesFileBeside } from './full-disk.ts';
import { GroupCommit } from './group-commit.ts';
import { historyClient } from './history-client.ts';
import { migrate, refuseNewer, versionInHeader } from './migrate.ts';
import { sqliteHistory } from './sqlite-history.ts';
import { sqliteTx } from './sqlite-tx.ts';

export interface SqliteStoreOptions {
  /** A file, or `:memory:` (then reads share the writer's connection). */
  readonly path: string;
  /** When a group commit is closed; default: at the end of the event loop's turn. */
  readonly schedule?: (flush: () => void) => void;
  /** Live runs kept in memory beside their rows. Default: 16,384. */
  readonly rememberedRuns?: number;
}

/** Opens (and migrates) a SQLite store. Throws `store_unavailable` when the file can't be used or is of a newer version. */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  const connection = openMigrated(options.path);
  const tx = sqliteTx(connection, options.rememberedRuns);
  const { path } = options;
  const disk = new FullDisk(() => (path === ':memory:' ? Promise.resolve(false) : takesFileBeside(path)));
  const commits = new GroupCommit<StoreTx>(
    connection,
    tx,
    options.schedule,
    () => tx.rolledBack(),
    path === ':memory:' ? null : () => connection.tidy(),
    disk,
  );
  const removal = path === ':memory:' ? null : watchRemoval(path);
  const client = removal === null ? null : historyClient(path, () => removal.check());
  return {
    write: async (command) => {
      removal?.check();
      return commits.write(command);
    },
    history: client?.history ?? sqliteHistory(connection),
    refusal: () => disk.refusal(),
    statements: () => connection.executed + (client?.executed() ?? 0),
    close: async () => {
      removal?.close();
      await commits.close();
      await client?.close();
      connection.close();
    },
  };
}

function openMigrated(path: string): Connection {
  let connection: Connection | null = null;
  try {
    refuseNewer(versionInHeader(path), path);
    connection = new Connection(path);
    migrate(connection.db, path);
    // From here on the group commit waits for a lock, without holding up the event loop.
    connection.db.exec('PRAGMA busy_timeout = 0');
    return connection;
  } catch (error) {
    connection?.close();
    throw translateError(error);
  }
}
