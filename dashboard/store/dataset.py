"""One dataset: its events and their counts, asked by Query."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypedDict

import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard.dossier.days import Days
from dashboard.dossier.event import Event, EventType, Headline, Spread
from dashboard.dossier.extent import Box
from dashboard.query import Query
from dashboard.store import expressions, pins, tally
from dashboard.store.about import About
from dashboard.store.bins import Bin, Histogram, first_days, histogram_of
from dashboard.store.columns import (
    EVENT_COLUMNS,
    HEADLINE_COLUMNS,
    PIN_ZOOM,
    SPREADS,
    WORLD_BITS,
    event_of,
    headline_of,
    spread_of,
    square,
)
from dashboard.store.engine import Engine
from dashboard.store.pins import Pins
from dashboard.store.tally import DAYS, KINDS, PLACED, Tally

if TYPE_CHECKING:
    from ibis.expr.types import Table

# Of more events than this, a page is looked for in the days that hold it instead of among all.
_MANY = 50_000
# Rows that are sorted at once for a file, and handed over at once: more of them take more memory but no less time.
_ROWS_A_WINDOW, _ROWS_A_BATCH = 30_000, 15_000


@dataclass(frozen=True, slots=True)
class Totals:
    """What a query adds up to.

    A sum is None where no event of the query reported one. `best` takes an event's low where no best was given, and
    `high` its best or low ("at least 30" counts as 30 in all three).
    """

    events: int
    fatalities: Spread
    injured: Spread


class ScoredRow(TypedDict):
    """An event as the ledger reads it."""

    date_start: date
    event_type: str
    mode: str
    is_peacekeeping: bool
    corroborated: bool
    id: str
    title: str
    episode: str


@dataclass(frozen=True, slots=True)
class PerDay:
    """The days on which events begin, in their order, and how many begin by the end of each (both of one length)."""

    days: pa.Array
    until: "np.ndarray[Any, np.dtype[np.int64]]"

    @property
    def events(self) -> int:
        """How many they are in all."""
        return int(self.until[-1]) if len(self.until) else 0

    def holding(self, first: int, last: int) -> tuple[date, date, int]:
        """The days that hold the events of these numbers from 0, both included, and how many begin before them; beyond
        the end that is the last day."""
        start, end = (
            min(int(at), len(self.days) - 1) for at in np.searchsorted(self.until, (first, last), side="right")
        )
        return self.days[start].as_py(), self.days[end].as_py(), int(self.until[start - 1]) if start else 0

    def windows(self, most: int) -> Iterator[Days]:
        """All days, as many in a row as hold `most` events or fewer; a day that holds more stands alone."""
        start = before = 0
        while start < len(self.days):
            end = max(start, int(np.searchsorted(self.until, before + most, side="right")) - 1)
            yield Days(self.days[start].as_py(), self.days[end].as_py())
            start, before = end + 1, int(self.until[end])


class Dataset:
    """A dataset that does not change, with the tables of tables.py."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._about: About | None = None

    @cached_property
    def _has_many(self) -> bool:
        """True where the whole dataset has so many events that a page is better looked for by day."""
        return bool(self._tally.totals(Query())["events"] >= _MANY)

    def totals(self, query: Query) -> Totals:
        """The number of events and their casualties."""
        row = self._tally.totals(query) if tally.knows(query) else self._row(expressions.totals, query)
        return Totals(row["events"], *(spread_of(row, what) for what in SPREADS))

    def events(self, query: Query, limit: int | None = None, offset: int = 0) -> list[Event]:
        """Events of the query, ordered by date_start, then id; a page of them where a limit is given."""
        return [event_of(row) for row in self._page(query, EVENT_COLUMNS, limit, offset).to_pylist()]

    def headlines(self, query: Query, limit: int, offset: int = 0) -> list[Headline]:
        """A page of events(), with no more of each than a list tells."""
        return [headline_of(row) for row in self._page(query, HEADLINE_COLUMNS, limit, offset).to_pylist()]

    def _page(self, query: Query, columns: tuple[str, ...], limit: int | None, offset: int) -> pa.Table:
        table = self._page_of_many(query, columns, limit, offset) if limit is not None and self._has_many else None
        return self.engine.answer(expressions.page, query, columns, limit, offset) if table is None else table

    def _page_of_many(self, query: Query, columns: tuple[str, ...], limit: int, offset: int) -> pa.Table | None:
        """A page, looked for in the days that hold it; None where looking for them would be the longer way."""
        holding = self._holding(query, offset, offset + limit - 1)
        if holding is None:
            return None
        first, last, before = holding
        most = _power_of_two(offset - before + limit)
        table = self.engine.answer(expressions.page_of_days, query, columns, most, first, last)
        return table.slice(offset - before, limit)

    def find(self, event_id: str) -> Event | None:
        """One event by its id, whatever the query."""
        if "\0" in event_id:  # no id holds it, and engines take it for the end of a string
            return None
        rows = self._rows(expressions.event, event_id)
        return event_of(rows[0]) if rows else None

    def position(self, query: Query, event: Event) -> int | None:
        """How many events of the query come before this one; None if it is not among them."""
        row = self._row(expressions.position, query, event.date_start, event.id)
        return int(row["before"]) if row["found"] else None

    def histogram(self, query: Query, width: Bin) -> Histogram:
        """Events per bin and type.

        An event of several days counts once, at its first day that the query asks for. Weeks start on Monday.
        """
        if tally.knows(query):
            return self._tally.histogram(query, width)
        return histogram_of(self.engine.answer(expressions.histogram, query, width), width)

    def deaths(self, query: Query, width: Bin) -> pd.DataFrame:
        """Deaths per bin, as totals() sums them: columns bin (datetime, the bin's first day), low, best, high.

        Binned as in histogram(); a bin in which no event reported a figure is not among the rows.
        """
        frame: pd.DataFrame = self.engine.answer(expressions.deaths, query, width).to_pandas()
        return frame.assign(bin=first_days(frame["bin"].to_numpy(), width).astype("datetime64[s]"))

    def weighed(self, query: Query) -> pa.Table:
        """Events up to the query's last day, counted by what decides how they weigh, in no order.

        Columns date_start, event_type, mode, is_peacekeeping, corroborated, events. The query's first day is left out
        of account, since what happened before it still counts.
        """
        return self.engine.answer(expressions.weighed, replace(query, since=None))

    def scored(self, query: Query, first: date, types: Sequence[EventType]) -> list[ScoredRow]:
        """Events of these types one by one, from the day `first` to the query's last, by date_start, then id.

        Columns id, title, episode and those of weighed() but `events`.
        """
        rows: list[Any] = self._rows(expressions.scored, replace(query, since=None), tuple(map(str, types)), first)
        return rows

    def attention(self, query: Query) -> pd.DataFrame:
        """Reports by day: columns day (datetime), reports, attention; by day.

        `attention` counts the reports of one day, actor pair, type and place once; two actors are a pair in any order.
        """
        frame: pd.DataFrame = self.engine.answer(expressions.attention, query).to_pandas()
        return frame.assign(day=pd.to_datetime(frame["day"]))

    def extent(self, query: Query) -> Days | None:
        """The first and last day on which an event of the query happened, whatever dates it asks for."""
        return self.seen(replace(query, since=None, until=None))

    def seen(self, query: Query) -> Days | None:
        """The first and last day of the events that the query finds on its dates."""
        row = self._row(expressions.seen, query)
        return Days(row["first"], row["last"]) if row["first"] else None

    def nearest_days(self, query: Query) -> tuple[date | None, date | None]:
        """The last day before the query's dates, and the first after them, on which it would find an event."""
        always = replace(query, since=None, until=None)
        before = self._row(expressions.last_before, always, query.since)["day"] if query.since else None
        after = self._row(expressions.first_after, always, query.until)["day"] if query.until else None
        return before, after

    def elsewhere(self, query: Query) -> list[tuple[str, int]]:
        """Events off the map by place (a key of the gazetteer, or a name), the most frequent first."""
        return self._counts(query, "elsewhere")

    def areas(self, query: Query) -> list[tuple[str, int]]:
        """Events that are drawn as an area, by "kind:feature", the most frequent first."""
        return [(area, events) for area, events in self._counts(query, "area") if area]

    def events_elsewhere(self, query: Query, elsewhere: str, limit: int) -> list[Event]:
        """The first events that stand beside the map under this key or name."""
        return [event_of(row) for row in self._rows(expressions.elsewhere, query, elsewhere, limit)]

    def places(self, query: Query, limit: int | None = None) -> list[tuple[str, str, int]]:
        """Places with the most events: the gazetteer's key or "", the publisher's name, and the count; all without a
        limit."""
        rows = self._rows(expressions.places, query, limit)
        return [(row["place"], row["place_name"], row["events"]) for row in rows]

    def types(self, query: Query) -> list[tuple[str, int]]:
        """Events by type, the most frequent first."""
        return self._counts(query, "event_type")

    def actors(self, query: Query) -> list[tuple[str, int]]:
        """Events by actor on either side, the most frequent first; an event of two actors counts for both."""
        return [(row["actor"], row["events"]) for row in self._rows(expressions.actors, query)]

    def spanning(self, query: Query, until: date, since: date) -> int:
        """Events that begin by the one day and last to the other, whatever dates the query asks for."""
        return int(self._row(expressions.spanning, replace(query, since=None, until=None), until, since)["events"])

    def cells(self, query: Query, box: Box, zoom: int) -> pa.Table:
        """Pins of the query in the box, counted: columns x, y (cells of that zoom from west and north), type (its place
        in EventType), events; in no order."""
        squares, bits = _squares(box), WORLD_BITS - zoom
        if zoom <= PIN_ZOOM and pins.counts(query) and _are_whole(squares, bits):
            x, y = ((first >> bits, last >> bits) for first, last in squares)
            return self._pins.cells(query, x, y, zoom)
        return _with_type_numbers(self.engine.answer(expressions.cells, query, *squares, bits))

    def pins(self, query: Query, box: Box, limit: int) -> list[Event]:
        """Events of the query that are pins in the box, ordered by date_start, then id."""
        return [event_of(row) for row in self._rows(expressions.pins, query, *_squares(box), limit)]

    def pins_per_day(self, query: Query, box: Box) -> PerDay:
        """The days on which pins of the query in the box begin."""
        return _per_day_of(self.engine.answer(expressions.pins_by_day, query, *_squares(box)))

    def page_of_pins(self, query: Query, box: Box, per_day: PerDay, limit: int, offset: int) -> list[Event]:
        """A page of pins(), looked for in the days that hold it: of 60,000 at one spot all would have to be sorted.

        `per_day` is pins_per_day() of the same query and box, which holds more than `offset`.
        """
        return self._page_of_days(expressions.pins_of_days, (query, _squares(box)), per_day, limit, offset)

    def area_per_day(self, query: Query, area: str) -> PerDay:
        """The days on which events of the query begin that are drawn as this area, "kind:feature"."""
        return _per_day_of(self.engine.answer(expressions.area_by_day, query, area))

    def page_of_area(self, query: Query, area: str, per_day: PerDay, limit: int, offset: int) -> list[Event]:
        """A page of the events drawn as an area, by date_start, then id; `per_day` is area_per_day() of the same."""
        return self._page_of_days(expressions.area_of_days, (query, area), per_day, limit, offset)

    def _page_of_days(
        self, build: "Callable[..., Table]", asked: tuple[Hashable, ...], per_day: PerDay, limit: int, offset: int
    ) -> list[Event]:
        first, last, before = per_day.holding(offset, offset + limit - 1)
        most = _power_of_two(offset - before + limit)
        rows = self._rows(build, *asked, most, first, last)
        return [event_of(row) for row in rows[offset - before :][:limit]]

    def batches(self, query: Query, columns: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
        """These columns of the query's events in their order, a few thousand rows at a time."""
        for first, last in self._per_day(query).windows(_ROWS_A_WINDOW):
            yield from self.engine.batches(_ROWS_A_BATCH, expressions.rows_of_days, query, columns, first, last)

    def names(self, kind: Literal["actor", "place"]) -> list[str]:
        """Actors or places (keys) of an imported dataset, those with the most events first."""
        return [row["value"] for row in self._rows(expressions.names, kind)]

    def about(self) -> About:
        """The card of an imported dataset."""
        if self._about is None:
            self._about = About.from_json(self.card())
        return self._about

    def card(self) -> str:
        """The same as it is written in the file."""
        return str(self._row(expressions.about)["json"])

    def _rows(self, build: "Callable[..., Table]", *asked: Hashable) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.engine.answer(build, *asked).to_pylist()
        return rows

    def _row(self, build: "Callable[..., Table]", *asked: Hashable) -> dict[str, Any]:
        (row,) = self._rows(build, *asked)
        return row

    @cached_property
    def _tally(self) -> Tally:
        return Tally(
            self.engine.answer(expressions.daily_sums, (*KINDS, *DAYS)),
            self.engine.answer(expressions.daily_rows, (*PLACED, *DAYS, "events")),
        )

    @cached_property
    def _pins(self) -> Pins:
        return Pins(self.engine.answer(expressions.all_pins), self.engine.answer(expressions.pin_kinds))

    def _counts(self, query: Query, column: str) -> list[tuple[str, int]]:
        if tally.knows(query):
            return self._tally.counts(query, column)
        return [(row[column], row["events"]) for row in self._rows(expressions.counts, query, column)]

    def _holding(self, query: Query, first: int, last: int) -> tuple[date, date, int] | None:
        """The days that hold the events of these numbers; None where the query finds so few that nobody need know."""
        if tally.knows(query):
            is_many = self._tally.totals(query)["events"] >= _MANY
            return self._tally.holding(query, first, last) if is_many else None
        per_day = self._per_day(query)
        return per_day.holding(first, last) if per_day.events >= _MANY else None

    def _per_day(self, query: Query) -> PerDay:
        return _per_day_of(self.engine.answer(expressions.counts_by_day, query))


def _per_day_of(table: pa.Table) -> PerDay:
    """Rows of date_start and events in the order of days."""
    table = table.combine_chunks()
    return PerDay(table["date_start"], np.cumsum(table["events"].to_numpy()))


def _power_of_two(most: int) -> int:
    """At least so many: few statements have to be compiled. Of 50 rows or fewer DuckDB looks for the order first and
    for the rest of their columns then, which takes longer where so few rows are sorted."""
    return max(64, 1 << (most - 1).bit_length())


def _with_type_numbers(table: pa.Table) -> pa.Table:
    """The table with types' places in EventType as column type instead of event_type."""
    encoded = table["event_type"].combine_chunks().dictionary_encode()
    places = [list(EventType).index(EventType(value)) for value in encoded.dictionary.to_pylist()]
    numbers = np.array(places, dtype=np.int64)[encoded.indices.to_numpy()]
    return table.drop_columns(["event_type"]).append_column("type", pa.array(numbers))


def _are_whole(squares: tuple[tuple[int, int], tuple[int, int]], bits: int) -> bool:
    """True where from the first to the last square are nothing but whole cells of 2**bits squares."""
    return all(first % (1 << bits) == 0 and (last + 1) % (1 << bits) == 0 for first, last in squares)


def _squares(box: Box) -> tuple[tuple[int, int], tuple[int, int]]:
    """The squares between which the box lies: from west to east, from north to south."""
    west, north = square(box.west, box.north)
    east, south = square(box.east, box.south)
    return (west, east), (north, south)
