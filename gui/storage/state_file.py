"""The state file: its tables, migrations from older versions, and recovery from damage."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

RECORD_LOST = 0x4C6F7374
"""Application id of a file that lacks permits, until the file records since when."""
_AT = "epoch TEXT, clock_s REAL, wall_s REAL"
_COLUMNS = {
    "meta": "name TEXT PRIMARY KEY, value TEXT",
    "hold": f"number INTEGER PRIMARY KEY, key TEXT, {_AT}, length_s REAL",
    "pause": f"scope TEXT, code INTEGER, {_AT}, length_s REAL, PRIMARY KEY (scope, code)",
    "wrong_sign_in": f"host TEXT, {_AT}",
    "list": f"account TEXT PRIMARY KEY, tasks TEXT, left_out INTEGER, {_AT}",
    "download": "account TEXT, task TEXT, path BLOB, size_bytes INTEGER, modified_ns INTEGER, checked INTEGER,"
    " saved_at_s REAL, PRIMARY KEY (account, task)",
    "armed": "account TEXT, task TEXT, PRIMARY KEY (account, task)",
    "part_folder": "path BLOB PRIMARY KEY",
}
_TABLES = {name: f"CREATE TABLE {name} ({columns})" for name, columns in _COLUMNS.items()}
KEYS = {
    "meta": ("name",),
    "hold": ("number",),
    "pause": ("scope", "code"),
    "wrong_sign_in": ("host", "epoch", "clock_s", "wall_s"),
    "list": ("account",),
    "download": ("account", "task"),
    "armed": ("account", "task"),
    "part_folder": ("path",),
}
"""The key columns of each table; they come first."""
_DAMAGE_CODES = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


Row = tuple[object, ...]


class NewerVersionError(Exception):
    """The file was written by a newer version of the program."""


def _tasks_by_name(connection: sqlite3.Connection) -> None:
    """1 to 2: a list used to store each task as a list of six values."""
    names = ("id", "name", "status", "created", "started", "file")
    for account, tasks in connection.execute("SELECT account, tasks FROM list").fetchall():
        named = [dict(zip(names, task, strict=True)) for task in json.loads(tasks)]
        connection.execute("UPDATE list SET tasks = ? WHERE account = ?", (json.dumps(named), account))
    connection.execute(_TABLES["part_folder"])


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_tasks_by_name,)
"""The first one turns version 1 into version 2, and so on. All run in one transaction; none raises on intact files."""


def connect(path: Path, *, lost: bool, busy_s: float) -> sqlite3.Connection:
    """Open or create the file, waiting `busy_s` for other processes; migrate an older one.

    New tables are marked if they replace a record that is `lost`. Raises sqlite3.Error, OSError or NewerVersionError;
    `is_damage` tells which of them mean a damaged file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        lost = True  # unless there are tables in it
    connection = sqlite3.connect(path, timeout=busy_s, isolation_level=None, check_same_thread=False)
    try:
        return _prepared(connection, lost)
    except BaseException:
        connection.close()
        raise


def in_memory() -> sqlite3.Connection:
    """Return empty tables in memory."""
    return _prepared(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False), lost=False)


def recover_rows(path: Path, target: sqlite3.Connection) -> None:
    """Copy what can be read of a file that cannot be opened as usual into `target`, whoever has it locked.

    What another process is writing may be missing, so the permits found do not prove that others are free.
    """
    with suppress(sqlite3.Error, OSError, ValueError, TypeError, NewerVersionError):
        source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
        copy = sqlite3.connect(":memory:", isolation_level=None)
        try:
            source.backup(copy)
            if copy.execute("PRAGMA integrity_check").fetchone() == ("ok",):
                _prepared(copy, lost=True)
                copy_rows(copy, target)
        finally:
            source.close()
            copy.close()


def _prepared(connection: sqlite3.Connection, lost: bool) -> sqlite3.Connection:
    """Check or create the tables; new ones replace a record that is `lost`, or none so far."""
    connection.execute("PRAGMA synchronous = EXTRA")  # permits survive a power failure too
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        raise sqlite3.DatabaseError("pages do not fit together")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    newest = len(MIGRATIONS) + 1
    if version == 0:
        for table in _TABLES.values():
            connection.execute(table)
        connection.execute(f"PRAGMA application_id = {RECORD_LOST if lost else 0}")
    elif version > newest:
        raise NewerVersionError(f"version {version} is newer than this program")
    elif version < 0:
        raise sqlite3.DatabaseError("no version of ours")
    else:
        for migrate in MIGRATIONS[version - 1 :]:
            migrate(connection)
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    if dict(found) != _TABLES:
        raise sqlite3.DatabaseError("the tables are not ours")
    connection.execute(f"PRAGMA user_version = {newest}")  # fails here, not later, if the file is read-only
    connection.commit()
    return connection


def copy_rows(source: sqlite3.Connection, target: sqlite3.Connection) -> bool:
    """Copy the rows that `target` lacks; return whether all could be read. Raises what `target` raises."""
    whole = True
    for table, key in KEYS.items():
        rows: list[Row] = []
        try:
            for row in source.execute(f"SELECT * FROM {table}"):  # noqa: S608
                rows.append(row)
        except sqlite3.Error:
            whole = False
        same = " AND ".join(f"{column} IS ?" for column in key)
        for row in rows:
            values = ", ".join("?" * len(row))
            insert = f"INSERT INTO {table} SELECT {values} WHERE NOT EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608
            target.execute(insert, (*row, *row[: len(key)]))
    return whole


def copy_matching(source: sqlite3.Connection, target: sqlite3.Connection, table: str, key: Row) -> None:
    """Replace the rows of `target` whose key starts with these values by those of `source`."""
    same = " AND ".join(f"{column} IS ?" for column in KEYS[table][: len(key)])
    target.execute(f"DELETE FROM {table} WHERE {same}", key)  # noqa: S608
    for row in source.execute(f"SELECT * FROM {table} WHERE {same}", key).fetchall():  # noqa: S608
        target.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608


def is_damage(error: Exception) -> bool:
    """Return whether an error means that the file's content is damaged."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _DAMAGE_CODES
    return isinstance(error, ValueError | TypeError)


def quarantine(path: Path) -> bool:
    """Rename a damaged file, replacing an earlier one; return False if that fails."""
    try:
        path.replace(path.with_name(path.name + ".damaged"))
    except OSError:
        return False
    return True
