"""The pins of a dataset, kept in memory by day and counted by cell and type without a question to the engine."""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from dashboard.event import EventType
from dashboard.query import Query
from dashboard.store.bins import EPOCH, Whole
from dashboard.store.columns import PIN_ZOOM, TYPE_BITS

Squares = tuple[int, int]


def counts(query: Query) -> bool:
    """True where the query asks for nothing but dates and types."""
    return query == Query(query.since, query.until, types=query.types, datasets=query.datasets)


class Pins:
    """The pins of one dataset; those of one kind share their cell of PIN_ZOOM and their type."""

    def __init__(self, pins: pa.Table, kinds: pa.Table) -> None:
        """Rows of the tables of these names: `pins` in any order, best by date_start, and `kinds` by kind."""
        starts, lasts, kind = (pins[name].cast(pa.int32()).to_numpy() for name in ("date_start", "last_day", "kind"))
        if (starts[1:] < starts[:-1]).any():
            order = np.argsort(starts, kind="stable")
            starts, lasts, kind = starts[order], lasts[order], kind[order]
        self._kind, self._sums = kind, _sums_by_block(kind, len(kinds))
        self._days, first = np.unique(starts, return_index=True)
        # How many pins begin before each of the days, and before the end.
        self._before = np.append(first, len(kind))
        is_long = lasts > starts
        self._long_starts, self._long_lasts, self._long_kind = starts[is_long], lasts[is_long], kind[is_long]
        key = kinds["key"].to_numpy().astype(np.int64)
        self._cell, self._type = key >> TYPE_BITS, key % (1 << TYPE_BITS)

    def cells(self, query: Query, x: Squares, y: Squares, zoom: int) -> pa.Table:
        """Pins by cell of `zoom`, which is at most PIN_ZOOM, and type, between these cells of PIN_ZOOM, both included:
        columns x, y, type (its place in EventType), events."""
        events = self._by_kind(query)
        column, row = self._cell % (1 << PIN_ZOOM), self._cell >> PIN_ZOOM
        is_shown = (events > 0) & (column >= x[0]) & (column <= x[1]) & (row >= y[0]) & (row <= y[1])
        if query.types:
            is_shown &= np.isin(self._type, [list(EventType).index(one) for one in query.types])
        bits = PIN_ZOOM - zoom
        cells = {"x": column[is_shown] >> bits, "y": row[is_shown] >> bits, "type": self._type[is_shown]}
        table = pa.table(cells | {"events": events[is_shown]})
        if bits:
            table = table.group_by(list(cells)).aggregate([("events", "sum")]).rename_columns([*cells, "events"])
        return table

    def _by_kind(self, query: Query) -> Whole:
        """How many pins of each kind the query finds on its dates, of whatever type."""
        since, until = (
            day.toordinal() - EPOCH.toordinal() for day in (query.since or date.min, query.until or date.max)
        )
        first, last = self._before[np.searchsorted(self._days, [since, until + 1])]
        lasts_until_then = (self._long_starts < since) & (self._long_lasts >= since)
        lasting = np.bincount(self._long_kind[lasts_until_then], minlength=len(self._type))
        return self._before_place(last) - self._before_place(first) + lasting

    def _before_place(self, place: int) -> Whole:
        """How many pins of each kind stand before this place."""
        kinds = self._sums.shape[1]
        block = place // max(1, kinds)
        sums: Whole = self._sums[block] + np.bincount(self._kind[block * kinds : place], minlength=kinds)
        return sums


def _sums_by_block(kind: Whole, kinds: int) -> "np.ndarray[Any, np.dtype[np.int32]]":
    """How many pins of each kind stand before each block of `kinds` pins: about as many numbers as there are pins."""
    sums = np.zeros((len(kind) // max(1, kinds) + 1, kinds), dtype=np.int32)
    for block in range(len(sums) - 1):
        counts = np.bincount(kind[block * kinds : (block + 1) * kinds], minlength=kinds)
        np.add(sums[block], counts, out=sums[block + 1], casting="same_kind")
    return sums
