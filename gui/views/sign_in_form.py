"""The form for signing in to a server."""

from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QEvent, QLocale, Qt, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gui.account import SITES, Account, Credentials, server_origin
from gui.models import hues
from gui.signals import Signal
from gui.views.notice_bar import NoticeKind, SentenceFrame
from gui.views.parts import with_object_name
from gui.views.secret_edit import SecretEdit
from gui.views.theme import shade

_RUSSIAN_SITE = "smsc.ru"
_NEAR_RUSSIAN = (
    QLocale.Language.Russian,
    QLocale.Language.Ukrainian,
    QLocale.Language.Kazakh,
    QLocale.Language.Belarusian,
)
"""System languages of people whose account most likely is on the Russian site."""
_KEYS_PATH = "/passwords/"
"""Where the sites let people make API keys."""
_MESSAGE_LINES = 6
"""Room for the longest sentence about a sign-in."""


@dataclass(frozen=True)
class SignInRequest:
    """A sign-in to test; `server` is an origin, and `keep` asks to save it in the keyring.

    `warned` is True if the user has read the sentence of `show_warning` and changed nothing since.
    """

    server: str
    credentials: Credentials
    keep: bool
    warned: bool = False


class _SiteCombo(QComboBox):
    """Lets the wheel scroll the page: it must not choose another site by the way."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave it to the page."""
        event.ignore()


class SignInForm(QWidget):
    """Takes a server and the credentials for it. GUI thread."""

    submitted = Signal(SignInRequest)
    cancelled = Signal()
    """The running test is to be cancelled."""
    page_requested = Signal(str)
    """The URL of a page that is to be opened in the browser."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("signInForm")
        self.is_busy = False
        """Whether a sign-in is being tested."""
        self._build_fields()
        self._message = with_object_name(SentenceFrame(), "formMessage")
        self._promise = QLabel(
            self.tr(
                "Your password is kept by this computer's own store of passwords (keyring), never in a file of this"
                " program."
            )
        )
        self._promise.setWordWrap(True)
        self._for_now = with_object_name(QPushButton(self.tr("Sign in for now")), "signInForNowButton")
        self._for_now.setAutoDefault(True)  # Enter presses it on the page, too
        self._button = with_object_name(QPushButton(), "signInButton")
        self._button.setDefault(True)
        self._cancel = with_object_name(QPushButton(self.tr("Cancel")), "cancelTestButton")
        self._cancel.setAutoDefault(False)
        self._cancel.hide()
        self._lay_out()
        self._key_choice.toggled.connect(self._on_choice)
        self._button.clicked.connect(self._on_sign_in)
        self._for_now.clicked.connect(self._on_for_now)
        self._cancel.clicked.connect(self.cancelled)
        self._key_page.linkActivated.connect(self.page_requested)
        for edit in (self._key, self._login, self._password):
            edit.textEdited.connect(self._on_edited)
        self._server.editTextChanged.connect(self._on_server_edited)
        self.set_account(None)
        self._on_choice(False)

    def set_server(self, origin: str) -> None:
        """Offer only this server."""
        self._server.setEditable(False)
        self._server.clear()
        self._server.addItem(origin.partition("://")[2], origin)
        self._show_key_page()

    def set_account(self, account: Account | None) -> None:
        """Start over with an account's server and login, or with the site that is usual for the system's language."""
        self.clear_secrets()
        self._login.setText(account.login if account else "")
        place = self._server.findData(account.server if account else _usual_origin())
        if account and place < 0:
            self._server.addItem(account.host, account.server)
            place = self._server.count() - 1
        self._server.setCurrentIndex(max(place, 0))
        self._show_key_page()
        (self._key_choice if account and not account.login else self._login_choice).setChecked(True)
        self._on_edited()
        self._focus()

    def set_busy(self, busy: bool) -> None:
        """Show whether a sign-in is being tested."""
        self.is_busy = busy
        fields = (self._server, self._key_choice, self._login_choice, self._key, self._login, self._password)
        for field in (*fields, self._button):
            field.setEnabled(not busy)
        self._cancel.setVisible(busy)
        self._show_button()
        if busy:
            self._say("")
            self._cancel.setFocus()
        else:
            self._focus()

    def show_problem(self, sentence: str) -> None:
        """Show why it did not work."""
        self._say(sentence, NoticeKind.ERROR)

    def show_warning(self, sentence: str) -> None:
        """Show a warning before the next attempt, which is one click away."""
        self._say(sentence, NoticeKind.WARNING)
        self._show_button(warned=True)
        self._button.setFocus()

    def show_no_keyring(self, sentence: str) -> None:
        """Say that the keyring does not work, and offer to go on without it, which is one click away."""
        self._say(sentence, NoticeKind.WARNING)
        self._for_now.show()
        self._for_now.setFocus()

    def clear_secrets(self) -> None:
        """Empty the secret fields."""
        self._key.forget()
        self._password.forget()

    def showEvent(self, event: QShowEvent) -> None:
        """Let the user type at once."""
        super().showEvent(event)
        self._focus()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_key_page()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter submits, on the page as in a dialog."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._submit(keep=True)
        else:
            super().keyPressEvent(event)

    def _build_fields(self) -> None:
        self._server = with_object_name(_SiteCombo(), "serverCombo")
        self._server.setEditable(True)
        self._server.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for site in SITES:
            self._server.addItem(site, server_origin(site))
        self._login_choice = with_object_name(QRadioButton(self.tr("Login and password")), "loginChoice")
        self._key_choice = with_object_name(QRadioButton(self.tr("API key")), "apiKeyChoice")
        choices = QButtonGroup(self)
        choices.addButton(self._login_choice)
        choices.addButton(self._key_choice)
        self._login = with_object_name(QLineEdit(), "loginEdit")
        self._password = with_object_name(SecretEdit(), "passwordEdit")
        self._key = with_object_name(SecretEdit(), "apiKeyEdit")
        self._key_page = with_object_name(QLabel(), "keyPageLink")
        self._key_page.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._key_page.setMinimumHeight(self._key.sizeHint().height())  # the choice changes no height

    def _lay_out(self) -> None:
        way = QHBoxLayout()
        way.addWidget(self._login_choice)
        way.addWidget(self._key_choice)
        way.addStretch()
        self._rows = QFormLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows.addRow(self.tr("Site"), self._server)
        self._rows.addRow(self.tr("Sign in with"), way)
        self._rows.addRow(self.tr("Login"), self._login)
        self._rows.addRow(self.tr("Password"), self._password)
        self._rows.addRow(self.tr("API key"), self._key)
        self._rows.addRow("", self._key_page)
        self._server.setAccessibleName(self.tr("Site"))
        if typed := self._server.lineEdit():
            typed.setAccessibleName(self.tr("Site"))
        self._key.setAccessibleName(self.tr("API key"))
        self._login.setAccessibleName(self.tr("Login"))
        self._password.setAccessibleName(self.tr("Password"))
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._button)
        line = self._message.layout()
        assert line is not None
        line.addWidget(self._for_now)
        place = QWidget()  # of its height whatever it says, so that nothing moves under the mouse
        place.setMinimumHeight(self.fontMetrics().lineSpacing() * _MESSAGE_LINES)
        said = QVBoxLayout(place)
        said.setContentsMargins(0, 0, 0, 0)
        said.addWidget(self._promise)
        said.addWidget(self._message)
        said.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._rows)
        column.addLayout(buttons)
        column.addWidget(place)

    def _show_button(self, *, warned: bool = False) -> None:
        self._warned = warned
        if self.is_busy:
            self._button.setText(self.tr("Testing..."))
        else:
            self._button.setText(self.tr("Try anyway") if warned else self.tr("Sign in"))

    def _say(self, sentence: str, kind: NoticeKind = NoticeKind.INFO) -> None:
        """Show a sentence in place of the one before, "" for none."""
        self._for_now.hide()
        self._message.show_sentence(sentence, kind)
        self._promise.setHidden(bool(sentence))

    def _focus(self) -> None:
        """Focus the first field to be filled in."""
        fields = (self._key,) if self._key_choice.isChecked() else (self._login, self._password)
        empty = [field for field in fields if not field.text()]
        field = empty[0] if empty else fields[-1]
        field.setFocus()
        field.selectAll()

    def _origin(self) -> str:
        """Return the origin of the chosen or typed server. Raises ValueError."""
        text = self._server.currentText()
        place = self._server.findText(text)
        return server_origin(text) if place < 0 else str(self._server.itemData(place))

    def _credentials(self) -> Credentials:
        if self._key_choice.isChecked():
            return Credentials(api_key=self._key.text().strip())
        return Credentials(self._login.text().strip(), self._password.text())

    def _missing(self, credentials: Credentials) -> str:
        if self._key_choice.isChecked():
            return "" if credentials.api_key else self.tr("Please enter the API key.")
        if not credentials.login:
            return self.tr("Please enter the login.")
        return "" if credentials.password else self.tr("Please enter the password.")

    @Slot()
    def _on_sign_in(self) -> None:
        self._submit(keep=True)

    @Slot()
    def _on_for_now(self) -> None:
        self._submit(keep=False)

    def _submit(self, *, keep: bool) -> None:
        if self.is_busy:
            return
        try:
            server = self._origin()
        except ValueError:
            text = self.tr("This is not the address of a site. Please enter its name alone, such as smsc.ru.")
            self._say(text, NoticeKind.ERROR)
            self._server.setFocus()
            return
        credentials = self._credentials()
        missing = self._missing(credentials)
        if missing:
            self._say(missing)
            self._focus()
            return
        self.submitted.emit(SignInRequest(server, credentials, keep, self._warned))

    @Slot()
    def _on_edited(self) -> None:
        """Remove the message: the input has changed."""
        self._say("")
        self._show_button()

    @Slot()
    def _on_server_edited(self) -> None:
        self._on_edited()
        self._show_key_page()

    def _show_key_page(self) -> None:
        try:
            url = self._origin() + _KEYS_PATH
        except ValueError:
            self._key_page.clear()
            return
        colour = shade(self.palette(), hues.INFO).name()  # a system without a dark look of its own gives dark blue
        link = f'<a href="{escape(url)}" style="color: {colour}">{escape(url.partition("://")[2])}</a>'
        self._key_page.setText(self.tr("Keys are made here: {link}").format(link=link))

    @Slot(bool)
    def _on_choice(self, with_key: bool) -> None:
        self._rows.setRowVisible(self._login, not with_key)
        self._rows.setRowVisible(self._password, not with_key)
        self._rows.setRowVisible(self._key, with_key)
        self._rows.setRowVisible(self._key_page, with_key)
        self._on_edited()
        self._focus()


def _usual_origin() -> str:
    near_russian = QLocale.system().language() in _NEAR_RUSSIAN
    return server_origin(_RUSSIAN_SITE if near_russian else SITES[0])
