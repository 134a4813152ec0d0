"""The person is called where the system can do it, and only while busy elsewhere."""

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from gui.views.attention import Attention


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
def attention(qtbot: QtBot) -> Attention:
    window = QWidget()
    qtbot.addWidget(window)
    made = Attention(window)
    made.setParent(None)  # it must outlive the window that qtbot closes
    return made


def tray(attention: Attention) -> QSystemTrayIcon:
    found = attention.findChild(QSystemTrayIcon)
    assert found
    return found


def test_a_person_elsewhere_is_called(attention: Attention, monkeypatch: pytest.MonkeyPatch) -> None:
    system = System(monkeypatch)
    attention.call("march.csv is on this computer.")
    attention.call("april.csv is on this computer.")
    assert system.alerts == 2
    assert system.messages == ["march.csv is on this computer.", "april.csv is on this computer."]
    assert system.shown
    assert len(attention.findChildren(QSystemTrayIcon)) == 1
    attention.rest()
    assert not system.shown


def test_a_person_at_the_window_is_not_called(attention: Attention, monkeypatch: pytest.MonkeyPatch) -> None:
    system = System(monkeypatch, looking=True)
    attention.call("march.csv is on this computer.")
    attention.rest()
    assert (system.alerts, system.messages) == (0, [])


def test_without_a_tray_the_task_bar_has_to_do(attention: Attention, monkeypatch: pytest.MonkeyPatch) -> None:
    system = System(monkeypatch, has_tray=False)
    attention.call("march.csv is on this computer.")
    assert (system.alerts, system.messages) == (1, [])


def test_a_click_on_the_notification_or_the_icon_is_told(
    qtbot: QtBot, attention: Attention, monkeypatch: pytest.MonkeyPatch
) -> None:
    System(monkeypatch)
    attention.call("march.csv is on this computer.")
    with qtbot.waitSignal(attention.answered):
        tray(attention).messageClicked.emit()
    with qtbot.waitSignal(attention.answered):
        tray(attention).activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
