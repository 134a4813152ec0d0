"""The set-up and check commands, and what the tests themselves stand on."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import catalogues
import dev
import pytest
import setup_steps

ROOT = Path(__file__).resolve().parent.parent
LUPDATE = str(Path(sys.executable).with_name("pyside6-lupdate"))
SOURCE = """
class Window(QWidget):
    def texts(self, n):
        return self.tr("Hello {name}"), self.tr("%n row(s)", "", n), QCoreApplication.translate("Dialog", "Replace")
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A project whose catalogues are complete."""
    (tmp_path / "gui").mkdir()
    (tmp_path / "gui" / "window.py").write_text(SOURCE, "utf-8")
    catalogues.update(tmp_path, LUPDATE)
    for catalogue in (tmp_path / catalogues.FOLDER).glob("*.ts"):
        document = ElementTree.parse(catalogue)
        for message in document.getroot().iter("message"):
            for translation in message.iter("translation"):
                del translation.attrib["type"]
                for form in list(translation) or [translation]:
                    form.text = message.findtext("source")
        document.write(catalogue, "utf-8")
    return tmp_path


def found(tree: Path) -> str:
    return "\n".join(catalogues.problems(tree, LUPDATE))


def change(tree: Path, old: str, new: str) -> None:
    path = tree / "gui" / "window.py"
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_complete_catalogues_pass(tree: Path) -> None:
    assert found(tree) == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Replace", "Overwrite", "unfinished: 'Overwrite' in Dialog"),
        (', QCoreApplication.translate("Dialog", "Replace")', "", "no longer used: 'Replace' in Dialog"),
        ('self.tr("Hello {name}")', 'self.tr(f"Hello {n}")', "window.py:4"),
        ('self.tr("%n row(s)", "", n)', 'self.tr("%n row(s)", n=n)', "window.py:4"),
        ('"Dialog", "Replace"', '"Dialog", "Replace %n", "", n', "window.py:4"),
        ("Window", "Pane", "in Pane"),
    ],
    ids=["new", "gone", "f-string", "lost plural", "plural of translate", "moved"],
)
def test_a_text_that_nobody_would_see_translated_is_found(tree: Path, old: str, new: str, said: str) -> None:
    change(tree, old, new)
    assert said in found(tree)


def test_a_call_that_lupdate_misreads_is_found(tree: Path) -> None:
    change(tree, 'self.tr("Hello {name}")', 'self.tr(("Hello {name}"))')
    catalogues.update(tree, LUPDATE)
    assert "lupdate does not find 'Hello {name}' in Window" in found(tree)


@pytest.mark.parametrize(
    ("old", "new"),
    [("<translation>Hello {name}", "<translation>Hello {nmae}"), ("<numerusform>%n row(s)", "<numerusform>")],
)
def test_a_translation_that_cannot_be_shown_is_found(tree: Path, old: str, new: str) -> None:
    catalogue = tree / catalogues.FOLDER / "smsc-tasks_ru.ts"
    text = catalogue.read_text("utf-8")
    assert old in text
    catalogue.write_text(text.replace(old, new, 1), "utf-8")
    assert "smsc-tasks_ru.ts: " in found(tree)


def test_missing_catalogues_name_the_cure(tree: Path) -> None:
    shutil.rmtree(tree / catalogues.FOLDER)
    assert "dev.py translate" in found(tree)


def test_only_changed_catalogues_are_compiled(tree: Path) -> None:
    sources = sorted((tree / catalogues.FOLDER).glob("*.ts"))
    assert catalogues.stale(tree) == sources
    for source in sources:
        source.with_suffix(".qm").touch()
    os.utime(sources[0].with_suffix(".qm"), (1, 1))
    assert catalogues.stale(tree) == sources[:1]


class FakeMachine:
    """Stands for what set-up calls: makes the folder that `venv` would make, and fails when told."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.calls: list[str] = []
        self.fail_at = "nothing"

    def run(self, *command: str) -> None:
        word = next(word for word in ("venv", "pip", "lrelease") if any(word in part for part in command[1:4]))
        self.calls.append(f"{word} {command[-1]}" if word == "pip" else word)
        if word == self.fail_at:
            raise setup_steps.SetUpError("broken off")
        if word == "venv":
            python = Path(setup_steps.in_venv("python"))
            shutil.rmtree(self.root / ".venv", ignore_errors=True)
            python.parent.mkdir(parents=True)
            python.touch()

    def set_up(self, *, dev: bool, system: bool = True) -> list[str]:
        """Return what this set-up called."""
        self.calls.clear()
        setup_steps.set_up(dev=dev, system=system)
        return list(self.calls)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeMachine:
    (tmp_path / "pyproject.toml").write_text("[project]\n", "utf-8")
    machine = FakeMachine(tmp_path)
    monkeypatch.setattr(setup_steps, "ROOT", tmp_path)
    monkeypatch.setattr(setup_steps, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup_steps, "STAMP", tmp_path / ".venv" / "set-up.json")
    monkeypatch.setattr(setup_steps, "_run", machine.run)
    monkeypatch.setattr(setup_steps, "missing_packages", lambda wanted: [])
    return machine


def test_a_second_set_up_installs_nothing(machine: FakeMachine) -> None:
    assert machine.set_up(dev=False) == ["venv", "pip ."]
    assert machine.set_up(dev=False) == []


def test_what_tests_need_is_added_once_and_kept(machine: FakeMachine) -> None:
    machine.set_up(dev=False)
    assert machine.set_up(dev=True) == ["pip .[dev]"]
    assert machine.set_up(dev=False) == []
    (machine.root / "pyproject.toml").write_text("[project]\nname = 'x'\n", "utf-8")
    assert machine.set_up(dev=False) == ["pip .[dev]"]


def test_an_interrupted_installation_is_begun_anew(machine: FakeMachine) -> None:
    machine.set_up(dev=False)
    machine.fail_at = "pip"
    with pytest.raises(setup_steps.SetUpError):
        machine.set_up(dev=True)
    machine.fail_at = "nothing"
    assert machine.set_up(dev=False) == ["venv", "pip ."]


def test_an_environment_without_its_python_is_made_anew(machine: FakeMachine) -> None:
    machine.set_up(dev=False)
    Path(setup_steps.in_venv("python")).unlink()
    assert machine.set_up(dev=False) == ["venv", "pip ."]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no system packages to look for")
def test_any_alternative_of_a_system_package_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    query = tmp_path / "dpkg-query"
    query.write_text("#!/bin/sh\nprintf 'liba-t64 installed\\nlibb config-files\\n'; exit 1\n", "ascii")
    query.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert setup_steps.missing_packages(["liba|liba-t64", "libb", "libc|libd"]) == ["libb", "libc"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no system packages to look for")
def test_an_ordinary_user_is_told_what_to_type(machine: FakeMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup_steps, "missing_packages", lambda wanted: ["libgl1", "libegl1"])
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(setup_steps.SetUpError, match=r"sudo apt-get install .*libgl1 libegl1$"):
        machine.set_up(dev=False)
    assert machine.calls == []


def test_system_packages_can_be_left_alone(machine: FakeMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup_steps, "_system_packages", lambda wanted: pytest.fail("looked for"))
    assert machine.set_up(dev=False, system=False) == ["venv", "pip ."]


@pytest.mark.parametrize(("options", "system"), [([], True), (["--no-system"], False)])
def test_a_command_passes_on_whether_system_packages_are_wanted(
    options: list[str], system: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = []
    monkeypatch.setattr(setup_steps, "set_up", lambda **named: wanted.append(named))
    monkeypatch.setattr(dev, "_check", lambda: 0)
    assert dev.main([*options, "check"]) == 0
    assert wanted == [{"dev": True, "system": system}]


def test_a_room_below_its_floor_fails_the_run(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "_call", lambda *command, **_: 2 if "--include=gui/report/*" in command else 0)
    assert dev._covered() == 1
    assert capfd.readouterr().err == "Tests cover too little of: report.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only there a desktop may have no screen")
def test_without_a_screen_the_program_is_not_even_set_up(tmp_path: Path) -> None:
    for folder in ("build_scripts", "gui"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    command = [sys.executable, "build_scripts/dev.py", "demo"]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "xvfb-run -a python3 build_scripts/dev.py demo" in result.stderr
    assert not (tmp_path / ".venv").exists()


TESTS_OF_TESTS = """
import logging, os, threading
import pytest
from tests.fakes import FakeClock

stop = threading.Event()

def test_fails_by_a_warning():
    logging.getLogger("anything").warning("unforeseen")

@pytest.mark.expect_log("fore.*n")
def test_passes_with_its_warning():
    logging.getLogger("anything").warning("foreseen")

@pytest.mark.expect_log("foreseen")
def test_fails_without_its_warning():
    pass

def test_fails_by_its_thread():
    threading.Thread(target=stop.wait).start()

def test_passes_with_an_own_environment(tmp_path, clock):
    stop.set()
    assert isinstance(clock, FakeClock)
    assert os.environ["HOME"] != "/home/developer" and not {"SSL_CERT_FILE", "HTTPS_PROXY"} & os.environ.keys()
"""


def test_the_tests_are_watched(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    for name in ("conftest.py", "fakes.py", "keyring_fixture.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests")
    shutil.copytree(ROOT / "tests" / "simulator", tmp_path / "tests" / "simulator")
    (tmp_path / "build_scripts").mkdir()
    shutil.copy(ROOT / "build_scripts" / "secret_service.py", tmp_path / "build_scripts")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "tests" / "test_it.py").write_text(TESTS_OF_TESTS, "utf-8")
    foreign = {"HOME": "/home/developer", "SSL_CERT_FILE": "/nowhere", "HTTPS_PROXY": "http://nowhere"}
    command = [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider"]
    result = subprocess.run(
        command, cwd=tmp_path, env=os.environ | foreign, capture_output=True, text=True, check=False
    )
    outcomes = {line for line in result.stdout.splitlines() if line.startswith(("PASSED", "FAILED", "ERROR"))}
    names = {(line.split()[0], line.split("::")[1].split()[0]) for line in outcomes}
    assert {name for outcome, name in names if outcome == "ERROR"} == {
        "test_fails_by_a_warning",
        "test_fails_without_its_warning",
        "test_fails_by_its_thread",
    }, result.stdout
    assert ("PASSED", "test_passes_with_its_warning") in names
    assert ("PASSED", "test_passes_with_an_own_environment") in names
