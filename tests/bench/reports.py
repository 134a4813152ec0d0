"""Reports: ours beside what a shell has for the same work, on the same file through a pipe."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import requests
import xlsxwriter

from gui.report.exporting.export import ExportForm, export
from gui.report.files import GrowingFile, StableFile
from gui.report.finding.categories import encode_categories
from gui.report.finding.masks import rows_in
from gui.report.finding.search import rows_with
from gui.report.ordering.sorting import sorted_rows
from gui.report.parsing.values import Kind
from gui.report.progress_monitor import ProgressMonitor
from gui.report.reading.report import Report
from gui.report.reading.row_access import batches
from gui.report.row_query import Contains, Group, Sorting
from gui.storage.downloads import PartFileLease, part_path, save
from gui.workers.throttle import PROGRESS_S
from gui.workers.transfer import PROGRESS_BYTES
from tests.bench.files import MESSAGE, NEEDLE, NEEDLE_EVERY, PHONE, SENT, STATUS, report_file
from tests.bench.timing import Case, Prepared, timed

PAGE_ROWS = 100
PAGES = 1000
EXCEL_ROWS = 100_000


def shell(path: Path, command: str) -> float:
    return timed(lambda: subprocess.run(["sh", "-c", f"cat {path} | {command}"], check=True, stdout=subprocess.DEVNULL))


def scanned(path: Path) -> Report:
    report = Report(StableFile(path))
    _index(report)
    return report


def _index(report: Report) -> None:
    for _ in report.scan():
        pass


def grep(path: Path, encoding: str) -> float:
    command = [b"sh", b"-c", b'cat "$1" | LC_ALL=C grep -cF -- "$2"', b"sh", bytes(path), NEEDLE.encode(encoding)]
    return timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))


def index(encoding: str) -> Case:
    @contextmanager
    def case(folder: Path, rows: int) -> Iterator[Prepared]:
        path = report_file(folder, rows, encoding)

        def ours() -> None:
            assert scanned(path).index.rows == rows + 1

        yield Prepared("grep", lambda: timed(ours), lambda: grep(path, encoding), bar=2)

    return case


def search(encoding: str) -> Case:
    @contextmanager
    def case(folder: Path, rows: int) -> Iterator[Prepared]:
        path = report_file(folder, rows, encoding)
        report = scanned(path)

        def ours() -> None:
            found = rows_with(report, Contains(NEEDLE.lower()), ProgressMonitor())
            assert len(rows_in(found, report.index.rows)) == -(-rows // NEEDLE_EVERY)

        yield Prepared("grep", lambda: timed(ours), lambda: grep(path, encoding), bar=2.5)

    return case


@contextmanager
def page(folder: Path, rows: int) -> Iterator[Prepared]:
    report = scanned(report_file(folder, rows, "windows-1251"))
    places = np.random.default_rng(1).integers(1, rows - PAGE_ROWS, PAGES).tolist()

    def ours() -> float:
        times = sorted(timed(lambda first=first: report.rows(first, PAGE_ROWS)) for first in places)  # type: ignore[misc]
        return times[int(0.99 * PAGES)]

    yield Prepared("a random page of 100 rows, 99th of 100", ours, bar=0.005)


@contextmanager
def group(folder: Path, rows: int) -> Iterator[Prepared]:
    path = report_file(folder, rows, "windows-1251")
    report = scanned(path)
    command = f"LC_ALL=C mawk -F';' '{{n[${STATUS + 1}]++}} END {{for (v in n) print v, n[v]}}'"
    yield Prepared(
        "mawk",
        lambda: timed(lambda: encode_categories(report, Group(STATUS), ProgressMonitor())),
        lambda: shell(path, command),
        bar=2.5,
    )


@contextmanager
def group_again(folder: Path, rows: int) -> Iterator[Prepared]:
    report = scanned(report_file(folder, rows, "windows-1251"))
    found = encode_categories(report, Group(STATUS), ProgressMonitor())
    assert found
    yield Prepared("the same column once more", lambda: timed(found.counts), bar=0.05)


def sort(column: int, kind: Kind, bar: float) -> Case:
    @contextmanager
    def case(folder: Path, rows: int) -> Iterator[Prepared]:
        path = report_file(folder, rows, "windows-1251")
        report = scanned(path)

        def ours() -> None:
            assert len(sorted_rows(report, Sorting(column), kind, 1, ProgressMonitor())) == rows

        command = f"LC_ALL=C sort -S100M -t';' -k{column + 1},{column + 1}"
        yield Prepared("sort -S100M", lambda: timed(ours), lambda: shell(path, command), bar=bar)

    return case


@contextmanager
def excel(folder: Path, rows: int) -> Iterator[Prepared]:
    """Rows of the file to an Excel file, beside XlsxWriter that is handed ready lists; the same number of rows."""
    rows = min(rows, EXCEL_ROWS)
    report = scanned(report_file(folder, rows, "windows-1251"))
    header = report.first_rows[0].cells
    ready = list(chain.from_iterable(batches(report, None, 1, ProgressMonitor())))

    def ours() -> None:
        source = chain.from_iterable(batches(report, None, 1, ProgressMonitor()))
        export(ExportForm.XLSX, folder / "ours.xlsx", header, len(header), source, rows).path.unlink()

    def plain() -> None:
        with xlsxwriter.Workbook(folder / "plain.xlsx", {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            for number, cells in zip(count(), ready, strict=False):
                for column, cell in enumerate(cells):
                    sheet.write_string(number, column, cell)

    yield Prepared(f"XlsxWriter, {rows} rows", lambda: timed(ours), lambda: timed(plain), bar=0.25)


def follow(speed: str, bytes_per_s: int) -> Case:
    """A download from another process to the disk, with the index made meanwhile and without."""

    @contextmanager
    def case(folder: Path, rows: int) -> Iterator[Prepared]:
        path = report_file(folder, rows, "windows-1251")
        command = [sys.executable, "-m", "tests.bench.line", str(folder), str(bytes_per_s)]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout
            address = f"http://127.0.0.1:{int(server.stdout.readline())}/{path.name}"

            def ours() -> None:
                target, lease, sizes = folder / "followed.csv", PartFileLease(), SimpleQueue[int]()
                file = GrowingFile(part_path(target), target, lease.lock)

                def look() -> Report:
                    report = None
                    while size := sizes.get():
                        file.grow(size)
                        report = report or Report(file)
                        _index(report)
                    file.settle()
                    report = report or Report(file)  # all may have come before the first look
                    _index(report)
                    return report

                with ThreadPoolExecutor(1) as onlooker:
                    looked = onlooker.submit(look)
                    try:
                        save(_Download(address, sizes), target, replace=True, lease=lease)
                    finally:
                        sizes.put(0)
                assert looked.result().index.rows == rows + 1

            def plain() -> None:
                save(_Download(address, SimpleQueue()), folder / "plain.csv", replace=True)

            yield Prepared(f"the download alone, {speed}", lambda: timed(ours), lambda: timed(plain), bar=1.1)
        finally:
            server.terminate()
            server.communicate()

    return case


class _Download:
    """A source for `save` that says how far it is, as often as the program does."""

    checked = True

    def __init__(self, address: str, sizes: "SimpleQueue[int]") -> None:
        self._reply = requests.get(address, stream=True, timeout=60)
        self._sizes = sizes
        self.size_bytes = int(self._reply.headers["Content-Length"])

    def chunks(self) -> Iterator[bytes]:
        received = told = 0
        told_s = time.monotonic()
        for chunk in self._reply.iter_content(2**20):
            yield chunk
            received += len(chunk)
            if time.monotonic() - told_s >= PROGRESS_S or received - told >= PROGRESS_BYTES:
                told_s, told = time.monotonic(), received
                self._sizes.put(received)


REPORT_CASES: dict[str, Case] = {
    "index": index("windows-1251"),
    "index-utf8": index("utf-8"),
    "follow": follow("1 Gbit/s", 125_000_000),
    "follow-loopback": follow("no bound", 0),
    "page": page,
    "search": search("windows-1251"),
    "search-utf8": search("utf-8"),
    "group": group,
    "group-again": group_again,
    "sort-phone": sort(PHONE, Kind.NUMBERS, 0.6),
    "sort-date": sort(SENT, Kind.DATES, 0.6),
    "sort-text": sort(MESSAGE, Kind.TEXTS, 1),
    "excel": excel,
}
