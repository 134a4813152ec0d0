"""The form for signing in to a server."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gui.account import SITES, Account, Credentials, server_origin
from gui.signals import Signal
from gui.views.notice_bar import NoticeKind, SentenceFrame
from gui.views.secret_edit import SecretEdit


@dataclass(frozen=True)
class SignInRequest:
    """A sign-in to test; `server` is an origin, and `keep` asks to save it in the keyring.

    `warned` is True if the user has read the sentence of `show_warning` and changed nothing since.
    """

    server: str
    credentials: Credentials
    keep: bool
    warned: bool = False


class SignInForm(QWidget):
    """Takes a server and the credentials for it. GUI thread."""

    submitted = Signal(SignInRequest)
    cancelled = Signal()
    """The running test is to be cancelled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("signInForm")
        self.is_busy = False
        """Whether a sign-in is being tested."""
        self._server = QComboBox()
        self._server.setObjectName("serverCombo")
        for site in SITES:
            self._server.addItem(site, server_origin(site))
        self._key_choice = QRadioButton(self.tr("API key"))
        self._key_choice.setObjectName("apiKeyChoice")
        self._login_choice = QRadioButton(self.tr("Login and password"))
        self._login_choice.setObjectName("loginChoice")
        choices = QButtonGroup(self)
        choices.addButton(self._key_choice)
        choices.addButton(self._login_choice)
        self._key = SecretEdit()
        self._key.setObjectName("apiKeyEdit")
        self._login = QLineEdit()
        self._login.setObjectName("loginEdit")
        self._password = SecretEdit()
        self._password.setObjectName("passwordEdit")
        self._message = SentenceFrame()
        self._message.setObjectName("formMessage")
        self._only_now = QCheckBox(self.tr("Keep only until I close the program"))
        self._only_now.setObjectName("onlyNowCheck")
        self._only_now.hide()
        self._button = QPushButton()
        self._button.setObjectName("signInButton")
        self._button.setDefault(True)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setObjectName("cancelTestButton")
        self._cancel.setAutoDefault(False)
        self._cancel.hide()
        self._lay_out()
        self._key_choice.toggled.connect(self._on_choice)
        self._button.clicked.connect(self._submit)
        self._cancel.clicked.connect(self.cancelled)
        for edit in (self._key, self._login, self._password):
            edit.textEdited.connect(self._on_edited)
        self._server.activated.connect(self._on_edited)
        self._key_choice.setChecked(True)
        self._show_button()

    def set_server(self, origin: str) -> None:
        """Offer only this server."""
        self._server.clear()
        self._server.addItem(origin.partition("://")[2], origin)

    def set_account(self, account: Account | None) -> None:
        """Start over with an account's server and login, or empty."""
        self.clear_secrets()
        self._only_now.hide()
        self._only_now.setChecked(False)
        self._login.setText(account.login if account else "")
        if account:
            place = self._server.findData(account.server)
            if place < 0:
                self._server.addItem(account.host, account.server)
                place = self._server.count() - 1
            self._server.setCurrentIndex(place)
        (self._login_choice if account and account.login else self._key_choice).setChecked(True)
        self._on_edited()
        self._focus()

    def set_busy(self, busy: bool) -> None:
        """Show whether a sign-in is being tested."""
        self.is_busy = busy
        fields = (self._server, self._key_choice, self._login_choice, self._key, self._login, self._password)
        for field in (*fields, self._only_now, self._button):
            field.setEnabled(not busy)
        self._cancel.setVisible(busy)
        self._show_button()
        if busy:
            self._message.show_sentence("", NoticeKind.INFO)
            self._cancel.setFocus()
        else:
            self._focus()

    def show_problem(self, sentence: str) -> None:
        """Show why it did not work."""
        self._message.show_sentence(sentence, NoticeKind.ERROR)

    def show_warning(self, sentence: str) -> None:
        """Show a warning before the next attempt, which is one click away."""
        self._message.show_sentence(sentence, NoticeKind.WARNING)
        self._show_button(warned=True)
        self._button.setFocus()

    def show_no_keyring(self, sentence: str) -> None:
        """Say that the keyring does not work, and offer to go on without it."""
        self._message.show_sentence(sentence, NoticeKind.WARNING)
        self._only_now.show()
        self._only_now.setFocus()

    def clear_secrets(self) -> None:
        """Empty the secret fields."""
        self._key.forget()
        self._password.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter submits, on the page as in a dialog."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._submit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        way = QHBoxLayout()
        way.addWidget(self._key_choice)
        way.addWidget(self._login_choice)
        way.addStretch()
        self._rows = QFormLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows.addRow(self.tr("Server"), self._server)
        self._rows.addRow(self.tr("Sign in with"), way)
        self._rows.addRow(self.tr("API key"), self._key)
        self._rows.addRow(self.tr("Login"), self._login)
        self._rows.addRow(self.tr("Password"), self._password)
        self._server.setAccessibleName(self.tr("Server"))
        self._key.setAccessibleName(self.tr("API key"))
        self._login.setAccessibleName(self.tr("Login"))
        self._password.setAccessibleName(self.tr("Password"))
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._rows)
        column.addWidget(self._message)
        column.addWidget(self._only_now)
        column.addLayout(buttons)

    def _show_button(self, *, warned: bool = False) -> None:
        self._warned = warned
        if self.is_busy:
            self._button.setText(self.tr("Testing..."))
        else:
            self._button.setText(self.tr("Try anyway") if warned else self.tr("Test and sign in"))

    def _focus(self) -> None:
        """Focus the first field to be filled in."""
        fields = (self._key,) if self._key_choice.isChecked() else (self._login, self._password)
        empty = [field for field in fields if not field.text()]
        field = empty[0] if empty else fields[-1]
        field.setFocus()
        field.selectAll()

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
    def _submit(self) -> None:
        if self.is_busy:
            return
        credentials = self._credentials()
        missing = self._missing(credentials)
        if missing:
            self._message.show_sentence(missing, NoticeKind.INFO)
            self._focus()
            return
        keep = not (self._only_now.isVisible() and self._only_now.isChecked())
        self.submitted.emit(SignInRequest(self._server.currentData(), credentials, keep, self._warned))

    @Slot()
    def _on_edited(self) -> None:
        """Remove the message: the input has changed."""
        self._message.show_sentence("", NoticeKind.INFO)
        self._show_button()

    @Slot(bool)
    def _on_choice(self, with_key: bool) -> None:
        self._rows.setRowVisible(self._key, with_key)
        self._rows.setRowVisible(self._login, not with_key)
        self._rows.setRowVisible(self._password, not with_key)
        self._on_edited()
