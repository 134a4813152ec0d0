"""A program at work for weeks of simulated time; its server counts, and knows what the program may do when."""

import random
import shutil
import uuid
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import shiboken6

from gui.account import Account, Credentials, SignIn
from gui.demo.service import Request
from gui.service.api import ServiceApi
from gui.service.pauses import Pauses
from gui.service.rate_limit import FAILED_S, LATE_ARRIVAL_S, LIMIT, WINDOW_S, RateLimiter
from gui.service.task import TaskStatus
from gui.storage.state import State
from gui.workers.poller import Poller
from tests.fakes import ROUNDING_S, DrivenClock, FakeClock
from tests.simulator.faulty import FaultySimulator

DAY_S = 24 * 3600.0
LONGEST_PAUSE_S = 1800.0
PAUSES_S = {4: LONGEST_PAUSE_S, 9: 60.0}


class ComputersClock(DrivenClock):
    """The program's clock: it starts with the computer, and its wall clock can be set. True time is the server's."""

    def __init__(self, true: FakeClock) -> None:
        super().__init__()
        self._true = true
        self._booted_s = 0.0
        self._wall_ahead_s = 0.0

    def now_s(self) -> float:
        return self._true.now_s() - self._booted_s

    def wall_s(self) -> float:
        return self._true.wall_s() + self._wall_ahead_s

    def advance(self, seconds: float) -> None:
        self._true.advance(seconds)

    def set_wall(self, wall_s: float) -> None:
        self._wall_ahead_s = wall_s - self._true.wall_s()

    def new_boot(self, uptime_s: float = 5.0) -> None:
        self.epoch = uuid.uuid4().hex
        self._booted_s = self._true.now_s() - uptime_s


class CountingServer(FaultySimulator):
    """Lets simulated time pass before and after each arrival, and knows when a client may free each permit."""

    def __init__(self, true: FakeClock, chance: random.Random) -> None:
        super().__init__(true)
        self.arrived: defaultdict[object, list[float]] = defaultdict(list)
        self.frees_at_s: list[float] = []
        """For requests of the list from its beginning: what Refresh waits for."""
        self.polls = 0
        self.paused_until_s = 0.0
        self.last_s = 0.0
        """When the last request came: one that comes after a pause shows that the client has forgotten it."""
        self.killing: Path | None = None
        """Where set, the client is killed during its next request: the file of its state is copied to `killed`."""
        self.killed: Path | None = None
        self.killed_a_poll = False
        self._true = true
        self._chance = chance

    def arrive(self, request: Request, method: str = "POST", fault: str = "") -> int:
        """Record and judge a request; one that is reset, or whose client is killed, may arrive late."""
        self._pass_a_while()
        code = super().arrive(request, method, fault)
        arrival = self._arrivals.pop()  # months of them would not fit
        self._pass_a_while()
        now_s, is_poll = self._true.now_s(), "after_id" not in dict(arrival.params)
        self.polls += is_poll
        if self.killing:
            self.killed = Path(shutil.copy(self.killing, self.killing.with_suffix(".killed")))
            self.killing, self.killed_a_poll = None, is_poll
        late = fault == "reset" or self.killed is not None
        at_s = now_s + self._chance.uniform(0, LATE_ARRIVAL_S) if late else arrival.at_s
        self.arrived[arrival.key].append(at_s)
        self.frees_at_s = [free_s for free_s in self.frees_at_s if free_s > now_s]
        if is_poll and not self.killed:
            self.frees_at_s.append(now_s + (FAILED_S if fault == "reset" else WINDOW_S))
        self.last_s = now_s
        return code

    def error_body(self, code: int, form: dict[str, str], shape: str = "", text: str = "") -> bytes:
        """An error, which may pause the client."""
        if code in PAUSES_S:
            self.paused_until_s = max(self.paused_until_s, self._true.now_s() + PAUSES_S[code])
        return super().error_body(code, form, shape, text)

    @property
    def requests(self) -> int:
        """How many have arrived."""
        return sum(len(moments) for moments in self.arrived.values())

    def worst_window(self) -> int:
        """The most identical requests in any 60 s."""
        worst = 0
        for moments in self.arrived.values():
            moments.sort()
            first = 0
            for last, at_s in enumerate(moments):
                while moments[first] <= at_s - WINDOW_S + ROUNDING_S:
                    first += 1
                worst = max(worst, last - first + 1)
        return worst

    def _pass_a_while(self) -> None:
        if self._chance.random() < 0.3:
            self._true.advance(self._chance.choice((0.1, 2.0, 20.0)) * self._chance.random())


class World:
    """A person, a program that is started again and again, and a service. All chance comes from the seed."""

    def __init__(self, folder: Path, seed: int, *, boots_have_names: bool) -> None:
        self.chance = random.Random(seed)
        self.true = FakeClock()
        self.clock = ComputersClock(self.true)
        self.server = CountingServer(self.true, self.chance)
        self.presses = self.withheld = 0
        self._boots_have_names = boots_have_names
        self._path = folder / "state.sqlite"
        self._doubt_until_s = 0.0
        """Until then the program may hold back what is not forbidden: it cannot know."""
        self._task = self.server.add_task("x", TaskStatus.PENDING)
        self.server.start()
        self._begin()

    def end(self) -> None:
        """Close the program and the server."""
        self._close()
        self.server.stop()

    def live(self, seconds: float) -> None:
        """Let chance have its way for so long."""
        actions = {
            self._let_pass: 50,
            self._press: 20,
            self._hammer: 3,
            self._fault: 12,
            self._change_task: 3,
            self._restart: 4,
            self._kill: 4,
            self._set_wall: 4,
            self._sleep: 0.5,
            self._reboot: 1.5,
            self._unplug: 0.3,
        }
        end_s = self.true.now_s() + seconds
        while self.true.now_s() < end_s:
            self.chance.choices(list(actions), list(actions.values()))[0]()

    def work(self, seconds: float) -> None:
        """Let nothing happen for so long but polling, and a press of Refresh in every ten minutes."""
        for _ in range(round(seconds / 600)):
            self.clock.let_pass(600)
            self._press()

    @property
    def permits(self) -> int:
        """How many are on record."""
        return len(self._state.holds())

    def _let_pass(self) -> None:
        self.clock.let_pass(min(self.chance.expovariate(1 / 60.0), 600.0))

    def _press(self) -> None:
        """Press Refresh, which must ask if and only if that is allowed."""
        now_s, before = self.true.now_s(), self.server.polls
        held = sum(free_s > now_s + ROUNDING_S for free_s in self.server.frees_at_s)
        self._poller.refresh()
        asked = self.server.polls > before
        assert not (asked and held >= LIMIT), "asked without a permit"
        self.presses += 1
        if now_s >= max(self._doubt_until_s, self.server.paused_until_s) and held < LIMIT and not asked:
            self.withheld += 1

    def _hammer(self) -> None:
        for _ in range(2 * LIMIT):
            self._press()

    def _fault(self) -> None:
        name = self.chance.choice(("reset", "cut-off", "html", "bad-json", "status", "error", "error"))
        options = {"status": {"status": 500}, "error": {"code": self.chance.choice((4, *[9] * 5, *[5] * 10))}}
        self.server.fault(name, command="list", **options.get(name, {}))

    def _change_task(self) -> None:
        self.server.set_status(self._task, self.chance.choice((TaskStatus.PENDING, TaskStatus.COMPLETED)))

    def _restart(self) -> None:
        self._close()
        self.clock.advance(self.chance.choice((0.0, 1.0, 30.0)))
        if not self._boots_have_names:
            self._new_epoch()
            self.clock.new_process()
        self._begin()

    def _kill(self) -> None:
        """Kill the program in the middle of a request, if it makes one now."""
        self.server.killing = self._path
        self._press()
        self.server.killing = None
        if self.server.killed:
            self._close()
            self.server.killed.replace(self._path)
            self.server.killed = None
            if self.server.killed_a_poll:
                self.server.frees_at_s.append(self.true.now_s() + FAILED_S)
            if not self._boots_have_names:
                self._new_epoch()
                self.clock.new_process()
            self._begin()

    def _set_wall(self) -> None:
        step_s = self.chance.choice((-1, 1)) * self.chance.choice((1.0, 30.0, 3600.0, DAY_S, 3650 * DAY_S))
        self.clock.set_wall(self.clock.wall_s() + step_s)

    def _sleep(self) -> None:
        self.clock.advance(self.chance.choice((60.0, 600.0, 6000.0)) * self.chance.random())

    def _reboot(self) -> None:
        self._close()
        uptime_s = self.chance.choice((5.0, 40.0, 300.0))
        self.clock.advance(uptime_s + self.chance.choice((0.0, 20.0, 3600.0)))
        self._new_epoch()
        self.clock.new_boot(uptime_s)
        self._doubt_until_s = max(self._doubt_until_s, self.true.now_s() + 2 * FAILED_S)
        self._begin()

    def _unplug(self) -> None:
        self.server.stop()
        self.clock.let_pass(self.chance.uniform(0, 1800))
        self.server.start()

    def _new_epoch(self) -> None:
        """A pause is then measured by the wall clock, which may be wrong, for up to twice its length."""
        if self.server.last_s <= self.server.paused_until_s:
            self._doubt_until_s = max(self._doubt_until_s, self.true.now_s() + 2 * LONGEST_PAUSE_S)

    def _begin(self) -> None:
        self._state = State.open(self._path, self.clock)
        assert self._state.trouble is None
        limiter, pauses = RateLimiter(self._state, self.clock), Pauses(self._state, self.clock)
        self._poller = Poller(
            lambda sign_in: ServiceApi(sign_in, limiter, pauses, self._state.fingerprint),
            pauses,
            self._state,
            self.clock,
        )
        self._poller.use(SignIn(Account("demo@here", self.server.origin, "demo"), Credentials("demo", "demo")))

    def _close(self) -> None:
        shiboken6.delete(self._poller)
        with closing(self._state):
            pass
