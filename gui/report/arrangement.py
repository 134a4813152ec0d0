"""Which rows of a report are shown, in which order."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RowNumbers = NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class Arrangement:
    """Rows chosen and ordered as a `Wish` says; the arrays are never changed.

    `rows` are the file's row numbers, the header being row 0 where there is one; None stands for all of them in
    the file's order. `hits` are places among the rows shown, ascending, from 0; None where nothing is sought.
    """

    rows: RowNumbers | None = None
    hits: RowNumbers | None = None
