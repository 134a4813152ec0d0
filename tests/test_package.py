"""What the packaged program is made of: pins, icons, licences, and which of the parts found are left out."""

import re
import struct
import subprocess
import sys
import tomllib
from pathlib import Path

import bundle
import icon_files
import licences
import locks
import pytest
from packaging.requirements import Requirement
from PySide6.QtGui import QImage

from gui.languages import LANGUAGES, SOURCE_LANGUAGE

ROOT = Path(__file__).resolve().parent.parent
DRAWING = ROOT / "resources" / "icons" / "smsc-tasks.svg"
PIN = re.compile(r"^([a-z0-9.-]+)==(\S+) \\$", re.MULTILINE)


@pytest.mark.parametrize("system", list(locks.TARGETS))
def test_pins_fit_the_project_and_hold_hashes_only(system: str) -> None:
    text = locks.lock_file(ROOT, system).read_text("utf-8")
    pins = dict(PIN.findall(text))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for line in (*project["dependencies"], *project["optional-dependencies"]["build"]):
        wanted = Requirement(line)
        assert pins[wanted.name.lower()] in wanted.specifier, line
    assert "://" not in text
    for block in re.split(r"\n(?=\w)", text.partition("\n")[2].strip()):
        assert "--hash=sha256:" in block


def test_a_windows_icon_holds_every_size() -> None:
    content = icon_files.ico(DRAWING)
    _, kind, count = struct.unpack_from("<HHH", content)
    assert (kind, count) == (1, len(icon_files.SIZES_PX))
    for number, size_px in enumerate(icon_files.SIZES_PX):
        side, *_, length, offset = struct.unpack_from("<BBBBHHII", content, 6 + 16 * number)
        image = QImage.fromData(content[offset : offset + length])
        assert side == size_px % 256
        assert (image.width(), image.height()) == (size_px, size_px)
        assert image.pixelColor(size_px // 2, size_px // 2).alpha() > 0


def test_a_macos_icon_is_as_long_as_it_says() -> None:
    content = icon_files.icns(DRAWING)
    assert content[:4] == b"icns"
    assert struct.unpack_from(">I", content, 4) == (len(content),)


def test_what_nobody_uses_is_left_out_with_what_only_that_needed() -> None:
    def entry(name: str, kind: str = "BINARY") -> bundle.Entry:
        return name, f"/from/{Path(name).name}", kind

    plugins = "PySide6/Qt/plugins"
    entries = [
        entry("PySide6/QtWidgets.abi3.so", "EXTENSION"),
        entry(f"{plugins}/platforms/libqxcb.so"),
        entry(f"{plugins}/platforms/libqvnc.so"),
        entry(f"{plugins}/platformthemes/libqgtk3.so"),
        entry("libgtk-3.so.0"),
        entry("libcairo.so.2"),
        entry("libX11.so.6"),
        entry("PySide6/Qt/translations/qtbase_ru.qm", "DATA"),
        entry("PySide6/Qt/translations/qtbase_de.qm", "DATA"),
    ]
    linked = {"libqxcb.so": ["libX11.so.6"], "libqgtk3.so": ["libgtk-3.so.0"], "libgtk-3.so.0": ["libcairo.so.2"]}
    left = bundle.wanted(entries, lambda file: linked.get(Path(file).name, []))
    assert [name for name, *_ in left] == [
        "PySide6/QtWidgets.abi3.so",
        f"{plugins}/platforms/libqxcb.so",
        "PySide6/Qt/translations/qtbase_ru.qm",
        *(["libX11.so.6"] if sys.platform == "linux" else []),
    ]


def test_every_part_comes_with_its_licence() -> None:
    text = licences.collected([])
    for part in ("SMSC Tasks", "numpy", "PySide6", "keyring", "requests", "Python 3", "LGPL-3.0"):
        assert re.search(rf"^=+\n{re.escape(part)}", text, re.MULTILINE | re.IGNORECASE), part
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text


def test_the_self_check_tells_how_it_went(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    command = [sys.executable, "-m", "gui", "--self-check", str(report)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == report.read_text("utf-8")
    assert ended.stdout.endswith("main job: ok\nself-check: ok\n")
    assert "keyring: none found\n" in ended.stdout


def test_the_desktop_opens_tables_with_the_program() -> None:
    entry = (ROOT / "build_scripts" / "linux" / "smsc-tasks.desktop").read_text("utf-8").splitlines()
    assert "Exec=smsc-tasks %F" in entry
    assert "MimeType=text/csv;text/tab-separated-values;" in entry


def test_every_language_has_its_words_for_the_setup_program_and_the_desktop() -> None:
    setup, desktop = ROOT / "build_scripts" / "windows" / "languages", ROOT / "build_scripts" / "linux"
    assert {file.stem for file in setup.glob("*.nsh")} == set(LANGUAGES)
    for keys in ("GenericName", "Comment", "Keywords"):
        entry = (desktop / "smsc-tasks.desktop").read_text("utf-8")
        assert set(re.findall(rf"^{keys}\[(\w+)\]=", entry, re.MULTILINE)) == {*LANGUAGES} - {SOURCE_LANGUAGE}
    for paragraph in ("summary", "p"):
        info = (desktop / "smsc-tasks.metainfo.xml").read_text("utf-8")
        assert set(re.findall(rf'<{paragraph} xml:lang="(\w+)"', info)) == {*LANGUAGES} - {SOURCE_LANGUAGE}
