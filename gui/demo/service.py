"""What the simulated service knows and decides: accounts, tasks, the limit, blocked addresses.

Its numbers are the service's own, not imported from the program, so that a wrong one there shows.
"""

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, replace
from datetime import datetime
from threading import RLock

from gui.clock import Clock
from gui.service.errors import ErrorCode
from gui.service.task import TaskStatus

LIMIT = 3
WINDOW_S = 60.0
WRONG_SIGN_INS = 5
BLOCK_S = 30 * 60.0
AT_ONCE = 15
ROUNDING_S = 1e-6
NO_SUCH_TASK = 3
NOT_READY = 8
PAGE_TASKS = 1000
_SECRET_PARAMETERS = ("login", "psw", "apikey")

TEXTS = {
    ErrorCode.PARAMETERS: "parameters error",
    ErrorCode.SIGN_IN: "invalid login or password",
    ErrorCode.ADDRESS_BLOCKED: "IP is blocked",
    ErrorCode.TOO_MANY_REQUESTS: "too many concurrent requests",
    NO_SUCH_TASK: "task not found",
    NOT_READY: "file is not ready",
}


@dataclass(frozen=True)
class SimulatedTask:
    """A task as the service stores it; it starts and ends by itself if times are given."""

    id: int
    name: str
    status: TaskStatus
    created: str
    started: str
    file: str
    rows: int
    begins_s: float | None = None
    ends_s: float | None = None


@dataclass(frozen=True)
class Request:
    """The parts of a request that the service looks at."""

    address: str
    form: dict[str, str]

    @property
    def command(self) -> str:
        """What is requested: "list", "file", or "" for neither."""
        return "list" if self.form.get("get_list") == "1" else "file" if self.form.get("get_file") == "1" else ""

    @property
    def params(self) -> frozenset[tuple[str, str]]:
        """All parameters except credentials."""
        return frozenset(item for item in self.form.items() if item[0] not in _SECRET_PARAMETERS)


class SimulatedService:
    """Accounts, tasks and verdicts, by the given clock. Safe from any thread."""

    most_tasks = PAGE_TASKS
    """Tasks in one reply."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._lock = RLock()
        self._passwords: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._tasks: dict[int, SimulatedTask] = {}
        self._recent: defaultdict[object, deque[float]] = defaultdict(deque)
        self._wrong: defaultdict[str, deque[float]] = defaultdict(deque)
        self._blocked_until_s: dict[str, float] = {}
        self._under_way: Counter[str] = Counter()

    def add_account(self, login: str, password: str, api_key: str = "") -> None:
        """Add an account, or give a known login a new password."""
        with self._lock:
            self._passwords[login] = password
            if api_key:
                self._keys[api_key] = login

    def add_task(
        self,
        name: str,
        status: TaskStatus = TaskStatus.PENDING,
        *,
        rows: int = 100,
        file: str | None = None,
        age_s: float = 60.0,
        begins_in_s: float | None = None,
        ends_in_s: float | None = None,
    ) -> int:
        """Add a task and return its id; `age_s` is how long ago it was created."""
        with self._lock:
            number = max(self._tasks, default=1000) + 1
            now_s = self.clock.now_s()
            created_s = self.clock.wall_s() - age_s
            self._tasks[number] = SimulatedTask(
                number,
                name,
                status,
                _date(created_s),
                _date(created_s + 20)
                if status in (TaskStatus.IN_PROGRESS, TaskStatus.COMPLETED, TaskStatus.FAILED)
                else "",
                f"report_{number}.csv" if file is None else file,
                rows,
                None if begins_in_s is None else now_s + begins_in_s,
                None if ends_in_s is None else now_s + ends_in_s,
            )
            return number

    def set_status(self, task_id: int, status: TaskStatus) -> None:
        """Change a task's status now."""
        with self._lock:
            self._tasks[task_id] = replace(self._tasks[task_id], status=status, started=_date(self.clock.wall_s()))

    def tasks(self) -> list[SimulatedTask]:
        """Return all tasks as they are now, by id."""
        with self._lock:
            self._go_on()
            return [self._tasks[number] for number in sorted(self._tasks)]

    def find(self, form: dict[str, str]) -> SimulatedTask | None:
        """Return the task that a request for a file names."""
        return next(
            (task for task in self.tasks() if form.get("id") == str(task.id) or form.get("name") == task.name), None
        )

    def page(self, form: dict[str, str]) -> list[SimulatedTask]:
        """Return the tasks that a request for the list is for."""
        after_id = int(form.get("after_id") or 0)
        count = min(int(form.get("cnt") or self.most_tasks), self.most_tasks)
        return [task for task in self.tasks() if task.id > after_id][:count]

    def arrive(self, request: Request) -> int:
        """Count a request and judge it; return the error number it deserves, 0 for none."""
        with self._lock:
            code = self._judge(request)
            self._under_way[self.identity(request)] += 1
            return code

    def depart(self, request: Request) -> None:
        """Record that a request has been answered."""
        with self._lock:
            self._under_way[self.identity(request)] -= 1

    def identity(self, request: Request) -> str:
        """Return the login of a request, right or wrong."""
        return self._keys.get(request.form.get("apikey", ""), request.form.get("login", ""))

    def _judge(self, request: Request) -> int:
        form, now_s = request.form, self.clock.now_s()
        if self._blocked_until_s.get(request.address, 0.0) > now_s:
            return ErrorCode.ADDRESS_BLOCKED
        if code := self._judge_sign_in(request, now_s):
            return code
        identity = self.identity(request)
        recent = self._recent[identity, request.command, request.params]
        _forget_before(recent, now_s - WINDOW_S)
        recent.append(now_s)
        if len(recent) > LIMIT or self._under_way[identity] + 1 >= AT_ONCE:
            return ErrorCode.TOO_MANY_REQUESTS
        named = {"id", "name"} & set(form)
        if not request.command or (request.command == "file" and len(named) != 1) or not _has_numbers(form):
            return ErrorCode.PARAMETERS
        if request.command == "list":
            return 0
        task = self.find(form)
        return NO_SUCH_TASK if task is None else 0 if task.status is TaskStatus.COMPLETED else NOT_READY

    def _judge_sign_in(self, request: Request, now_s: float) -> int:
        form = request.form
        if "apikey" in form:
            right = form["apikey"] in self._keys
        elif {"login", "psw"} <= set(form):
            right = self._passwords.get(form["login"]) == form["psw"]
        else:
            return ErrorCode.PARAMETERS
        if not right:
            self._note_wrong_sign_in(request.address, now_s)
            return ErrorCode.SIGN_IN
        return 0

    def _note_wrong_sign_in(self, address: str, now_s: float) -> None:
        wrong = self._wrong[address]
        _forget_before(wrong, now_s - BLOCK_S)
        wrong.append(now_s)
        if len(wrong) >= WRONG_SIGN_INS:
            self._blocked_until_s[address] = now_s + BLOCK_S

    def _go_on(self) -> None:
        now_s = self.clock.now_s()
        for task in list(self._tasks.values()):
            if task.status is TaskStatus.PENDING and task.begins_s is not None and task.begins_s <= now_s:
                self.set_status(task.id, TaskStatus.IN_PROGRESS)
            if (
                self._tasks[task.id].status is TaskStatus.IN_PROGRESS
                and task.ends_s is not None
                and task.ends_s <= now_s
            ):
                self._tasks[task.id] = replace(self._tasks[task.id], status=TaskStatus.COMPLETED)


def _has_numbers(form: dict[str, str]) -> bool:
    return all(form.get(name, "0").isdecimal() for name in ("cnt", "after_id"))


def _forget_before(moments: deque[float], start_s: float) -> None:
    while moments and moments[0] <= start_s + ROUNDING_S:
        moments.popleft()


def _date(wall_s: float) -> str:
    return datetime.fromtimestamp(wall_s).strftime("%d.%m.%Y %H:%M:%S")  # noqa: DTZ006 - the service names no zone
