"""The examples in the docstrings of gui/report."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import gui.report

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
