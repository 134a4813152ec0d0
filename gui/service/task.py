"""A deferred task as the service lists it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import IntEnum


class TaskStatus(IntEnum):
    """The service's documented status numbers."""

    PENDING = 0
    IN_PROGRESS = 1
    COMPLETED = 2
    CANCELLED = 3
    FAILED = 4


Moment = datetime | str
"""A time from the service: naive, as the server gave it; the raw text if it could not be parsed, "" if absent."""

TaskKey = int | str
"""Identifies a task within its account: its id, or its name if it has no usable id."""


@dataclass(frozen=True)
class Task:
    """One row of the list. `status` may be an undocumented number, or None if missing or unreadable.

    Replies and the state file are read by these fields: by name, or `sent_as`, and by type. A new field needs a
    default, for lists that were saved without it.
    """

    id: int | None
    name: str
    status: int | None
    created: Moment = ""
    started: Moment = field(default="", metadata={"sent_as": "time"})
    file: str = ""

    @property
    def key(self) -> TaskKey:
        """The task's id, or its name if it has none."""
        return self.name if self.id is None else self.id

    @property
    def is_open(self) -> bool:
        """Whether the task is pending or in progress."""
        return self.status in (TaskStatus.PENDING, TaskStatus.IN_PROGRESS)


FIELDS = {field.metadata.get("sent_as", field.name): field for field in fields(Task)}
"""What the service says of a task: the fields by the names in its replies."""


@dataclass(frozen=True)
class TaskList:
    """A complete list, newest first. `left_out` is the number of unusable rows in the reply."""

    tasks: tuple[Task, ...] = ()
    left_out: int = 0

    @classmethod
    def of(cls, tasks: Iterable[Task], left_out: int) -> "TaskList":
        """Return a list of these tasks in order; of several with one key the last one is kept."""
        by_key = {task.key: task for task in tasks}
        return cls(tuple(sorted(by_key.values(), key=lambda task: task.id or 0, reverse=True)), left_out)
