"""What is shown when the program itself has a bug."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

_WIDTH, _HEIGHT = 640, 400


class CrashDialog(QDialog):
    """Offers a report for copying, without blocking the window. It deletes itself when closed. GUI thread."""

    def __init__(self, parent: QWidget, report: str) -> None:
        """`report` must not contain secrets."""
        super().__init__(parent)
        self.setObjectName("crashDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Something went wrong in the program"))
        self.setModal(False)
        label = QLabel(
            self.tr(
                "This is a bug in the program, not your mistake. You can go on, but we recommend restarting. The report"
                " below helps to fix it; it contains no passwords."
            )
        )
        label.setWordWrap(True)
        self._report = QPlainTextEdit(report)
        self._report.setReadOnly(True)
        self._report.setTabChangesFocus(True)
        self._report.setAccessibleName(self.tr("Report"))
        self._report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._copy = QPushButton(self.tr("Copy report"))
        self._copy.setObjectName("copyReportButton")
        self._copy.clicked.connect(self._on_copy)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self._copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(label)
        column.addWidget(self._report, 1)
        column.addWidget(buttons)
        self.resize(_WIDTH, _HEIGHT)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report.toPlainText())
        self._copy.setText(self.tr("Copied"))
