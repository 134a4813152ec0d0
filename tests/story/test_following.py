"""A report on screen while it is still coming in, in the whole program."""

import pytest
from PySide6.QtWidgets import QLabel, QTableView, QWidget

from gui.demo.simulator import Simulator
from gui.service.task import TaskStatus
from tests.story.person import Person

ROWS = 5000


def begin(person: Person, simulator: Simulator) -> None:
    """Sign in, double-click the only task, and wait for the first rows; more come when the simulator is released."""
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=ROWS)
    simulator.fault("stall-in-body", command="file")
    person.start()
    person.sign_in("anna", "right")
    person.wait_until(lambda: person.table.isVisible() and person.rows() == 1)
    person.double_click(number)
    person.wait_until(lambda: 0 < person.preview_rows() < ROWS)


def status(person: Person) -> str:
    return person.find(QLabel, "reportStatus").text()


def test_rows_stand_on_screen_while_the_rest_comes_in(person: Person, simulator: Simulator) -> None:
    begin(person, simulator)
    person.wait_until(lambda: "downloading" in status(person))
    table = person.find(QTableView, "reportTable")
    last = person.preview_rows() - 1
    table.scrollToBottom()
    person.wait_until(lambda: str(table.model().index(last, 0).data()) == f"{last:08d}")
    assert not person.action("exportCsvAction").isEnabled()
    table.setCurrentIndex(table.model().index(7, 1))
    simulator.release.set()
    person.wait_until(lambda: person.preview_rows() == ROWS and person.action("exportCsvAction").isEnabled())
    assert "downloading" not in status(person)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (7, 1), "nothing has started over"
    assert [path.name for path in (person.profile / "downloads").iterdir()] == [
        person.find(QLabel, "reportTitle").text()
    ]


@pytest.mark.parametrize("way", ["closed", "left"])
def test_rows_of_a_download_that_breaks_off_stay_until_they_are_closed(
    person: Person, simulator: Simulator, way: str
) -> None:
    begin(person, simulator)
    simulator.stop()
    person.wait_until(lambda: "not all" in status(person))
    shown = person.preview_rows()
    table = person.find(QTableView, "reportTable")
    person.wait_until(lambda: str(table.model().index(shown - 1, 0).data()) == f"{shown - 1:08d}")
    downloads = person.profile / "downloads"
    assert len(list(downloads.iterdir())) == 1
    if way == "closed":
        person.find(QWidget, "closePreviewButton").click()  # type: ignore[attr-defined]
        person.wait_until(lambda: list(downloads.iterdir()) == [])
    else:
        person.leave()
        assert list(downloads.iterdir()) == []


def test_a_preview_that_is_closed_meanwhile_stays_closed(person: Person, simulator: Simulator) -> None:
    begin(person, simulator)
    person.find(QWidget, "closePreviewButton").click()  # type: ignore[attr-defined]
    simulator.release.set()
    person.wait_until(lambda: "is on this computer" in person.notice())
    assert not person.find(QWidget, "previewPane").isVisible()
