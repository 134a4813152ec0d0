"""The notice bar: what matters most is shown, the rest waits."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gui.views.notice_bar import NoticeAction, NoticeBar, NoticeKind

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
    notice, other = bar.add_notice(), bar.add_notice()
    assert said(bar) == ""
    notice.show("A")
    assert said(bar) == "A"
    other.clear()
    assert said(bar) == "A"
    notice.clear()
    assert said(bar) == ""


def test_what_matters_most_is_shown_and_the_others_come_back(bar: NoticeBar) -> None:
    warning, error, info, newer_info = (bar.add_notice() for _ in range(4))
    warning.show("W", NoticeKind.WARNING)
    error.show("E", NoticeKind.ERROR)
    info.show("I")
    newer_info.show("I2")
    shown = []
    for notice in (error, warning, newer_info, info):
        shown.append(said(bar))
        notice.clear()
    assert shown == ["E", "W", "I2", "I"]
    assert said(bar) == ""


def test_what_is_said_again_is_the_newest(bar: NoticeBar) -> None:
    first, second = bar.add_notice(), bar.add_notice()
    first.show("A")
    second.show("B")
    first.show("A again")
    assert said(bar) == "A again"


def test_a_notice_says_one_thing_at_a_time(bar: NoticeBar) -> None:
    notice = bar.add_notice()
    notice.show("first", NoticeKind.ERROR)
    notice.show("second")
    assert said(bar) == "second"
    notice.clear()
    assert said(bar) == ""


def test_button_and_cross_act_on_what_is_shown(qtbot: QtBot, bar: NoticeBar) -> None:
    pressed: list[str] = []
    bar.add_notice().show("L", action=NoticeAction("Open", lambda: pressed.append("low")))
    bar.add_notice().show("H", NoticeKind.WARNING, NoticeAction("Retry", lambda: pressed.append("high")))
    press(qtbot, bar, "noticeButton")
    assert pressed == ["high"]
    press(qtbot, bar, "noticeCloseButton")
    assert said(bar) == "L"
    press(qtbot, bar, "noticeButton")
    assert pressed == ["high", "low"]


def test_the_button_does_what_belongs_to_the_sentence_also_where_only_that_has_changed(
    qtbot: QtBot, bar: NoticeBar
) -> None:
    pressed: list[str] = []
    first, second = bar.add_notice(), bar.add_notice()
    first.show("A", action=NoticeAction("Open", lambda: pressed.append("first")))
    second.show("A", action=NoticeAction("Open", lambda: pressed.append("second")))
    press(qtbot, bar, "noticeButton")
    second.clear()
    press(qtbot, bar, "noticeButton")
    assert pressed == ["second", "first"]


def test_a_button_may_clear_its_notice(qtbot: QtBot, bar: NoticeBar) -> None:
    notice = bar.add_notice()
    notice.show("A", action=NoticeAction("Open", notice.clear))
    press(qtbot, bar, "noticeButton")
    assert said(bar) == ""


def test_a_notice_without_help_has_no_button(bar: NoticeBar) -> None:
    notice = bar.add_notice()
    notice.show("A", action=NoticeAction("Help", notice.clear))
    notice.show("A")
    button = bar.findChild(QPushButton, "noticeButton")
    assert button
    assert not button.isVisible()


def test_a_screen_reader_finds_the_sentence(bar: NoticeBar) -> None:
    bar.add_notice().show("The network is gone.")
    assert bar.accessibleName() == "The network is gone."


def test_the_same_message_is_announced_once(bar: NoticeBar, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    notice = bar.add_notice()
    monkeypatch.setattr(bar, "show_sentence", lambda sentence, _kind: shown.append(sentence))
    for number in range(2):
        notice.show("Ready.", action=NoticeAction("Open", partial(shown.append, str(number))))
    assert shown == ["Ready."]


def test_the_rest_of_a_sentence_that_has_no_room_opens_at_a_click(bar: NoticeBar) -> None:
    whole = bar.findChild(QPushButton, "wholeTextButton")
    assert whole
    bar.add_notice().show("The service has been out of order for a while. " * 4)
    bar.resize(2000, 30)
    assert not whole.isVisible()
    bar.resize(500, 30)
    assert whole.isVisible()
    assert bar.accessibleName().startswith("The service")
