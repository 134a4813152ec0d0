"""Jobs in turn, over real sockets, to real files."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from gui.account import Account, Credentials, SignIn
from gui.clock import LOOK_S
from gui.service.api import ServiceApi
from gui.service.connection import Timeouts
from gui.service.errors import Refused, RequestErrorKind, RequestFailed
from gui.service.pauses import Pauses
from gui.service.rate_limit import LIMIT, WINDOW_S, RateLimiter
from gui.service.task import Task, TaskStatus
from gui.storage.downloads import DiskError, part_path, release_part
from gui.storage.state import State
from gui.workers import transfer
from gui.workers.transfer import FIRST_BYTES, Job, JobDone, JobFailed, JobProgress, JobWaiting, Transfer
from tests.fakes import ROUNDING_S, DrivenClock
from tests.simulator.faulty import FaultySimulator


class Harness:
    """A transfer that is not in a thread, and what it has said."""

    def __init__(self, simulator: FaultySimulator, state: State, clock: DrivenClock, folder: Path) -> None:
        limiter, pauses = RateLimiter(state, clock), Pauses(state, clock)
        account = Account("demo@here", simulator.origin, "demo")
        self.sign_in = SignIn(account, Credentials("demo", "demo"))
        self.folder = folder

        def api_for(sign_in: SignIn) -> ServiceApi:
            return ServiceApi(sign_in, limiter, pauses, state.fingerprint, timeouts=Timeouts(2.0, 0.5))

        self.transfer = Transfer(api_for, state, clock)
        self.progress: list[JobProgress] = []
        self.waiting: list[JobWaiting] = []
        self.done: list[JobDone] = []
        self.failed: list[JobFailed] = []
        self.transfer.progressed.connect(self.progress.append)
        self.transfer.waiting.connect(self.waiting.append)
        self.transfer.done.connect(self.done.append)
        self.transfer.failed.connect(self.failed.append)

    def job(self, number: int, file: str = "march.csv") -> Job:
        return Job(self.sign_in, Task(number, "March", 2, file=file), self.folder)

    def do(self, *jobs: Job) -> None:
        for job in jobs:
            self.transfer.download(job)
        for _ in jobs:
            QCoreApplication.processEvents()


@pytest.fixture
def clock() -> DrivenClock:
    return DrivenClock()


@pytest.fixture
def harness(
    qtbot: QtBot, simulator: FaultySimulator, state: State, clock: DrivenClock, tmp_path: Path
) -> Iterator[Harness]:
    harness = Harness(simulator, state, clock, tmp_path / "reports")
    yield harness
    shiboken6.delete(harness.transfer)  # left to the garbage collector, it may end in any thread


def test_a_report_is_saved_byte_for_byte_and_remembered(
    harness: Harness, simulator: FaultySimulator, state: State
) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=500)
    harness.do(harness.job(number))
    (done,) = harness.done
    assert done.download.path == harness.folder / "march.csv"
    assert done.download.path.read_bytes() == simulator.report_bytes(number)
    assert state.downloads("demo@here") == {number: done.download}
    assert harness.progress[0].received_bytes == 0


def test_two_tasks_with_one_file_name_keep_both_reports(harness: Harness, simulator: FaultySimulator) -> None:
    first = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=5)
    second = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=6)
    harness.do(harness.job(first), harness.job(second))
    assert {path.read_bytes() for path in harness.folder.iterdir()} == {
        simulator.report_bytes(first),
        simulator.report_bytes(second),
    }


def test_downloading_again_replaces_the_file(harness: Harness, simulator: FaultySimulator, clock: DrivenClock) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=5)
    harness.do(harness.job(number))
    harness.done[0].download.path.write_text("spoiled by a spreadsheet")
    job = Job(harness.sign_in, harness.job(number).task, harness.folder, replaces=harness.done[0].download)
    harness.do(job)
    assert [path.read_bytes() for path in harness.folder.iterdir()] == [simulator.report_bytes(number)]


def test_beyond_the_limit_a_job_waits_and_others_go_first(
    harness: Harness, simulator: FaultySimulator, clock: DrivenClock
) -> None:
    often = simulator.add_task(name="often", status=TaskStatus.COMPLETED, rows=5)
    other = simulator.add_task(name="other", status=TaskStatus.COMPLETED, rows=5)
    harness.do(*[harness.job(often) for _ in range(LIMIT + 1)], harness.job(other))
    assert len(harness.done) == LIMIT + 1
    (waiting,) = harness.waiting
    clock.let_pass(waiting.until_s - clock.now_s() + ROUNDING_S)
    assert len(harness.done) == LIMIT + 2
    assert harness.failed == []
    assert simulator.busiest_minute() == LIMIT


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("cut-off", RequestErrorKind.DROPPED),
        ("html", RequestErrorKind.HTML_PAGE),
        ("stall-in-body", RequestErrorKind.TIMEOUT),
    ],
)
def test_a_fault_leaves_no_file(
    harness: Harness, simulator: FaultySimulator, fault: str, expected: RequestErrorKind
) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=5000)
    simulator.fault(fault, command="file")
    harness.do(harness.job(number))
    error = harness.failed[0].error
    assert isinstance(error, RequestFailed)
    assert error.kind is expected
    assert not harness.folder.exists() or list(harness.folder.iterdir()) == []


def test_an_error_of_the_service_is_never_saved_as_the_report(harness: Harness, simulator: FaultySimulator) -> None:
    number = simulator.add_task(name="Weekly", status=TaskStatus.IN_PROGRESS)
    harness.do(harness.job(number))
    assert isinstance(harness.failed[0].error, Refused)
    assert not harness.folder.exists() or list(harness.folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(harness: Harness, simulator: FaultySimulator) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=5)
    harness.folder.write_text("a file stands where the folder should be")
    harness.do(harness.job(number))
    assert isinstance(harness.failed[0].error, DiskError)


@pytest.mark.parametrize("when", ["queued", "under way"])
def test_a_cancelled_job_ends_quietly_and_leaves_nothing(
    harness: Harness, simulator: FaultySimulator, when: str
) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=200_000)
    job = harness.job(number)
    cancel: Callable[[object], None] = lambda _: harness.transfer.cancel(job)  # noqa: E731
    if when == "queued":
        cancel(None)
    else:
        harness.transfer.progressed.connect(cancel)
    harness.do(job)
    assert [*harness.failed, *harness.done] == []
    assert not harness.folder.exists() or list(harness.folder.iterdir()) == []


def test_the_first_bytes_are_told_at_once_and_can_be_read(harness: Harness, simulator: FaultySimulator) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=20_000)
    seen: list[tuple[int, bytes]] = []

    def look(progress: JobProgress) -> None:
        with progress.job.lease.lock:
            seen.append((progress.received_bytes, progress.part.read_bytes() if progress.received_bytes else b""))

    harness.transfer.progressed.connect(look)
    harness.do(harness.job(number))
    report = simulator.report_bytes(number)
    assert seen[0][0] == 0
    received, first = seen[1]
    assert FIRST_BYTES <= received <= len(first)
    assert report.startswith(first)


def test_what_onlookers_hold_stays_when_the_rest_does_not_come(harness: Harness, simulator: FaultySimulator) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=5000)
    simulator.fault("cut-off", command="file")
    job = harness.job(number)
    job.lease.hold.set()
    harness.do(job)
    assert len(harness.failed) == 1
    (part,) = harness.folder.iterdir()
    assert simulator.report_bytes(number).startswith(part.read_bytes())
    release_part(part, job.lease)
    assert list(harness.folder.iterdir()) == []


def test_onlookers_are_left_nothing_of_a_whole_report(harness: Harness, simulator: FaultySimulator) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=5)
    job = harness.job(number)
    job.lease.hold.set()
    harness.do(job)
    assert [path.name for path in harness.folder.iterdir()] == ["march.csv"]


@pytest.mark.parametrize("released", ["before the end", "after the end"])
def test_a_part_goes_whenever_it_is_let_go_of(harness: Harness, simulator: FaultySimulator, released: str) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=5000)
    simulator.fault("cut-off", command="file")
    job = harness.job(number)
    job.lease.hold.set()
    part = part_path(harness.folder / "march.csv")
    if released == "before the end":
        harness.transfer.progressed.connect(lambda _: release_part(part, job.lease))
    harness.do(job)
    if released == "after the end":
        assert part.exists()
        release_part(part, job.lease)
    assert list(harness.folder.iterdir()) == []


class Bug(Exception):
    """Of a kind that nobody expects."""


def raise_bug(*_: object, **__: object) -> None:
    raise Bug


@pytest.mark.parametrize("where", ["making the client", "asking", "choosing a name", "saving", "remembering"])
def test_a_bug_fails_its_job_and_the_next_one_goes_on(
    harness: Harness, simulator: FaultySimulator, state: State, reported: list[BaseException], where: str
) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=5)
    places: dict[str, tuple[object, str]] = {
        "making the client": (harness.transfer, "_api_for"),
        "asking": (ServiceApi, "open_file"),
        "choosing a name": (transfer, "safe_file_name"),
        "saving": (transfer, "save"),
        "remembering": (state, "add_download"),
    }
    first, second = harness.job(number), harness.job(number)
    harness.transfer.download(first)
    harness.transfer.download(second)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*places[where], raise_bug)
        QCoreApplication.processEvents()
    (failed,) = harness.failed
    assert failed.job is first
    assert isinstance(failed.error, RequestFailed)
    assert failed.error.kind is RequestErrorKind.INTERNAL
    assert [type(bug) for bug in reported] == [Bug]
    QCoreApplication.processEvents()
    assert [done.job for done in harness.done] == [second]


def test_a_job_that_waits_is_done_with_the_credentials_of_now(
    harness: Harness, simulator: FaultySimulator, clock: DrivenClock
) -> None:
    often = simulator.add_task(name="often", status=TaskStatus.COMPLETED, rows=5)
    harness.do(*[harness.job(often) for _ in range(LIMIT + 1)])
    simulator.add_account("demo", "a new password")
    harness.transfer.use(SignIn(harness.sign_in.account, Credentials("demo", "a new password")))
    clock.let_pass(WINDOW_S + LOOK_S)
    assert len(harness.done) == LIMIT + 1
    assert harness.failed == []


def test_credentials_of_another_account_change_nothing(harness: Harness, simulator: FaultySimulator) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=5)
    harness.transfer.download(harness.job(number))
    harness.transfer.use(SignIn(Account("other@here", simulator.origin, "other"), Credentials("other", "x")))
    QCoreApplication.processEvents()
    assert len(harness.done) == 1


def test_a_host_that_asks_to_be_left_alone_is(
    harness: Harness, simulator: FaultySimulator, clock: DrivenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=5)

    def busy(*_: object) -> None:
        raise RequestFailed(RequestErrorKind.HTTP_STATUS, "503", 600.0)

    with monkeypatch.context() as patch:
        patch.setattr(ServiceApi, "open_file", busy)
        harness.do(harness.job(number))
    assert len(harness.failed) == 1
    harness.do(harness.job(number))
    assert [waiting.until_s - clock.now_s() for waiting in harness.waiting] == [pytest.approx(600)]
    clock.let_pass(599)
    assert simulator.arrivals == []
    clock.let_pass(LOOK_S)
    assert len(harness.done) == 1


def test_waking_from_sleep_lets_a_job_that_waited_begin(
    harness: Harness, simulator: FaultySimulator, clock: DrivenClock
) -> None:
    often = simulator.add_task(name="often", status=TaskStatus.COMPLETED, rows=5)
    harness.do(*[harness.job(often) for _ in range(LIMIT + 1)])
    clock.advance(3600)  # asleep: the timer did not run
    clock.let_pass(LOOK_S)
    assert len(harness.done) == LIMIT + 1
