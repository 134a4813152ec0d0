"""The few questions that are asked in a window of their own: what could lose data, and a folder."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget


def ask_replace(parent: QWidget, name: str, then: Callable[[], None]) -> None:
    """Ask whether a report on disk may be replaced; call `then` if so. Returns at once."""
    title = QCoreApplication.translate("Questions", "Download again")
    text = QCoreApplication.translate("Questions", "Replace {name} on this computer with a new download?")
    box = QMessageBox(QMessageBox.Icon.Question, title, text.format(name=name), parent=parent)
    box.setObjectName("replaceQuestion")
    replace = box.addButton(QCoreApplication.translate("Questions", "Replace"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    replace.clicked.connect(then)
    box.finished.connect(box.deleteLater)
    box.open()


def ask_download_folder(parent: QWidget, folder: Path, then: Callable[[str], None]) -> None:
    """Let the person choose a folder; call `then` with its path. Returns at once."""
    title = QCoreApplication.translate("Questions", "Where should reports be saved?")
    dialog = QFileDialog(parent, title, str(folder))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(then)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
