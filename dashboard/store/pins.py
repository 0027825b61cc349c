"""The pins of a dataset, kept in memory by day and counted by cell and type without a question to the engine."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from dashboard.dossier.event import EventType
from dashboard.query import Query
from dashboard.store.bins import EPOCH, Whole
from dashboard.store.columns import PIN_ZOOM, TYPE_BITS

Squares = tuple[int, int]


def counts(query: Query) -> bool:
    """True where the query asks for nothing but dates and types."""
    return query == Query(query.since, query.until, types=query.types, datasets=query.datasets)


@dataclass(frozen=True, slots=True)
class _Level:
    """The cells of one zoom, once for each of their types, and the place among them of each kind of pins."""

    x: Whole
    y: Whole
    type: Whole
    place_of_kind: Whole


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
        self._keys: Whole = kinds["key"].to_numpy().astype(np.int64)
        self._levels: dict[int, _Level] = {}

    def cells(self, query: Query, x: Squares, y: Squares, zoom: int) -> pa.Table:
        """Pins by cell of `zoom`, which is at most PIN_ZOOM, and type, between these cells, both included: columns x,
        y, type (its place in EventType), events."""
        level = self._level(zoom)
        events = np.bincount(level.place_of_kind, self._by_kind(query), minlength=len(level.type)).astype(np.int64)
        is_shown = (events > 0) & (level.x >= x[0]) & (level.x <= x[1]) & (level.y >= y[0]) & (level.y <= y[1])
        if query.types:
            is_shown &= np.isin(level.type, [list(EventType).index(event_type) for event_type in query.types])
        columns = {"x": level.x, "y": level.y, "type": level.type, "events": events}
        return pa.table({name: column[is_shown] for name, column in columns.items()})

    def _level(self, zoom: int) -> _Level:
        if zoom not in self._levels:
            bits = PIN_ZOOM - zoom
            cell, types = self._keys >> TYPE_BITS, self._keys % (1 << TYPE_BITS)
            row, column = cell >> PIN_ZOOM + bits, cell % (1 << PIN_ZOOM) >> bits
            keys, places = np.unique((row << zoom | column) << TYPE_BITS | types, return_inverse=True)
            cells = keys >> TYPE_BITS
            self._levels[zoom] = _Level(cells % (1 << zoom), cells >> zoom, keys % (1 << TYPE_BITS), places)
        return self._levels[zoom]

    def _by_kind(self, query: Query) -> Whole:
        """How many pins of each kind the query finds on its dates, of whatever type."""
        since, until = (
            day.toordinal() - EPOCH.toordinal() for day in (query.since or date.min, query.until or date.max)
        )
        first, last = self._before[np.searchsorted(self._days, [since, until + 1])]
        lasts_until_then = (self._long_starts < since) & (self._long_lasts >= since)
        lasting = np.bincount(self._long_kind[lasts_until_then], minlength=len(self._keys))
        return self._before_place(last) - self._before_place(first) + lasting

    def _before_place(self, place: int) -> Whole:
        """How many pins of each kind stand before this place."""
        kinds = len(self._keys)
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
