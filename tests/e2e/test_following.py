"""A report on screen while it is still coming in, in the whole program."""

import pytest
from PySide6.QtWidgets import QLabel, QTableView, QWidget

from gui.service.task import TaskStatus
from tests.e2e.app_driver import AppDriver
from tests.simulator.faulty import FaultySimulator

ROWS = 5000


def begin(driver: AppDriver, simulator: FaultySimulator) -> None:
    """Sign in, double-click the only task, and wait for the first rows; more come when the simulator is released."""
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=ROWS)
    simulator.fault("stall-in-body", command="file")
    driver.start()
    driver.sign_in("anna", "right")
    driver.wait_until(lambda: driver.table.isVisible() and driver.rows() == 1)
    driver.double_click(number)
    driver.wait_until(lambda: 0 < driver.preview_rows() < ROWS)


def status(driver: AppDriver) -> str:
    return driver.find(QLabel, "reportStatus").text()


def test_rows_stand_on_screen_while_the_rest_comes_in(driver: AppDriver, simulator: FaultySimulator) -> None:
    begin(driver, simulator)
    driver.wait_until(lambda: "downloading" in status(driver))
    table = driver.find(QTableView, "reportTable")
    last = driver.preview_rows() - 1
    table.scrollToBottom()
    driver.wait_until(lambda: str(table.model().index(last, 0).data()) == f"{last:08d}")
    assert not driver.action("exportCsvAction").isEnabled()
    table.setCurrentIndex(table.model().index(7, 1))
    simulator.release.set()
    driver.wait_until(lambda: driver.preview_rows() == ROWS and driver.action("exportCsvAction").isEnabled())
    assert "downloading" not in status(driver)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (7, 1), "nothing has started over"
    (path,) = (driver.profile / "downloads").iterdir()
    assert driver.find(QLabel, "reportTitle").text().endswith(f" — {path.name}")


@pytest.mark.parametrize("way", ["closed", "left"])
def test_rows_of_a_download_that_breaks_off_stay_until_they_are_closed(
    driver: AppDriver, simulator: FaultySimulator, way: str
) -> None:
    begin(driver, simulator)
    simulator.stop()
    driver.wait_until(lambda: "some rows are missing" in status(driver))
    shown = driver.preview_rows()
    table = driver.find(QTableView, "reportTable")
    driver.wait_until(lambda: str(table.model().index(shown - 1, 0).data()) == f"{shown - 1:08d}")
    downloads = driver.profile / "downloads"
    assert len(list(downloads.iterdir())) == 1
    if way == "closed":
        driver.find(QWidget, "closePreviewButton").click()  # type: ignore[attr-defined]
        driver.wait_until(lambda: list(downloads.iterdir()) == [])
    else:
        driver.leave()
        assert list(downloads.iterdir()) == []


def test_a_preview_that_is_closed_meanwhile_stays_closed(driver: AppDriver, simulator: FaultySimulator) -> None:
    begin(driver, simulator)
    driver.find(QWidget, "closePreviewButton").click()  # type: ignore[attr-defined]
    simulator.release.set()
    driver.wait_until(lambda: "is on this computer" in driver.notice())
    assert not driver.find(QWidget, "previewPane").isVisible()
