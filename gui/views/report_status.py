"""The line under a report: number of rows, progress, what has just been done."""

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gui.models.report_table import ReportTable
from gui.report.messages import IndexProgress
from gui.signals import Signal
from gui.views.parts import with_object_name


class ReportStatus(QWidget):
    """One line of text, composed of what is known, and up to two buttons. GUI thread."""

    button_pressed = Signal(str)
    """The key of the button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = with_object_name(QLabel(), "reportStatus")
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setAccessibleName(self.tr("State of the report"))
        self._buttons = [with_object_name(QPushButton(), f"reportStatusButton{number}") for number in range(2)]
        self._keys: list[str] = []
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        layout.addWidget(self._label, 1)
        self._label.setMinimumHeight(self._buttons[0].sizeHint().height())  # the rows above keep their place
        for button in self._buttons:
            button.clicked.connect(self._on_clicked)
            layout.addWidget(button)
        self.checked = True
        self.start()

    def start(self) -> None:
        """Forget everything about the previous report."""
        self.progress: IndexProgress | None = None
        self.problem = self.note = self.order = self.work = ""
        self.complete = True
        self.offer({})

    def offer(self, buttons: dict[str, str]) -> None:
        """Show at most two buttons; `buttons` maps keys, to be emitted, to texts."""
        self._keys = list(buttons)
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(self._keys))
            if number < len(self._keys):
                button.setText(buttons[self._keys[number]])

    def show_all(self, model: ReportTable | None) -> None:
        """Compose the line."""
        parts = self._counts(self.progress, model) if self.progress and model else []
        if self.problem:
            parts.append(self.problem)
        elif self.progress is None:
            parts.append(self.tr("Opening…"))
        if not self.checked:
            parts.append(self.tr("could not be checked for completeness"))
        parts += [part for part in (self.order, self.work, self.note) if part]
        self._label.setText(" · ".join(parts))

    def _counts(self, progress: IndexProgress, model: ReportTable) -> list[str]:
        rows = max(progress.rows - model.header_rows, 0)
        marked = max(progress.defective - model.skipped_defective, 0)
        shown = model.row_order.rows
        if shown is None or len(shown) == rows:
            parts = [self.tr("%Ln row(s)", "", rows)]
        else:
            parts = [self.tr("%Ln of {total} row(s)", "", len(shown)).format(total=QLocale().toString(rows))]
        if model.rowCount() < (rows if shown is None else len(shown)):
            parts.append(self.tr("only the first %Ln shown", "", model.rowCount()))
        if marked:
            parts.append(self.tr("%Ln broken row(s)", "", marked))
        if not progress.done and not self.problem:
            if self.complete:
                percent = QLocale().toString(100 * progress.read_bytes // max(progress.total_bytes, 1))
                parts.append(self.tr("reading… {percent} %").format(percent=percent))
            else:
                parts.append(self.tr("downloading…"))
        return parts

    @Slot()
    def _on_clicked(self) -> None:
        pressed = self.sender()
        assert isinstance(pressed, QPushButton)
        self.button_pressed.emit(self._keys[self._buttons.index(pressed)])
