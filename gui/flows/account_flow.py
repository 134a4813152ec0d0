"""Signing in, changing, choosing and forgetting accounts."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gui.account import Account, Credentials, SignIn
from gui.desktop import open_page
from gui.flows.preferences import Preferences
from gui.signals import Signal
from gui.storage.credentials import KeyringErrorKind
from gui.views.error_text import risk_sentence, sentence, sign_in_sentence
from gui.views.main_window import MainWindow
from gui.views.notice_bar import NoticeAction, NoticeKind
from gui.workers.keyring_calls import KeyringCallFailed, KeyringCalls
from gui.workers.poller import Polled, Poller, PollFailed, Schedule, SignInTest

if TYPE_CHECKING:
    from gui.views.account_dialog import AccountDialog
    from gui.views.sign_in_form import SignInForm, SignInRequest


class _Stage(Enum):
    TESTING = auto()
    ACCEPTED = auto()
    """Accepted by the service, but not saved yet."""


@dataclass
class _Attempt:
    """A typed sign-in; poller and keyring refer to it by the identity of `sign_in`."""

    sign_in: SignIn
    form: "SignInForm"
    keep: bool
    stage: _Stage = _Stage.TESTING


class AccountFlow(QObject):
    """Knows which account the user works with. GUI thread.

    A sign-in is tested by the first poll, and saved to the keyring only after the service has accepted it.
    """

    began = Signal(Account)
    """The account in use from now on."""
    signed_in = Signal(SignIn)
    """Credentials for the account in use."""
    ended = Signal()
    """No account is in use."""

    use_requested: "Signal[SignIn | None]" = Signal(object)
    """What the poller is to work with."""
    test_requested = Signal(SignInTest)
    account_load_requested = Signal(Account)
    """Load what is stored for the account that comes into use."""
    account_drop_requested = Signal(Account)
    """Delete what is stored for a forgotten account."""

    def __init__(
        self,
        window: MainWindow,
        preferences: Preferences,
        keyring_calls: KeyringCalls,
        poller: Poller,
        fingerprint: Callable[..., str],
        hide_secrets: Callable[..., None],
        server: str,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = preferences
        self._keyring_calls = keyring_calls
        self._poller = poller
        self._fingerprint = fingerprint
        self._hide_secrets = hide_secrets
        self._server = server
        self._account: Account | None = None
        self._current: SignIn | None = None
        self._dialog: AccountDialog | None = None
        self._attempt: _Attempt | None = None
        self._loading: Account | None = None
        self._given_to_poller: SignIn | None = None
        self.is_signed_in_for_now = False
        """Whether the sign-in in use is kept only until the program closes."""
        self._forgotten: list[Account] = []
        self._keyring_notice = window.notices.add_notice()

    def start(self) -> None:
        """Show the account used last, or the sign-in page."""
        account = self._preferences.active_account
        if account is None:
            self._show_accounts()
            self._page_form.set_account(None)
            self._window.show_sign_in()
        else:
            self._begin(account)

    def sign_in(self) -> None:
        """Load the credentials of the shown account, if there is one and the user has not signed in meanwhile."""
        if self._account and self._current is None:
            self._use(None)
            self._load()

    @Slot(object)
    def on_loaded(self, sign_in: SignIn) -> None:
        """Start polling; ask for the sign-in if the keyring does not have it."""
        self._end_loading(sign_in.account)
        if sign_in.account != self._account or self._current:
            return
        if sign_in.credentials == Credentials():
            text = self.tr("The keyring no longer holds this sign-in. Please sign in again.")
            self._keyring_notice.show(text, NoticeKind.WARNING, NoticeAction(self.tr("Sign in"), self._type_sign_in))
            return
        self._keyring_notice.clear()
        self._sign_in(sign_in)
        self._use(sign_in)
        if self._dialog and not self._attempt:
            self._dialog.close()

    @Slot(object)
    def on_submitted(self, request: "SignInRequest") -> None:
        """Test a sign-in with the service, unless it has just been accepted."""
        account = Account(self._account_id(request), request.server, request.credentials.login)
        sign_in, attempt = SignIn(account, request.credentials), self._attempt
        form = self._dialog.form if self._dialog and self._dialog.isVisible() else self._page_form
        form.set_busy(True)
        if attempt and attempt.stage is _Stage.ACCEPTED and attempt.sign_in == sign_in:
            attempt.keep = request.keep
            self._keep(attempt)
            return
        self._hide_secrets(*request.credentials.secrets)
        self._attempt = _Attempt(sign_in, form, request.keep)
        self._given_to_poller = sign_in
        self.test_requested.emit(SignInTest(sign_in, request.warned))

    @Slot()
    def on_cancelled(self) -> None:
        """Abort the test and return to the sign-in in use before."""
        if self._attempt:
            self._attempt.form.set_busy(False)
            self._attempt = None
            self._poller.interrupt()
            self._use(self._current)

    @Slot(object)
    def on_risky(self, sign_in: SignIn) -> None:
        """Warn before an attempt that may block this office's address."""
        if form := self._end_attempt(sign_in):
            form.show_warning(risk_sentence())

    @Slot(object)
    def on_test_failed(self, failed: PollFailed) -> None:
        """Show why the sign-in did not work."""
        if form := self._end_attempt(failed.sign_in):
            form.show_problem(sign_in_sentence(failed.error, failed.sign_in.account.host))

    @Slot(object)
    def on_tasks_received(self, polled: Polled) -> None:
        """Save the sign-in that has just been accepted."""
        attempt = self._attempt
        if attempt and attempt.stage is _Stage.TESTING and polled.sign_in is attempt.sign_in:
            attempt.stage = _Stage.ACCEPTED
            self._keep(attempt)

    @Slot(object)
    def on_saved(self, sign_in: SignIn) -> None:
        """Continue with the saved account; remove it from the keyring again if it was abandoned meanwhile."""
        if self._attempt and sign_in is self._attempt.sign_in:
            self._preferences.add_account(sign_in.account)
            self._finish(self._attempt)
        elif not self._is_known(sign_in.account):
            self._keyring_calls.forget(sign_in.account)

    @Slot(object)
    def on_keyring_call_failed(self, failed: KeyringCallFailed) -> None:
        """Offer to continue without a keyring, or to ask it again."""
        self._end_loading(failed.account)
        text, attempt = sentence(failed.error, failed.account.host), self._attempt
        if attempt and attempt.stage is _Stage.ACCEPTED and failed.account == attempt.sign_in.account:
            self._use(self._current)
            attempt.form.set_busy(False)
            attempt.form.show_no_keyring(text)
        elif self._dialog and self._dialog.isVisible():
            self._dialog.form.show_problem(text)
        elif failed.account == self._account:
            action = None if self._current else self._way_on(failed.error.kind)
            self._keyring_notice.show(text, NoticeKind.WARNING, action)

    @Slot()
    def on_refresh_requested(self) -> None:
        """Ask the keyring again if it has not given the sign-in yet; nothing can be fetched without it."""
        if self._current is None:
            self._load()

    @Slot()
    def on_dialog_closed(self) -> None:
        """Drop a sign-in that was accepted but could not be saved."""
        if self._attempt and self._dialog and self._attempt.form is self._dialog.form:
            self._attempt = None

    @Slot()
    def on_account_requested(self) -> None:
        """Open the account in use, to change or forget it."""
        self._open_dialog(self._account)

    @Slot()
    def on_add_account_requested(self) -> None:
        """Ask for another account."""
        self._open_dialog(None)

    @Slot(str)
    def on_account_chosen(self, account_id: str) -> None:
        """Switch to another account."""
        if self._account is None or account_id != self._account.id:
            self._preferences.change(active_account=account_id)
            self.start()
            self.sign_in()

    @Slot(str)
    def on_forget_requested(self, account_id: str) -> None:
        """Remove an account from the keyring; `on_forgotten` does the rest."""
        if self._account and self._account.id == account_id:
            if self._account in self._preferences.settings.accounts:
                self._keyring_calls.forget(self._account)
            else:
                self.on_forgotten(self._account)

    @Slot(object)
    def on_forgotten(self, account: Account) -> None:
        """Forget everything else about an account that the keyring no longer has."""
        if not self._is_known(account):
            return
        self._preferences.drop_account(account)
        self._forgotten.append(account)
        if account != self._account:
            self._use(None)
            self._use(self._current)
            self._show_accounts()
            return
        self._account = self._current = None
        self._keyring_notice.clear()
        if self._dialog:
            self._dialog.close()
        self.is_signed_in_for_now = False
        self._use(None)
        self.ended.emit()
        self.start()
        self.sign_in()

    @Slot(object)
    def on_scheduled(self, schedule: Schedule | None) -> None:
        """Delete what is stored for forgotten accounts once no list of theirs can arrive any more."""
        if schedule is None:
            for account in self._forgotten:
                self.account_drop_requested.emit(account)
            self._forgotten.clear()

    def _begin(self, account: Account) -> None:
        if account != self._account:
            self._account, self._current = account, None
            self.is_signed_in_for_now = False
            self._keyring_notice.clear()
            self.began.emit(account)
        self._show_accounts()
        self._window.show_tasks()
        self.account_load_requested.emit(account)

    def _sign_in(self, sign_in: SignIn) -> None:
        self._hide_secrets(*sign_in.credentials.secrets)
        self._current = sign_in
        self.signed_in.emit(sign_in)

    def _use(self, sign_in: SignIn | None) -> None:
        self._given_to_poller = sign_in
        self.use_requested.emit(sign_in)

    def _way_on(self, kind: KeyringErrorKind) -> NoticeAction:
        """Return what may help after the keyring has not given the sign-in."""
        if kind is KeyringErrorKind.GARBLED:
            return NoticeAction(self.tr("Sign in"), self._type_sign_in)
        if kind in (KeyringErrorKind.NONE_FOUND, KeyringErrorKind.WEAK):
            return NoticeAction(self.tr("Sign in"), self._type_or_load)
        return NoticeAction(self.tr("Try again"), self._load_again)

    def _type_sign_in(self) -> None:
        self._keyring_notice.clear()
        self.on_account_requested()

    def _load_again(self) -> None:
        self._keyring_notice.clear()
        self._load()

    def _type_or_load(self) -> None:
        """Let the user type the sign-in, and try the keyring again: there may be one by now."""
        self._type_sign_in()
        self._load()

    def _load(self) -> None:
        """Ask the keyring for the account in use, unless a call is pending: each may show a prompt."""
        if self._account and self._account != self._loading:
            self._loading = self._account
            self._keyring_calls.load(self._account)

    def _end_loading(self, account: Account) -> None:
        if account == self._loading:
            self._loading = None

    def _end_attempt(self, sign_in: SignIn) -> "SignInForm | None":
        """Return the form in which this sign-in was typed; None if it was abandoned meanwhile."""
        attempt = self._attempt
        if attempt is None or attempt.sign_in is not sign_in:
            return None
        self._attempt = None
        attempt.form.set_busy(False)
        return attempt.form

    def _keep(self, attempt: _Attempt) -> None:
        if attempt.keep:
            self._keyring_calls.save(attempt.sign_in)
        else:
            self._finish(attempt)

    def _finish(self, attempt: _Attempt) -> None:
        self._attempt = None
        attempt.form.set_busy(False)
        attempt.form.clear_secrets()
        if self._dialog:
            self._dialog.close()
        self._keyring_notice.clear()
        self._begin(attempt.sign_in.account)
        self.is_signed_in_for_now = not attempt.keep
        self._sign_in(attempt.sign_in)
        if self._given_to_poller is not attempt.sign_in:
            self._use(attempt.sign_in)

    def _is_known(self, account: Account) -> bool:
        return account == self._account or account in self._preferences.settings.accounts

    def _open_dialog(self, account: Account | None) -> None:
        if self._dialog is None:
            from gui.views.account_dialog import AccountDialog  # noqa: PLC0415 - most starts never need it

            self._dialog = AccountDialog(self._window)
            self._dialog.forget_requested.connect(self.on_forget_requested)
            self._dialog.finished.connect(self.on_dialog_closed)
            self._serve(self._dialog.form)
        self._dialog.set_account(account)
        self._dialog.open()

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
        form.page_requested.connect(open_page)

    def _account_id(self, request: "SignInRequest") -> str:
        """Return the same id for the same login or key, without revealing the key."""
        who = request.credentials.login or f"key-{self._fingerprint(request.credentials.api_key)[:12]}"
        return f"{who}@{request.server.partition('://')[2]}"

    def _show_accounts(self) -> None:
        known = self._preferences.settings.accounts
        if self._account and self._account not in known:
            known = (*known, self._account)
        self._window.set_accounts(known, self._account.id if self._account else "")
