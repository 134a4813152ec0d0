"""The program's window over a report, as a process of its own: `window.py FILE` prints one line of JSON.

`first_rows_s` is from the click to the first rows painted; `gap_s` the longest time that the window's event loop stood
still in any of the works that follow, `p99_s` what 99 of 100 turns are below; `idle_mib` and `peak_mib` are resident.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from gui.app import build
from gui.report.exporting.export import ExportForm
from gui.report.row_query import Contains, Group, OneOf, RowQuery, Sorting
from gui.storage.downloads import Download
from gui.views.export_button import ExportRequest
from gui.views.report_filters import SummaryRequest
from gui.workers.local_store import FileOnDisk
from tests.bench.files import MESSAGE, NEEDLE, PHONE, STATUS

TICK_MS = 2
LIMIT_S = 600.0


class Window:
    def __init__(self, folder: str) -> None:
        self.application = build(["--profile", folder])
        self.application.start()
        self.gaps: list[float] = []
        self._last_s = time.perf_counter()
        self._timer = QTimer(interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()

    def _on_tick(self) -> None:
        now_s = time.perf_counter()
        self.gaps.append(now_s - self._last_s)
        self._last_s = now_s

    def until(self, done: Callable[[], bool]) -> None:
        end_s = time.perf_counter() + LIMIT_S
        while not done():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if time.perf_counter() > end_s:
                sys.exit("not done in time")


def resident_mib(name: str) -> float:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def main() -> None:
    path = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        window = Window(folder)
        parts = window.application.reports.parts()
        previews = parts.previews
        pane, table = previews.pane, previews.table
        small = Path(folder, "small.csv")
        small.write_text("a;b\n1;2\n")
        open_file(previews, small)
        window.until(lambda: table.rowCount() == 1)
        previews.close()
        idle_mib = resident_mib("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")
        window.gaps.clear()
        start_s = time.perf_counter()
        completed: list[object] = []
        previews.completed.connect(completed.append)
        open_file(previews, path)
        window.until(lambda: table.rowCount() > 1)
        pane.table.repaint()
        first_rows_s = time.perf_counter() - start_s
        window.until(lambda: bool(completed))
        for query in (
            RowQuery(needle=Contains(NEEDLE)),
            RowQuery(sorting=Sorting(PHONE)),
            RowQuery(sorting=Sorting(MESSAGE)),
            RowQuery((OneOf(Group(STATUS), frozenset({"1"})),), Sorting(PHONE)),
        ):
            before = table.row_order
            pane.controls.query_changed.emit(query)
            window.until(lambda before=before: table.row_order is not before)  # type: ignore[misc]
        seen: list[object] = []
        parts.queries.summarised.connect(seen.append)
        pane.controls.summary_wanted.emit(SummaryRequest(Group(STATUS), ()))
        window.until(lambda: bool(seen))
        pane.table.selectAll()
        before = table.row_order
        pane.controls.query_changed.emit(RowQuery((OneOf(Group(STATUS), frozenset({"20"})),)))
        window.until(lambda: table.row_order is not before)
        exported: list[object] = []
        parts.exporter.done.connect(exported.append)
        parts.exports.save(ExportRequest(ExportForm.XLSX), table.row_order, path.with_suffix(".xlsx"))
        window.until(lambda: bool(exported))
        gaps = sorted(window.gaps)
        found = {
            "first_rows_s": first_rows_s,
            "gap_s": gaps[-1],
            "p99_s": gaps[int(0.99 * len(gaps))],
            "idle_mib": idle_mib,
            "peak_mib": resident_mib("VmHWM"),
        }
        for extra in path.parent.glob(f"{path.stem}*.xlsx"):
            extra.unlink()
        print(json.dumps(found), flush=True)
        os._exit(0)


def open_file(previews: object, path: Path) -> None:
    found = path.stat()
    download = Download(path, found.st_size, found.st_mtime_ns, checked=True, saved_at_s=0.0)
    previews.open(FileOnDisk(download, changed=False))  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
