"""What every kept profile holds; `python -m tests.profiles.keep` keeps that of this version, before its release."""

import os
import shutil
import sys
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication, QTableView

from gui import __version__
from gui.account import Account, Credentials
from gui.clock import Clock, Instant
from gui.models.task_table import TaskTable
from gui.service.task import Task, TaskList, TaskStatus
from gui.storage import settings as settings_file
from gui.storage.downloads import Download
from gui.storage.settings import Settings
from gui.storage.state import State
from gui.views.main_window import MainWindow

FOLDER = Path(__file__).resolve().parent
ACCOUNTS = (
    Account("anna@smsc.ru", "https://smsc.ru", "anna"),
    Account("key-0123456789ab@smscentre.com", "https://smscentre.com", ""),
)
CREDENTIALS = {
    '{"login":"anna","psw":"пароль"}': Credentials("anna", "пароль"),
    '{"apikey":"0123456789abcdef"}': Credentials(api_key="0123456789abcdef"),
}
"""By the text of their item in the keyring."""
CHOICES = Settings("/reports", ACCOUNTS, ACCOUNTS[1].id, "ru")
WIDTHS_PX = (90, 333, 120, 130, 140)
LIST = TaskList(
    (
        Task(3, "Отчёт за март", TaskStatus.COMPLETED, datetime(2026, 3, 31, 9, 30), "", "march.csv"),
        Task(None, "Unnumbered", TaskStatus.IN_PROGRESS, "soon"),
    ),
    left_out=1,
)
LISTED = Instant("an epoch long gone", 1000.0, 1_780_000_000.0)
DOWNLOAD = Download(Path("/reports/march.csv"), 4711, 1_780_000_000_123_456_789, True, 1_780_000_000.5)
ARMED = "Unnumbered"


def keep() -> Path:
    """Make the profile of this version; return its folder."""
    folder = FOLDER / __version__
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    window = MainWindow(TaskTable(Clock()))
    window.show_tasks()
    window.show()
    for column, width_px in enumerate(WIDTHS_PX):
        window.view.horizontalHeader().resizeSection(column, width_px)
    layout = window.save_layout()
    choices = Settings(CHOICES.download_folder, CHOICES.accounts, CHOICES.active_account, CHOICES.language, layout)
    settings_file.save(folder / "settings.json", choices)
    state = State.open(folder / "state.sqlite", Clock())
    state.keep_list(ACCOUNTS[0].id, LIST, LISTED)
    state.add_download(ACCOUNTS[0].id, 3, DOWNLOAD)
    state.set_armed(ACCOUNTS[0].id, ARMED, True)
    (folder / "fingerprint.txt").write_text(state.fingerprint("anna"), "ascii")
    state.close()
    return folder


def widths_px(table: QTableView) -> tuple[int, ...]:
    """The widths that somebody has chosen."""
    return tuple(table.columnWidth(column) for column in range(len(WIDTHS_PX)))


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(sys.argv)
    sys.stdout.write(f"kept in {keep()}\n")
