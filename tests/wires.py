"""What is known of the program's signals without a list of them: who declares which, who lives, what was emitted."""

import ast
import gc
import inspect
import pkgutil
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from textwrap import dedent
from types import UnionType
from typing import Any, get_args, get_origin

import shiboken6
from PySide6.QtCore import QMetaMethod, QObject, QThread, Slot
from PySide6.QtCore import Signal as QtSignal

import gui
from gui.report import messages

Kinds = tuple[Any, ...]


@dataclass(frozen=True)
class Wire:
    """A signal of one object that lives now."""

    owner: QObject
    name: str
    kinds: Kinds
    """the declared class or union of each argument"""

    def __str__(self) -> str:
        return f"{type(self.owner).__name__}.{self.name}"

    @property
    def is_public(self) -> bool:
        return not self.name.startswith("_")

    @property
    def is_received(self) -> bool:
        """Whether anything is connected."""
        meta = self.owner.metaObject()
        methods = [meta.method(number) for number in range(meta.methodCount())]
        return any(
            method.methodType() == QMetaMethod.MethodType.Signal
            and bytes(method.name().data()).decode() == self.name
            and self.owner.isSignalConnected(method)
            for method in methods
        )


def classes() -> list[type[QObject]]:
    """Every class of the program that declares signals."""
    for module in pkgutil.walk_packages(gui.__path__, "gui."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    found: list[type[QObject]] = []
    waiting: list[type[QObject]] = [QObject]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.split(".")[0] == "gui" and declared(kind) and kind not in found:
            found.append(kind)
    return found


def declared(kind: type) -> dict[str, Kinds]:
    """The signals in the body of a class, and the classes of their arguments."""
    body = ast.parse(dedent(inspect.getsource(kind))).body[0]
    assert isinstance(body, ast.ClassDef)
    names = vars(messages) | vars(sys.modules[kind.__module__])
    signals: dict[str, Kinds] = {}
    for statement in body.body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign):
            continue
        call = statement.value
        if not isinstance(call, ast.Call) or ast.unparse(call.func) != "Signal":
            continue
        target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
        words = ", ".join(ast.unparse(argument) for argument in call.args)
        if isinstance(statement, ast.AnnAssign):
            words = re.sub(r"^Signal\[(.*)\]$", r"\1", ast.literal_eval(statement.annotation))
        signals[ast.unparse(target)] = tuple(eval(f"[{words}]", names))
    return signals


def living() -> list[QObject]:
    """All objects of Qt that live now and are known to Python."""
    return [thing for thing in gc.get_objects() if isinstance(thing, QObject) and shiboken6.isValid(thing)]


def wires(but: Iterable[QObject]) -> list[Wire]:
    """The signals of all objects of the program that live now, but for these."""
    others = {id(thing) for thing in but}
    return [
        Wire(thing, name, kinds)
        for thing in living()
        if id(thing) not in others
        for kind in type(thing).__mro__
        if kind.__module__.split(".")[0] == "gui"
        for name, kinds in declared(kind).items()
    ]


def fits(value: object, kind: Any) -> bool:
    """Whether a value is of a declared kind."""
    if kind is None:
        return value is None
    if isinstance(kind, UnionType):
        return any(fits(value, each) for each in get_args(kind))
    return isinstance(value, get_origin(kind) or kind)


class Watch:
    """Keeps the latest payload of each class that is emitted, and what was emitted against its declaration."""

    def __init__(self) -> None:
        self.latest: dict[type, object] = {}
        self.misfits: list[str] = []
        self._ears: dict[tuple[int, str], _Ear] = {}

    def look_at(self, wires: list[Wire]) -> None:
        """Watch these signals too."""
        for wire in wires:
            place = (id(wire.owner), wire.name)
            if place not in self._ears:
                self._ears[place] = ear = _Ear(self, wire)
                slots = (ear.hear_nothing, ear.hear_one, ear.hear_two)
                getattr(wire.owner, wire.name).connect(slots[len(wire.kinds)])

    def note(self, wire: Wire, *values: object) -> None:
        for value, kind in zip(values, wire.kinds, strict=True):
            self.latest[type(value)] = value
            if not fits(value, kind):
                self.misfits.append(f"{wire}: {value!r} is no {kind}")

    def sample(self, kind: Any) -> object:
        """The latest payload of a declared kind. Raises LookupError where there was none."""
        for value in self.latest.values():
            if value is not None and fits(value, kind):
                return value
        raise LookupError(f"a payload of {kind}")


class _Ear(QObject):
    """Hears one signal, in the thread where this was made."""

    def __init__(self, watch: Watch, wire: Wire) -> None:
        super().__init__()
        self._watch, self._wire = watch, wire

    @Slot()
    def hear_nothing(self) -> None:
        self._watch.note(self._wire)

    @Slot(object)
    def hear_one(self, value: object) -> None:
        self._watch.note(self._wire, value)

    @Slot(object, object)
    def hear_two(self, first: object, second: object) -> None:
        self._watch.note(self._wire, first, second)


class Emitter(QObject):
    """Emits a signal in the thread of the object that has it, as the program does."""

    fire = QtSignal()

    def __init__(self, wire: Wire, values: tuple[object, ...]) -> None:
        super().__init__()
        self._wire, self._values = wire, values
        self.has_emitted = False
        self.moveToThread(wire.owner.thread())
        self.fire.connect(self.emit_it)

    @Slot()
    def emit_it(self) -> None:
        assert QThread.currentThread() is self._wire.owner.thread()
        getattr(self._wire.owner, self._wire.name).emit(*self._values)
        self.has_emitted = True
