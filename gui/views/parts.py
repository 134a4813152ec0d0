"""Small widgets shared by several views."""

from typing import TypeVar

from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton

DIALOG_FLAGS = (
    Qt.WindowType.Dialog
    | Qt.WindowType.CustomizeWindowHint
    | Qt.WindowType.WindowTitleHint
    | Qt.WindowType.WindowSystemMenuHint
    | Qt.WindowType.WindowCloseButtonHint
)
"""For a dialog that can be closed, but neither minimised nor maximised."""

_Thing = TypeVar("_Thing", bound=QObject)


def with_object_name(thing: _Thing, name: str) -> _Thing:
    """Set the name by which scripts find an object, and return the object."""
    thing.setObjectName(name)
    return thing


def sign_button(sign: str, text: str, name: str) -> QToolButton:
    """Return a flat button that shows a sign, and says in words what it does."""
    button = with_object_name(QToolButton(), name)
    button.setText(sign)
    button.setAutoRaise(True)
    button.setToolTip(text)
    button.setAccessibleName(text)
    return button


class SearchField(QLineEdit):
    """A line edit with a clear button, added with the first text: finding the theme's icon for it takes long."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.textChanged.connect(self._on_text_changed)

    @Slot()
    def _on_text_changed(self) -> None:
        if not self.isClearButtonEnabled():
            self.setClearButtonEnabled(True)


class ElidedLabel(QLabel):
    """One line of plain text that shrinks if there is no room for it."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)

    def minimumSizeHint(self) -> QSize:
        """Ask for no width."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Elide the middle of a long name: its end tells the type of the file."""
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.contentsRect().width())
        QPainter(self).drawText(self.contentsRect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class SentenceLabel(QLabel):
    """Plain text in as many lines as there is room for; an ellipsis ends what does not fit."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setMinimumWidth(1)  # a long word must not widen the window

    def is_cut(self) -> bool:
        """Return whether some of the text is not in sight."""
        return len(self._starts()) > self._room()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the lines that fit, in the middle of the height."""
        text, starts, room = self._text(), self._starts(), self._room()
        lines = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)][:room]
        if len(starts) > room:
            lines[-1] = self.fontMetrics().elidedText(
                text[starts[room - 1] :], Qt.TextElideMode.ElideRight, self.width()
            )
        QPainter(self).drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, "\n".join(line.strip() for line in lines))

    def _text(self) -> str:
        return self.text().replace("\n", " ")

    def _room(self) -> int:
        return max(self.height() // self.fontMetrics().lineSpacing(), 1)

    def _starts(self) -> list[int]:
        """Return where each line begins, all of them, also those below the edge."""
        layout, starts = QTextLayout(self._text(), self.font()), []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self.width())
            starts.append(line.textStart())
        layout.endLayout()
        return starts
