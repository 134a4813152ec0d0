"""The only place that turns an error into a sentence with a next step."""

import math
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from gui.report.errors import Reason, ReportError
from gui.service.errors import Cancelled, ErrorCode, Failure, MustWait, Paused, Refused, RequestFailed
from gui.storage.credentials import KeyringError, KeyringTrouble
from gui.storage.downloads import DiskError, DiskTrouble
from gui.storage.state import StateTrouble

BLOCK_S = 30 * 60.0
"""How long the service blocks an address."""

translate = QCoreApplication.translate


def sentence(error: Exception | StateTrouble, host: str) -> str:
    """Return what to tell the person. `host` is the server that was asked, "" where none was."""
    text = ""
    match error:
        case Refused(code=code, text=servers_text):
            text = _refused(code, servers_text, BLOCK_S, host)
        case Paused(code=code, wait_s=wait_s):
            text = _refused(code, "", wait_s or 0.0, host)
        case RequestFailed(failure=failure):
            text = _failed(failure, host)
        case MustWait(wait_s=wait_s):
            text = translate(
                "ErrorText", "The service takes three identical requests a minute. Try again in {seconds} s."
            )
            text = text.format(seconds=math.ceil(wait_s))
        case Cancelled():
            text = translate("ErrorText", "It was cancelled. You can start it again at any time.")
        case KeyringError(trouble=trouble):
            text = _keyring(trouble)
        case DiskError(trouble=disk_trouble, path=path):
            text = _disk(disk_trouble).format(folder=path.parent, name=path.name)
        case ReportError(reason=reason):
            text = _report(reason)
        case StateTrouble():
            text = _state(error)
        case _:
            text = translate("ErrorText", "Something unexpected went wrong. Please try again.")
    return text


def sign_in_sentence(error: Exception, host: str) -> str:
    """Return what to tell the person whose sign-in was just tried."""
    if isinstance(error, Refused | Paused) and error.code == ErrorCode.SIGN_IN:
        text = translate(
            "ErrorText",
            "{host} refused the sign-in. Either the login, password or key is wrong, or the account's settings do not"
            " allow this network address.",
        )
        return text.format(host=host)
    return sentence(error, host)


def export_sentence(error: ReportError, folder: Path) -> str:
    """Return why no rows were exported to `folder`; nothing where the person gave it up."""
    texts = {
        Reason.CANCELLED: "",
        Reason.NO_SPACE: translate(
            "ErrorText",
            "There is not enough free space in {folder}, or for temporary files. Make room, then export again.",
        ),
        Reason.DENIED: translate(
            "ErrorText",
            "Nothing can be saved in {folder}. Close the report in other programs, or check your rights to the folder.",
        ),
        Reason.UNREADABLE: translate("ErrorText", "The rows could not be saved in {folder}. Please export again."),
    }
    return texts[error.reason].format(folder=folder) if error.reason in texts else sentence(error, "")


def risk_sentence() -> str:
    """Return the warning before a sign-in that may block the office's address."""
    return translate(
        "ErrorText",
        "Five wrong sign-ins within 30 minutes block this office's address, and your colleagues' tries count too."
        " Please check the sign-in before you try once more.",
    )


def _refused(code: int, servers_text: str, wait_s: float, host: str) -> str:
    known = {
        ErrorCode.SIGN_IN: translate(
            "ErrorText",
            "{host} refused the sign-in. Either the login, password or key is wrong, or the account's settings do not"
            " allow this network address. Updating has stopped until you check this and try again.",
        ),
        ErrorCode.ADDRESS_BLOCKED: translate(
            "ErrorText",
            "{host} has blocked this office's network address. Updating goes on by itself in {minutes} min.",
        ),
        ErrorCode.TOO_MANY_REQUESTS: translate(
            "ErrorText",
            "Too many requests: another computer seems to use this sign-in. Updating goes on by itself, more slowly.",
        ),
    }
    if code in known:
        return known[ErrorCode(code)].format(host=host, minutes=max(math.ceil(wait_s / 60), 1))
    if servers_text:
        text = translate("ErrorText", "{host} answered: {text} (error {code}). Please try again later.")
        return text.format(host=host, text=servers_text.rstrip(". "), code=code)
    text = translate("ErrorText", "{host} answered with error {code}. Please try again later.")
    return text.format(host=host, code=code)


def _failed(failure: Failure, host: str) -> str:
    texts = {
        Failure.UNREACHABLE: translate("ErrorText", "{host} cannot be reached. Please check the network connection."),
        Failure.CERTIFICATE: translate(
            "ErrorText",
            "The connection to {host} is not safe: its certificate is not trusted. Check this computer's date, or ask"
            " your administrator.",
        ),
        Failure.TIMEOUT: translate("ErrorText", "{host} did not answer in time. Please try again in a minute."),
        Failure.DROPPED: translate("ErrorText", "The connection to {host} broke off. Please try again in a minute."),
        Failure.HTML_PAGE: translate(
            "ErrorText",
            "A web page came instead of {host}'s answer. Perhaps this network wants you to sign in: open a browser and"
            " look.",
        ),
        Failure.REDIRECT: translate(
            "ErrorText", "{host} sent the program to another address, which is not followed. Ask your administrator."
        ),
        Failure.HTTP_STATUS: translate("ErrorText", "{host} is out of order at the moment. Please try again later."),
        Failure.UNREADABLE: translate(
            "ErrorText",
            "{host} answered in a form that this program does not know. Please look for a newer version.",
        ),
        Failure.TOO_LARGE: translate(
            "ErrorText", "{host} sent more than this program takes. Please split the task in the web cabinet."
        ),
    }
    return texts[failure].format(host=host)


def _keyring(trouble: KeyringTrouble) -> str:
    texts = {
        KeyringTrouble.NONE_FOUND: translate(
            "ErrorText", "This computer has no keyring, so the sign-in cannot be kept. Ask your administrator for one."
        ),
        KeyringTrouble.WEAK: translate(
            "ErrorText",
            "The keyring of this computer would keep the sign-in readable for anyone, so it is not used. Ask your"
            " administrator for a safe one.",
        ),
        KeyringTrouble.LOCKED: translate("ErrorText", "The keyring is locked. Unlock it, then try again."),
        KeyringTrouble.NOT_KEPT: translate(
            "ErrorText", "The keyring did not do what it was asked. Please try again, or ask your administrator."
        ),
        KeyringTrouble.TOO_LONG: translate(
            "ErrorText", "The sign-in is too long for this computer's keyring. Please use an API key."
        ),
        KeyringTrouble.GARBLED: translate(
            "ErrorText", "The keyring holds something else in the place of this sign-in. Please sign in again."
        ),
        KeyringTrouble.FAILED: translate(
            "ErrorText", "The keyring does not answer as it should. Please try again, or restart this computer."
        ),
    }
    return texts[trouble]


def _disk(trouble: DiskTrouble) -> str:
    texts = {
        DiskTrouble.NO_SPACE: translate(
            "ErrorText", "There is not enough free space in {folder}. Make room, or choose another download folder."
        ),
        DiskTrouble.NO_PERMISSION: translate(
            "ErrorText", "{name} cannot be written in {folder}. Close it in other programs, or choose another folder."
        ),
        DiskTrouble.NO_FOLDER: translate(
            "ErrorText", "The folder {folder} is not there. Connect its drive, or choose another download folder."
        ),
        DiskTrouble.NAME_TAKEN: translate("ErrorText", "{folder} has just got another {name}. Please try again."),
        DiskTrouble.FAILED: translate(
            "ErrorText", "{name} could not be saved in {folder}. Try again, or choose another download folder."
        ),
    }
    return texts[trouble]


def _report(reason: Reason) -> str:
    texts = {
        Reason.GONE: translate("ErrorText", "The file is no longer there. Please download it again."),
        Reason.DENIED: translate(
            "ErrorText", "The file cannot be opened. Close it in other programs, then open it here again."
        ),
        Reason.CHANGED: translate(
            "ErrorText", "Another program has changed the file. Open it again to see what it holds now."
        ),
        Reason.NO_SPACE: translate(
            "ErrorText", "There is not enough free space to show this file. Make room, then open it again."
        ),
        Reason.CANCELLED: translate("ErrorText", "It was cancelled. You can start it again at any time."),
        Reason.UNREADABLE: translate("ErrorText", "The file could not be read. Open it again, or download it again."),
    }
    return texts[reason]


def _state(trouble: StateTrouble) -> str:
    texts = {
        StateTrouble.DAMAGED: translate(
            "ErrorText",
            "The program's notes on this computer were damaged, so it begins anew. Files that were downloaded are"
            " still in their folder.",
        ),
        StateTrouble.UNWRITABLE: translate(
            "ErrorText",
            "The program cannot write its notes on this computer: what you do now is forgotten when you close it."
            " Check free space and access rights.",
        ),
    }
    return texts[trouble]
