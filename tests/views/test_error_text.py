"""Every error has a sentence of its own, with nothing internal in it."""

from pathlib import Path

import pytest

from gui.report.errors import Reason, ReportError
from gui.service.errors import Cancelled, ErrorCode, Failure, MustWait, Paused, Refused, RequestFailed
from gui.storage.credentials import KeyringError, KeyringTrouble
from gui.storage.downloads import DiskError, DiskTrouble
from gui.storage.state import StateTrouble
from gui.views.error_text import export_sentence, risk_sentence, sentence

REPORT = Path("reports") / "march.csv"
HOST = "smsc.example"

FAMILIES: dict[str, list[Exception | StateTrouble]] = {
    "service": [RequestFailed(failure, "detail for the log") for failure in Failure],
    "refused": [Refused(code) for code in (*ErrorCode, 77)],
    "keyring": [KeyringError(trouble) for trouble in KeyringTrouble],
    "disk": [DiskError(trouble, REPORT) for trouble in DiskTrouble],
    "report": [ReportError(reason, "detail for the log") for reason in Reason],
    "state": list(StateTrouble),
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
    said = [sentence(RequestFailed(Failure.HTTP_STATUS, status), HOST) for status in statuses]
    assert len({*said, sentence(RequestFailed(Failure.REDIRECT), HOST)}) == len(statuses) + 1
    for status, text in zip(statuses[:-1], said, strict=False):
        assert status in text


@pytest.mark.parametrize("failure", [Failure.PROXY, Failure.PROXY_SIGN_IN, Failure.PROXY_REFUSED, Failure.PROXY_KIND])
def test_a_proxy_that_fails_is_named(failure: Failure) -> None:
    assert "proxy.lan:3128" in sentence(RequestFailed(failure, "407", proxy="proxy.lan:3128"), HOST)


def test_an_export_that_fails_says_where_and_one_given_up_says_nothing() -> None:
    said = {reason: export_sentence(ReportError(reason), REPORT.parent) for reason in Reason}
    assert said.pop(Reason.CANCELLED) == ""
    assert len(set(said.values())) == len(said)
    for reason in (Reason.NO_SPACE, Reason.DENIED, Reason.UNREADABLE):
        assert str(REPORT.parent) in said[reason]
    for reason in (Reason.GONE, Reason.CHANGED):
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
    assert str(REPORT.parent) in sentence(DiskError(DiskTrouble.NO_SPACE, REPORT), "")
    odd = DiskError(DiskTrouble.FAILED, Path("{folder}") / "{0}.csv")
    assert "{0}.csv" in sentence(odd, "")


def test_the_risk_names_colleagues() -> None:
    assert "colleagues" in risk_sentence()
