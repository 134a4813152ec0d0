"""Requests over real sockets, judged by what the simulator saw arrive."""

from collections.abc import Callable, Iterator

import pytest

from gui.account import Account, Credentials, SignIn, server_origin
from gui.service.api import ServiceApi, backup_origin
from gui.service.connection import Timeouts
from gui.service.errors import MustWait, Paused, Refused, RequestErrorKind, RequestFailed
from gui.service.pauses import Pauses
from gui.service.rate_limit import LIMIT, RateLimiter
from gui.service.task import Task, TaskStatus
from gui.storage.state import State
from tests.fakes import FakeClock
from tests.simulator.faulty import FaultySimulator

PASSWORD = "p&s=ss w0rd/й"
KEY = "the+key=of&the account"
IMPATIENT = Timeouts(connect_s=2.0, idle_s=0.3)


@pytest.fixture
def simulator(clock: FakeClock) -> Iterator[FaultySimulator]:
    with FaultySimulator(clock) as simulator:
        simulator.add_account("anna", PASSWORD, KEY)
        yield simulator


ApiFor = Callable[..., ServiceApi]


@pytest.fixture
def api_for(simulator: FaultySimulator, state: State, clock: FakeClock) -> ApiFor:
    def make(
        credentials: Credentials = Credentials("anna", PASSWORD), server: str = "", backup: str | None = None
    ) -> ServiceApi:
        sign_in = SignIn(Account("anna@here", server or simulator.origin, credentials.login), credentials)
        limiter, pauses = RateLimiter(state, clock), Pauses(state, clock)
        return ServiceApi(sign_in, limiter, pauses, state.fingerprint, backup=backup, timeouts=IMPATIENT)

    return make


def read(api: ServiceApi, task: Task) -> bytes:
    return b"".join(api.open_file(task).chunks())


@pytest.mark.parametrize("credentials", [Credentials("anna", PASSWORD), Credentials(api_key=KEY)])
def test_the_list_comes_with_a_login_or_a_key_in_one_post(
    simulator: FaultySimulator, api_for: ApiFor, credentials: Credentials
) -> None:
    simulator.add_task(name="Март", status=TaskStatus.COMPLETED)
    assert "Март" in [task.name for task in api_for(credentials).tasks().tasks]
    assert {arrival.method for arrival in simulator.arrivals} == {"POST"}


@pytest.mark.parametrize("form", ["json", "json-one", "json-wrapped", "strings", "commas", "xml"])
def test_every_form_of_the_list_reads_alike(simulator: FaultySimulator, api_for: ApiFor, form: str) -> None:
    number = simulator.add_task(name="Weekly", status=TaskStatus.CANCELLED)
    simulator.list_form = form
    task = api_for().tasks().tasks[0]
    assert (task.id, task.name, task.status) == (number, "Weekly", TaskStatus.CANCELLED)


def test_more_tasks_than_a_page_are_all_fetched(simulator: FaultySimulator, api_for: ApiFor) -> None:
    ids = [simulator.add_task(name=f"task {number}", status=TaskStatus.PENDING) for number in range(2050)]
    tasks = api_for().tasks().tasks
    assert [task.id for task in tasks] == sorted(ids, reverse=True)
    assert len(simulator.arrivals) == 3


def list_sizes(simulator: FaultySimulator) -> list[str]:
    return [dict(arrival.params).get("after_id", "first") for arrival in simulator.arrivals]


def test_a_server_that_gives_fewer_tasks_than_asked_for_is_found_out(
    simulator: FaultySimulator, api_for: ApiFor, clock: FakeClock
) -> None:
    ids = [simulator.add_task(name=f"task {number}") for number in range(25)]
    simulator.most_tasks = 10
    api = api_for()
    for _ in range(2):
        assert sorted(task.id or 0 for task in api.tasks().tasks) == ids
    pages = ["first", str(ids[9]), str(ids[19])]
    assert list_sizes(simulator) == pages * 2
    assert simulator.busiest_minute() == 2


def test_one_further_page_is_asked_for_once(simulator: FaultySimulator, api_for: ApiFor) -> None:
    number = simulator.add_task(name="only")
    api = api_for()
    api.tasks()
    api.tasks()
    assert list_sizes(simulator) == ["first", str(number), "first"]


def test_nothing_further_is_asked_for_where_there_is_no_task(simulator: FaultySimulator, api_for: ApiFor) -> None:
    api_for().tasks()
    assert list_sizes(simulator) == ["first"]


@pytest.mark.parametrize("fault", ["reset", "bad-json", "error", "html", "status", "stall-before-head"])
def test_a_further_page_that_fails_costs_no_task_and_is_asked_for_again(
    simulator: FaultySimulator, api_for: ApiFor, fault: str
) -> None:
    ids = [simulator.add_task(name=f"task {number}") for number in range(4)]
    simulator.most_tasks = 3
    simulator.fault("slow", command="list")
    simulator.fault(fault, command="list")
    api = api_for()
    assert [task.id for task in api.tasks().tasks] == ids[2::-1]
    simulator.release.set()
    assert [task.id for task in api.tasks().tasks] == ids[::-1]


def test_a_page_that_is_known_to_exist_may_not_be_missing(simulator: FaultySimulator, api_for: ApiFor) -> None:
    for number in range(5):
        simulator.add_task(name=f"task {number}")
    simulator.most_tasks = 3
    api = api_for()
    api.tasks()
    simulator.fault("slow", command="list")
    simulator.fault("reset", command="list")
    with pytest.raises(RequestFailed):
        api.tasks()


def test_a_task_made_between_two_pages_is_no_limit_of_the_server(
    simulator: FaultySimulator, api_for: ApiFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator.add_task(name="first")
    api, real = api_for(), simulator.list_body

    def busy(form: dict[str, str]) -> bytes:
        if "after_id" in form and len(simulator.tasks()) == 1:
            simulator.add_task(name="meanwhile")
        return real(form)

    monkeypatch.setattr(simulator, "list_body", busy)
    assert len(api.tasks().tasks) == 2
    monkeypatch.setattr(simulator, "list_body", real)
    for _ in range(2):
        asked = len(simulator.arrivals)
        assert len(api.tasks().tasks) == 2
        assert len(simulator.arrivals) == asked + 1


def test_a_server_that_finds_new_tasks_for_ever_is_an_error(
    simulator: FaultySimulator, api_for: ApiFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.service.api.MOST_PAGES", 5)
    monkeypatch.setattr(simulator, "list_body", lambda form: b'[{"id": %d}]' % (int(form.get("after_id", "0")) + 1))
    with pytest.raises(RequestFailed) as failed:
        api_for().tasks()
    assert failed.value.kind is RequestErrorKind.TOO_LARGE
    assert len(simulator.arrivals) == 5


def test_looking_further_leaves_the_persons_refresh_free(simulator: FaultySimulator, api_for: ApiFor) -> None:
    simulator.add_task(name="only")
    api = api_for()
    for _ in range(LIMIT):
        assert api.refresh_wait_s() == 0
        api.tasks()
    assert api.refresh_wait_s() > 0


def test_refresh_waits_for_every_page_that_it_needs(
    simulator: FaultySimulator, api_for: ApiFor, clock: FakeClock
) -> None:
    for number in range(5):
        simulator.add_task(name=f"task {number}")
    simulator.most_tasks = 3
    api = api_for()
    api.tasks()
    clock.advance(1)
    for _ in range(LIMIT - 1):
        api.tasks()
    clock.advance(api.refresh_wait_s())
    assert len(api.tasks().tasks) == 5
    assert simulator.busiest_minute() == LIMIT


def test_records_not_found_is_a_good_sign_in_without_tasks(
    simulator: FaultySimulator, api_for: ApiFor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="gui")
    simulator.fault("error", command="list", code=3, text="records not found")
    assert api_for().tasks().tasks == ()
    assert "records not found" in caplog.text
    simulator.fault("error", command="file", code=3)
    with pytest.raises(Refused):
        api_for().open_file(Task(1, "x", 2))


def test_a_report_comes_byte_for_byte_by_id_and_by_name(simulator: FaultySimulator, api_for: ApiFor) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=500)
    api = api_for()
    expected = simulator.report_bytes(number)
    assert read(api, Task(number, "March", 2)) == expected
    assert read(api, Task(None, "March", 2)) == expected


@pytest.mark.parametrize("fault", ["chunked", "gzip", "gzip-unmarked", "slow"])
def test_a_report_is_the_same_however_it_travels(simulator: FaultySimulator, api_for: ApiFor, fault: str) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=500)
    simulator.fault(fault, command="file")
    reply = api_for().open_file(Task(number, "March", 2))
    assert b"".join(reply.chunks()) == simulator.report_bytes(number)
    assert reply.checked


def test_a_report_that_ends_only_by_closing_is_kept_but_not_called_checked(
    simulator: FaultySimulator, api_for: ApiFor
) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=500)
    simulator.fault("close-delimited", command="file")
    reply = api_for().open_file(Task(number, "March", 2))
    assert b"".join(reply.chunks()) == simulator.report_bytes(number)
    assert not reply.checked


@pytest.mark.parametrize("fault", ["cut-off", "chunked-cut", "gzip-cut"])
def test_a_report_cut_off_is_an_error(simulator: FaultySimulator, api_for: ApiFor, fault: str) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=5000)
    simulator.fault(fault, command="file")
    with pytest.raises(RequestFailed) as failed:
        read(api_for(), Task(number, "March", 2))
    assert failed.value.kind is RequestErrorKind.DROPPED


@pytest.mark.parametrize("command", ["list", "file"])
@pytest.mark.parametrize("form", ["text", "comma", "xml", "json"])
def test_an_error_in_any_form_is_the_services_own(
    simulator: FaultySimulator, api_for: ApiFor, command: str, form: str
) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=10)
    simulator.fault("error", command=command, code=8, form=form)
    api = api_for()
    with pytest.raises(Refused) as refused:
        api.tasks() if command == "list" else api.open_file(Task(number, "March", 2))
    assert refused.value.code == 8


@pytest.mark.parametrize("command", ["list", "file"])
@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        ("html", RequestErrorKind.HTML_PAGE),
        ("status", RequestErrorKind.HTTP_STATUS),
        ("redirect", RequestErrorKind.REDIRECT),
        ("reset", RequestErrorKind.DROPPED),
        ("stall-before-head", RequestErrorKind.TIMEOUT),
        ("stall-in-body", RequestErrorKind.TIMEOUT),
    ],
)
def test_no_fault_is_taken_for_a_reply(
    simulator: FaultySimulator, api_for: ApiFor, command: str, fault: str, failure: RequestErrorKind
) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=5000)
    simulator.fault(fault, command=command)
    api = api_for()
    with pytest.raises(RequestFailed) as failed:
        api.tasks() if command == "list" else read(api, Task(number, "March", 2))
    assert failed.value.kind is failure


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "text/csv"])
def test_a_web_page_is_no_report_whatever_it_calls_itself(
    simulator: FaultySimulator, api_for: ApiFor, content_type: str
) -> None:
    number = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=10)
    simulator.fault("html", command="file", content_type=content_type)
    with pytest.raises(RequestFailed) as failed:
        read(api_for(), Task(number, "March", 2))
    assert failed.value.kind is RequestErrorKind.HTML_PAGE


def test_a_proxy_is_not_asked_for_this_computer_itself(
    api_for: ApiFor, simulator: FaultySimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FaultySimulator() as gone:
        monkeypatch.setenv("http_proxy", gone.origin)
    api_for().tasks()
    assert len(simulator.arrivals) == 1


@pytest.mark.parametrize(
    ("fault", "failure"), [("bad-json", RequestErrorKind.UNREADABLE), ("huge-list", RequestErrorKind.TOO_LARGE)]
)
def test_no_list_is_a_clear_error(
    simulator: FaultySimulator, api_for: ApiFor, fault: str, failure: RequestErrorKind
) -> None:
    simulator.fault(fault, command="list")
    with pytest.raises(RequestFailed) as failed:
        api_for().tasks()
    assert failed.value.kind is failure


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_credentials_never_follow_a_redirect(
    simulator: FaultySimulator, api_for: ApiFor, clock: FakeClock, status: int
) -> None:
    with FaultySimulator(clock) as elsewhere:
        simulator.fault("redirect", command="list", status=status, location=elsewhere.origin + "/sys/downloads.php")
        with pytest.raises(RequestFailed):
            api_for().tasks()
        assert elsewhere.arrivals == []


def test_a_wrong_sign_in_is_asked_once_and_then_not_at_all(simulator: FaultySimulator, api_for: ApiFor) -> None:
    api = api_for(Credentials("anna", "wrong"))
    with pytest.raises(Refused):
        api.tasks()
    for ask in (api.tasks, lambda: api.open_file(Task(1, "x", 2))):
        with pytest.raises(Paused):
            ask()
    assert len(simulator.arrivals) == 1


def test_the_fourth_identical_request_is_not_sent(
    simulator: FaultySimulator, api_for: ApiFor, clock: FakeClock
) -> None:
    api = api_for()
    for _ in range(LIMIT):
        api.tasks()
    with pytest.raises(MustWait) as limit:
        api.tasks()
    assert len(simulator.arrivals) == LIMIT
    clock.advance(limit.value.wait_s)
    api.tasks()
    assert simulator.busiest_minute() == LIMIT


def test_a_new_password_for_the_same_login_gives_no_new_permits(simulator: FaultySimulator, api_for: ApiFor) -> None:
    for number in range(LIMIT):
        simulator.add_account("anna", f"password {number}")
        api_for(Credentials("anna", f"password {number}")).tasks()
    with pytest.raises(MustWait):
        api_for(Credentials(" Anna", "one more")).tasks()


def test_the_backup_host_helps_when_nothing_could_be_sent(simulator: FaultySimulator, api_for: ApiFor) -> None:
    with FaultySimulator() as gone:
        nobody = gone.origin
    assert api_for(server=nobody, backup=simulator.origin).tasks()
    assert len(simulator.arrivals) == 1


@pytest.mark.parametrize("fault", ["reset", "stall-before-head", "status"])
def test_the_backup_host_is_not_asked_when_something_may_have_been_sent(
    simulator: FaultySimulator, api_for: ApiFor, clock: FakeClock, fault: str
) -> None:
    with FaultySimulator(clock) as backup:
        simulator.fault(fault, command="list")
        with pytest.raises(RequestFailed):
            api_for(backup=backup.origin).tasks()
        assert backup.arrivals == []


def test_a_refused_connection_costs_no_permit(api_for: ApiFor) -> None:
    with FaultySimulator() as gone:
        nobody = gone.origin
    api = api_for(server=nobody)
    for _ in range(3 * LIMIT):
        with pytest.raises(RequestFailed) as failed:
            api.tasks()
        assert failed.value.kind is RequestErrorKind.UNREACHABLE


def test_a_request_that_may_have_been_sent_keeps_its_permit(simulator: FaultySimulator, api_for: ApiFor) -> None:
    api = api_for()
    for _ in range(LIMIT):
        simulator.fault("reset", command="list")
        with pytest.raises(RequestFailed):
            api.tasks()
    with pytest.raises(MustWait) as limit:
        api.tasks()
    assert limit.value.wait_s == pytest.approx(90)


def test_what_the_service_echoes_never_shows_a_secret(simulator: FaultySimulator, api_for: ApiFor) -> None:
    simulator.fault("error", command="list", code=7, text=f"bad sign-in {PASSWORD}")
    with pytest.raises(Refused) as refused:
        api_for().tasks()
    assert PASSWORD not in str(refused.value)
    assert PASSWORD not in repr(Credentials("anna", PASSWORD))


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("smsc.ru", "https://smsc.ru"),
        ("https://SMSC.ru/", "https://smsc.ru"),
        ("смс.рф", "https://смс.рф"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:80", "http://[::1]:80"),
        ("http://localhost", "http://localhost"),
    ],
)
def test_where_credentials_may_go(address: str, origin: str) -> None:
    assert server_origin(address) == origin


@pytest.mark.parametrize(
    "address",
    [
        "http://smsc.ru",
        "http://10.0.0.1",
        "ftp://smsc.ru",
        "https://a:b@smsc.ru",
        "https://smsc.ru/x?y",
        "",
        "https://",
        "smsc ru",
        "smsc,ru",
        "smsc..ru",
        "http://127.0.0.1.example.com",
    ],
)
def test_where_credentials_may_not_go(address: str) -> None:
    with pytest.raises(ValueError):
        server_origin(address)


def test_only_the_services_own_sites_have_a_backup_host() -> None:
    assert backup_origin("https://smsc.ru") == "https://www2.smsc.ru"
    assert backup_origin("https://example.com") is None
    assert backup_origin("http://127.0.0.1:1") is None
