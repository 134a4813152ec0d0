"""Signing in, changing and forgetting accounts, with a poller, a keyring and a local store that are played."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gui.account import Account, Credentials, SignIn
from gui.clock import Clock
from gui.flows.account_flow import AccountFlow
from gui.flows.preferences import Preferences
from gui.models.task_table import TaskTable
from gui.service.errors import Refused, RequestErrorKind, RequestFailed
from gui.service.task import TaskList
from gui.storage.credentials import KeyringError, KeyringErrorKind
from gui.storage.settings import Settings
from gui.views.account_dialog import AccountDialog
from gui.views.main_window import MainWindow
from gui.views.sign_in_form import SignInForm, SignInRequest
from gui.wiring import wire_accounts
from gui.workers.keyring_calls import KeyringCallFailed, KeyringCalls
from gui.workers.local_store import LocalStore
from gui.workers.poller import Polled, Poller, PollFailed, Schedule, SignInTest
from tests.fakes import FakeClock, Receiver
from tests.flows.played import play

SERVER = "https://smsc.ru"
ANNA = Account("anna@smsc.ru", SERVER, "anna")
BORIS = Account("boris@smsc.ru", SERVER, "boris")
CLARA = Account("clara@smsc.ru", SERVER, "clara")
RIGHT = Credentials("anna", "right")


class Harness:
    """The flow at a real window."""

    def __init__(self, qtbot: QtBot, *accounts: Account, server: str = "") -> None:
        self.window = MainWindow(TaskTable(Clock()))
        qtbot.addWidget(self.window)
        self.window.show()
        self.poller, self.keyring_calls, self.local_store = play(Poller), play(KeyringCalls), play(LocalStore)
        active = accounts[0].id if accounts else ""
        self.preferences = Preferences(Settings(accounts=accounts, active_account=active), Path("reports"))
        self.hidden: list[str] = []
        self.flow = AccountFlow(
            self.window,
            self.preferences,
            self.keyring_calls.worker,
            self.poller.worker,
            lambda *texts: "f" * 20,
            lambda *texts: self.hidden.extend(texts),
            server,
        )
        wire_accounts(self.flow, self.window, self.keyring_calls.worker, self.poller.worker, self.local_store.worker)
        self.began, self.signed_in = Receiver(self.flow.began), Receiver(self.flow.signed_in)
        self.ended: list[bool] = []
        self.flow.ended.connect(lambda: self.ended.append(True))
        self.flow.start()
        self.flow.sign_in()

    def dialog(self) -> AccountDialog | None:
        dialog = self.window.findChild(AccountDialog)
        return dialog if isinstance(dialog, AccountDialog) and dialog.isVisible() else None

    def form(self) -> SignInForm:
        dialog = self.dialog()
        return dialog.form if dialog else self.window.sign_in_page.form

    def said(self) -> str:
        message = self.form().findChild(QWidget, "formMessage")
        assert message
        return " ".join(label.text() for label in message.findChildren(QLabel)) if message.isVisible() else ""

    def submit(self, credentials: Credentials = RIGHT, *, keep: bool = True, warned: bool = False) -> SignIn:
        self.form().submitted.emit(SignInRequest(SERVER, credentials, keep, warned))
        tested: SignInTest = self.poller.asked("test")[-1]
        return tested.sign_in

    def accept(self, sign_in: SignIn) -> None:
        self.poller.worker.tasks_received.emit(Polled(sign_in, TaskList(), FakeClock().instant()))

    def refuse(self, sign_in: SignIn, code: int = 2) -> None:
        self.poller.worker.test_failed.emit(PollFailed(sign_in, Refused(code)))

    def fail(self, account: Account, trouble: KeyringErrorKind) -> None:
        self.keyring_calls.worker.failed.emit(KeyringCallFailed(account, KeyringError(trouble)))

    def notice(self) -> tuple[str, str]:
        """The sentence and the button of the notice bar."""
        bar = self.window.notices
        button = bar.findChild(QPushButton, "noticeButton")
        assert button
        return bar.accessibleName() if bar.isVisible() else "", button.text() if button.isVisible() else ""

    def press_notice(self, qtbot: QtBot) -> None:
        button = self.window.notices.findChild(QPushButton, "noticeButton")
        assert button
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def new(qtbot: QtBot) -> Harness:
    """Nobody has signed in yet."""
    return Harness(qtbot)


@pytest.fixture
def known(qtbot: QtBot) -> Harness:
    """Anna was signed in when the program was last open; the keyring has not answered yet."""
    return Harness(qtbot, ANNA)


@pytest.fixture
def working(known: Harness) -> Harness:
    """Anna's list is polled."""
    known.keyring_calls.worker.loaded.emit(SignIn(ANNA, RIGHT))
    return known


def test_nobody_known_means_the_sign_in_page_and_nothing_asked(new: Harness) -> None:
    assert new.window.sign_in_page.isVisible()
    assert (new.poller.calls, new.keyring_calls.calls, new.local_store.calls) == ([], [], [])


def test_a_sign_in_is_kept_only_once_it_is_accepted(new: Harness) -> None:
    sign_in = new.submit()
    assert sign_in == SignIn(ANNA, RIGHT)
    assert new.form().is_busy
    assert new.hidden == ["right"]
    assert new.keyring_calls.calls == []
    new.accept(sign_in)
    new.accept(sign_in)
    assert new.keyring_calls.asked("save") == [sign_in]
    new.keyring_calls.worker.saved.emit(sign_in)
    assert new.preferences.active_account == ANNA
    assert (new.began.values, new.signed_in.values) == ([ANNA], [sign_in])
    assert new.local_store.asked("load_account") == [ANNA]
    assert not new.window.sign_in_page.isVisible()
    assert not new.form().is_busy
    assert new.poller.asked("use") == [], "the poller goes on by itself"


def test_a_key_is_no_part_of_the_accounts_name(new: Harness) -> None:
    sign_in = new.submit(Credentials(api_key="secret"))
    assert sign_in.account.id == "key-ffffffffffff@smsc.ru"


def test_the_server_of_the_command_line_is_the_only_one(qtbot: QtBot) -> None:
    harness = Harness(qtbot, server="http://127.0.0.1:5")
    servers = harness.window.sign_in_page.findChild(QComboBox, "serverCombo")
    assert isinstance(servers, QComboBox)
    assert [servers.itemData(row) for row in range(servers.count())] == ["http://127.0.0.1:5"]


def test_a_refused_sign_in_is_told_where_it_was_typed(new: Harness) -> None:
    sign_in = new.submit()
    new.refuse(sign_in)
    assert "refused" in new.said()
    assert not new.form().is_busy
    assert new.keyring_calls.calls == []


def test_a_cancelled_test_goes_back_to_what_was_polled(working: Harness) -> None:
    in_use = working.signed_in.values[-1]
    working.window.menu.account_requested.emit()
    working.submit(Credentials("anna", "new"))
    working.form().cancelled.emit()
    assert working.poller.calls[-2:] == [("interrupt", ()), ("use", (in_use,))]
    assert not working.form().is_busy


@pytest.mark.parametrize("late", ["accepted", "refused", "risky"])
def test_a_late_answer_to_a_cancelled_test_is_not_taken_for_the_next_one(new: Harness, late: str) -> None:
    first = new.submit()
    new.form().cancelled.emit()
    second = new.submit()
    assert first == second
    if late == "accepted":
        new.accept(first)
    elif late == "refused":
        new.refuse(first)
    else:
        new.poller.worker.risky.emit(first)
    assert new.form().is_busy
    assert new.said() == ""
    assert new.keyring_calls.calls == []
    new.accept(second)
    assert new.keyring_calls.asked("save")[0] is second


def test_cancel_without_a_test_interrupts_nothing(working: Harness) -> None:
    before = list(working.poller.calls)
    working.flow.on_cancelled()
    assert working.poller.calls == before


def test_cancelling_while_the_keyring_asks_takes_the_sign_in_out_again(new: Harness) -> None:
    sign_in = new.submit()
    new.accept(sign_in)
    new.form().cancelled.emit()
    assert new.poller.asked("use") == [None]
    new.keyring_calls.worker.saved.emit(sign_in)
    assert new.keyring_calls.asked("forget") == [ANNA]
    new.keyring_calls.worker.forgotten.emit(ANNA)
    assert new.preferences.settings.accounts == ()
    assert (new.began.values, new.ended) == ([], [])


def test_the_risk_is_told_and_the_next_press_goes_on(new: Harness, qtbot: QtBot) -> None:
    sign_in = new.submit()
    new.poller.worker.risky.emit(sign_in)
    assert "colleagues" in new.said()
    new.submit(warned=True)
    assert [test.warned for test in new.poller.asked("test")] == [False, True]


def test_a_warning_that_was_read_holds_for_one_press_only(new: Harness) -> None:
    new.poller.worker.risky.emit(new.submit())
    new.refuse(new.submit(warned=True))
    form = new.form()
    requests = Receiver(form.submitted)
    form.show_warning("risk")
    button = form.findChild(QPushButton, "signInButton")
    assert button
    assert button.text() == "Try anyway"
    form.set_account(ANNA)
    assert button.text() == "Sign in"
    password = form.findChild(QLineEdit, "passwordEdit")
    assert isinstance(password, QLineEdit)
    password.setText("x")
    button.click()
    assert [request.warned for request in requests.values] == [False]


def test_a_keyring_that_does_not_keep_leaves_until_i_close_the_program(new: Harness) -> None:
    sign_in = new.submit()
    new.accept(sign_in)
    new.fail(ANNA, KeyringErrorKind.NONE_FOUND)
    assert "keyring" in new.said()
    assert new.poller.asked("use") == [None], "not polled before it is in use"
    for_now = new.form().findChild(QPushButton, "signInForNowButton")
    assert for_now
    assert for_now.isVisible()
    new.form().submitted.emit(SignInRequest(SERVER, RIGHT, keep=False))
    assert len(new.poller.asked("test")) == 1, "accepted once is enough"
    assert new.poller.asked("use") == [None, sign_in]
    assert new.signed_in.values == [sign_in]
    assert new.preferences.settings.accounts == ()


def test_a_keyring_that_comes_up_keeps_at_the_next_press(new: Harness) -> None:
    sign_in = new.submit()
    new.accept(sign_in)
    new.fail(ANNA, KeyringErrorKind.LOCKED)
    new.form().submitted.emit(SignInRequest(SERVER, RIGHT, keep=True))
    assert new.form().is_busy
    assert new.keyring_calls.asked("save") == [sign_in, sign_in]
    new.keyring_calls.worker.saved.emit(sign_in)
    assert new.preferences.active_account == ANNA
    assert new.poller.asked("use") == [None, sign_in]


def test_a_dialog_closed_without_a_keyring_drops_the_sign_in(working: Harness) -> None:
    working.window.menu.add_account_requested.emit()
    boris = Credentials("boris", "also right")
    working.accept(working.submit(boris))
    working.fail(BORIS, KeyringErrorKind.NONE_FOUND)
    dialog = working.dialog()
    assert dialog
    dialog.close()
    working.window.menu.add_account_requested.emit()
    working.submit(boris)
    assert len(working.poller.asked("test")) == 2, "tested anew"


def test_the_account_used_last_is_shown_before_the_keyring_answers(known: Harness) -> None:
    assert known.began.values == [ANNA]
    assert known.local_store.asked("load_account") == [ANNA]
    assert known.poller.asked("use") == [None]
    assert known.keyring_calls.asked("load") == [ANNA]
    assert known.window.findChild(AccountDialog) is None


def test_what_the_keyring_holds_is_polled(known: Harness) -> None:
    sign_in = SignIn(ANNA, RIGHT)
    known.keyring_calls.worker.loaded.emit(sign_in)
    known.keyring_calls.worker.loaded.emit(SignIn(ANNA, RIGHT))
    assert known.poller.asked("use") == [None, sign_in]
    assert known.signed_in.values == [sign_in]
    assert known.hidden == ["right"]


def test_what_the_keyring_says_of_another_account_is_not_used(known: Harness) -> None:
    known.keyring_calls.worker.loaded.emit(SignIn(BORIS, Credentials("boris", "x")))
    known.fail(BORIS, KeyringErrorKind.LOCKED)
    assert known.signed_in.values == []
    assert known.notice() == ("", "")


@pytest.mark.parametrize("trouble", [KeyringErrorKind.LOCKED, KeyringErrorKind.FAILED])
def test_try_again_asks_the_keyring_again(known: Harness, qtbot: QtBot, trouble: KeyringErrorKind) -> None:
    known.fail(ANNA, trouble)
    assert known.notice()[1] == "Try again"
    known.press_notice(qtbot)
    assert known.keyring_calls.asked("load") == [ANNA, ANNA]
    assert known.dialog() is None
    known.keyring_calls.worker.loaded.emit(SignIn(ANNA, RIGHT))
    assert known.notice() == ("", "")
    assert len(known.signed_in.values) == 1


@pytest.mark.parametrize("trouble", [KeyringErrorKind.NONE_FOUND, KeyringErrorKind.WEAK])
def test_without_a_keyring_one_can_sign_in_and_one_that_came_up_is_used(
    known: Harness, qtbot: QtBot, trouble: KeyringErrorKind
) -> None:
    known.fail(ANNA, trouble)
    assert known.notice()[1] == "Sign in"
    known.press_notice(qtbot)
    assert known.dialog()
    assert known.keyring_calls.asked("load") == [ANNA, ANNA]
    known.keyring_calls.worker.loaded.emit(SignIn(ANNA, RIGHT))
    assert known.dialog() is None
    assert len(known.signed_in.values) == 1


@pytest.mark.parametrize("garbled", [True, False])
def test_an_item_that_is_gone_or_garbled_is_typed_anew(known: Harness, qtbot: QtBot, garbled: bool) -> None:
    if garbled:
        known.fail(ANNA, KeyringErrorKind.GARBLED)
    else:
        known.keyring_calls.worker.loaded.emit(SignIn(ANNA, Credentials()))
    assert known.notice()[1] == "Sign in"
    known.press_notice(qtbot)
    assert known.keyring_calls.asked("load") == [ANNA], "it would say the same"
    sign_in = known.submit()
    known.accept(sign_in)
    known.keyring_calls.worker.saved.emit(sign_in)
    assert known.dialog() is None
    assert known.notice() == ("", "")
    assert known.signed_in.values == [sign_in]


def test_what_the_keyring_brings_during_a_test_is_polled_until_that_is_over(known: Harness) -> None:
    known.window.menu.account_requested.emit()
    typed = known.submit(Credentials("anna", "new"))
    loaded = SignIn(ANNA, RIGHT)
    known.keyring_calls.worker.loaded.emit(loaded)
    assert known.dialog()
    assert known.poller.asked("use")[-1] is loaded
    known.accept(typed)
    known.keyring_calls.worker.saved.emit(typed)
    assert known.poller.asked("use")[-1] is typed


def test_refresh_asks_the_keyring_once_while_there_is_no_sign_in(known: Harness) -> None:
    known.window.refresh_requested.emit()
    assert known.keyring_calls.asked("load") == [ANNA], "it is being asked"
    known.fail(ANNA, KeyringErrorKind.LOCKED)
    known.window.refresh_requested.emit()
    assert known.keyring_calls.asked("load") == [ANNA, ANNA]
    known.keyring_calls.worker.loaded.emit(SignIn(ANNA, RIGHT))
    known.window.refresh_requested.emit()
    assert known.keyring_calls.asked("load") == [ANNA, ANNA]


def test_a_keyring_error_builds_no_dialog(known: Harness) -> None:
    known.fail(ANNA, KeyringErrorKind.LOCKED)
    known.keyring_calls.worker.loaded.emit(SignIn(ANNA, RIGHT))
    assert known.window.findChild(AccountDialog) is None


def test_another_account_is_chosen(qtbot: QtBot) -> None:
    harness = Harness(qtbot, ANNA, BORIS)
    harness.fail(ANNA, KeyringErrorKind.LOCKED)
    harness.window.menu.account_chosen.emit(ANNA.id)
    assert harness.began.values == [ANNA]
    harness.window.menu.account_chosen.emit(BORIS.id)
    assert harness.began.values == [ANNA, BORIS]
    assert harness.preferences.active_account == BORIS
    assert harness.keyring_calls.asked("load") == [ANNA, BORIS]
    assert harness.poller.asked("use") == [None, None]
    assert harness.notice() == ("", ""), "what hindered the other one"


def forget(harness: Harness, qtbot: QtBot) -> None:
    harness.window.menu.account_requested.emit()
    dialog = harness.dialog()
    assert dialog
    button = dialog.findChild(QPushButton, "forgetButton")
    assert button
    for _ in range(2):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_forgotten_account_goes_from_the_keyring_first_and_its_lists_last(working: Harness, qtbot: QtBot) -> None:
    forget(working, qtbot)
    assert working.keyring_calls.asked("forget") == [ANNA]
    assert working.ended == []
    working.keyring_calls.worker.forgotten.emit(ANNA)
    assert working.ended == [True]
    assert working.preferences.settings.accounts == ()
    assert working.window.sign_in_page.isVisible()
    assert working.dialog() is None
    working.poller.worker.scheduled.emit(Schedule(True, None, 0.0, 30.0))
    assert working.local_store.asked("forget") == [], "a list may still arrive"
    for _ in range(2):
        working.poller.worker.scheduled.emit(None)
    assert working.local_store.asked("forget") == [ANNA]


def test_a_keyring_that_will_not_forget_is_told_in_the_dialog(working: Harness, qtbot: QtBot) -> None:
    forget(working, qtbot)
    working.fail(ANNA, KeyringErrorKind.LOCKED)
    assert "locked" in working.said()
    assert working.preferences.settings.accounts == (ANNA,)


def test_a_sign_in_of_this_session_only_is_forgotten_without_the_keyring(new: Harness, qtbot: QtBot) -> None:
    sign_in = new.submit(keep=False)
    new.accept(sign_in)
    forget(new, qtbot)
    assert new.keyring_calls.calls == []
    assert new.ended == [True]


def test_an_account_forgotten_after_another_was_chosen_does_not_stop_that(qtbot: QtBot) -> None:
    harness = Harness(qtbot, ANNA, BORIS, CLARA)
    forget(harness, qtbot)
    harness.window.menu.account_chosen.emit(BORIS.id)
    boris = SignIn(BORIS, Credentials("boris", "x"))
    harness.keyring_calls.worker.loaded.emit(boris)
    harness.keyring_calls.worker.forgotten.emit(ANNA)
    assert harness.poller.asked("use")[-1] is boris
    assert harness.ended == []
    assert harness.preferences.settings.accounts == (BORIS, CLARA)
    assert harness.preferences.active_account == BORIS


def test_a_test_of_another_account_is_told_with_its_reason(working: Harness) -> None:
    working.window.menu.add_account_requested.emit()
    sign_in = working.submit(Credentials("boris", "x"))
    working.poller.worker.test_failed.emit(PollFailed(sign_in, RequestFailed(RequestErrorKind.UNREACHABLE)))
    assert "cannot be reached" in working.said()
    assert working.poller.asked("test") == [SignInTest(sign_in, warned=False)]


def test_answers_about_what_is_in_use_are_no_matter_of_the_form(working: Harness) -> None:
    in_use = working.signed_in.values[-1]
    working.accept(in_use)
    working.refuse(in_use)
    working.poller.worker.risky.emit(in_use)
    assert working.keyring_calls.calls == [("load", (ANNA,))]


def test_nothing_is_asked_about_the_keyring_of_an_account_that_is_forgotten(known: Harness) -> None:
    known.fail(ANNA, KeyringErrorKind.GARBLED)
    assert known.notice()[1] == "Sign in"
    known.flow.on_forgotten(ANNA)
    assert known.notice() == ("", "")


def test_a_dialog_that_is_closed_does_not_end_a_test_on_the_page(new: Harness) -> None:
    new.window.menu.add_account_requested.emit()
    dialog = new.dialog()
    assert dialog
    dialog.hide()
    tested = new.submit()
    dialog.close()
    new.flow.on_dialog_closed()
    new.accept(tested)
    assert new.keyring_calls.asked("save") == [tested]


def test_an_account_that_is_forgotten_is_no_longer_polled(working: Harness) -> None:
    working.keyring_calls.worker.forgotten.emit(ANNA)
    assert working.poller.asked("use")[-1] is None


def test_an_account_that_is_forgotten_while_another_is_tested_is_not_polled_again(working: Harness) -> None:
    working.window.menu.account_requested.emit()
    working.submit(Credentials("anna", "other"))
    working.keyring_calls.worker.forgotten.emit(ANNA)
    assert working.poller.asked("use")[-1] is None


def test_the_poller_gets_a_sign_in_that_it_lost_while_that_was_being_kept(qtbot: QtBot) -> None:
    harness = Harness(qtbot, ANNA, BORIS)
    harness.keyring_calls.worker.loaded.emit(SignIn(ANNA, RIGHT))
    harness.window.menu.account_chosen.emit(BORIS.id)
    harness.keyring_calls.worker.loaded.emit(SignIn(BORIS, Credentials("boris", "right")))
    harness.window.menu.add_account_requested.emit()
    clara = harness.submit(Credentials("clara", "right"))
    harness.keyring_calls.worker.forgotten.emit(ANNA)
    harness.accept(clara)
    harness.keyring_calls.worker.saved.emit(clara)
    assert harness.poller.asked("use")[-1] is clara
