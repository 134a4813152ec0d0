"""What a person does in the system's dialogs for files."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def save_export(parent: QWidget, target: Path | None = None) -> Path:
    """Accept the dialog that asks where to save an export, or type another file first; return what was suggested."""
    (dialog,) = (found for found in parent.findChildren(QFileDialog, "exportDialog") if found.isVisible())
    suggested = Path(dialog.selectedFiles()[0])
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    if target:
        dialog.selectFile(str(target))
    dialog.accept()
    return suggested
