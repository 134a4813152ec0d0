"""The examples in the docstrings of gui/report, and in the chapter about it."""

import doctest
import pkgutil
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import gui.report
from gui.report.ordering.keys import cell_keys
from gui.report.parsing.bitmaps import bitmap, flags_of, prefix_xor
from gui.report.parsing.row_batches import RowScanner
from gui.report.parsing.rows import CsvParser
from gui.report.parsing.values import Kind

MODULES = sorted(found.name for found in pkgutil.walk_packages(gui.report.__path__, "gui.report."))
BIT_TRICKS = {
    *("gui.report.parsing.bitmaps", "gui.report.parsing.cells", "gui.report.parsing.row_batches"),
    *("gui.report.parsing.characters", "gui.report.ordering.keys", "gui.report.ordering.texts"),
}


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_are_true(name: str) -> None:
    tried = doctest.testmod(import_module(name))
    assert tried.failed == 0
    assert tried.attempted or name not in BIT_TRICKS


def test_a_block_becomes_rows_as_the_chapter_says() -> None:
    names = {f.__name__: f for f in (bitmap, flags_of, prefix_xor, cell_keys, Kind, RowScanner, CsvParser)}
    chapter = str(Path(gui.__file__).parent / "ARCHITECTURE.md")
    tried = doctest.testfile(chapter, module_relative=False, globs={**names, "np": np}, encoding="utf-8")
    assert tried.failed == 0
    assert tried.attempted > 0
