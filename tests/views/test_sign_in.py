"""The sign-in form, on the page and in the dialog."""

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from gui.account import SITES, Account, Credentials
from gui.service.errors import ErrorCode, Refused, RequestErrorKind, RequestFailed
from gui.storage.credentials import KeyringError, KeyringErrorKind
from gui.views.account_dialog import AccountDialog
from gui.views.account_menu import account_title
from gui.views.error_text import sign_in_sentence
from gui.views.sign_in_form import SignInForm, SignInRequest
from gui.views.sign_in_page import SignInPage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

ANNA = Account("anna@smsc.ru", "https://smsc.ru", "anna")


class Listener:
    """Notes what a form asks for."""

    def __init__(self, form: SignInForm) -> None:
        self.requests: list[SignInRequest] = []
        self.cancelled = 0
        form.submitted.connect(self._on_submitted)
        form.cancelled.connect(self._on_cancelled)

    def _on_submitted(self, request: SignInRequest) -> None:
        self.requests.append(request)

    def _on_cancelled(self) -> None:
        self.cancelled += 1


@pytest.fixture
def page(qtbot: QtBot) -> SignInPage:
    made = SignInPage()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


@pytest.fixture
def form(page: SignInPage) -> SignInForm:
    return page.form


@pytest.fixture
def dialog(qtbot: QtBot) -> AccountDialog:
    made = AccountDialog()
    qtbot.addWidget(made)
    made.set_account(ANNA)
    made.open()
    return made


def edit(form: QWidget, name: str) -> QLineEdit:
    found = form.findChild(QLineEdit, name)
    assert found
    return found


def button(form: QWidget, name: str) -> QPushButton:
    found = form.findChild(QPushButton, name)
    assert found
    return found


def press(qtbot: QtBot, form: QWidget, name: str) -> None:
    qtbot.mouseClick(button(form, name), Qt.MouseButton.LeftButton)


def choose_key(qtbot: QtBot, form: QWidget) -> None:
    choice = form.findChild(QRadioButton, "apiKeyChoice")
    assert choice
    qtbot.mouseClick(choice, Qt.MouseButton.LeftButton)


def type_key(qtbot: QtBot, form: QWidget, key: str) -> None:
    choose_key(qtbot, form)
    qtbot.keyClicks(edit(form, "apiKeyEdit"), key)


def type_login(qtbot: QtBot, form: QWidget) -> None:
    qtbot.keyClicks(edit(form, "loginEdit"), "anna")
    qtbot.keyClicks(edit(form, "passwordEdit"), "pw")


def type_site(qtbot: QtBot, form: QWidget, site: str) -> None:
    server = form.findChild(QComboBox, "serverCombo")
    assert server
    field = server.lineEdit()
    assert field
    field.clear()
    qtbot.keyClicks(field, site)


def key_page(form: QWidget) -> QLabel:
    link = form.findChild(QLabel, "keyPageLink")
    assert link
    return link


def said(form: QWidget) -> str:
    message = form.findChild(QWidget, "formMessage")
    assert message
    return " ".join(label.text() for label in message.findChildren(QLabel) if label.isVisible()).strip()


@pytest.mark.parametrize(
    ("locale", "site"),
    [
        ("ru_RU", "smsc.ru"),
        ("uk_UA", "smsc.ru"),
        ("kk_KZ", "smsc.ru"),
        ("be_BY", "smsc.ru"),
        ("de_DE", "smscentre.com"),
        ("C", "smscentre.com"),
    ],
)
def test_the_site_is_the_one_usual_for_the_systems_language(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, locale: str, site: str
) -> None:
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(locale))
    form = SignInForm()
    qtbot.addWidget(form)
    server = form.findChild(QComboBox, "serverCombo")
    assert server
    assert server.currentText() == site
    form.set_account(ANNA)
    form.set_account(None)
    assert server.currentText() == site


def test_whoever_types_at_once_types_the_login(qtbot: QtBot, page: SignInPage) -> None:
    with qtbot.waitActive(page):
        page.activateWindow()
    focus = page.focusWidget()
    assert focus is edit(page, "loginEdit")
    assert not edit(page, "apiKeyEdit").isVisible()


def test_choosing_the_key_puts_the_cursor_into_its_field(qtbot: QtBot, page: SignInPage) -> None:
    choose_key(qtbot, page)
    assert page.focusWidget() is edit(page, "apiKeyEdit")
    assert not edit(page, "loginEdit").isVisible()


def test_an_api_key_alone_signs_in(qtbot: QtBot, form: SignInForm) -> None:
    listener = Listener(form)
    type_key(qtbot, form, " secret-key ")
    press(qtbot, form, "signInButton")
    assert listener.requests == [SignInRequest("https://smscentre.com", Credentials(api_key="secret-key"), keep=True)]


def test_login_and_password_sign_in_at_the_chosen_server(qtbot: QtBot, form: SignInForm) -> None:
    listener = Listener(form)
    server = form.findChild(QComboBox, "serverCombo")
    assert server
    assert [server.itemText(place) for place in range(server.count())] == list(SITES)
    server.setCurrentIndex(1)
    qtbot.keyClicks(edit(form, "loginEdit"), "anna")
    qtbot.keyClicks(edit(form, "passwordEdit"), " p w ")
    qtbot.keyClick(edit(form, "passwordEdit"), Qt.Key.Key_Return)
    assert listener.requests == [SignInRequest("https://smsc.ru", Credentials("anna", " p w "), keep=True)]


def test_the_wheel_chooses_no_other_site(form: SignInForm) -> None:
    server = form.findChild(QComboBox, "serverCombo")
    assert server
    down = QPoint(0, -120)
    middle = QPointF(server.rect().center())
    QApplication.sendEvent(
        server,
        QWheelEvent(
            middle,
            QPointF(server.mapToGlobal(middle)),
            down,
            down,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )
    assert server.currentText() == "smscentre.com"


@pytest.mark.parametrize("site", ["smsc.tj", " https://SMSC.tj/ "])
def test_any_site_can_be_typed(qtbot: QtBot, form: SignInForm, site: str) -> None:
    listener = Listener(form)
    type_login(qtbot, form)
    type_site(qtbot, form, site)
    press(qtbot, form, "signInButton")
    assert [request.server for request in listener.requests] == ["https://smsc.tj"]


@pytest.mark.parametrize("site", ["", "smsc ru", "http://smsc.tj", "smsc.ru/login", "anna@smsc.ru"])
def test_what_is_no_site_is_said_and_nothing_is_sent(qtbot: QtBot, form: SignInForm, site: str) -> None:
    listener = Listener(form)
    type_login(qtbot, form)
    type_site(qtbot, form, site)
    press(qtbot, form, "signInButton")
    assert "such as smsc.ru" in said(form)
    assert listener.requests == []
    type_site(qtbot, form, "smsc.kz")
    assert said(form) == ""


@pytest.mark.qt_log_ignore("This plugin does not support", "not accepted by receiving widget")
def test_the_page_where_keys_are_made_is_one_click_away(qtbot: QtBot, form: SignInForm) -> None:
    link = key_page(form)
    assert not link.isVisible()
    choose_key(qtbot, form)
    assert link.isVisible()
    assert "smscentre.com/passwords/" in link.text()
    type_site(qtbot, form, "smsc.tj")
    with qtbot.waitSignal(form.page_requested) as opened:
        link_x = link.fontMetrics().horizontalAdvance("Keys are made here: smsc")
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton, pos=QPoint(link_x, link.height() // 2))
    assert opened.args == ["https://smsc.tj/passwords/"]
    type_site(qtbot, form, '"><b>')
    assert link.text() == ""


def test_the_choice_of_key_or_login_moves_nothing(qtbot: QtBot, form: SignInForm) -> None:
    before = button(form, "signInButton").geometry()
    choose_key(qtbot, form)
    QApplication.processEvents()
    assert button(form, "signInButton").geometry() == before


def test_what_is_missing_is_said_and_nothing_is_sent(qtbot: QtBot, form: SignInForm) -> None:
    listener = Listener(form)
    press(qtbot, form, "signInButton")
    assert "login" in said(form)
    qtbot.keyClicks(edit(form, "loginEdit"), "anna")
    press(qtbot, form, "signInButton")
    assert "password" in said(form)
    choose_key(qtbot, form)
    assert said(form) == ""
    press(qtbot, form, "signInButton")
    assert "API key" in said(form)
    assert listener.requests == []


def test_secrets_are_hidden_until_the_eye_is_pressed(form: SignInForm) -> None:
    for name in ("apiKeyEdit", "passwordEdit"):
        field = edit(form, name)
        assert field.echoMode() == QLineEdit.EchoMode.Password
        field.actions()[0].trigger()
        assert field.echoMode() == QLineEdit.EchoMode.Normal
        field.setText("secret")
        form.clear_secrets()
        assert field.text() == ""
        assert field.echoMode() == QLineEdit.EchoMode.Password


def test_a_test_under_way_can_only_be_cancelled(qtbot: QtBot, form: SignInForm) -> None:
    listener = Listener(form)
    type_key(qtbot, form, "key")
    form.set_busy(True)
    assert button(form, "signInButton").text() == "Testing..."
    assert not edit(form, "apiKeyEdit").isEnabled()
    qtbot.keyClick(form, Qt.Key.Key_Return)
    assert listener.requests == []
    press(qtbot, form, "cancelTestButton")
    assert listener.cancelled == 1
    form.set_busy(False)
    assert edit(form, "apiKeyEdit").text() == "key"
    assert not button(form, "cancelTestButton").isVisible()


def test_a_warning_is_one_press_from_the_next_try(qtbot: QtBot, form: SignInForm) -> None:
    listener = Listener(form)
    type_key(qtbot, form, "key")
    form.show_warning("Colleagues' tries count too.")
    assert said(form) == "Colleagues' tries count too."
    assert button(form, "signInButton").text() == "Try anyway"
    press(qtbot, form, "signInButton")
    assert len(listener.requests) == 1
    qtbot.keyClicks(edit(form, "apiKeyEdit"), "2")
    assert said(form) == ""
    assert button(form, "signInButton").text() == "Sign in"


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_without_a_keyring_the_person_goes_on_for_now_with_one_press(qtbot: QtBot, form: SignInForm, way: str) -> None:
    listener = Listener(form)
    type_login(qtbot, form)
    for_now = button(form, "signInForNowButton")
    assert not for_now.isVisible()
    form.show_no_keyring("There is no keyring.")
    assert for_now.isVisible()
    assert form.focusWidget() is for_now
    if way == "mouse":
        press(qtbot, form, "signInForNowButton")
    else:
        qtbot.keyClick(for_now, Qt.Key.Key_Return)
    assert [request.keep for request in listener.requests] == [False]


def test_the_offer_to_go_on_for_now_ends_with_its_message(qtbot: QtBot, form: SignInForm) -> None:
    listener = Listener(form)
    type_login(qtbot, form)
    form.show_no_keyring("There is no keyring.")
    press(qtbot, form, "signInButton")
    assert [request.keep for request in listener.requests] == [True], "there may be one by now"
    form.show_problem("It was refused.")
    assert not button(form, "signInForNowButton").isVisible()


def test_messages_move_nothing(qtbot: QtBot, page: SignInPage) -> None:
    form = page.form
    type_login(qtbot, form)
    shown = [edit(form, "loginEdit"), button(form, "signInButton"), button(page, "demoButton")]
    places = [widget.mapTo(page, QPoint()) for widget in shown]
    for error in (Refused(ErrorCode.SIGN_IN), RequestFailed(RequestErrorKind.HTML_PAGE)):
        form.show_problem(sign_in_sentence(error, "smscentre.com"))
        QApplication.processEvents()
        assert [widget.mapTo(page, QPoint()) for widget in shown] == places
    form.show_no_keyring(sign_in_sentence(KeyringError(KeyringErrorKind.WEAK), ""))
    QApplication.processEvents()
    assert [widget.mapTo(page, QPoint()) for widget in shown] == places
    qtbot.keyClicks(edit(form, "loginEdit"), "2")
    QApplication.processEvents()
    assert [widget.mapTo(page, QPoint()) for widget in shown] == places


def test_a_fixed_server_is_the_only_one(qtbot: QtBot, form: SignInForm) -> None:
    listener = Listener(form)
    form.set_server("http://127.0.0.1:8080")
    type_key(qtbot, form, "key")
    press(qtbot, form, "signInButton")
    assert listener.requests[0].server == "http://127.0.0.1:8080"


def test_the_page_offers_example_data_and_promises_the_keyring(qtbot: QtBot, page: SignInPage) -> None:
    with qtbot.waitSignal(page.demo_requested):
        press(qtbot, page, "demoButton")
    texts = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "(keyring), never in a file" in texts


def test_enter_in_the_dialog_submits_once(qtbot: QtBot, dialog: AccountDialog) -> None:
    listener = Listener(dialog.form)
    assert edit(dialog, "loginEdit").text() == "anna"
    qtbot.keyClicks(edit(dialog, "passwordEdit"), "pw")
    qtbot.keyClick(edit(dialog, "passwordEdit"), Qt.Key.Key_Return)
    assert listener.requests == [SignInRequest("https://smsc.ru", Credentials("anna", "pw"), keep=True)]
    assert dialog.isVisible()


def test_forgetting_takes_two_presses(qtbot: QtBot, dialog: AccountDialog) -> None:
    forgotten: list[str] = []
    dialog.forget_requested.connect(forgotten.append)
    press(qtbot, dialog, "forgetButton")
    assert button(dialog, "forgetButton").text() == "Really forget?"
    dialog.set_account(ANNA)
    press(qtbot, dialog, "forgetButton")
    assert forgotten == []
    press(qtbot, dialog, "forgetButton")
    assert forgotten == [ANNA.id]


def test_a_double_click_forgets_nothing(qtbot: QtBot, dialog: AccountDialog) -> None:
    forgotten: list[str] = []
    dialog.forget_requested.connect(forgotten.append)
    forget = button(dialog, "forgetButton")
    qtbot.mouseClick(forget, Qt.MouseButton.LeftButton)
    qtbot.mouseDClick(forget, Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(forget, Qt.MouseButton.LeftButton)
    assert forgotten == []
    assert forget.text() == "Really forget?"


def test_the_dialog_can_be_closed_and_nothing_else(dialog: AccountDialog) -> None:
    flags = dialog.windowFlags()
    assert flags & Qt.WindowType.WindowCloseButtonHint
    assert not flags & Qt.WindowType.WindowMinMaxButtonsHint


def test_two_keys_on_one_site_are_told_apart() -> None:
    keys = [Account(f"key-0123456789{end}@smsc.ru", "https://smsc.ru") for end in ("ab", "cd")]
    assert [account_title(key) for key in keys] == ["API key 89ab · smsc.ru", "API key 89cd · smsc.ru"]


def test_a_new_account_has_nothing_to_forget(dialog: AccountDialog) -> None:
    dialog.set_account(None)
    assert not button(dialog, "forgetButton").isVisible()
    assert edit(dialog, "loginEdit").text() == ""


def test_closing_the_dialog_keeps_no_secret_and_gives_a_test_up(qtbot: QtBot, dialog: AccountDialog) -> None:
    listener = Listener(dialog.form)
    qtbot.keyClicks(edit(dialog, "passwordEdit"), "pw")
    dialog.form.set_busy(True)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert listener.cancelled == 1
    assert edit(dialog, "passwordEdit").text() == ""


def test_every_control_has_a_name_for_screen_readers(page: SignInPage) -> None:
    for field in page.form.findChildren(QLineEdit):
        assert field.accessibleName(), field.objectName()
    for combo in page.form.findChildren(QComboBox):
        assert combo.accessibleName()
