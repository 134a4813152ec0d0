"""Any CSV of this computer in the window: named at a start, passed by another, dropped, chosen in a dialog."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget

from gui import app
from gui.instance import AlreadyRunningError
from gui.report.detecting.dialect import Dialect
from gui.service.task import TaskStatus
from tests.e2e.app_driver import AppDriver
from tests.simulator.faulty import FaultySimulator


def csv_file(folder: Path, name: str, rows: int) -> Path:
    path = folder / name
    path.write_text("name;number\n" + "".join(f"{name};{number}\n" for number in range(rows)))
    return path


def shows(driver: AppDriver, path: Path, rows: int) -> None:
    driver.wait_until(lambda: driver.preview_rows() == rows)
    title = driver.find(QLabel, "reportTitle")
    assert (title.text(), title.isVisible()) == (path.name, True)


def is_signing_in(driver: AppDriver) -> bool:
    return driver.find(QWidget, "signInForm").isVisible()


def start_with(driver: AppDriver, *files: Path | str) -> None:
    driver.arguments += map(str, files)
    driver.start()


def drop(driver: AppDriver, mime: QMimeData) -> bool:
    """Drag something into the window and let it go; return whether the window takes it."""
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, mime, buttons, keys)
    QApplication.sendEvent(driver.window, enter)
    if enter.isAccepted():
        event = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, buttons, keys)
        QApplication.sendEvent(driver.window, event)
    return enter.isAccepted()


def test_a_file_of_the_command_line_is_shown_without_any_account(driver: AppDriver, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "march.csv", 3)
    before = path.read_bytes(), path.stat().st_mtime_ns
    start_with(driver, path)
    shows(driver, path, 3)
    assert not is_signing_in(driver)
    assert not driver.table.isVisible()
    driver.press("closePreviewButton")
    assert is_signing_in(driver)
    driver.leave()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_file_stays_open_while_its_reader_changes_the_account(
    driver: AppDriver, simulator: FaultySimulator, tmp_path: Path
) -> None:
    path = csv_file(tmp_path, "march.csv", 3)
    simulator.add_account("boris", "also right")
    driver.start()
    driver.sign_in("anna", "right")
    driver.wait_until(driver.table.isVisible)
    assert driver.program
    driver.program.reports.open_files((path,))
    shows(driver, path, 3)
    driver.program.window.menu.add_account_requested.emit()
    driver.sign_in("boris", "also right")
    driver.wait_until(lambda: "boris" in driver.find(QLabel, "accountName").text())
    shows(driver, path, 3)
    assert driver.table.isVisible()


def test_a_path_without_a_file_is_told(driver: AppDriver, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    start_with(driver, tmp_path / "nowhere.csv", tmp_path / "folder")
    driver.wait_until(lambda: "No such file" in driver.notice())
    assert str(tmp_path / "nowhere.csv") in driver.notice()
    assert str(tmp_path / "folder") in driver.notice()
    assert is_signing_in(driver)


def test_several_files_come_one_after_the_other(driver: AppDriver, tmp_path: Path) -> None:
    files = [csv_file(tmp_path, f"{rows}.csv", rows) for rows in (1, 2, 3)]
    start_with(driver, *files)
    shows(driver, files[0], 1)
    for path, rows in ((files[1], 2), (files[2], 3)):
        assert path.name in driver.notice()
        driver.press("noticeButton")
        shows(driver, path, rows)
    assert driver.notice() == ""


def test_a_second_start_hands_its_file_to_the_window(driver: AppDriver, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "march.csv", 3)
    driver.start()
    with pytest.raises(AlreadyRunningError):
        app.build([*driver.arguments, str(path)])
    shows(driver, path, 3)


@pytest.mark.parametrize("name", ["march.csv", "list.txt", "export"])
def test_a_file_is_dropped_on_the_window(driver: AppDriver, tmp_path: Path, name: str) -> None:
    path, mime = csv_file(tmp_path, name, 3), QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    driver.start()
    assert drop(driver, mime)
    shows(driver, path, 3)


def test_what_is_no_file_of_this_computer_is_not_taken(driver: AppDriver) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.com/march.csv")])
    driver.start()
    assert not drop(driver, mime)
    mime = QMimeData()
    mime.setText("march.csv")
    assert not drop(driver, mime)


def test_a_file_is_chosen_in_a_dialog(driver: AppDriver, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "march.csv", 3)
    driver.start()
    driver.action("openFileAction").trigger()
    dialog = driver.find(QFileDialog, "openDialog")
    dialog.selectFile(str(path))
    dialog.accept()
    shows(driver, path, 3)


def test_an_opened_file_leaves_the_account_and_its_reports_alone(
    driver: AppDriver, simulator: FaultySimulator, tmp_path: Path
) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=30)
    path = csv_file(tmp_path, "mine.csv", 3)
    driver.start()
    driver.sign_in("anna", "right")
    driver.wait_until(lambda: driver.table.isVisible() and driver.rows() == 1)
    assert driver.program
    driver.program.reports.open_files((path,))
    shows(driver, path, 3)
    driver.double_click(number)
    driver.wait_until(lambda: driver.preview_rows() == 30)
    assert path.exists()
    assert len(list((driver.profile / "downloads").iterdir())) == 1


def test_an_opened_file_that_goes_is_not_offered_for_another_download(driver: AppDriver, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "mine.csv", 3)
    start_with(driver, path)
    shows(driver, path, 3)
    path.unlink()
    assert driver.program
    driver.program.reports.parts().previews.on_dialect_chosen(Dialect("utf-8", ",", 0))
    status = driver.find(QLabel, "reportStatus")
    driver.wait_until(lambda: "no longer there" in status.text())
    assert not driver.find(QPushButton, "reportStatusButton0").isVisible()
