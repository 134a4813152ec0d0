"""Workers that do nothing but note what they are asked; a test emits their signals itself."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject

Worker = TypeVar("Worker", bound=QObject)
Call = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Played(Generic[Worker]):
    """A worker of `kind`'s signals and methods, in the thread where it was made."""

    worker: Worker
    calls: list[Call]
    """every public method called, with its arguments, in order"""

    def asked(self, name: str) -> list[Any]:
        """The first argument of each call of this method; None where it takes none."""
        assert hasattr(self.worker, name), f"{type(self.worker).__name__} has no {name}"
        return [arguments[0] if arguments else None for called, arguments in self.calls if called == name]


def play(kind: type[Worker]) -> Played[Worker]:
    """Make a worker that has the signals of `kind`, and whose methods take the same arguments but do nothing."""
    calls: list[Call] = []
    methods = {name: _noting(name, method, calls) for name, method in public_methods(kind).items()}
    made: type[Worker] = type(f"Played{kind.__name__}", (kind,), {"__init__": QObject.__init__, **methods})
    return Played(made(), calls)


def public_methods(kind: type[QObject]) -> dict[str, Callable[..., object]]:
    """What may be called of a worker."""
    own = vars(kind).items()
    return {name: member for name, member in own if inspect.isfunction(member) and not name.startswith("_")}


def _noting(name: str, method: Callable[..., object], calls: list[Call]) -> Callable[..., None]:
    signature = inspect.signature(method)

    def note(*arguments: Any, **named: Any) -> None:
        bound = signature.bind(*arguments, **named)
        calls.append((name, bound.args[1:]))

    return note
