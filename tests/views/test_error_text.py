"""Every error has a sentence of its own, with nothing internal in it."""

from pathlib import Path

import pytest

from gui.report.errors import ReportError, ReportErrorKind
from gui.service.errors import Cancelled, ErrorCode, MustWait, Paused, Refused, RequestErrorKind, RequestFailed
from gui.storage.credentials import KeyringError, KeyringErrorKind
from gui.storage.downloads import DiskError, DiskErrorKind
from gui.storage.state import StateErrorKind
from gui.views.error_text import export_sentence, risk_sentence, sentence

REPORT = Path("reports") / "march.csv"
HOST = "smsc.example"

FAMILIES: dict[str, list[Exception | StateErrorKind]] = {
    "service": [RequestFailed(failure, "detail for the log") for failure in RequestErrorKind],
    "refused": [Refused(code) for code in (*ErrorCode, 77)],
    "keyring": [KeyringError(trouble) for trouble in KeyringErrorKind],
    "disk": [DiskError(trouble, REPORT) for trouble in DiskErrorKind],
    "report": [ReportError(reason, "detail for the log") for reason in ReportErrorKind],
    "state": list(StateErrorKind),
    "other": [MustWait(14.2), Cancelled(), ZeroDivisionError("internal")],
}


@pytest.mark.parametrize("family", FAMILIES)
def test_each_error_has_its_own_plain_sentence(family: str) -> None:
    sentences = [sentence(error, HOST) for error in FAMILIES[family]]
    assert len(set(sentences)) == len(sentences)
    for text in sentences:
        assert text.endswith(".")
        assert not any(sign in text for sign in "{}_<>")
        assert "detail" not in text
        assert "internal" not in text


def test_each_http_status_that_asks_something_of_the_person_has_its_own_sentence() -> None:
    statuses = ("401", "403", "404", "429", "511", "503")
    said = [sentence(RequestFailed(RequestErrorKind.HTTP_STATUS, status), HOST) for status in statuses]
    assert len({*said, sentence(RequestFailed(RequestErrorKind.REDIRECT), HOST)}) == len(statuses) + 1
    for status, text in zip(statuses[:-1], said, strict=False):
        assert status in text


@pytest.mark.parametrize(
    "failure",
    [
        RequestErrorKind.PROXY,
        RequestErrorKind.PROXY_SIGN_IN,
        RequestErrorKind.PROXY_REFUSED,
        RequestErrorKind.PROXY_KIND,
    ],
)
def test_a_proxy_that_fails_is_named(failure: RequestErrorKind) -> None:
    assert "proxy.lan:3128" in sentence(RequestFailed(failure, "407", proxy="proxy.lan:3128"), HOST)


def test_an_export_that_fails_says_where_and_one_given_up_says_nothing() -> None:
    said = {reason: export_sentence(ReportError(reason), REPORT.parent) for reason in ReportErrorKind}
    assert said.pop(ReportErrorKind.CANCELLED) == ""
    assert len(set(said.values())) == len(said)
    for reason in (ReportErrorKind.NO_SPACE, ReportErrorKind.DENIED, ReportErrorKind.UNREADABLE):
        assert str(REPORT.parent) in said[reason]
    for reason in (ReportErrorKind.GONE, ReportErrorKind.CHANGED):
        assert said[reason] == sentence(ReportError(reason), "")


@pytest.mark.parametrize("error", [Refused(ErrorCode.SIGN_IN), Paused(ErrorCode.SIGN_IN, None)])
def test_error_2_names_both_causes_and_that_updating_has_stopped(error: Exception) -> None:
    text = sentence(error, HOST)
    assert HOST in text
    assert "password" in text
    assert "network address" in text
    assert "stopped" in text


@pytest.mark.parametrize(
    ("error", "minutes"),
    [(Refused(ErrorCode.ADDRESS_BLOCKED), "30 min"), (Paused(ErrorCode.ADDRESS_BLOCKED, 61.0), "2 min")],
)
def test_error_4_says_how_long(error: Exception, minutes: str) -> None:
    assert "blocked" in sentence(error, HOST)
    assert minutes in sentence(error, HOST)


def test_error_9_speaks_of_another_computer() -> None:
    assert "another computer" in sentence(Refused(ErrorCode.TOO_MANY_REQUESTS), HOST)


def test_other_errors_show_the_servers_own_text_as_it_is() -> None:
    assert "no such {task}" in sentence(Refused(8, "no such {task}."), HOST)


def test_waiting_tells_the_seconds() -> None:
    assert "15 s" in sentence(MustWait(14.2), HOST)


def test_the_disk_tells_where() -> None:
    assert str(REPORT.parent) in sentence(DiskError(DiskErrorKind.NO_SPACE, REPORT), "")
    odd = DiskError(DiskErrorKind.FAILED, Path("{folder}") / "{0}.csv")
    assert "{0}.csv" in sentence(odd, "")


def test_the_risk_names_colleagues() -> None:
    assert "colleagues" in risk_sentence()
