"""The state's file: its tables, what is wrong with it, and what can be saved of it."""

import sqlite3
from contextlib import suppress
from pathlib import Path

VERSION = 1
LOST = 0x4C6F7374
"""Application id of a file that lacks permits, until the file itself says since when."""
_BUSY_S = 5.0
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
}
_TABLES = {name: f"CREATE TABLE {name} ({columns})" for name, columns in _COLUMNS.items()}
_DAMAGE_CODES = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class NewerVersionError(Exception):
    """The file was written by a newer version of the program."""


def connect(path: Path, *, lost: bool) -> sqlite3.Connection:
    """Open the file, or make it. New tables are marked where they stand for a record that is `lost`.

    Raises sqlite3.Error, OSError or NewerVersionError; `is_damage` tells which of them mean a damaged file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        lost = True  # unless there are tables in it
    connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        return _prepared(connection, lost)
    except BaseException:
        connection.close()
        raise


def in_memory(*, lost: bool = False) -> sqlite3.Connection:
    """Return empty tables that end with the process."""
    return _prepared(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False), lost)


def in_place_of(path: Path) -> sqlite3.Connection:
    """Return memory that holds what can be read of a file."""
    memory = in_memory(lost=True)
    with suppress(sqlite3.Error):
        source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        if source.execute("PRAGMA user_version").fetchone() == (VERSION,):
            copy_rows(source, memory)
        source.close()
    return memory


def _prepared(connection: sqlite3.Connection, lost: bool) -> sqlite3.Connection:
    """Check the tables, or make them; new ones stand for a record that is `lost`, or for none so far."""
    connection.execute("PRAGMA synchronous = EXTRA")  # permits survive the loss of power as well
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
        raise sqlite3.DatabaseError("pages do not fit together")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        for table in _TABLES.values():
            connection.execute(table)
        connection.execute(f"PRAGMA application_id = {LOST if lost else 0}")
    elif version != VERSION:
        raise NewerVersionError(f"version {version} is newer than this program")
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    if dict(found) != _TABLES:
        raise sqlite3.DatabaseError("the tables are not ours")
    connection.execute(f"PRAGMA user_version = {VERSION}")  # fails here where the file is read-only, not later
    connection.commit()
    return connection


def copy_rows(source: sqlite3.Connection, target: sqlite3.Connection) -> bool:
    """Copy the rows of all tables; tell whether none was lost."""
    whole = True
    for table in _TABLES:
        try:
            for row in source.execute(f"SELECT * FROM {table}"):  # noqa: S608
                target.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608
        except sqlite3.Error:
            whole = False
    return whole


def mark_lost(connection: sqlite3.Connection) -> None:
    """Note in the file that permits went elsewhere; in place, and with no journal, as the disk may be full."""
    with suppress(sqlite3.Error):
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute(f"PRAGMA application_id = {LOST}")


def is_damage(error: Exception) -> bool:
    """Tell whether an error means that the file's content is no longer what was written."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _DAMAGE_CODES
    return isinstance(error, ValueError | TypeError)


def set_aside(path: Path) -> bool:
    """Rename a damaged file, in place of an earlier one; False where that cannot be done."""
    try:
        path.replace(path.with_name(path.name + ".damaged"))
    except OSError:
        return False
    return True
