"""A report that is still being written: read from its part, then under its name, never from another file."""

from pathlib import Path
from threading import Lock

import pytest

from gui.report.errors import ReportError, ReportErrorKind
from gui.report.files import GrowingFile


@pytest.fixture
def part(tmp_path: Path) -> Path:
    part = tmp_path / ".report.csv.part"
    part.write_bytes(b"phone\n7916\n")
    return part


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "report.csv"


@pytest.fixture
def file(part: Path, target: Path) -> GrowingFile:
    file = GrowingFile(part, target, Lock())
    file.grow(11)
    return file


def test_a_part_that_gets_its_name_is_read_on(file: GrowingFile, part: Path, target: Path) -> None:
    assert file.read(0, 6) == b"phone\n"
    part.rename(target)
    assert file.read(6, 100) == b"7916\n"


def test_no_other_file_of_that_name_is_taken_for_it(file: GrowingFile, part: Path, target: Path) -> None:
    assert file.read(0, 6) == b"phone\n"
    target.write_bytes(b"name\nother\n")
    part.rename(target.with_name("report (2).csv"))
    with pytest.raises(ReportError) as error:
        file.read(6, 100)
    assert error.value.kind is ReportErrorKind.GONE
