"""Signals whose payload mypy checks: PySide6's own at run time, generic in their argument types for mypy.

PySide6's stubs let `emit` take anything and `connect` join anything. Here `done = Signal(JobDone)` can only be emitted
with a JobDone, and only connected to a slot that takes a JobDone or nothing, or to a signal with the same payload. A
payload that may be of several types is annotated: `chosen: "Signal[Task | None]" = Signal(object)`.
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
        """A signal bound to an object."""

        def emit(self, /, *args: *_Payload) -> None:
            """Call everything that is connected."""

        def connect(
            self,
            slot: "Callable[[*_Payload], object] | Callable[[], object] | SignalInstance[*_Payload]",
            /,
            type: Qt.ConnectionType = ...,
        ) -> QMetaObject.Connection:
            """Connect a slot, or a signal with the same payload."""

        def disconnect(self, slot: object = ..., /) -> bool:
            """Remove a connection; without a slot, all of them."""

    class Signal(Generic[*_Payload]):
        """A signal declared in a QObject class."""

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
