"""In which dialect a person has chosen to read files of a shape, where detection had it wrong."""

import json
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path

from gui.report.detecting.dialect import ENCODINGS, SEPARATORS, Dialect, Looks
from gui.report.files import replace_file

MOST_CHOICES = 50


@dataclass(frozen=True)
class _Choice:
    shape: str
    seen: Dialect
    chosen: Dialect


class SavedDialects:
    """A small file of choices. If it cannot be read or written, it counts as empty: nothing here raises OSError."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def recall(self, looks: Looks) -> Dialect:
        """Return how a file is to be read: as chosen for its shape, but only in what was detected alike then."""
        for choice in self._load():
            if choice.shape == looks.shape:
                return _with(looks.dialect, choice)
        return looks.dialect

    def keep(self, looks: Looks, chosen: Dialect) -> None:
        """Remember a choice; beyond `MOST_CHOICES` the oldest are forgotten."""
        choices = [choice for choice in self._load() if choice.shape != looks.shape]
        if chosen != looks.dialect:
            choices.append(_Choice(looks.shape, looks.dialect, chosen))
        content = [[choice.shape, astuple(choice.seen), astuple(choice.chosen)] for choice in choices[-MOST_CHOICES:]]
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._path, json.dumps(content).encode())

    def _load(self) -> list[_Choice]:
        try:
            content = json.loads(self._path.read_bytes())
            return [_Choice(str(shape), _dialect(seen), _dialect(chosen)) for shape, seen, chosen in content]
        except (OSError, ValueError, TypeError, RecursionError):
            return []


def _with(dialect: Dialect, choice: _Choice) -> Dialect:
    fields = zip(astuple(dialect), astuple(choice.seen), astuple(choice.chosen), strict=True)
    return Dialect(*(chosen if now == seen else now for now, seen, chosen in fields))


def _dialect(fields: object) -> Dialect:
    """Return the dialect that was read. Raises ValueError if it is none."""
    match fields:
        case [str(encoding), str(separator), int() | None as header_row]:
            if encoding in ENCODINGS and separator in SEPARATORS and (header_row is None or header_row >= 0):
                return Dialect(encoding, separator, header_row)
    raise ValueError("no dialect")
