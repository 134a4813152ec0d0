"""Converts between values and rows of the state file."""

import json
import os
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

from gui.clock import Instant
from gui.service.task import FIELDS, Task, TaskList
from gui.storage.downloads import Download

_MOMENTS = ([str, float, float, float], [str, float, float, type(None)])
"""Types of an instant's three columns and of a length, which may be NULL."""


def instant_fields(instant: Instant) -> tuple[str, float, float]:
    """Return an instant's columns."""
    return instant.epoch, instant.clock_s, instant.wall_s


def tasks_text(tasks: tuple[Task, ...]) -> str:
    """Return a list's tasks as JSON objects, so that later versions can add fields."""
    return json.dumps([_fields(task) for task in tasks], separators=(",", ":"))


def task_list(tasks: str, left_out: int) -> TaskList:
    """Parse a list. Missing fields get defaults, unknown ones are ignored. Raises ValueError or TypeError."""
    return TaskList(tuple(_task(fields) for fields in json.loads(tasks)), left_out)


def download(path: bytes, size_bytes: int, modified_ns: int, checked: int, saved_at_s: float) -> Download:
    """Build a Download from its columns."""
    return Download(Path(os.fsdecode(path)), size_bytes, modified_ns, bool(checked), saved_at_s)


def check_rows(connection: sqlite3.Connection) -> None:
    """Raise ValueError or TypeError if a row cannot be parsed."""
    for tasks, left_out in connection.execute("SELECT tasks, left_out FROM list"):
        task_list(tasks, left_out)
    for task, *facts in connection.execute(
        "SELECT task, path, size_bytes, modified_ns, checked, saved_at_s FROM download"
    ):
        json.loads(task), download(*facts)
    for (task,) in connection.execute("SELECT task FROM armed"):
        json.loads(task)
    for table, length_s in (("hold", "length_s"), ("pause", "length_s"), ("wrong_sign_in", "0.0"), ("list", "0.0")):
        for epoch, *seconds in connection.execute(f"SELECT epoch, clock_s, wall_s, {length_s} FROM {table}"):  # noqa: S608
            if list(map(type, (epoch, *seconds))) not in _MOMENTS:
                raise TypeError("no moment")
    for (value,) in connection.execute("SELECT value FROM meta WHERE name = 'salt'"):
        bytes.fromhex(value)
    for (value,) in connection.execute("SELECT value FROM meta WHERE name = 'careful'"):
        Instant(*json.loads(value))


def _fields(task: Task) -> dict[str, object]:
    return {field.name: _kept(getattr(task, field.name)) for field in FIELDS.values()}


def _task(fields: dict[str, Any]) -> Task:
    if not isinstance(fields, dict):
        raise TypeError("no task")
    values: dict[str, Any] = {"id": None, "name": "", "status": None}
    for field in FIELDS.values():
        if field.name in fields:
            kind: Any = field.type
            values[field.name] = _value(fields[field.name])
            if not isinstance(values[field.name], kind):
                raise TypeError(f"no {field.name}")
    return Task(**values)


def _kept(value: object) -> object:
    """JSON has no moments: each is the one element of a list."""
    return [value.isoformat()] if isinstance(value, datetime) else value


def _value(kept: object) -> object:
    return datetime.fromisoformat(kept[0]) if isinstance(kept, list) else kept
