"""How fresh the list of tasks is, in words."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QObject

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86400
_JUST_NOW_S = 5


@dataclass(frozen=True)
class Freshness:
    """How fresh the list is; seconds are None if there is nothing to count.

    `refresh_blocked_s` is 0 if the user may refresh now. `stopped_reason` is a sentence without its full stop.
    """

    fetching: bool
    updated_ago_s: float | None
    next_in_s: float | None
    refresh_blocked_s: float
    old: bool
    stopped_reason: str = ""


class FreshnessWords(QObject):
    """Puts freshness into words. GUI thread."""

    def refresh(self, freshness: Freshness) -> tuple[str, str]:
        """Return text and tool tip of Refresh, which count down and give the reason while it is blocked."""
        blocked_s = math.ceil(freshness.refresh_blocked_s)
        if not blocked_s and freshness.stopped_reason:
            again = self.tr("Press to try again with the same sign-in.")
            return self.tr("Refresh"), f"{freshness.stopped_reason}.\n{again}"
        if not blocked_s:
            return self.tr("Refresh"), self.tr("Update the list now")
        return self._refresh_text(self._duration(blocked_s)), freshness.stopped_reason or self.tr(
            "The service takes no more than three identical requests a minute.\nRefresh works again when the"
            " countdown is over."
        )

    def widest_refresh_texts(self) -> list[str]:
        """Return texts of Refresh that no other one is wider than."""
        return [self._refresh_text(self._duration(seconds)) for seconds in (58, 28 * _MINUTE_S)]

    def sentence(self, freshness: Freshness) -> str:
        """Return when the list was updated and when it will be next."""
        parts = [freshness.stopped_reason] if freshness.stopped_reason else []
        if freshness.updated_ago_s is None:
            parts.append(self.tr("Not updated yet"))
        elif freshness.updated_ago_s < _JUST_NOW_S:
            parts.append(self.tr("Updated just now"))
        else:
            text = self.tr("Old: updated {time} ago") if freshness.old else self.tr("Updated {time} ago")
            parts.append(text.format(time=self._duration(freshness.updated_ago_s)))
        if freshness.fetching:
            parts.append(self.tr("updating now"))
        elif freshness.next_in_s is not None:
            parts.append(self.tr("next update in {time}").format(time=self._duration(freshness.next_in_s)))
        return " · ".join(parts)

    def _refresh_text(self, duration: str) -> str:
        return self.tr("Refresh  {duration}").format(duration=duration)

    def _duration(self, seconds: float) -> str:
        """Return a length of time in its most fitting unit."""
        for unit_s, text in (
            (_DAY_S, self.tr("{number} d")),
            (_HOUR_S, self.tr("{number} h")),
            (_MINUTE_S, self.tr("{number} min")),
        ):
            if seconds >= unit_s:
                return text.format(number=int(seconds // unit_s))
        return self.tr("{number} s").format(number=int(seconds))
