"""Texts about a report on this computer, for the task table."""

from datetime import datetime

from PySide6.QtCore import QLocale, QObject

from gui.clock import Clock
from gui.models.local_state import Armed, Downloading, FailedHere, LocalState, NotHere, Queued, Saved, Waiting

UNIT = 1024.0

_ORDER = (Downloading, Waiting, Queued, Saved, FailedHere, Armed, NotHere)


class LocalTexts(QObject):
    """Puts local states into words. GUI thread."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock

    def text(self, state: LocalState) -> str:
        """Return the text of the cell; "" if there is nothing to say."""
        text = ""
        match state:
            case Armed():
                text = self.tr("when ready")
            case Queued(position):
                text = self.tr("queued: {position}").format(position=position)
            case Waiting(until_s):
                seconds = max(round(until_s - self._clock.now_s()), 0)
                text = self.tr("starts in {seconds} s").format(seconds=seconds)
            case Downloading(received_bytes, total_bytes, speed_bps):
                text = f"{received_bytes * 100 // total_bytes} %" if total_bytes else self._size_text(received_bytes)
                if speed_bps:
                    text += self.tr(" · {size}/s").format(size=self._size_text(speed_bps))
            case Saved():
                text = self._saved_text(state)
            case FailedHere():
                text = self.tr("not downloaded")
        return text

    def tool_tip(self, state: LocalState) -> str:
        """Return why a download failed, or where the file is and what is special about it."""
        match state:
            case FailedHere(sentence):
                return sentence
            case Saved(download, changed):
                note = (
                    ""
                    if download.checked
                    else self.tr("The service did not announce the size, so the file may be incomplete.")
                )
                if changed:
                    note = self.tr("Another program has changed it since it was downloaded.")
                return f"{download.path}\n{note}".strip()
        return ""

    def _saved_text(self, saved: Saved) -> str:
        saved_at = datetime.fromtimestamp(saved.download.saved_at_s).astimezone()
        today = datetime.fromtimestamp(self._clock.wall_s()).astimezone().date()
        when = saved_at.strftime("%H:%M" if saved_at.date() == today else "%d.%m.%Y")
        text = f"{self._size_text(saved.download.size_bytes)}, {when}"
        if saved.changed:
            return self.tr("{saved}, changed since").format(saved=text)
        return text if saved.download.checked else self.tr("{saved}, unchecked").format(saved=text)

    def _size_text(self, size_bytes: float) -> str:
        size = size_bytes / UNIT
        for text in (self.tr("{size} KB"), self.tr("{size} MB"), self.tr("{size} GB")):
            shown = text.format(size=QLocale().toString(size, "f", 1))
            if size < UNIT:
                break
            size /= UNIT
        return shown


def order(state: LocalState) -> tuple[int, float]:
    """Return a sort key: downloads under way first, what is not on this computer last."""
    return _ORDER.index(type(state)), -state.download.saved_at_s if isinstance(state, Saved) else 0.0
