"""What happens on a bug in the program itself: it is logged, and reported once."""

import logging
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject

from gui.signals import Signal

_log = logging.getLogger(__name__)


class CrashReporter(QObject):
    """Catches uncaught exceptions in any thread."""

    reported = Signal(str)
    """The traceback of the first bug of a run; emitted in the thread where it happened."""

    def __init__(self) -> None:
        super().__init__()
        self._told = False

    def install(self) -> None:
        """Install the interpreter's hooks."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._on_exception(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _on_exception(self, kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, where)
            return
        _log.critical("unexpected error", exc_info=(kind, error, where))
        if not self._told:
            self._told = True
            self.reported.emit("".join(traceback.format_exception(kind, error, where)))
