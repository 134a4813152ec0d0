"""The person is called where the system can do it, and only while busy elsewhere."""

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from gui.views.notifier import Notifier


class System:
    """What the task bar and the tray are asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, has_tray: bool = True, looking: bool = False) -> None:
        self.alerts = 0
        self.messages: list[str] = []
        self.shown = False
        monkeypatch.setattr(QWidget, "isActiveWindow", lambda _window: looking)
        monkeypatch.setattr(QApplication, "alert", self._alert)
        monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: has_tray)
        monkeypatch.setattr(QSystemTrayIcon, "show", lambda _icon: self._show(True))
        monkeypatch.setattr(QSystemTrayIcon, "hide", lambda _icon: self._show(False))
        monkeypatch.setattr(
            QSystemTrayIcon, "showMessage", lambda _icon, _title, text, *_rest: self.messages.append(text)
        )

    def _alert(self, _window: QWidget) -> None:
        self.alerts += 1

    def _show(self, shown: bool) -> None:
        self.shown = shown


@pytest.fixture
def notifier(qtbot: QtBot) -> Notifier:
    window = QWidget()
    qtbot.addWidget(window)
    made = Notifier(window)
    made.setParent(None)  # it must outlive the window that qtbot closes
    return made


def tray(notifier: Notifier) -> QSystemTrayIcon:
    found = notifier.findChild(QSystemTrayIcon)
    assert found
    return found


def test_a_person_elsewhere_is_called(notifier: Notifier, monkeypatch: pytest.MonkeyPatch) -> None:
    system = System(monkeypatch)
    notifier.notify("march.csv is on this computer.")
    notifier.notify("april.csv is on this computer.")
    assert system.alerts == 2
    assert system.messages == ["march.csv is on this computer.", "april.csv is on this computer."]
    assert system.shown
    assert len(notifier.findChildren(QSystemTrayIcon)) == 1
    notifier.clear()
    assert not system.shown


def test_a_person_at_the_window_is_not_called(notifier: Notifier, monkeypatch: pytest.MonkeyPatch) -> None:
    system = System(monkeypatch, looking=True)
    notifier.notify("march.csv is on this computer.")
    notifier.clear()
    assert (system.alerts, system.messages) == (0, [])


def test_without_a_tray_the_task_bar_has_to_do(notifier: Notifier, monkeypatch: pytest.MonkeyPatch) -> None:
    system = System(monkeypatch, has_tray=False)
    notifier.notify("march.csv is on this computer.")
    assert (system.alerts, system.messages) == (1, [])


def test_a_click_on_the_notification_or_the_icon_is_told(
    qtbot: QtBot, notifier: Notifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    System(monkeypatch)
    notifier.notify("march.csv is on this computer.")
    with qtbot.waitSignal(notifier.clicked):
        tray(notifier).messageClicked.emit()
    with qtbot.waitSignal(notifier.clicked):
        tray(notifier).activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
