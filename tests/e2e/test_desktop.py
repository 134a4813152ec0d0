"""What the program hands to the rest of the computer, and hears from it: seen where it leaves the program."""

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from gui import app, desktop
from gui.flows import program_flow
from gui.instance import AlreadyRunningError
from gui.models.task_columns import Column
from gui.service.task import TaskStatus
from gui.storage.state import StateErrorKind
from gui.views.about_dialog import AboutDialog
from gui.workers import local_store
from tests.dialogs import save_export
from tests.e2e.app_driver import AppDriver
from tests.simulator.faulty import FaultySimulator


class Desktop:
    """Stands for the system's programs."""

    def __init__(self) -> None:
        self.opened: list[Path] = []
        self.libraries: list[str | None] = []

    def open_url(self, url: QUrl) -> bool:
        self.opened.append(Path(url.toLocalFile()))
        self.libraries.append(os.environ.get("LD_LIBRARY_PATH"))
        return True


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> Desktop:
    system = Desktop()
    monkeypatch.setattr(QDesktopServices, "openUrl", system.open_url)
    return system


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """The programs that were started."""
    started: list[tuple[str, list[str]]] = []

    def start(program: str, arguments: list[str]) -> tuple[bool, int]:
        started.append((program, arguments))
        return True, 1

    monkeypatch.setattr(QProcess, "startDetached", start)
    return started


def change_to(state: Qt.ApplicationState) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.applicationStateChanged.emit(state)


def open_report(driver: AppDriver, simulator: FaultySimulator) -> tuple[int, Path]:
    """Sign in, double-click the only task, wait for its report; return its number and the file."""
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=30)
    driver.start()
    driver.sign_in("anna", "right")
    driver.wait_until(lambda: driver.table.isVisible() and driver.rows() == 1)
    driver.double_click(number)
    driver.wait_until(lambda: driver.preview_rows() == 30 and driver.action("exportCsvAction").isEnabled())
    (path,) = (driver.profile / "downloads").iterdir()
    return number, path


def test_an_export_is_opened_and_shown_in_its_folder(
    driver: AppDriver, simulator: FaultySimulator, system: Desktop
) -> None:
    _, path = open_report(driver, simulator)
    driver.action("exportPlainCsvAction").trigger()
    exported = save_export(driver.window)
    status = driver.find(QLabel, "reportStatus")
    driver.wait_until(lambda: "saved as" in status.text())
    driver.press("reportStatusButton0")
    driver.press("reportStatusButton1")
    assert system.opened == [exported, path.parent]


def test_a_report_is_opened_in_another_program(driver: AppDriver, simulator: FaultySimulator, system: Desktop) -> None:
    _, path = open_report(driver, simulator)
    driver.press("openOutsideButton")
    assert system.opened == [path]


def test_a_report_that_is_gone_is_no_longer_shown_as_saved(driver: AppDriver, simulator: FaultySimulator) -> None:
    number, path = open_report(driver, simulator)
    saved = driver.text(number, Column.LOCAL)
    path.unlink()
    change_to(Qt.ApplicationState.ApplicationInactive)
    driver.settle()
    assert driver.text(number, Column.LOCAL) == saved
    change_to(Qt.ApplicationState.ApplicationActive)
    driver.wait_until(lambda: driver.text(number, Column.LOCAL) != saved)


def test_a_report_that_cannot_be_read_on_is_looked_at_on_disk(driver: AppDriver, simulator: FaultySimulator) -> None:
    number, path = open_report(driver, simulator)
    saved = driver.text(number, Column.LOCAL)
    path.unlink()
    assert driver.program
    driver.program.reports.parts().previews.failed.emit()
    driver.wait_until(lambda: driver.text(number, Column.LOCAL) != saved)


def test_another_account_does_not_see_the_report(driver: AppDriver, simulator: FaultySimulator) -> None:
    simulator.add_account("boris", "also right")
    open_report(driver, simulator)
    assert driver.program
    driver.program.window.menu.add_account_requested.emit()
    driver.sign_in("boris", "also right")
    pane = driver.find(QWidget, "previewPane")
    driver.wait_until(lambda: not pane.isVisible())
    assert driver.preview_rows() == 0


def test_a_forgotten_account_takes_its_report_from_the_screen(driver: AppDriver, simulator: FaultySimulator) -> None:
    open_report(driver, simulator)
    driver.action("accountAction").trigger()
    dialog = driver.form().window()
    for _ in range(2):
        driver.press("forgetButton", dialog)
    pane = driver.find(QWidget, "previewPane")
    driver.wait_until(lambda: not pane.isVisible() and driver.preview_rows() == 0)


@pytest.fixture
def program(driver: AppDriver) -> app.Application:
    """The program at its sign-in page."""
    driver.start()
    assert driver.program
    return driver.program


def test_a_second_start_brings_the_window_to_the_front(program: app.Application, driver: AppDriver) -> None:
    program.window.showMinimized()
    with pytest.raises(AlreadyRunningError):
        app.build(driver.arguments)
    driver.wait_until(lambda: not program.window.isMinimized())


def test_a_click_on_the_notification_brings_the_window_to_the_front(
    program: app.Application, driver: AppDriver
) -> None:
    program.window.showMinimized()
    program._notifier.clicked.emit()
    driver.wait_until(lambda: not program.window.isMinimized())


def test_the_notification_goes_when_the_person_is_back(
    program: app.Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(program.window, "isActiveWindow", lambda: False)
    program._notifier.notify("a report is ready")
    tray = program._notifier.findChild(QSystemTrayIcon)
    assert isinstance(tray, QSystemTrayIcon)
    assert tray.isVisible()
    change_to(Qt.ApplicationState.ApplicationActive)
    assert not tray.isVisible()


def test_settings_that_cannot_be_saved_are_told(
    program: app.Application, driver: AppDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(local_store, "save", full)
    program.preferences.change(download_folder="elsewhere")
    driver.wait_until(lambda: os.strerror(28) in driver.notice())


def test_trouble_with_the_programs_notes_is_told_until_it_is_over(program: app.Application, driver: AppDriver) -> None:
    program.program.on_state_error(StateErrorKind.UNWRITABLE)
    assert "cannot save its data" in driver.notice()
    program.program.on_state_error(None)
    assert driver.notice() == ""


def test_a_language_is_remembered_for_the_next_start(program: app.Application, driver: AppDriver) -> None:
    program.window.menu.language_chosen.emit("ru")
    assert program.starts_over
    driver.leave()
    assert '"language": "ru"' in (driver.profile / "settings.json").read_text("utf-8")


@pytest.mark.parametrize("frozen", [False, True])
def test_example_data_come_in_a_program_of_their_own(
    program: app.Application,
    driver: AppDriver,
    started: list[tuple[str, list[str]]],
    monkeypatch: pytest.MonkeyPatch,
    frozen: bool,
) -> None:
    if frozen:
        monkeypatch.setattr(sys, "frozen", True, raising=False)
    driver.press("demoButton")
    assert started == [(sys.executable, ["--demo"] if frozen else ["-m", "gui", "--demo"])]


def test_diagnostics_go_to_the_clipboard_without_secrets(
    program: app.Application, driver: AppDriver, qtbot: QtBot
) -> None:
    program.window.menu.about_requested.emit()
    dialog = program.window.findChild(AboutDialog)
    assert isinstance(dialog, AboutDialog)
    (copy,) = (button for button in dialog.findChildren(QPushButton) if "diagnos" in button.text().lower())
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    text = QGuiApplication.clipboard().text()
    assert "SMSC Tasks" in text
    assert "starts" in text, "the log's last lines"
    assert "state file: in order" in text
    dialog.close()


def test_licences_are_shown_in_the_program_for_texts(
    program: app.Application, system: Desktop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program.program.on_licences_requested()
    assert system.opened == []
    monkeypatch.setattr(program_flow, "licences", lambda: tmp_path / "LICENCES.txt")
    program.window.menu.about_requested.emit()
    dialog = program.window.findChild(AboutDialog)
    assert isinstance(dialog, AboutDialog)
    dialog.licences_requested.emit()
    assert system.opened == [tmp_path / "LICENCES.txt"]
    dialog.close()


@pytest.mark.parametrize(
    ("platform", "expected"),
    [("win32", ("explorer", ["/select,", "PATH"])), ("darwin", ("open", ["-R", "PATH"]))],
)
def test_a_file_is_selected_where_the_file_manager_can_do_that(
    started: list[tuple[str, list[str]]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    platform: str,
    expected: tuple[str, list[str]],
) -> None:
    path = tmp_path / "march.csv"
    monkeypatch.setattr(sys, "platform", platform)
    assert desktop.show_in_folder(path)
    program, arguments = expected
    assert started == [(program, [arguments[0], str(path)])]


@pytest.mark.parametrize("original", ["/usr/lib/theirs", None])
def test_programs_started_from_a_bundle_get_the_systems_libraries(
    system: Desktop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, original: str | None
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle")
    if original:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", original)
    assert desktop.open_outside(tmp_path / "march.csv")
    assert system.libraries == [original]
    assert os.environ["LD_LIBRARY_PATH"] == "/bundle"
