"""Signals whose payload mypy knows: PySide6's own at run time, generic in the types of their arguments for mypy.

PySide6's stubs let `emit` take anything and `connect` join anything. Here `done = Signal(JobDone)` can be emitted with
a JobDone only, and connected only to what takes a JobDone, to what takes nothing, or to a signal of the same payload.
A payload of several types is annotated: `chosen: "Signal[Task | None]" = Signal(object)`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Generic, Self, TypeVar, TypeVarTuple, overload

    from PySide6.QtCore import QMetaObject, QObject, Qt

    _Payload = TypeVarTuple("_Payload")
    _A = TypeVar("_A")
    _B = TypeVar("_B")

    class SignalInstance(Generic[*_Payload]):
        """A signal of one object."""

        def emit(self, /, *args: *_Payload) -> None:
            """Call what is connected."""

        def connect(
            self,
            slot: "Callable[[*_Payload], object] | Callable[[], object] | SignalInstance[*_Payload]",
            /,
            type: Qt.ConnectionType = ...,
        ) -> QMetaObject.Connection:
            """Have a slot called, or a signal of the same payload emitted."""

        def disconnect(self, slot: object = ..., /) -> bool:
            """Undo a connection; without a slot all of them."""

    class Signal(Generic[*_Payload]):
        """A signal in the body of a QObject's class."""

        @overload
        def __init__(self: "Signal[()]") -> None: ...
        @overload
        def __init__(self: "Signal[_A]", first: type[_A], /) -> None: ...
        @overload
        def __init__(self: "Signal[_A, _B]", first: type[_A], second: type[_B], /) -> None: ...
        @overload
        def __init__(self, *types: type[object]) -> None: ...
        def __init__(self, *types: type[object]) -> None: ...

        @overload
        def __get__(self, instance: QObject, owner: object, /) -> SignalInstance[*_Payload]: ...
        @overload
        def __get__(self, instance: None, owner: object, /) -> Self: ...
        def __get__(self, instance: QObject | None, owner: object, /) -> "Self | SignalInstance[*_Payload]": ...

else:
    from PySide6.QtCore import Signal, SignalInstance

__all__ = ["Signal", "SignalInstance"]
