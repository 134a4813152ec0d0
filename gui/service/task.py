"""A deferred task as the service lists it."""

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
"""A time of the service: naive, in the server's own time; text where it could not be read, "" where there is none."""

TaskKey = int | str
"""What identifies a task within its account: its id, or its name where it has no usable id."""


@dataclass(frozen=True)
class Task:
    """One row of the list. `status` may be a number nobody has heard of, or None where none came.

    A field is found in replies by its name, or by what it is `sent_as`, and read and kept by its type: one that is
    added needs a default, for lists that were kept before.
    """

    id: int | None
    name: str
    status: int | None
    created: Moment = ""
    started: Moment = field(default="", metadata={"sent_as": "time"})
    file: str = ""

    @property
    def key(self) -> TaskKey:
        """What identifies the task."""
        return self.name if self.id is None else self.id

    @property
    def is_open(self) -> bool:
        """Whether the service still has to finish it."""
        return self.status in (TaskStatus.PENDING, TaskStatus.IN_PROGRESS)


FIELDS = {each.metadata.get("sent_as", each.name): each for each in fields(Task)}
"""What the service says of a task: the fields by the names in its replies."""


@dataclass(frozen=True)
class TaskList:
    """A whole list, newest first; `left_out` counts rows of the reply that could not be used."""

    tasks: tuple[Task, ...] = ()
    left_out: int = 0
