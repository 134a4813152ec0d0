"""Texts from outside (names, cells, server replies) for places where Qt would interpret markup."""

from html import escape

from PySide6.QtGui import Qt

LONGEST_LINE = 100
"""Characters in a tool tip's line that fit any screen."""


def tool_tip(text: str) -> str:
    """Return a tool tip that shows exactly this text.

    Qt takes anything that looks like HTML for HTML, including images to load, and wraps nothing else.
    """
    longest = max(map(len, text.splitlines()), default=0)
    if longest <= LONGEST_LINE and not Qt.mightBeRichText(text):
        return text
    return f'<p style="white-space: pre-wrap">{escape(text, quote=False)}</p>'


def button_text(text: str) -> str:
    """Return a text for a button or menu, where a single & would mark a key."""
    return text.replace("&", "&&")


def shortened(text: str, characters: int) -> str:
    """Return the text, cut and with an ellipsis if it is longer than this."""
    return text if len(text) <= characters else f"{text[: characters - 1]}…"
