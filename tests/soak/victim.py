"""A process that asks the service as often as the limit lets it, until it is killed."""

import random
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event

from gui.account import Account, Credentials, SignIn
from gui.service.api import ServiceApi
from gui.service.errors import ServiceError
from gui.service.pauses import Pauses
from gui.service.rate_limit import RateLimiter
from gui.service.task import Task, TaskStatus
from gui.storage.state import State
from tests.fakes import ScaledClock

SPEED = 20.0
BREATH_S = 0.002


def main(path: Path, origin: str, tasks: list[int]) -> None:
    clock = ScaledClock(SPEED)
    state = State.open(path, clock)
    print(state.trouble, flush=True)  # noqa: T201 - for the parent
    sign_in = SignIn(Account("demo@here", origin, "demo"), Credentials("demo", "demo"))
    api = ServiceApi(sign_in, RateLimiter(state, clock), Pauses(state, clock), state.fingerprint)
    while True:
        with suppress(ServiceError):
            number = random.choice([0, *tasks])
            if number:
                api.open_file(Task(number, "x", TaskStatus.COMPLETED)).close()
            else:
                api.tasks()
        Event().wait(BREATH_S)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], [int(number) for number in sys.argv[3:]])
