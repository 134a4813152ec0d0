"""A field for a secret."""

from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.views.icons import icon


class SecretEdit(QLineEdit):
    """Hides what is typed until the user presses the eye."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._eye = QAction(self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._on_toggled)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._on_toggled(False)

    def forget(self) -> None:
        """Empty the field and its undo history, and hide what is typed next."""
        self.setText("")
        self._eye.setChecked(False)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_eye()

    @Slot(bool)
    def _on_toggled(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._show_eye()

    def _show_eye(self) -> None:
        shown = self._eye.isChecked()
        self._eye.setIcon(icon("hide" if shown else "show", self.palette()))
        self._eye.setText(self.tr("Hide") if shown else self.tr("Show"))
        self._eye.setToolTip(self._eye.text())
