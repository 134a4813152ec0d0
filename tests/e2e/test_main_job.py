"""The main job, end to end: sign in, live table, double-click, file on disk, preview, forget."""

import keyring
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTableView

from gui.clock import Clock
from gui.models.task_columns import Column
from gui.models.task_table import TaskIdRole
from gui.service.rate_limit import LIMIT
from gui.service.task import TaskStatus
from gui.storage.paths import Paths
from gui.storage.state import State
from tests.e2e.app_driver import AppDriver, polls
from tests.simulator.faulty import FaultySimulator

ITEM = "anna@127.0.0.1"


def test_the_main_job(driver: AppDriver, simulator: FaultySimulator) -> None:
    ids = {status: simulator.add_task(name=f"Рассылка {status.name}", status=status, rows=300) for status in TaskStatus}
    for number in range(60):
        simulator.add_task(name=f"older {number}", status=TaskStatus.CANCELLED)
    running = simulator.add_task(name="Weekly", status=TaskStatus.IN_PROGRESS, rows=1000)

    driver.start()
    driver.sign_in("anna", "right")
    driver.wait_until(lambda: driver.table.isVisible() and driver.rows() == len(TaskStatus) + 61)
    words = {driver.text(number, Column.STATUS) for number in ids.values()}
    assert words >= {"Pending", "In progress", "Completed", "Cancelled", "Failed"}
    assert len(polls(simulator)) == 1, "the sign-in test is the first poll"

    item = next(arrival.identity for arrival in simulator.arrivals)
    assert item == "anna"
    account = driver.program.preferences.active_account if driver.program else None
    assert account is not None
    kept = keyring.get_password("smsc-tasks", account.id)
    assert kept is not None
    assert "right" in kept
    assert "right" not in (driver.profile / "settings.json").read_text("utf-8")

    driver.table.selectRow(driver.index(ids[TaskStatus.COMPLETED]).row())
    driver.table.scrollTo(driver.index(ids[TaskStatus.FAILED]))
    scrolled = driver.table.verticalScrollBar().value()
    assert scrolled > 0
    simulator.set_status(running, TaskStatus.COMPLETED)
    driver.wait_until(lambda: driver.text(running, Column.STATUS) == "Completed")
    selected = driver.table.selectionModel().selectedRows()
    assert [index.data(TaskIdRole) for index in selected] == [ids[TaskStatus.COMPLETED]]
    assert driver.table.verticalScrollBar().value() == scrolled

    driver.double_click(running)
    report = simulator.report_bytes(running)
    table = driver.find(QTableView, "reportTable")
    driver.wait_until(lambda: table.isVisible() and driver.preview_rows() == 1000)
    files = [path for path in (driver.profile / "downloads").iterdir() if path.is_file()]
    assert [path.read_bytes() for path in files] == [report]
    first_column = [table.model().index(row, 0) for row in range(3)]
    driver.wait_until(lambda: all(index.data() for index in first_column))
    lines = report.decode("utf-8-sig" if report.startswith(b"\xef\xbb\xbf") else "windows-1251").splitlines()
    assert str(first_column[0].data()) in lines[1]

    driver.action("accountAction").trigger()
    dialog_form = driver.form()
    forget = driver.find(QPushButton, "forgetButton", dialog_form.window())
    driver.qtbot.mouseClick(forget, Qt.MouseButton.LeftButton)
    driver.qtbot.mouseClick(forget, Qt.MouseButton.LeftButton)
    driver.wait_until(lambda: not driver.table.isVisible() and driver.form().isVisible())
    assert keyring.get_password("smsc-tasks", account.id) is None
    driver.leave()
    state = State.open(Paths(driver.profile).state_file, Clock())
    assert state.last_list(account.id) is None
    assert state.downloads(account.id) == {}
    state.close()
    assert simulator.busiest_minute() <= LIMIT


def test_what_is_armed_comes_by_itself_also_after_a_restart(driver: AppDriver, simulator: FaultySimulator) -> None:
    running = simulator.add_task(name="Weekly", status=TaskStatus.IN_PROGRESS, rows=100)
    driver.start()
    driver.sign_in("anna", "right")
    driver.wait_until(lambda: driver.table.isVisible() and driver.rows() == 1)
    driver.double_click(running)
    driver.wait_until(lambda: driver.text(running, Column.LOCAL) == "when ready")
    driver.leave()
    simulator.set_status(running, TaskStatus.COMPLETED)
    driver.start()
    driver.wait_until(
        lambda: (driver.profile / "downloads").is_dir() and any((driver.profile / "downloads").glob("*.csv"))
    )
    driver.wait_until(lambda: driver.preview_rows() == 100)


def test_the_last_list_stands_there_before_the_network_has_answered(
    driver: AppDriver, simulator: FaultySimulator
) -> None:
    simulator.add_task(name="Weekly", status=TaskStatus.COMPLETED)
    driver.start()
    driver.sign_in("anna", "right")
    driver.wait_until(lambda: driver.table.isVisible() and driver.rows() == 1)
    driver.leave()
    simulator.fault("stall-before-head", command="list", times=1)
    driver.start()
    driver.wait_until(lambda: driver.rows() == 1)
    assert "Updated" in driver.freshness() or "Updating" in driver.freshness()
    simulator.release.set()
    driver.wait_until(lambda: len(polls(simulator)) == 2)
