"""The line that says what hinders, with the button that helps."""

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QStyle, QWidget

from gui.models import hues
from gui.models.plain_text import shortened, tool_tip
from gui.signals import Signal
from gui.views.icons import icon, shade, tint
from gui.views.questions import show_whole


class NoticeKind(IntEnum):
    """How much a notice matters."""

    INFO = 0
    WARNING = 1
    ERROR = 2


_MOST_CHARACTERS = 400
_LONGEST_WORD = 60
"""Characters that the least width of the window has room for."""
_HUES = {NoticeKind.INFO: hues.INFO, NoticeKind.WARNING: hues.WARNING, NoticeKind.ERROR: hues.FAILED}
_ICONS = {NoticeKind.INFO: "info", NoticeKind.WARNING: "status-failed", NoticeKind.ERROR: "status-failed"}


@dataclass(frozen=True)
class _Notice:
    topic: str
    sentence: str
    button: str
    kind: NoticeKind


class SentenceFrame(QFrame):
    """A sentence with the icon and the colour of its kind; hidden while there is none. GUI thread."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = NoticeKind.INFO
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._icon = QLabel()
        self._label = QLabel()
        self._label.setForegroundRole(QPalette.ColorRole.Text)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(8, 4, 4, 4)
        self._line.addWidget(self._icon)
        self._label.setMinimumWidth(1)  # a long word must not widen the window
        self._whole = QPushButton(self.tr("Read all"))
        self._whole.setObjectName("wholeTextButton")
        self._whole.setFlat(True)
        self._whole.setAutoDefault(False)
        self._whole.clicked.connect(self._on_whole)
        self._line.addWidget(self._label, 1)
        self._line.addWidget(self._whole)
        self.hide()

    def say(self, sentence: str, kind: NoticeKind) -> None:
        """Show a sentence, also to a screen reader; "" for none. Of a long one the rest is a press away."""
        self._kind = kind
        is_long = len(sentence) > _MOST_CHARACTERS or any(len(word) > _LONGEST_WORD for word in sentence.split())
        self._label.setText(shortened(sentence, _MOST_CHARACTERS))
        self._label.setToolTip(tool_tip(sentence) if is_long else "")
        self._whole.setVisible(is_long)
        self.setAccessibleName(sentence)
        self._dress()
        self.setVisible(bool(sentence))
        if sentence:
            event = QAccessibleAnnouncementEvent(self, sentence)
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
            QAccessible.updateAccessibility(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Put the colour of the kind under it, mixed from those of the palette."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), tint(self.palette(), _HUES[self._kind]))
        painter.end()
        super().paintEvent(event)

    @Slot()
    def _on_whole(self) -> None:
        show_whole(self.window(), self.accessibleName())

    def _dress(self) -> None:
        accented = QPalette(self.palette())
        accented.setColor(QPalette.ColorRole.ButtonText, shade(accented, _HUES[self._kind]))
        size_px = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        self._icon.setPixmap(icon(_ICONS[self._kind], accented).pixmap(size_px))
        self.update()


class NoticeBar(SentenceFrame):
    """Shows the notice that matters most, of those the newest; the others come when it goes. GUI thread."""

    button_pressed = Signal(str)
    """topic"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noticeBar")
        self._notices: dict[str, _Notice] = {}
        self._shown: _Notice | None = None
        self._button = QPushButton()
        self._button.setObjectName("noticeButton")
        self._button.clicked.connect(self._on_button)
        self._close = QPushButton(icon("close", self.palette()), "")
        self._close.setObjectName("noticeCloseButton")
        self._close.setFlat(True)
        self._close.setToolTip(self.tr("Close this message"))
        self._close.setAccessibleName(self.tr("Close this message"))
        self._close.clicked.connect(self._on_close)
        self._line.addWidget(self._button)
        self._line.addWidget(self._close)

    def show_notice(self, topic: str, sentence: str, button: str = "", kind: NoticeKind = NoticeKind.INFO) -> None:
        """Say something, in place of what was said of this topic before."""
        self._notices.pop(topic, None)
        self._notices[topic] = _Notice(topic, sentence, button, kind)
        self._show()

    def clear_notice(self, topic: str) -> None:
        """Say no more of a topic."""
        if self._notices.pop(topic, None):
            self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._close.setIcon(icon("close", self.palette()))

    def _show(self) -> None:
        newest_first = reversed(self._notices.values())
        before, self._shown = self._shown, max(newest_first, key=lambda notice: notice.kind, default=None)
        notice = self._shown
        if notice is None:
            self.hide()
        elif notice != before:
            self._button.setText(notice.button)
            self._button.setVisible(bool(notice.button))
            self.say(notice.sentence, notice.kind)

    @Slot()
    def _on_button(self) -> None:
        if self._shown:
            self.button_pressed.emit(self._shown.topic)

    @Slot()
    def _on_close(self) -> None:
        if self._shown:
            self.clear_notice(self._shown.topic)
