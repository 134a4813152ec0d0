"""A disk that fills up at any byte: every writer says so or does without, and leaves nothing half done."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gui.account import Account
from gui.report.errors import ReportError, ReportErrorKind
from gui.report.exporting.export import ExportForm, export
from gui.report.files import StableFile
from gui.report.ordering import sorting
from gui.report.progress_monitor import ProgressMonitor
from gui.report.query_engine import QueryEngine
from gui.report.reading.index_cache import IndexCache
from gui.report.reading.report import Report
from gui.report.row_query import RowQuery, Sorting
from gui.service.errors import MustWait, Refused
from gui.service.pauses import Pauses
from gui.service.rate_limit import LIMIT, RateLimiter
from gui.service.task import Task, TaskList, TaskStatus
from gui.storage import log
from gui.storage import settings as settings_file
from gui.storage.downloads import DiskError, DiskErrorKind, save
from gui.storage.settings import Settings
from gui.storage.state import State
from tests.fakes import FakeClock

resource = pytest.importorskip("resource", reason="Windows has no such limit")

ACCOUNT = Account("demo@here", "https://smsc.ru", "demo")
FILLS_AT_BYTES = [0, 1, 100, 4096, 5000, 60_000]


@contextmanager
def full_at(size_bytes: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size; the system then fails as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class Source:
    """A report of 100 kB in pieces."""

    size_bytes = None
    checked = True

    def chunks(self) -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 1000


@pytest.mark.parametrize("size_bytes", FILLS_AT_BYTES)
@pytest.mark.parametrize("replace", [False, True])
def test_a_download(tmp_path: Path, size_bytes: int, replace: bool) -> None:
    target = tmp_path / "march.csv"
    if replace:
        target.write_text("before")
    with full_at(size_bytes), pytest.raises(DiskError) as full:
        save(Source(), target, replace=replace)
    assert full.value.kind is DiskErrorKind.NO_SPACE
    assert [path.read_text() for path in tmp_path.iterdir()] == (["before"] if replace else [])


@pytest.mark.parametrize("size_bytes", [0, 1, 20])
def test_settings(tmp_path: Path, size_bytes: int) -> None:
    path = tmp_path / "settings.json"
    before = Settings(accounts=(ACCOUNT,), active_account=ACCOUNT.id)
    settings_file.save(path, before)
    with full_at(size_bytes), pytest.raises(OSError, match="large"):
        settings_file.save(path, Settings(language="ru"))
    assert settings_file.load(path) == before
    assert list(tmp_path.iterdir()) == [path]


def take_permits(state: State, clock: FakeClock, most: int) -> int:
    """Take what can be had; return how many."""
    limiter = RateLimiter(state, clock)
    for taken in range(most):
        try:
            limiter.acquire("the list").answered()
        except MustWait:
            return taken
    return most


@pytest.mark.expect_log("state file")
@pytest.mark.parametrize("size_bytes", [0, 1, 4096, 20_000])
@pytest.mark.parametrize("taken_before", range(LIMIT + 1))
def test_the_state_goes_on_and_gives_out_no_permit_too_many(
    tmp_path: Path, clock: FakeClock, size_bytes: int, taken_before: int
) -> None:
    path = tmp_path / "state.sqlite"
    state = State.open(path, clock)
    taken = take_permits(state, clock, taken_before)
    state.close()
    with full_at(size_bytes):
        state = State.open(path, clock)
        taken += take_permits(state, clock, 1)
        tasks = tuple(Task(task, f"task {task}", TaskStatus.COMPLETED) for task in range(200))
        state.keep_list(ACCOUNT.id, TaskList(tasks), clock.instant())
        Pauses(state, clock).note(ACCOUNT, Refused(4))
        state.set_armed(ACCOUNT.id, 7, True)
        taken += take_permits(state, clock, 2 * LIMIT)
        state.close()
    state = State.open(path, clock)
    taken += take_permits(state, clock, 2 * LIMIT)
    state.close()
    assert taken <= LIMIT


@pytest.mark.parametrize("size_bytes", FILLS_AT_BYTES)
@pytest.mark.parametrize("form", ExportForm)
def test_an_export(tmp_path: Path, size_bytes: int, form: ExportForm) -> None:
    rows = [[str(number), f"text {number * 7919}", "x"] for number in range(20_000)]
    with full_at(size_bytes), pytest.raises(ReportError) as full:
        export(form, tmp_path / "march.out", ["id", "text", "x"], 3, rows, len(rows))
    assert full.value.kind is ReportErrorKind.NO_SPACE
    assert list(tmp_path.iterdir()) == []


def big_report(folder: Path) -> Report:
    path = folder / "march.csv"
    path.write_text("id;text\n" + "".join(f"{number * 7919 % 100_003};text {number}\n" for number in range(50_000)))
    report = Report(StableFile(path))
    for _ in report.scan():
        pass
    return report


@pytest.mark.parametrize("size_bytes", [0, 1, 100])
def test_the_index_beside_a_report(tmp_path: Path, size_bytes: int) -> None:
    (tmp_path / "reports").mkdir()
    report = big_report(tmp_path / "reports")
    index_cache = IndexCache(tmp_path / "indexes")
    with full_at(size_bytes):
        index_cache.save("name", report.index)
    assert list((tmp_path / "indexes").iterdir()) == []
    index_cache.save("name", report.index)
    assert [path.name for path in (tmp_path / "indexes").iterdir()] == ["name.index"]
    report.close()


@pytest.mark.parametrize("size_bytes", [0, 1, 4096, 60_000])
def test_what_a_sort_puts_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size_bytes: int) -> None:
    monkeypatch.setattr(sorting, "RUN_ROWS", 1000)
    report = big_report(tmp_path)
    with full_at(size_bytes), pytest.raises(ReportError) as full:
        QueryEngine(report).arrange(RowQuery(sorting=Sorting(0)), 1, ProgressMonitor())
    assert full.value.kind is ReportErrorKind.NO_SPACE
    sorted_rows = QueryEngine(report).arrange(RowQuery(sorting=Sorting(0)), 1, ProgressMonitor()).rows
    assert sorted_rows is not None
    assert len(sorted_rows) == 50_000
    report.close()


@pytest.mark.parametrize("size_bytes", [0, 1, 100])
def test_the_log(tmp_path: Path, size_bytes: int, capsys: pytest.CaptureFixture[str]) -> None:
    with full_at(size_bytes):
        handler = log.set_up(tmp_path / "log.txt", log.Redactor())
        for _ in range(100):
            logging.getLogger("gui").info("something happened")
        log.close(handler)
    assert capsys.readouterr() == ("", "")
