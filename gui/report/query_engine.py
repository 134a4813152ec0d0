"""Answers queries: which rows, in which order, which of them are hits."""

import numpy as np

from gui.report.finding.categories import CategoryColumn, encode_categories
from gui.report.finding.folding import sought
from gui.report.finding.masks import CHUNK_ROWS, Mask, among, indexes_among, mask_of, rows_in
from gui.report.finding.search import rows_with
from gui.report.ordering.sorting import sorted_rows
from gui.report.parsing.values import kind_of
from gui.report.progress_monitor import ProgressMonitor
from gui.report.reading.report import Report
from gui.report.reading.row_numbers import RowNumbers
from gui.report.row_order import RowOrder
from gui.report.row_query import Condition, Contains, Count, Except, Group, OneOf, RowQuery, Sorting, Summary

KEPT_MASKS = 8
KEPT_CATEGORIES = 3
_NONE = np.empty(0, np.uint8)


class QueryEngine:
    """Answers queries about one report whose index is complete; keeps what the next query is likely to need again.

    For one thread. Every query raises ReportError, also when its monitor is cancelled. The first `header_rows` rows of
    the file, the last of which names the columns, are never part of an answer.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._masks: dict[Contains, Mask] = {}
        self._categories: dict[Group, CategoryColumn | None] = {}
        self._order: tuple[Sorting, int, RowNumbers] | None = None
        self._last: tuple[tuple[object, ...], RowNumbers | None] | None = None

    def arrange(self, query: RowQuery, header_rows: int, monitor: ProgressMonitor) -> RowOrder:
        """Return the rows that meet the query, in its order, and which of them are hits."""
        rows = self._rows(query, header_rows, monitor)
        if query.needle is None or not sought(query.needle.text):
            return RowOrder(rows, None, query.conditions)
        hits = self._mask(query.needle, monitor)
        if rows is None:
            return RowOrder(None, rows_in(_without_header(hits, header_rows), self._report.index.rows) - header_rows)
        return RowOrder(rows, indexes_among(hits, rows), query.conditions)

    def summary(
        self, group: Group, conditions: tuple[Condition, ...], header_rows: int, monitor: ProgressMonitor
    ) -> Summary:
        """Return the number of rows of each category, among those that meet all conditions."""
        column = self._categories_of(group, monitor)
        if column is None:
            return Summary(group, (), too_many=True)
        chosen = self._meeting(conditions, header_rows, monitor)
        if chosen is None:
            counts = column.counts()
            np.subtract.at(counts, column.codes[:header_rows], 1)
        else:
            counts = column.counts(chosen)
        named = [Count(value, count) for value, count in zip(column.values, counts.tolist(), strict=True) if count]
        named.sort(key=_by_day if group.by_day else _by_size)
        return Summary(group, tuple(named))

    def _meeting(self, conditions: tuple[Condition, ...], header_rows: int, monitor: ProgressMonitor) -> Mask | None:
        """Return the rows that meet all conditions, None where there are no conditions."""
        if not conditions:
            return None
        masks = [self._meeting_one(condition, monitor) for condition in conditions]
        return _without_header(np.bitwise_and.reduce(masks), header_rows)

    def _meeting_one(self, condition: Condition, monitor: ProgressMonitor) -> Mask:
        if isinstance(condition, Except):
            mask = ~self._meeting_one(condition.condition, monitor)
            mask[-1:] &= 0xFF >> -self._report.index.rows % 8  # no bits behind the last row
            return mask
        return self._mask(condition, monitor) if isinstance(condition, Contains) else self._one_of(condition, monitor)

    def _rows(self, query: RowQuery, header_rows: int, monitor: ProgressMonitor) -> RowNumbers | None:
        """Return the rows to show, None for all; the same array as before where only the needle has changed."""
        key = query.conditions, query.sorting, header_rows
        if self._last is None or self._last[0] != key:
            self._last = None
            chosen = self._meeting(query.conditions, header_rows, monitor)
            if query.sorting is None:
                rows = None if chosen is None else rows_in(chosen, self._report.index.rows)
            else:
                order = self._ordered(query.sorting, header_rows, monitor)
                rows = order if chosen is None else among(chosen, order)
            self._last = key, rows
        return self._last[1]

    def _ordered(self, sorting: Sorting, header_rows: int, monitor: ProgressMonitor) -> RowNumbers:
        if self._order is None or self._order[:2] != (sorting, header_rows):
            self._order = None
            rows = self._report.first_rows[header_rows:]
            kind = kind_of([row.cells[sorting.column] for row in rows if sorting.column < len(row.cells)])
            self._order = sorting, header_rows, sorted_rows(self._report, sorting, kind, header_rows, monitor)
        return self._order[2]

    def _mask(self, wanted: Contains, monitor: ProgressMonitor) -> Mask:
        mask = self._masks.pop(wanted, None)
        if mask is None:
            mask = rows_with(self._report, wanted, monitor)
        self._masks[wanted] = mask
        while len(self._masks) > KEPT_MASKS:
            del self._masks[next(iter(self._masks))]
        return mask

    def _one_of(self, wanted: OneOf, monitor: ProgressMonitor) -> Mask:
        column = self._categories_of(wanted.group, monitor)
        if column is None:
            return np.zeros(-(-self._report.index.rows // 8), np.uint8)
        is_one = np.array([value in wanted.values for value in column.values], np.bool_)
        starts = range(0, len(column.codes), CHUNK_ROWS)
        return np.concatenate(
            [mask_of(is_one[column.codes[first : first + CHUNK_ROWS]]) for first in starts] or [_NONE]
        )

    def _categories_of(self, group: Group, monitor: ProgressMonitor) -> CategoryColumn | None:
        if group in self._categories:
            self._categories[group] = self._categories.pop(group)
        else:
            while len(self._categories) >= KEPT_CATEGORIES:
                del self._categories[next(iter(self._categories))]
            self._categories[group] = encode_categories(self._report, group, monitor)
        return self._categories[group]


def _without_header(mask: Mask, header_rows: int) -> Mask:
    mask = mask.copy()
    whole, rest = divmod(header_rows, 8)
    mask[:whole] = 0
    mask[whole : whole + 1] &= 0xFF << rest & 0xFF
    return mask


def _by_size(count: Count) -> tuple[int, str]:
    return -count.rows, count.value


def _by_day(count: Count) -> tuple[str, ...]:
    """Return a key that orders days, with everything that is not a date last."""
    return tuple(reversed(count.value.split("."))) if count.value else ("~",)
