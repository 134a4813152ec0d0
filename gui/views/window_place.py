"""Where the window stands on the screen: never larger than it, never beyond its edges."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize

_FIRST_SHARE = 0.9
"""Of the screen: a first window leaves its edges, and so the desktop, in sight."""


def first_size(wanted: QSize, screen: QRect) -> QSize:
    """Return the size of a new window: the one wanted, or as much of it as leaves the screen's edges in sight."""
    return wanted.boundedTo(screen.size() * _FIRST_SHARE)


def least_size(wanted: QSize, screens: Sequence[QRect]) -> QSize:
    """Return a minimum size that the user can have on each of these screens."""
    for screen in screens:
        wanted = wanted.boundedTo(screen.size() * _FIRST_SHARE)
    return wanted


def fitted(window: QRect, screens: Sequence[QRect]) -> QRect:
    """Return the window on the screen that shows most of it, or on the first one if its own is gone.

    It keeps its size and place as far as the screen allows. `screens` are the areas that windows may cover.
    """

    def shown(screen: QRect) -> int:
        part = screen.intersected(window)
        return part.width() * part.height()

    screen = max(screens, key=shown)
    made = QRect(window.topLeft(), window.size().boundedTo(screen.size()))
    made.moveRight(min(made.right(), screen.right()))
    made.moveBottom(min(made.bottom(), screen.bottom()))
    made.moveLeft(max(made.left(), screen.left()))
    made.moveTop(max(made.top(), screen.top()))
    return made
