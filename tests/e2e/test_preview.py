"""A report on screen, from the first search to a file for other programs, in the whole program."""

import csv
import io
import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QTableView

from gui.demo.reports import FORMS, form_of
from gui.service.task import TaskStatus
from tests.dialogs import save_export
from tests.e2e.app_driver import AppDriver
from tests.simulator.faulty import FaultySimulator

ROWS = 3000


def open_report(driver: AppDriver, simulator: FaultySimulator, rows: int) -> list[list[str]]:
    """Sign in, double-click the only task, and wait for its report; return its lines."""
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=rows)
    driver.start()
    driver.sign_in("anna", "right")
    driver.wait_until(lambda: driver.table.isVisible() and driver.rows() == 1)
    driver.double_click(number)
    driver.wait_until(lambda: driver.preview_rows() == rows and driver.action("exportCsvAction").isEnabled())
    form, content = form_of(number), simulator.report_bytes(number)
    text = content.removeprefix(form.start).decode(form.encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=form.separator))


def test_a_search_an_order_and_a_file_of_the_rows_shown(driver: AppDriver, simulator: FaultySimulator) -> None:
    _, *lines = open_report(driver, simulator, ROWS)
    needle = lines[ROWS // 2][0]
    field = driver.find(QLineEdit, "reportSearch")
    driver.qtbot.keyClicks(field, needle)
    driver.qtbot.keyClick(field, Qt.Key.Key_Return)
    found = sum(any(needle.lower() in cell.lower() for cell in line) for line in lines)
    count = driver.find(QLabel, "reportSearchCount")
    driver.wait_until(lambda: str(found) in count.text())

    table = driver.find(QTableView, "reportTable")
    header = table.horizontalHeader()
    for _ in range(2):  # upwards, then downwards
        middle = header.sectionViewportPosition(0) + header.sectionSize(0) // 2
        at = header.rect().center()
        at.setX(middle)
        driver.qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    last = lines[-1][0]
    driver.wait_until(lambda: table.model().headerData(0, Qt.Orientation.Vertical) == ROWS)
    driver.wait_until(lambda: str(table.model().index(0, 0).data()) == last)

    driver.action("exportPlainCsvAction").trigger()
    path = save_export(driver.window)
    status = driver.find(QLabel, "reportStatus")
    driver.wait_until(lambda: "saved as" in status.text())
    assert path.parent == driver.profile / "downloads"
    assert path.name in status.text()
    with path.open(encoding="utf-8", newline="") as file:
        _, *written = csv.reader(file)
    assert written == lines[::-1]


def test_leaving_while_a_long_report_is_exported(
    driver_at: Callable[[], AppDriver], simulator: FaultySimulator
) -> None:
    driver = driver_at()
    open_report(driver, simulator, 300_000)
    driver.action("exportXlsxAction").trigger()
    save_export(driver.window)
    start_s = time.monotonic()
    driver.leave()
    assert time.monotonic() - start_s < 2
    assert [path.suffix for path in (driver.profile / "downloads").iterdir()] == [".csv"]


def test_the_row_of_names_that_was_chosen_is_remembered_for_the_next_report(
    driver_at: Callable[[], AppDriver], simulator: FaultySimulator
) -> None:
    driver = driver_at()
    open_report(driver, simulator, 100)
    header = driver.find(QComboBox, "headerCombo")
    assert header.currentText().startswith("id | phone")
    header.setCurrentIndex(header.findData(3))
    header.activated.emit(header.currentIndex())
    driver.wait_until(lambda: driver.preview_rows() == 97)
    table = driver.find(QTableView, "reportTable").model()
    assert str(table.headerData(0, Qt.Orientation.Horizontal)) == "00000002"
    driver.leave()
    numbers = [simulator.add_task(name="April", status=TaskStatus.COMPLETED, rows=200) for _ in FORMS]
    driver = driver_at()
    driver.start()
    driver.wait_until(lambda: driver.table.isVisible() and driver.rows() == 1 + len(FORMS))
    driver.double_click(numbers[-1])
    driver.wait_until(lambda: driver.preview_rows() == 197)
