"""Error messages: the only place that turns an error into a sentence with a next step."""

import math
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from gui.report.errors import ReportError, ReportErrorKind
from gui.service.errors import Cancelled, ErrorCode, MustWait, Paused, Refused, RequestErrorKind, RequestFailed
from gui.storage.credentials import KeyringError, KeyringErrorKind
from gui.storage.downloads import DiskError, DiskErrorKind
from gui.storage.state import StateErrorKind

BLOCK_S = 30 * 60.0
"""How long the service blocks an address, in seconds."""

translate = QCoreApplication.translate


def sentence(error: Exception | StateErrorKind, host: str) -> str:
    """Return the message for an error. `host` is the server that was asked, "" if none."""
    text = ""
    match error:
        case Refused(code=code, text=servers_text):
            text = _refused(code, servers_text, BLOCK_S, host)
        case Paused(code=code, wait_s=wait_s):
            text = _refused(code, "", wait_s or 0.0, host)
        case RequestFailed():
            text = _failed(error, host)
        case MustWait(wait_s=wait_s):
            text = translate(
                "ErrorText", "The service takes three identical requests a minute. Try again in {seconds} s."
            )
            text = text.format(seconds=math.ceil(wait_s))
        case Cancelled():
            text = translate("ErrorText", "It was cancelled. You can start it again at any time.")
        case KeyringError(kind=keyring_kind):
            text = _keyring(keyring_kind)
        case DiskError(kind=disk_kind, path=path):
            text = _disk(disk_kind).format(folder=path.parent, name=path.name)
        case ReportError(kind=report_kind):
            text = _report(report_kind)
        case StateErrorKind():
            text = _state(error)
        case _:
            text = translate("ErrorText", "Something unexpected went wrong. Please try again.")
    return text


def sign_in_sentence(error: Exception, host: str) -> str:
    """Return the message for a failed test of a sign-in."""
    if isinstance(error, Refused | Paused) and error.code == ErrorCode.SIGN_IN:
        text = translate(
            "ErrorText",
            "{host} refused the sign-in. Either the login, password or key is wrong, or the account's settings do not"
            " allow this network address.",
        )
        return text.format(host=host)
    return sentence(error, host)


def export_sentence(error: ReportError, folder: Path) -> str:
    """Return why an export to `folder` failed; "" if it was cancelled."""
    texts = {
        ReportErrorKind.CANCELLED: "",
        ReportErrorKind.NO_SPACE: translate(
            "ErrorText",
            "There is not enough free space in {folder}, or for temporary files. Make room, then export again.",
        ),
        ReportErrorKind.DENIED: translate(
            "ErrorText",
            "Nothing can be saved in {folder}. Close the report in other programs, or check your access rights to the"
            " folder.",
        ),
        ReportErrorKind.UNREADABLE: translate(
            "ErrorText", "The rows could not be saved in {folder}. Please export again."
        ),
    }
    return texts[error.kind].format(folder=folder) if error.kind in texts else sentence(error, "")


def risk_sentence() -> str:
    """Return the warning that one more failed sign-in may block this network's address."""
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


def _failed(error: RequestFailed, host: str) -> str:
    texts = {**_connection_texts(), **_security_texts(), **_answer_texts()}
    text = texts[error.kind]
    if error.kind is RequestErrorKind.HTTP_STATUS:
        text = _status_texts().get(error.detail, text)
    return text.format(host=host, proxy=error.proxy)


def _connection_texts() -> dict[RequestErrorKind, str]:
    return {
        RequestErrorKind.UNREACHABLE: translate(
            "ErrorText", "{host} cannot be reached. Please check the network connection."
        ),
        RequestErrorKind.PROXY: translate(
            "ErrorText",
            "The proxy server {proxy} could not connect to {host}. Check this computer's proxy settings, or ask your"
            " administrator.",
        ),
        RequestErrorKind.PROXY_SIGN_IN: translate(
            "ErrorText",
            "The proxy server {proxy} requires its own sign-in. Ask your administrator to let this program through to"
            " {host}.",
        ),
        RequestErrorKind.PROXY_REFUSED: translate(
            "ErrorText", "The proxy server {proxy} does not let this program through to {host}. Ask your administrator."
        ),
        RequestErrorKind.PROXY_KIND: translate(
            "ErrorText",
            "The proxy server {proxy} in this computer's settings is of a kind that this program cannot use. Ask your"
            " administrator for an HTTP proxy.",
        ),
        RequestErrorKind.TIMEOUT: translate(
            "ErrorText", "{host} did not answer in time. Please try again in a minute."
        ),
        RequestErrorKind.DROPPED: translate(
            "ErrorText", "The connection to {host} broke off. Please try again in a minute."
        ),
        RequestErrorKind.INTERNAL: translate(
            "ErrorText", "An error occurred in this program and has been logged. Please try again."
        ),
    }


def _security_texts() -> dict[RequestErrorKind, str]:
    return {
        RequestErrorKind.CERTIFICATE: translate(
            "ErrorText",
            "The connection to {host} is not safe: its certificate comes from an authority that this computer does not"
            " trust. Ask your administrator.",
        ),
        RequestErrorKind.CERTIFICATE_DATE: translate(
            "ErrorText",
            "The connection to {host} is not safe: its certificate has expired or is not valid yet. Check this"
            " computer's date, or ask your administrator.",
        ),
        RequestErrorKind.CERTIFICATE_HOST: translate(
            "ErrorText",
            "The connection to {host} is not safe: the certificate belongs to another server. Check the server's name,"
            " or ask your administrator.",
        ),
        RequestErrorKind.CLIENT_CERTIFICATE: translate(
            "ErrorText",
            "{host} requires a client certificate, and this program has none. Ask your administrator.",
        ),
        RequestErrorKind.TLS_VERSION: translate(
            "ErrorText",
            "{host} and this program could not agree on a type of secure connection. Ask your administrator.",
        ),
        RequestErrorKind.TLS_CLOSED: translate(
            "ErrorText",
            "The connection to {host} was closed before it was secure. A firewall may be in the way: ask your"
            " administrator.",
        ),
        RequestErrorKind.NOT_TLS: translate(
            "ErrorText",
            "{host} answers without encryption where a secure connection is needed. Check the server's address and"
            " port, or ask your administrator.",
        ),
    }


def _answer_texts() -> dict[RequestErrorKind, str]:
    return {
        RequestErrorKind.HTML_PAGE: translate(
            "ErrorText",
            "A web page came instead of {host}'s answer. Perhaps this network requires you to sign in: open a browser"
            " and look.",
        ),
        RequestErrorKind.REDIRECT: translate(
            "ErrorText", "{host} sent the program to another address, which is not followed. Ask your administrator."
        ),
        RequestErrorKind.HTTP_STATUS: translate(
            "ErrorText", "{host} is temporarily unavailable. Please try again later."
        ),
        RequestErrorKind.ENCODING: translate(
            "ErrorText",
            "{host} compressed its answer in a way that this program does not support. Please look for a newer"
            " version.",
        ),
        RequestErrorKind.EMPTY: translate(
            "ErrorText", "{host} sent an empty file in place of the report. Please try again in a minute."
        ),
        RequestErrorKind.UNREADABLE: translate(
            "ErrorText",
            "{host} answered in a form that this program does not know. Please look for a newer version.",
        ),
        RequestErrorKind.TOO_LARGE: translate(
            "ErrorText", "{host} sent more data than this program accepts. Please split the task in the web cabinet."
        ),
    }


def _status_texts() -> dict[str, str]:
    return {
        "401": translate(
            "ErrorText",
            "{host} requires a sign-in that this program does not support (HTTP status 401). Check the server's name,"
            " or ask your administrator.",
        ),
        "403": translate(
            "ErrorText",
            "{host} denied this program access (HTTP status 403). A firewall may be blocking it: ask your"
            " administrator.",
        ),
        "404": translate(
            "ErrorText",
            "{host} has nothing at the address that this program asks for (HTTP status 404). Check the server's name.",
        ),
        "429": translate(
            "ErrorText",
            "{host} has had too many requests from this network (HTTP status 429). Please try again in a few minutes.",
        ),
        "511": translate(
            "ErrorText", "This network requires you to sign in first (HTTP status 511). Open a browser and look."
        ),
    }


def _keyring(kind: KeyringErrorKind) -> str:
    texts = {
        KeyringErrorKind.NONE_FOUND: translate(
            "ErrorText", "This computer has no keyring, so a sign-in can be kept only until you close the program."
        ),
        KeyringErrorKind.WEAK: translate(
            "ErrorText",
            "The keyring of this computer would keep the sign-in readable for anyone, so it is not used. A sign-in can"
            " be kept only until you close the program.",
        ),
        KeyringErrorKind.LOCKED: translate("ErrorText", "The keyring is locked. Unlock it, then try again."),
        KeyringErrorKind.NOT_KEPT: translate(
            "ErrorText", "The keyring did not do what it was asked. Please try again, or ask your administrator."
        ),
        KeyringErrorKind.TOO_LONG: translate(
            "ErrorText", "The sign-in is too long for this computer's keyring. Please use an API key."
        ),
        KeyringErrorKind.GARBLED: translate(
            "ErrorText", "The keyring holds something else in the place of this sign-in. Please sign in again."
        ),
        KeyringErrorKind.FAILED: translate(
            "ErrorText", "The keyring does not answer as it should. Please try again, or restart this computer."
        ),
    }
    return texts[kind]


def _disk(kind: DiskErrorKind) -> str:
    texts = {
        DiskErrorKind.NO_SPACE: translate(
            "ErrorText", "There is not enough free space in {folder}. Make room, or choose another download folder."
        ),
        DiskErrorKind.NO_PERMISSION: translate(
            "ErrorText", "{name} cannot be written in {folder}. Close it in other programs, or choose another folder."
        ),
        DiskErrorKind.NO_FOLDER: translate(
            "ErrorText", "The folder {folder} is not there. Connect its drive, or choose another download folder."
        ),
        DiskErrorKind.NAME_TAKEN: translate(
            "ErrorText", "A file named {name} already exists in {folder}. Please try again."
        ),
        DiskErrorKind.FAILED: translate(
            "ErrorText", "{name} could not be saved in {folder}. Try again, or choose another download folder."
        ),
    }
    return texts[kind]


def _report(kind: ReportErrorKind) -> str:
    texts = {
        ReportErrorKind.GONE: translate("ErrorText", "The file is no longer there. Please download it again."),
        ReportErrorKind.DENIED: translate(
            "ErrorText", "The file cannot be opened. Close it in other programs, then open it here again."
        ),
        ReportErrorKind.CHANGED: translate(
            "ErrorText", "Another program has changed the file. Open it again to see what it holds now."
        ),
        ReportErrorKind.NO_SPACE: translate(
            "ErrorText", "There is not enough free space to show this file. Make room, then open it again."
        ),
        ReportErrorKind.CANCELLED: translate("ErrorText", "It was cancelled. You can start it again at any time."),
        ReportErrorKind.UNREADABLE: translate(
            "ErrorText", "The file could not be read. Open it again, or download it again."
        ),
        ReportErrorKind.INTERNAL: translate(
            "ErrorText",
            "An error occurred in this program while it read the file, and has been logged."
            " Please open the file again.",
        ),
    }
    return texts[kind]


def _state(kind: StateErrorKind) -> str:
    texts = {
        StateErrorKind.DAMAGED: translate(
            "ErrorText",
            "The program's data on this computer was damaged and has been reset. Downloaded files are still in their"
            " folder.",
        ),
        StateErrorKind.UNWRITABLE: translate(
            "ErrorText",
            "The program cannot save its data on this computer. What you do now is forgotten when you close it, unless"
            " saving works again before that. Check free space and access rights.",
        ),
        StateErrorKind.NEWER: translate(
            "ErrorText",
            "The program's data on this computer was written by a newer version and is left untouched. What you do now"
            " is forgotten when you close the program. Please use the newer version.",
        ),
    }
    return texts[kind]
