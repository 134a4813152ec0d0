"""Dialogs: questions before data could be lost, a folder, and texts too long for their place."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QMessageBox, QPlainTextEdit, QVBoxLayout, QWidget

_WHOLE_SIZE = QSize(560, 320)


def ask_replace(parent: QWidget, name: str, then: Callable[[], None]) -> None:
    """Ask whether a report on disk may be replaced; call `then` if so. Returns at once."""
    title = QCoreApplication.translate("Questions", "Download again")
    text = QCoreApplication.translate("Questions", "Replace {name} on this computer with a new download?")
    box = QMessageBox(QMessageBox.Icon.Question, title, text.format(name=name), parent=parent)
    box.setObjectName("replaceQuestion")
    box.setTextFormat(Qt.TextFormat.PlainText)
    replace = box.addButton(QCoreApplication.translate("Questions", "Replace"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    replace.clicked.connect(then)
    box.finished.connect(box.deleteLater)
    box.open()


def ask_download_folder(parent: QWidget, folder: Path, then: Callable[[str], None]) -> None:
    """Ask for a folder; call `then` with its path. Returns at once."""
    dialog = _file_dialog(parent, QCoreApplication.translate("Questions", "Where should reports be saved?"), folder)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(then)
    dialog.open()


def ask_files(parent: QWidget, folder: Path, then: Callable[[tuple[Path, ...]], None]) -> None:
    """Ask which files to open; call `then` with their paths. Returns at once."""
    dialog = _file_dialog(parent, QCoreApplication.translate("Questions", "Open"), folder)
    dialog.setObjectName("openDialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    tables = QCoreApplication.translate("Questions", "Tables as text")
    every = QCoreApplication.translate("Questions", "All files")
    dialog.setNameFilters([f"{tables} (*.csv *.txt *.tsv)", f"{every} (*)"])
    dialog.filesSelected.connect(lambda chosen: then(tuple(map(Path, chosen))))
    dialog.open()


def ask_export_target(parent: QWidget, suggested: Path, then: Callable[[Path], None]) -> None:
    """Ask where to save an export, with the suffix of `suggested` unless another is typed; call `then` with the path.

    The person has agreed to replace a file that is there. Returns at once.
    """
    dialog = _file_dialog(parent, QCoreApplication.translate("Questions", "Save the rows as"), suggested.parent)
    dialog.setObjectName("exportDialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(f"{suggested.suffix.removeprefix('.').upper()} (*{suggested.suffix})")
    dialog.setDefaultSuffix(suggested.suffix)
    dialog.selectFile(suggested.name)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()


def show_whole(parent: QWidget, text: str) -> None:
    """Show a text of any length for reading and copying. Returns at once."""
    dialog = QDialog(parent)
    dialog.setObjectName("wholeText")
    dialog.setWindowTitle(QCoreApplication.translate("Questions", "Whole message"))
    edit = QPlainTextEdit(text)
    edit.setReadOnly(True)
    edit.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.addWidget(edit)
    column.addWidget(buttons)
    dialog.resize(_WHOLE_SIZE)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _file_dialog(parent: QWidget, title: str, folder: Path) -> QFileDialog:
    """Return a dialog that deletes itself when it is closed."""
    dialog = QFileDialog(parent, title, str(folder))
    # Qt's own dialog, where the system has none, comes with these in English in any language.
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, QCoreApplication.translate("Questions", "Folder:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, QCoreApplication.translate("Questions", "File type:"))
    dialog.finished.connect(dialog.deleteLater)
    return dialog
