"""The notice bar: what matters most is shown, the rest waits."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gui.views.notice_bar import NoticeBar, NoticeKind

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    made = NoticeBar()
    qtbot.addWidget(made)
    return made


def said(bar: NoticeBar) -> str:
    return " ".join(label.text() for label in bar.findChildren(QLabel)).strip() if bar.isVisible() else ""


def press(qtbot: QtBot, bar: NoticeBar, name: str) -> None:
    button = bar.findChild(QPushButton, name)
    assert button
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_nothing_to_say_nothing_to_see(bar: NoticeBar) -> None:
    assert said(bar) == ""
    bar.show_notice("a", "A")
    assert said(bar) == "A"
    bar.clear_notice("b")
    assert said(bar) == "A"
    bar.clear_notice("a")
    assert said(bar) == ""


def test_what_matters_most_is_shown_and_the_others_come_back(bar: NoticeBar) -> None:
    bar.show_notice("warning", "W", kind=NoticeKind.WARNING)
    bar.show_notice("error", "E", kind=NoticeKind.ERROR)
    bar.show_notice("info", "I")
    bar.show_notice("info 2", "I2")
    shown = []
    for topic in ("error", "warning", "info 2", "info"):
        shown.append(said(bar))
        bar.clear_notice(topic)
    assert shown == ["E", "W", "I2", "I"]
    assert said(bar) == ""


def test_a_topic_that_is_said_again_is_the_newest(bar: NoticeBar) -> None:
    bar.show_notice("a", "A")
    bar.show_notice("b", "B")
    bar.show_notice("a", "A again")
    assert said(bar) == "A again"


def test_a_topic_is_said_once(bar: NoticeBar) -> None:
    bar.show_notice("a", "first", kind=NoticeKind.ERROR)
    bar.show_notice("a", "second")
    assert said(bar) == "second"
    bar.clear_notice("a")
    assert said(bar) == ""


def test_button_and_cross_act_on_what_is_shown(qtbot: QtBot, bar: NoticeBar) -> None:
    bar.show_notice("low", "L", "Open")
    bar.show_notice("high", "H", "Retry", NoticeKind.WARNING)
    with qtbot.waitSignal(bar.button_pressed) as pressed:
        press(qtbot, bar, "noticeButton")
    assert pressed.args == ["high"]
    press(qtbot, bar, "noticeCloseButton")
    assert said(bar) == "L"
    with qtbot.waitSignal(bar.button_pressed) as pressed:
        press(qtbot, bar, "noticeButton")
    assert pressed.args == ["low"]


def test_a_notice_without_help_has_no_button(bar: NoticeBar) -> None:
    bar.show_notice("a", "A", "Help")
    bar.show_notice("a", "A")
    button = bar.findChild(QPushButton, "noticeButton")
    assert button
    assert not button.isVisible()


def test_a_screen_reader_finds_the_sentence(bar: NoticeBar) -> None:
    bar.show_notice("a", "The network is gone.")
    assert bar.accessibleName() == "The network is gone."
