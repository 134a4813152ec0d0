"""Texts from outside (names, cells, what servers say) on their way to where Qt would take them for more than text."""

from html import escape

from PySide6.QtGui import Qt

LONGEST_LINE = 100
"""Characters of a tool tip's line that fit any screen."""


def tool_tip(text: str) -> str:
    """Return a tool tip that shows this very text, whole.

    Qt takes for HTML what looks like it, pictures to be loaded included, and breaks the lines of nothing else.
    """
    longest = max(map(len, text.splitlines()), default=0)
    if longest <= LONGEST_LINE and not Qt.mightBeRichText(text):
        return text
    return f'<p style="white-space: pre-wrap">{escape(text, quote=False)}</p>'


def button_text(text: str) -> str:
    """Return what a button or a menu shows as this text: a lone & would mark a key there."""
    return text.replace("&", "&&")


def shortened(text: str, characters: int) -> str:
    """Return the beginning of a text that is longer than this, with an ellipsis."""
    return text if len(text) <= characters else f"{text[: characters - 1]}…"
