"""Signing in, changing, choosing and forgetting accounts."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.account import Account, Credentials, SignIn
from gui.flows.preferences import Preferences
from gui.storage.credentials import KeyringTrouble
from gui.views.error_text import risk_sentence, sentence, sign_in_sentence
from gui.views.main_window import MainWindow
from gui.views.notice_bar import NoticeKind
from gui.workers.poller import Polled, Poller, PollFailed, Schedule, SignInTest
from gui.workers.shelf import Shelf
from gui.workers.vault import Vault, VaultFailed

if TYPE_CHECKING:
    from gui.views.account_dialog import AccountDialog
    from gui.views.sign_in_form import SignInForm, SignInRequest

KEYRING = "keyring"


class AccountFlow(QObject):
    """Knows which account the person works with. GUI thread.

    A sign-in is tested by the first poll and put into the keyring only when the service has accepted it.
    """

    began = Signal(object)
    """Account: the one in use from now on"""
    signed_in = Signal(object)
    """SignIn: credentials for the account in use"""
    ended = Signal()
    """no account is in use"""

    _use = Signal(object)
    _test = Signal(object)
    _recall = Signal(object)
    _forget = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        preferences: Preferences,
        vault: Vault,
        poller: Poller,
        shelf: Shelf,
        fingerprint: Callable[..., str],
        hide_secrets: Callable[..., None],
        server: str,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = preferences
        self._vault = vault
        self._poller = poller
        self._fingerprint = fingerprint
        self._hide_secrets = hide_secrets
        self._server = server
        self._account: Account | None = None
        self._current: SignIn | None = None
        self._form: SignInForm
        self._keep = True
        self._testing: SignIn | None = None
        self._accepted: SignIn | None = None
        self._resting = False
        self._warned = False
        self._missing = False
        self._forgotten: list[Account] = []
        window.account_requested.connect(self.on_account_requested)
        window.add_account_requested.connect(self.on_add_account_requested)
        window.account_chosen.connect(self.on_account_chosen)
        window.notices.button_pressed.connect(self.on_notice_button)
        vault.loaded.connect(self.on_loaded)
        vault.kept.connect(self.on_kept)
        vault.failed.connect(self.on_vault_failed)
        vault.forgotten.connect(self.on_forgotten)
        poller.tasks_received.connect(self.on_tasks_received)
        poller.test_failed.connect(self.on_test_failed)
        poller.risky.connect(self.on_risky)
        poller.scheduled.connect(self.on_scheduled)
        self._use.connect(poller.use)
        self._test.connect(poller.test)
        self._recall.connect(shelf.recall)
        self._forget.connect(shelf.forget)

    def start(self) -> None:
        """Show the account used last, or ask for one."""
        account = self._preferences.active_account
        if account is None:
            self._show_accounts()
            self._form = self._page_form
            self._window.show_sign_in()
        else:
            self._begin(account)

    def sign_in(self) -> None:
        """Go on with the account shown, if there is one and nobody has signed in meanwhile."""
        if self._account and self._current is None:
            self._use.emit(None)
            self._vault.load(self._account)

    @Slot(object)
    def on_loaded(self, sign_in: SignIn) -> None:
        """Begin to poll; ask for the sign-in where the keyring no longer has it."""
        if sign_in.account != self._account:
            return
        self._window.notices.clear_notice(KEYRING)
        if sign_in.credentials == Credentials():
            self._missing = True
            self._say_keyring(
                self.tr("The keyring no longer holds this sign-in. Please sign in again."), self.tr("Sign in")
            )
            return
        self._sign_in(sign_in)
        self._use.emit(sign_in)

    @Slot(object)
    def on_submitted(self, request: "SignInRequest") -> None:
        """Test a sign-in with the service, unless it has just been accepted."""
        self._form = self._form_in_use()
        self._keep = request.keep
        account = Account(self._account_id(request), request.server, request.credentials.login)
        sign_in = SignIn(account, request.credentials)
        if sign_in == self._accepted:
            self._keep_accepted()
            return
        self._hide_secrets(*request.credentials.secrets)
        self._testing = sign_in
        self._form.set_busy(True)
        self._test.emit(SignInTest(sign_in, self._warned))
        self._warned = False

    @Slot()
    def on_cancelled(self) -> None:
        """Give the test up, and go back to what was in use before."""
        self._testing = None
        self._form.set_busy(False)
        self._poller.interrupt()
        self._use.emit(self._current)

    @Slot(object)
    def on_risky(self, sign_in: SignIn) -> None:
        """Warn before the try that may block this office's address."""
        if sign_in == self._testing:
            self._testing = None
            self._warned = True
            self._form.set_busy(False)
            self._form.show_warning(risk_sentence())

    @Slot(object)
    def on_test_failed(self, failed: PollFailed) -> None:
        """Say why the sign-in did not work."""
        if failed.sign_in == self._testing:
            self._testing = None
            self._form.set_busy(False)
            self._form.show_problem(sign_in_sentence(failed.error, failed.sign_in.account.host))

    @Slot(object)
    def on_tasks_received(self, polled: Polled) -> None:
        """Keep the sign-in that has just been accepted."""
        if polled.sign_in == self._testing:
            self._testing = None
            self._accepted = polled.sign_in
            self._resting = False
            self._keep_accepted()

    @Slot(object)
    def on_kept(self, sign_in: SignIn) -> None:
        """Go on with the account that is now in the keyring."""
        self._preferences.add_account(sign_in.account)
        self._finish(sign_in)

    @Slot(object)
    def on_vault_failed(self, failed: VaultFailed) -> None:
        """Offer to go on without a keyring, or to ask it again."""
        text = sentence(failed.error, failed.account.host)
        if self._accepted and failed.account == self._accepted.account:
            self._resting = True
            self._use.emit(self._current)
            self._form.set_busy(False)
            self._form.show_no_keyring(text)
        elif self._dialog.isVisible():
            self._dialog.form.show_problem(text)
        elif failed.account == self._account:
            self._missing = failed.error.trouble in (KeyringTrouble.NONE_FOUND, KeyringTrouble.WEAK)
            way_on = self.tr("Sign in") if self._missing else self.tr("Try again")
            self._say_keyring(text, way_on if self._current is None else "")

    @Slot(str)
    def on_notice_button(self, topic: str) -> None:
        """Ask the keyring, or the person, again."""
        if topic != KEYRING or self._account is None:
            return
        self._window.notices.clear_notice(KEYRING)
        if self._missing:
            self.on_account_requested()
        else:
            self._vault.load(self._account)

    @Slot()
    def on_account_requested(self) -> None:
        """Open the account in use, to change or forget it."""
        self._open_dialog(self._account)

    @Slot()
    def on_add_account_requested(self) -> None:
        """Ask for one more account."""
        self._open_dialog(None)

    @Slot(str)
    def on_account_chosen(self, account_id: str) -> None:
        """Change to another account."""
        if self._account is None or account_id != self._account.id:
            self._preferences.change(active_account=account_id)
            self.start()
            self.sign_in()

    @Slot(str)
    def on_forget_requested(self, account_id: str) -> None:
        """Remove an account from the keyring first; the rest follows when that is done."""
        if self._account and self._account.id == account_id:
            if self._account in self._preferences.settings.accounts:
                self._vault.forget(self._account)
            else:
                self.on_forgotten(self._account)

    @Slot(object)
    def on_forgotten(self, account: Account) -> None:
        """Drop what else is known of an account that the keyring no longer has."""
        self._dialog.close()
        self._preferences.drop_account(account)
        self._forgotten.append(account)
        self._use.emit(None)
        if account == self._account:
            self._account = self._current = None
            self.ended.emit()
            self.start()
            self.sign_in()

    @Slot(object)
    def on_scheduled(self, schedule: Schedule | None) -> None:
        """Drop what is kept of a forgotten account once no list of it can arrive any more."""
        if schedule is None:
            for account in self._forgotten:
                self._forget.emit(account)
            self._forgotten.clear()

    def _begin(self, account: Account) -> None:
        if account != self._account:
            self._account, self._current = account, None
            self.began.emit(account)
        self._missing = False
        self._show_accounts()
        self._window.show_tasks()
        self._recall.emit(account)

    def _sign_in(self, sign_in: SignIn) -> None:
        self._hide_secrets(*sign_in.credentials.secrets)
        self._current = sign_in
        self.signed_in.emit(sign_in)

    def _keep_accepted(self) -> None:
        assert self._accepted
        if self._keep:
            self._vault.keep(self._accepted)
        else:
            self._finish(self._accepted)

    def _finish(self, sign_in: SignIn) -> None:
        self._accepted = None
        self._form.set_busy(False)
        self._form.clear_secrets()
        self._dialog.close()
        self._window.notices.clear_notice(KEYRING)
        self._begin(sign_in.account)
        self._sign_in(sign_in)
        if self._resting:
            self._use.emit(sign_in)

    @cached_property
    def _dialog(self) -> "AccountDialog":
        from gui.views.account_dialog import AccountDialog  # noqa: PLC0415 - most starts never need it

        dialog = AccountDialog(self._window)
        dialog.forget_requested.connect(self.on_forget_requested)
        self._serve(dialog.form)
        return dialog

    @cached_property
    def _page_form(self) -> "SignInForm":
        form = self._window.sign_in_page.form
        self._serve(form)
        return form

    def _serve(self, form: "SignInForm") -> None:
        if self._server:
            form.set_server(self._server)
        form.submitted.connect(self.on_submitted)
        form.cancelled.connect(self.on_cancelled)

    def _form_in_use(self) -> "SignInForm":
        return self._dialog.form if self._dialog.isVisible() else self._page_form

    def _open_dialog(self, account: Account | None) -> None:
        self._dialog.set_account(account)
        self._dialog.open()

    def _account_id(self, request: "SignInRequest") -> str:
        """The same for the same login, or the same key; a key itself must not be seen in it."""
        who = request.credentials.login or f"key-{self._fingerprint(request.credentials.api_key)[:12]}"
        return f"{who}@{request.server.partition('://')[2]}"

    def _say_keyring(self, text: str, button: str) -> None:
        self._window.notices.show_notice(KEYRING, text, button, NoticeKind.WARNING)

    def _show_accounts(self) -> None:
        known = self._preferences.settings.accounts
        if self._account and self._account not in known:
            known = (*known, self._account)
        self._window.set_accounts(known, self._account.id if self._account else "")
