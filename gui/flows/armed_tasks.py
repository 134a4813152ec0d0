"""Reports to download as soon as they are ready."""

from PySide6.QtCore import QObject

from gui.account import Account
from gui.flows.local_states import LocalStates
from gui.models.task_table import TaskTable
from gui.service.task import Task, TaskKey
from gui.signals import Signal
from gui.workers.local_store import ArmRequest


class ArmedTasks(QObject):
    """Remembers which open tasks the user waits for, across restarts. GUI thread."""

    arm_requested = Signal(ArmRequest)
    """To be stored on disk."""
    closed = Signal(Task)
    """The service no longer works on this task; it was armed until now."""

    def __init__(self, table: TaskTable, local: LocalStates, parent: QObject) -> None:
        super().__init__(parent)
        self._table = table
        self._local = local
        self._account: Account | None = None

    def __contains__(self, key: TaskKey) -> bool:
        return key in self._local.armed

    def begin(self, account: Account | None) -> None:
        """Serve this account from now on, or none."""
        self._account = account

    def arm(self, key: TaskKey, *, on: bool) -> None:
        """Arm or disarm a task."""
        if self._account:
            self._local.set_armed(key, on=on)
            self.arm_requested.emit(ArmRequest(self._account, key, on))

    def restore(self, keys: frozenset[TaskKey]) -> None:
        """Restore what was armed when the program was last closed."""
        self._local.add_armed(keys)

    def check(self) -> None:
        """Find armed tasks that are no longer open."""
        for task in self._table.tasks():
            if task.key in self and not task.is_open:
                self.arm(task.key, on=False)
                self.closed.emit(task)
