"""The language changes at once: in a process of its own, because everything is built anew."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from keyring.backends import fail

from gui.service.task import TaskStatus
from tests.e2e.app_driver import AppDriver
from tests.simulator.faulty import FaultySimulator

PATIENCE_S = 30

DRIVER = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton
from gui import app

class Driven(app.Application):
    starts = 0

    def start(self):
        super().start()
        Driven.starts += 1
        QTimer.singleShot(0, self.choose if Driven.starts == 1 else self.look)

    def choose(self):
        self.look_at_words()
        if button := self.window.findChild(QPushButton, "languageButton"):
            (action,) = (action for action in button.menu().actions() if action.data() == "ru")
        else:
            (action,) = (action for action in self.window.findChildren(QAction) if action.data() == "ru")
        action.trigger()

    def look(self):
        self.look_at_words()
        QTimer.singleShot(0, self.window.close)

    def look_at_words(self):
        button = self.window.findChild(QPushButton, "signInButton")
        print(button.text() if button else self.window.findChild(QAction, "openFolderAction").text())

app.Application = Driven
sys.exit(app.main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("demo", "words"),
    [(False, ["Sign in", "Войти"]), (True, ["Show in folder", "Показать в папке"])],
    ids=["signing in", "example data"],
)
def test_a_language_that_is_chosen_is_seen_at_once(tmp_path: Path, demo: bool, words: list[str]) -> None:
    arguments = ["--demo"] if demo else ["--profile", str(tmp_path)]
    environment = os.environ | {"LANG": "en_US.UTF-8", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, *arguments],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        timeout=PATIENCE_S,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()) == (0, words), done.stderr


def test_a_report_on_screen_is_not_taken_away_without_a_question(driver: AppDriver, simulator: FaultySimulator) -> None:
    task = simulator.add_task("Weekly", TaskStatus.COMPLETED)
    driver.start()
    driver.sign_in("anna", "right")
    driver.wait_until(lambda: driver.table.isVisible() and driver.rows() == 1)
    driver.double_click(task)
    driver.wait_until(lambda: driver.preview_rows() > 0)
    program = driver.program
    assert program
    program.window.menu.language_chosen.emit("ru")
    assert not program.starts_over
    assert "started again" in driver.notice()
    driver.press("noticeButton")
    assert program.starts_over


def test_a_sign_in_that_is_not_kept_is_not_lost_without_a_question(
    driver: AppDriver, simulator: FaultySimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keyring.core._keyring_backend", fail.Keyring())
    driver.start()
    driver.sign_in("anna", "right")
    driver.wait_until(lambda: "has no keyring" in driver.form_text())
    driver.press("signInForNowButton", driver.form())
    driver.wait_until(driver.table.isVisible)
    program = driver.program
    assert program
    program.window.menu.language_chosen.emit("ru")
    assert not program.starts_over
