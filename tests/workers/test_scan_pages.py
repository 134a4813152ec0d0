"""Reading a report in the background: first rows, progress, pages, the end of all that when it is given up."""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from gui.models.report_table import ReportTable
from gui.report.detecting.dialect import Dialect
from gui.report.errors import ReportErrorKind
from gui.report.messages import (
    FollowReport,
    Growth,
    IndexProgress,
    OpenedReport,
    OpenReport,
    PageRequest,
    ReportFailed,
    Settled,
)
from gui.report.reading.report import Report
from gui.workers.pages import Pages
from gui.workers.scan import Scan

ROWS = 20_000


class Reader:
    """Scan, pages and the model between them, in this thread; pages come when `deliver` is called."""

    def __init__(self) -> None:
        self.scan, self.pages, self.table = Scan(), Pages(), ReportTable()
        self.opened: list[OpenedReport] = []
        self.progress: list[IndexProgress] = []
        self.failed: list[ReportFailed] = []
        self.wanted: list[PageRequest] = []
        self.scan.opened.connect(self.opened.append)
        self.scan.opened.connect(self.table.on_opened)
        self.scan.indexed.connect(self.progress.append)
        self.scan.indexed.connect(self.table.on_indexed)
        self.scan.failed.connect(self.failed.append)
        self.pages.failed.connect(self.failed.append)
        self.pages.failed.connect(self.table.on_failed)
        self.pages.page.connect(self.table.on_page)
        self.table.page_wanted.connect(self.wanted.append)

    def deliver(self) -> None:
        while self.wanted:
            self.pages.fetch(self.wanted.pop(0))

    def text(self, row: int, column: int) -> str:
        index = self.table.index(row, column)
        index.data()
        self.deliver()
        return str(index.data())

    def end(self) -> None:
        self.scan.close()
        for thing in (self.scan, self.pages, self.table):
            shiboken6.delete(thing)


@pytest.fixture
def reader(qtbot: QtBot) -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.end()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "march.csv"
    lines = [f"{number:06d};+7916{number:07d};привет {number}\r\n" for number in range(ROWS)]
    path.write_text("id;phone;text\r\n" + "".join(lines), "windows-1251", newline="")
    return path


def test_every_row_can_be_seen(reader: Reader, path: Path) -> None:
    reader.scan.open(OpenReport(path, None, 1))
    assert reader.table.rowCount() == ROWS
    assert reader.table.columnCount() == 3
    assert reader.progress[-1].done
    for row in (0, 1, 499, 500, 501, 12_345, ROWS - 1):
        assert reader.text(row, 0) == f"{row:06d}"
        assert reader.text(row, 2) == f"привет {row}"
    assert reader.failed == []


def test_the_first_rows_come_before_anything_is_indexed(reader: Reader, path: Path) -> None:
    seen: list[tuple[int, int]] = []
    reader.scan.opened.connect(lambda opened: seen.append((len(reader.progress), len(opened.first_rows))))
    reader.scan.open(OpenReport(path, None, 1))
    assert seen == [(0, len(reader.opened[0].first_rows))]
    assert len(reader.opened[0].first_rows) >= 100


def test_a_report_given_up_says_nothing_more(reader: Reader, path: Path) -> None:
    request = OpenReport(path, None, 1)
    reader.scan.opened.connect(lambda _: request.cancelled.set())
    reader.scan.open(request)
    assert reader.progress == []
    assert reader.failed == []


def test_reading_anew_in_another_way(reader: Reader, path: Path) -> None:
    reader.scan.open(OpenReport(path, None, 1))
    reader.scan.open(OpenReport(path, Dialect("windows-1251", ",", header_row=None), 2))
    assert reader.table.columnCount() == 1
    assert reader.table.rowCount() == ROWS + 1
    assert reader.text(0, 0) == "id;phone;text"


def test_pages_of_an_earlier_report_are_ignored(reader: Reader, path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a;b\n" + "x;y\n" * 5000)
    reader.scan.open(OpenReport(path, None, 1))
    reader.table.index(15_000, 0).data()
    late = list(reader.wanted)
    reader.scan.open(OpenReport(other, None, 2))
    for request in late:
        reader.pages.fetch(request)
    assert reader.text(4000, 0) == "x"


def test_a_file_that_vanishes_is_told(reader: Reader, path: Path) -> None:
    reader.scan.open(OpenReport(path, None, 1))
    path.unlink()
    reader.table.index(15_000, 0).data()
    reader.deliver()
    assert [failed.error.kind for failed in reader.failed] == [ReportErrorKind.GONE]
    reader.scan.open(OpenReport(path, None, 2))
    assert [failed.token for failed in reader.failed] == [1, 2]


@pytest.mark.parametrize("kind", ["pipe", "socket", "folder", "loop", "device"])
def test_what_is_no_file_is_told_at_once(reader: Reader, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "report.csv"
    with socket.socket(socket.AF_UNIX) as listener:
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "socket":
            listener.bind(str(path))
        elif kind == "folder":
            path.mkdir()
        elif kind == "loop":
            path.symlink_to(path)
        else:
            path.symlink_to("/dev/zero")
        reader.scan.open(OpenReport(path, None, 1))
    assert [(failed.token, failed.error.kind) for failed in reader.failed] == [(1, ReportErrorKind.UNREADABLE)]
    assert reader.table.rowCount() == 0


def test_a_report_that_becomes_a_pipe_is_told_at_once(reader: Reader, path: Path) -> None:
    reader.scan.open(OpenReport(path, None, 1))
    path.unlink()
    os.mkfifo(path)
    reader.table.index(15_000, 0).data()
    reader.deliver()
    assert [failed.error.kind for failed in reader.failed] == [ReportErrorKind.UNREADABLE]
    assert reader.table.index(15_000, 0).data() == ""


@pytest.mark.parametrize("error", [ValueError("odd"), MemoryError(), UnicodeError("odd"), RecursionError()])
def test_what_nobody_foresaw_is_reported_once_and_the_next_report_opens(
    reader: Reader, path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    reported: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _, value, __: reported.append(value))

    def fail(*_: object) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(Report, "scan", fail)
        reader.scan.open(OpenReport(path, None, 1))
        reader.scan.settle(Settled(1))
    assert reported == [error]
    assert [(failed.token, failed.error.kind) for failed in reader.failed] == [(1, ReportErrorKind.INTERNAL)]
    reader.scan.open(OpenReport(path, None, 2))
    assert reader.progress[-1].done
    assert len(reader.failed) == 1


def test_an_unforeseen_error_in_a_report_that_grows_is_reported_once(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _, value, __: reported.append(value))
    monkeypatch.setattr(Report, "scan", lambda _: 1 // 0)
    part = tmp_path / ".part"
    part.write_bytes(b"id;text\n" + b"1;x\n" * 20_000)
    reader.scan.follow(FollowReport(part, tmp_path / "report.csv", Lock(), None, 1))
    for _ in range(3):
        reader.scan.advance(Growth(1, part.stat().st_size))
    reader.scan.settle(Settled(1))
    assert [type(error) for error in reported] == [ZeroDivisionError]
    assert [failed.error.kind for failed in reader.failed] == [ReportErrorKind.INTERNAL]


def test_utf_16_chosen_by_hand_for_what_is_none_never_fails(reader: Reader, path: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_bytes(b"\x00\xd8;\x00\xd8\n")
    for token, file in enumerate((path, odd)):
        reader.scan.open(OpenReport(file, Dialect("utf-16", ";", header_row=0), token))
        assert reader.progress[-1].done
    assert reader.failed == []


def test_a_utf_16_report_leaves_no_file_and_no_descriptor_behind(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text("id;текст\n" + "1;ждём\n" * 1000, "utf-16")
    open_files = Path("/proc/self/fd")
    before = len(list(open_files.iterdir()))
    for token in range(3):
        reader.scan.open(OpenReport(path, None, token))
        assert reader.text(900, 1) == "ждём"
    reader.scan.close()
    assert len(list(open_files.iterdir())) == before


def test_a_report_is_seen_while_it_is_written(reader: Reader, path: Path, tmp_path: Path) -> None:
    content = path.read_bytes()
    part, target = tmp_path / ".march.part", tmp_path / "target.csv"
    request = FollowReport(part, target, Lock(), None, 1)
    reader.scan.follow(request)
    written = 0
    seen = []
    for size in (1000, 70_000, 300_001, 500_000):
        with part.open("ab") as file:
            file.write(content[written:size])
        written = size
        reader.scan.advance(Growth(1, size))
        seen.append(reader.table.rowCount())
    assert seen[0] == 0
    assert 0 < seen[1] < seen[2] < seen[3] < ROWS
    assert reader.text(seen[3] - 1, 0) == f"{seen[3] - 1:06d}"
    assert not any(progress.done for progress in reader.progress)
    with part.open("ab") as file:
        file.write(content[written:])
    part.rename(target)
    reader.scan.advance(Growth(1, len(content)))
    assert reader.failed == [], "renamed, but nobody has said so yet"
    reader.scan.settle(Settled(1))
    assert reader.progress[-1].done
    assert reader.table.rowCount() == ROWS
    assert reader.text(ROWS - 1, 2) == f"привет {ROWS - 1}"
    assert len(reader.opened) == 1
    assert reader.failed == []


def test_a_report_that_turns_out_to_be_written_otherwise_is_read_anew(reader: Reader, tmp_path: Path) -> None:
    part, target = tmp_path / ".part", tmp_path / "report.csv"
    part.write_bytes(b"id;text\n" + b"1;ascii\n" * 20_000)
    reader.scan.follow(FollowReport(part, target, Lock(), None, 1))
    reader.scan.advance(Growth(1, part.stat().st_size))
    assert reader.opened[-1].dialect.encoding == "utf-8"
    with part.open("ab") as file:
        file.write("2;привет\n".encode("windows-1251") * 20_000)
    part.rename(target)
    reader.scan.settle(Settled(1))
    assert reader.opened[-1].dialect.encoding == "windows-1251"
    assert reader.text(39_999, 1) == "привет"


def test_a_small_report_that_is_followed_is_seen_when_it_is_whole(reader: Reader, tmp_path: Path) -> None:
    target = tmp_path / "report.csv"
    target.write_bytes("id;text\n1;x\n".encode("utf-16"))
    reader.scan.follow(FollowReport(tmp_path / ".part", target, Lock(), None, 1))
    reader.scan.settle(Settled(1))
    assert reader.table.rowCount() == 1
    assert reader.progress[-1].done
