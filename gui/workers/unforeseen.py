"""An exception that nobody foresaw: reported as the bug that it is, while its worker lives on."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def survived(answer: Callable[[], object]) -> Iterator[None]:
    """Report an exception that leaves the body to `sys.excepthook`, then call `answer` in place of the rest.

    `answer` tells whoever waits for the worker that nothing came of it. What asks the program to end
    (KeyboardInterrupt, SystemExit) passes. Any thread.
    """
    try:
        yield
    except Exception as error:
        sys.excepthook(type(error), error, error.__traceback__)
        answer()
