"""A deferred task as the service lists it."""

from collections.abc import Iterable
from dataclasses import dataclass
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
"""A time of the service: naive, in the server's own time; text where it could not be read, "" where there is none."""

TaskKey = int | str
"""What identifies a task within its account: its id, or its name where it has no usable id."""


@dataclass(frozen=True)
class Task:
    """One row of the list. `status` may be a number nobody has heard of, or None where none came."""

    id: int | None
    name: str
    status: int | None
    created: Moment = ""
    started: Moment = ""
    file: str = ""

    @property
    def key(self) -> TaskKey:
        """What identifies the task."""
        return self.name if self.id is None else self.id

    @property
    def is_open(self) -> bool:
        """Whether the service still has to finish it."""
        return self.status in (TaskStatus.PENDING, TaskStatus.IN_PROGRESS)


@dataclass(frozen=True)
class TaskList:
    """A whole list, newest first; `left_out` counts rows of the reply that could not be used."""

    tasks: tuple[Task, ...] = ()
    left_out: int = 0

    @classmethod
    def of(cls, tasks: Iterable[Task], left_out: int) -> "TaskList":
        """Return a list of these tasks in order; of several with one key the last one is kept."""
        by_key = {task.key: task for task in tasks}
        return cls(tuple(sorted(by_key.values(), key=lambda task: task.id or 0, reverse=True)), left_out)
