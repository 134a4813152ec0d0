"""Unforeseen exceptions: reported as bugs while their worker lives on."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gui.report.errors import ReportError, ReportErrorKind


@contextmanager
def survived(answer: Callable[[], object]) -> Iterator[None]:
    """Report an exception raised in the body to `sys.excepthook`, then call `answer` in place of the rest.

    `answer` tells whoever waits for the worker that nothing came of it. KeyboardInterrupt and SystemExit pass. Any
    thread.
    """
    try:
        yield
    except Exception as error:
        sys.excepthook(type(error), error, error.__traceback__)
        answer()


@contextmanager
def report_errors_to(fail: Callable[[ReportError], object]) -> Iterator[None]:
    """Call `fail` with the ReportError raised in the body, or with one of kind INTERNAL for any other exception.

    The latter is a bug and reported as in `survived`. Any thread.
    """
    with survived(lambda: fail(ReportError(ReportErrorKind.INTERNAL))):
        try:
            yield
        except ReportError as error:
            fail(error)
