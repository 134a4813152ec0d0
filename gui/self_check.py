"""The program checks itself offscreen: the main job once, and what a package may lack."""

import os
import pkgutil
import sys
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QElapsedTimer, QEventLoop, QLibraryInfo, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QTableView

import gui
from gui.account import Account, Credentials, SignIn
from gui.app import Application, build
from gui.clock import Clock
from gui.languages import LANGUAGES, SOURCE_LANGUAGE
from gui.models.task_table import TaskRole
from gui.options import Options
from gui.report.exporting.export import ExportForm
from gui.report.row_order import RowOrder
from gui.service.api import ServiceApi
from gui.service.errors import RequestFailed
from gui.service.pauses import Pauses
from gui.service.rate_limit import RateLimiter
from gui.service.task import Task
from gui.storage.credentials import CredentialStore, KeyringError, KeyringErrorKind
from gui.storage.os_keyring import KeyringStore
from gui.storage.paths import resource
from gui.storage.state import State
from gui.views.export_button import ExportRequest
from gui.views.task_view import TaskCommand

PATIENCE_MS = 30_000
FILE, ROWS = "short_check.csv", 10
"""The smallest report of the example data."""
NOBODY = "self-check@localhost"
SECRET = Credentials("self-check", "пароль")
OUR_TEXT = ("MainWindow", "Refresh")
QT_TEXT = ("QPlatformTheme", "Cancel")


class CheckFailedError(Exception):
    """A step failed."""


def self_check(options: Options, store: CredentialStore | None = None) -> int:
    """Check everything; print a line for each part and finally `self-check: ok`, or what failed. Return 0 or 1.

    The lines also go to the file `options.self_check`. If the options name a server, its list is requested and the
    outcome is printed: a refused certificate is an outcome too.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    lines: list[str] = []
    program = build(["--demo"])
    try:
        for name, part in (
            ("modules", _check_modules),
            ("resources", _check_resources),
            ("keyring", lambda: _check_keyring(store or KeyringStore())),
            ("server", lambda: _check_server(options.server)),
            ("main job", lambda: _check_main_job(program)),
        ):
            lines.append(f"{name}: {part()}")
    except CheckFailedError as error:
        lines.append(f"{name}: {error}")
    except Exception as error:  # part of the report: a packaged program would show a dialog and wait
        lines.append(f"{name}: {type(error).__name__}: {error}")
    if not program.close():
        lines.append("a thread did not end")
    bad = not lines[-1].startswith("main job: ok")
    lines.append(f"self-check: {'failed' if bad else 'ok'}")
    _report(lines, options.self_check)
    return 1 if bad else 0


def _check_modules() -> str:
    """Import all modules of the program; many are imported on demand only."""
    names = [found.name for found in pkgutil.walk_packages(gui.__path__, "gui.")]
    for name in names:
        if name != "gui.__main__":
            import_module(name)
    return f"{len(names)}"


def _check_resources() -> str:
    for code in LANGUAGES:
        _check_catalogue(f"smsc-tasks_{code}", str(resource("i18n")), None if code == SOURCE_LANGUAGE else OUR_TEXT)
    _check_catalogue("qtbase_ru", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), QT_TEXT)
    for icon in resource("icons").glob("*.svg"):
        if QIcon(str(icon)).pixmap(16, 16).isNull():
            raise CheckFailedError(f"{icon.name} is not drawn")
    return "ok"


def _check_catalogue(name: str, folder: str, text: tuple[str, str] | None) -> None:
    """Check that a catalogue is there and, if one is named, contains a text."""
    translator = QTranslator()
    if not translator.load(name, folder) or (text and not translator.translate(*text)):
        raise CheckFailedError(f"no texts of {name}")


def _check_keyring(store: CredentialStore) -> str:
    try:
        store.save(NOBODY, SECRET)
        found = store.load(NOBODY)
        store.forget(NOBODY)
    except KeyringError as error:
        if error.kind in (KeyringErrorKind.NONE_FOUND, KeyringErrorKind.LOCKED):
            return str(error.kind.value)
        raise CheckFailedError(error.kind.value) from None
    if found != SECRET:
        raise CheckFailedError("what was kept is not what was loaded")
    return "ok"


def _check_server(server: str) -> str:
    if not server:
        return "not asked"
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        state = State.open(Path(folder, "state.sqlite"), clock)
        sign_in = SignIn(Account(NOBODY, server, SECRET.login), SECRET)
        try:
            found = ServiceApi(sign_in, RateLimiter(state, clock), Pauses(state, clock), state.fingerprint).tasks()
        except RequestFailed as error:
            return str(error.kind.value)
        finally:
            state.close()
    return f"{len(found.tasks)} tasks"


def _check_main_job(program: Application) -> str:
    program.start()
    tasks = program.window.view.model()
    _wait("no list of tasks came", lambda: tasks.rowCount() > 0)
    program.window.view.task_command.emit(TaskCommand.ACTIVATE, _smallest(tasks))
    pane = program.reports.parts().previews.pane
    report = pane.findChild(QTableView, "reportTable")
    if report is None:
        raise CheckFailedError("the window has no table for reports")
    _wait("the report was not shown", lambda: report.model() is not None and report.model().rowCount() == ROWS)
    cells = [report.model().index(0, column) for column in range(report.model().columnCount())]
    _wait("the report has no Russian text", lambda: any("а" in str(cell.data()) for cell in cells))
    file = program.paths.default_download_folder / "self-check.xlsx"
    _wait("the report was not read to its end", pane.summary_action.isEnabled)
    program.reports.parts().exports.save(ExportRequest(ExportForm.XLSX), RowOrder(), file)
    _wait("nothing was exported", file.exists)
    with zipfile.ZipFile(file) as book:
        if "xl/worksheets/sheet1.xml" not in book.namelist():
            raise CheckFailedError("the export is no Excel file")
    return "ok"


def _smallest(model: QAbstractItemModel) -> Task:
    for row in range(model.rowCount()):
        task: Task = model.index(row, 0).data(TaskRole)
        if task.file == FILE:
            return task
    raise CheckFailedError(f"{FILE} is not in the list")


def _wait(problem: str, condition: Callable[[], bool]) -> None:
    timer = QElapsedTimer()
    timer.start()
    while not condition():
        if timer.elapsed() > PATIENCE_MS:
            raise CheckFailedError(problem)
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


def _report(lines: list[str], file: Path | None) -> None:
    text = "".join(f"{line}\n" for line in lines)
    if sys.stdout is not None:  # a windowed program on Windows has none
        sys.stdout.write(text)
    if file and file != Path():
        with suppress(OSError):
            file.write_text(text, "utf-8")
