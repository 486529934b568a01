"""The example's own small database, written by several robots at once."""

import os
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
# How long a robot waits for the others' writes.
BUSY_SECONDS = 20


def open_database():
    """Opens HERD_DB, by default data/herd.db beside the flows, and makes it if it is not there."""
    path = Path(os.environ.get("HERD_DB") or HERE.parent / "data" / "herd.db")
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    switch_to_wal(database)
    database.execute("PRAGMA synchronous = NORMAL")
    schema = (HERE / "herd-schema.sql").read_text(encoding="utf-8")
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'replies'").fetchone():
        database.executescript("BEGIN IMMEDIATE;" + schema + "COMMIT;")
    return database


def switch_to_wal(database):
    """SQLite does not wait for others in this one statement when several make the file at once, so this does."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.02)


@contextmanager
def transaction(database):
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
