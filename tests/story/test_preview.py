"""A report on screen, from the first search to a file for other programs, in the whole program."""

import csv
import io
import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QTableView

from gui.demo.reports import FORMS, form_of
from gui.demo.simulator import Simulator
from gui.service.task import TaskStatus
from tests.story.person import Person

ROWS = 3000


def open_report(person: Person, simulator: Simulator, rows: int) -> list[list[str]]:
    """Sign in, double-click the only task, and wait for its report; return its lines."""
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=rows)
    person.start()
    person.sign_in("anna", "right")
    person.wait_until(lambda: person.table.isVisible() and person.rows() == 1)
    person.double_click(number)
    person.wait_until(lambda: person.preview_rows() == rows and person.action("exportCsvAction").isEnabled())
    form, content = form_of(number), simulator.report_bytes(number)
    text = content.removeprefix(form.start).decode(form.encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=form.separator))


def test_a_search_an_order_and_a_file_of_the_rows_shown(person: Person, simulator: Simulator) -> None:
    _, *lines = open_report(person, simulator, ROWS)
    needle = lines[ROWS // 2][0]
    field = person.find(QLineEdit, "reportSearch")
    person.qtbot.keyClicks(field, needle)
    person.qtbot.keyClick(field, Qt.Key.Key_Return)
    found = sum(any(needle.lower() in cell.lower() for cell in line) for line in lines)
    count = person.find(QLabel, "reportSearchCount")
    person.wait_until(lambda: str(found) in count.text())

    table = person.find(QTableView, "reportTable")
    header = table.horizontalHeader()
    for _ in range(2):  # upwards, then downwards
        middle = header.sectionViewportPosition(0) + header.sectionSize(0) // 2
        at = header.rect().center()
        at.setX(middle)
        person.qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    last = lines[-1][0]
    person.wait_until(lambda: table.model().headerData(0, Qt.Orientation.Vertical) == ROWS)
    person.wait_until(lambda: str(table.model().index(0, 0).data()) == last)

    person.action("exportPlainCsvAction").trigger()
    status = person.find(QLabel, "reportStatus")
    person.wait_until(lambda: "saved as" in status.text())
    (path,) = (person.profile / "downloads").glob("*.utf-8.csv")
    assert path.name in status.text()
    with path.open(encoding="utf-8", newline="") as file:
        _, *written = csv.reader(file)
    assert written == lines[::-1]


def test_leaving_while_a_long_report_is_exported(person_at: Callable[[], Person], simulator: Simulator) -> None:
    person = person_at()
    open_report(person, simulator, 300_000)
    person.action("exportXlsxAction").trigger()
    start_s = time.monotonic()
    person.leave()
    assert time.monotonic() - start_s < 2
    assert [path.suffix for path in (person.profile / "downloads").iterdir()] == [".csv"]


def test_the_row_of_names_that_was_chosen_is_remembered_for_the_next_report(
    person_at: Callable[[], Person], simulator: Simulator
) -> None:
    person = person_at()
    open_report(person, simulator, 100)
    header = person.find(QComboBox, "headerCombo")
    assert header.currentText().startswith("id | phone")
    header.setCurrentIndex(header.findData(3))
    header.activated.emit(header.currentIndex())
    person.wait_until(lambda: person.preview_rows() == 97)
    table = person.find(QTableView, "reportTable").model()
    assert str(table.headerData(0, Qt.Orientation.Horizontal)) == "00000002"
    person.leave()
    numbers = [simulator.add_task(name="April", status=TaskStatus.COMPLETED, rows=200) for _ in FORMS]
    person = person_at()
    person.start()
    person.wait_until(lambda: person.table.isVisible() and person.rows() == 1 + len(FORMS))
    person.double_click(numbers[-1])
    person.wait_until(lambda: person.preview_rows() == 197)
