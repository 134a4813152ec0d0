"""What program this is."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Slot, qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.signals import Signal
from gui.views.icons import app_icon
from gui.views.parts import DIALOG_FLAGS

_ICON_PX = 64
_WIDTH = 60
"""In digits of the font."""


class AboutDialog(QDialog):
    """Version, licence and file locations. Show it by `open()`; it deletes itself when closed. GUI thread."""

    diagnostics_requested = Signal()
    """The diagnostics are wanted on the clipboard."""
    licences_requested = Signal()
    """The licences of all bundled components are wanted."""

    def __init__(self, parent: QWidget, version: str, folders: Sequence[Path], *, licences: bool) -> None:
        """`licences` says whether there is a file with them."""
        super().__init__(parent, DIALOG_FLAGS)
        self.setObjectName("aboutDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About SMSC Tasks"))
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * _WIDTH)
        picture = QLabel()
        picture.setPixmap(app_icon().pixmap(_ICON_PX))
        top = QHBoxLayout()
        top.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(self._texts(version, folders), 1)
        buttons = self._buttons(licences=licences)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(buttons)

    def _texts(self, version: str, folders: Sequence[Path]) -> QVBoxLayout:
        title = QLabel(self.tr("SMSC Tasks {version}").format(version=version))
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        licence = QLabel(
            self.tr(
                "Free under the MIT licence. Uses Qt {version} under the GNU LGPL, version 3; its source is at"
                " download.qt.io."
            ).format(version=qVersion())
        )
        help_line = QLabel(
            self.tr(
                "If something does not work, send the diagnostic information to the person who set this program up"
                " for you."
            )
        )
        where = QLabel(self.tr("Settings and reports are in:") + "".join(f"\n{folder}" for folder in folders))
        where.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        texts = QVBoxLayout()
        for label in (title, licence, help_line, where):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            texts.addWidget(label)
        return texts

    def _buttons(self, *, licences: bool) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._copy = buttons.addButton(self.tr("Copy diagnostic information"), QDialogButtonBox.ButtonRole.ActionRole)
        self._copy.setObjectName("copyDiagnosticsButton")
        self._copy.clicked.connect(self._on_copy)
        if licences:
            show = buttons.addButton(self.tr("Licences"), QDialogButtonBox.ButtonRole.ActionRole)
            show.setObjectName("licencesButton")
            show.clicked.connect(self.licences_requested)
        buttons.rejected.connect(self.reject)
        return buttons

    @Slot()
    def _on_copy(self) -> None:
        self.diagnostics_requested.emit()
        self._copy.setText(self.tr("Copied"))
