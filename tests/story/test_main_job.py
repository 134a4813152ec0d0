"""The main job, end to end: sign in, live table, double-click, file on disk, preview, forget."""

import keyring
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTableView

from gui.clock import Clock
from gui.demo.simulator import Simulator
from gui.models.task_table import Column, TaskIdRole
from gui.service.rate_limit import LIMIT
from gui.service.task import TaskStatus
from gui.storage.paths import Paths
from gui.storage.state import State
from tests.story.person import Person, polls

ITEM = "anna@127.0.0.1"


def test_the_main_job(person: Person, simulator: Simulator) -> None:
    ids = {status: simulator.add_task(name=f"Рассылка {status.name}", status=status, rows=300) for status in TaskStatus}
    for number in range(60):
        simulator.add_task(name=f"older {number}", status=TaskStatus.CANCELLED)
    running = simulator.add_task(name="Weekly", status=TaskStatus.IN_PROGRESS, rows=1000)

    person.start()
    person.sign_in("anna", "right")
    person.wait_until(lambda: person.table.isVisible() and person.rows() == 66)
    words = {person.text(number, Column.STATUS) for number in ids.values()}
    assert words == {"Pending", "In progress", "Completed", "Cancelled", "Failed"}
    assert len(polls(simulator)) == 1, "the sign-in test is the first poll"

    item = next(arrival.identity for arrival in simulator.arrivals)
    assert item == "anna"
    account = person.program.preferences.active_account if person.program else None
    assert account is not None
    kept = keyring.get_password("smsc-tasks", account.id)
    assert kept is not None
    assert "right" in kept
    assert "right" not in (person.profile / "settings.json").read_text("utf-8")

    person.table.selectRow(person.index(ids[TaskStatus.COMPLETED]).row())
    person.table.scrollTo(person.index(ids[TaskStatus.FAILED]))
    scrolled = person.table.verticalScrollBar().value()
    assert scrolled > 0
    simulator.set_status(running, TaskStatus.COMPLETED)
    person.wait_until(lambda: person.text(running, Column.STATUS) == "Completed")
    selected = person.table.selectionModel().selectedRows()
    assert [index.data(TaskIdRole) for index in selected] == [ids[TaskStatus.COMPLETED]]
    assert person.table.verticalScrollBar().value() == scrolled

    person.double_click(running)
    report = simulator.report_bytes(running)
    table = person.find(QTableView, "reportTable")
    person.wait_until(lambda: table.isVisible() and person.preview_rows() == 1000)
    files = [path for path in (person.profile / "downloads").iterdir() if path.is_file()]
    assert [path.read_bytes() for path in files] == [report]
    first_column = [table.model().index(row, 0) for row in range(3)]
    person.wait_until(lambda: all(index.data() for index in first_column))
    lines = report.decode("utf-8-sig" if report.startswith(b"\xef\xbb\xbf") else "windows-1251").splitlines()
    assert str(first_column[0].data()) in lines[1]

    person.action("accountAction").trigger()
    dialog_form = person.form()
    forget = person.find(QPushButton, "forgetButton", dialog_form.window())
    person.qtbot.mouseClick(forget, Qt.MouseButton.LeftButton)
    person.qtbot.mouseClick(forget, Qt.MouseButton.LeftButton)
    person.wait_until(lambda: not person.table.isVisible() and person.form().isVisible())
    assert keyring.get_password("smsc-tasks", account.id) is None
    person.leave()
    state = State.open(Paths(person.profile).state_file, Clock())
    assert state.last_list(account.id) is None
    assert state.downloads(account.id) == {}
    state.close()
    assert simulator.busiest_minute() <= LIMIT


def test_what_is_armed_comes_by_itself_also_after_a_restart(person: Person, simulator: Simulator) -> None:
    running = simulator.add_task(name="Weekly", status=TaskStatus.IN_PROGRESS, rows=100)
    person.start()
    person.sign_in("anna", "right")
    person.wait_until(lambda: person.table.isVisible() and person.rows() == 1)
    person.double_click(running)
    person.wait_until(lambda: person.text(running, Column.LOCAL) == "when ready")
    person.leave()
    simulator.set_status(running, TaskStatus.COMPLETED)
    person.start()
    person.wait_until(
        lambda: (person.profile / "downloads").is_dir() and any((person.profile / "downloads").glob("*.csv"))
    )
    person.wait_until(lambda: person.preview_rows() == 100)


def test_the_last_list_stands_there_before_the_network_has_answered(person: Person, simulator: Simulator) -> None:
    simulator.add_task(name="Weekly", status=TaskStatus.COMPLETED)
    person.start()
    person.sign_in("anna", "right")
    person.wait_until(lambda: person.table.isVisible() and person.rows() == 1)
    person.leave()
    simulator.fault("stall-before-head", command="list", times=1)
    person.start()
    person.wait_until(lambda: person.rows() == 1)
    assert "Updated" in person.freshness() or "Updating" in person.freshness()
    simulator.release.set()
    person.wait_until(lambda: len(polls(simulator)) == 2)
