"""The line that says what is wrong, with the button that helps."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QStyle, QWidget

from gui.models import hues
from gui.models.plain_text import shortened, tool_tip
from gui.views.icons import icon
from gui.views.parts import ElidedLabel, SentenceLabel
from gui.views.questions import show_whole
from gui.views.theme import shade, tint


class NoticeKind(IntEnum):
    """How much a notice matters."""

    INFO = 0
    WARNING = 1
    ERROR = 2


_MOST_CHARACTERS = 400
_LONGEST_WORD = 60
"""Characters that fit into the smallest window."""
_HUES = {NoticeKind.INFO: hues.INFO, NoticeKind.WARNING: hues.WARNING, NoticeKind.ERROR: hues.FAILED}
_ICONS = {NoticeKind.INFO: "info", NoticeKind.WARNING: "status-failed", NoticeKind.ERROR: "status-failed"}


@dataclass(frozen=True)
class NoticeAction:
    """The button of a notice: its text, and what pressing it calls, in the GUI thread."""

    text: str
    call: Callable[[], object] = field(compare=False)


@dataclass(frozen=True)
class Message:
    """What a notice says."""

    sentence: str
    kind: NoticeKind
    action: NoticeAction | None


class Notice:
    """One subject of a `NoticeBar`, with one message at a time or none. GUI thread."""

    def __init__(self, bar: "NoticeBar") -> None:
        self._bar = bar

    def show(self, sentence: str, kind: NoticeKind = NoticeKind.INFO, action: NoticeAction | None = None) -> None:
        """Show a message in place of the previous one."""
        self._bar.set_message(self, Message(sentence, kind, action))

    def clear(self) -> None:
        """Remove the message."""
        self._bar.set_message(self, None)


class SentenceFrame(QFrame):
    """A sentence with the icon and colour of its kind; hidden while there is none. GUI thread."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = NoticeKind.INFO
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._icon = QLabel()
        self._label = SentenceLabel()
        self._label.setForegroundRole(QPalette.ColorRole.Text)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(8, 4, 4, 4)
        self._line.addWidget(self._icon)
        self._whole = QPushButton(self.tr("Read all"))
        self._whole.setObjectName("wholeTextButton")
        self._whole.setFlat(True)
        self._whole.setAutoDefault(False)
        self._whole.clicked.connect(self._on_whole)
        self._line.addWidget(self._label, 1)
        self._line.addWidget(self._whole)
        self.hide()

    def show_sentence(self, sentence: str, kind: NoticeKind) -> None:
        """Show a sentence, also to a screen reader; "" for none. The rest of a long one opens at a click."""
        self._kind = kind
        self._label.setText(shortened(sentence, _MOST_CHARACTERS))
        self.setAccessibleName(sentence)
        self._apply_palette()
        self.setVisible(bool(sentence))
        self._line.activate()
        self._offer_whole()
        if sentence:
            event = QAccessibleAnnouncementEvent(self, sentence)
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
            QAccessible.updateAccessibility(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text where the room has become too small for it."""
        super().resizeEvent(event)
        self._offer_whole()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._apply_palette()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the background with the colour of the kind, mixed from the palette."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), tint(self.palette(), _HUES[self._kind]))
        painter.end()
        super().paintEvent(event)

    @Slot()
    def _on_whole(self) -> None:
        show_whole(self.window(), self.accessibleName())

    def _offer_whole(self) -> None:
        sentence = self.accessibleName()
        is_long = len(sentence) > _MOST_CHARACTERS or any(len(word) > _LONGEST_WORD for word in sentence.split())
        is_cut = is_long or self._label.is_cut()
        self._label.setToolTip(tool_tip(sentence) if is_cut else "")
        self._whole.setVisible(is_cut)

    def _apply_palette(self) -> None:
        accented = QPalette(self.palette())
        accented.setColor(QPalette.ColorRole.ButtonText, shade(accented, _HUES[self._kind]))
        size_px = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        self._icon.setPixmap(icon(_ICONS[self._kind], accented).pixmap(size_px))
        self.update()


class NoticeBar(SentenceFrame):
    """Shows the most important notice, and of equally important ones the newest. GUI thread."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noticeBar")
        self._messages: dict[Notice, Message] = {}
        self._shown: tuple[Notice, Message] | None = None
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

    def add_notice(self) -> Notice:
        """Return a new notice without a message."""
        return Notice(self)

    def set_message(self, notice: Notice, message: Message | None) -> None:
        """Show what a notice says now; a message that is the same as the one on screen is not announced again."""
        self._messages.pop(notice, None)
        if message:
            self._messages[notice] = message
        previous = self._shown
        self._shown = max(reversed(self._messages.items()), key=lambda pair: pair[1].kind, default=None)
        if self._shown is None:
            self.hide()
        elif previous is None or self._shown[1] != previous[1]:
            _, shown = self._shown
            self._button.setText(shown.action.text if shown.action else "")
            self._button.setVisible(shown.action is not None)
            self.show_sentence(shown.sentence, shown.kind)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._close.setIcon(icon("close", self.palette()))

    @Slot()
    def _on_button(self) -> None:
        if self._shown and self._shown[1].action:
            self._shown[1].action.call()

    @Slot()
    def _on_close(self) -> None:
        if self._shown:
            self._shown[0].clear()


class NoticePlace(QWidget):
    """A line that is always there: a quiet text, and over it the notice, so that nothing moves when one comes or goes.

    It is as high as two lines of text, whatever it shows. GUI thread.
    """

    def __init__(self, notices: NoticeBar) -> None:
        super().__init__()
        self.setObjectName("noticePlace")
        self.quiet = ElidedLabel()
        self.quiet.setObjectName("taskCount")
        self.quiet.setContentsMargins(8, 0, 8, 0)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.quiet, 0, 0)
        layout.addWidget(notices, 0, 0)
        notices.raise_()
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        lines_px = 2 * self.fontMetrics().lineSpacing()
        self.setFixedHeight(max(lines_px, QPushButton("A").sizeHint().height()) + 10)
