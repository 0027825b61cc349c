"""One dataset: its events and their daily counts, asked by Query."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import ibis
import pandas as pd
import pyarrow as pa

from dashboard.event import Event, EventType, Spread
from dashboard.query import Query
from dashboard.query.predicate import predicate
from dashboard.store.about import About
from dashboard.store.columns import (
    DAILY_DIMENSIONS,
    DAILY_SCHEMA,
    DAILY_SUMS,
    EVENT_COLUMNS,
    FALLBACKS,
    LEDGER_DIMENSIONS,
    LEDGER_SCHEMA,
    PARTS,
    PEACEKEEPING,
    SCHEMA,
    SPREADS,
    WORLD,
    event_of,
    spread_of,
    square,
)
from dashboard.store.engine import Engine
from dashboard.window import Box

if TYPE_CHECKING:
    from ibis.expr.types import Table

NAMES_SCHEMA = ibis.schema({"kind": "string", "value": "string", "events": "int64"})
ABOUT_SCHEMA = ibis.schema({"json": "string"})
Bin = Literal["day", "week", "month"]
# Of more events than this, a page is looked for in the days that hold it instead of among all.
_MANY = 50_000
_ROWS_A_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Totals:
    """What a query adds up to.

    A sum is None where no event of the query reported one. `best` takes an event's low where no best was given, and
    `high` its best or low ("at least 30" counts as 30 in all three).
    """

    events: int
    fatalities: Spread
    injured: Spread


@dataclass(frozen=True, slots=True)
class Days:
    """Days in a row that hold a page: both included, with the number of events before them."""

    first: date
    last: date
    before: int


def daily(events: "Table") -> "Table":
    """The daily table of an events table."""
    sums = {
        f"{what}_{part}": ibis.coalesce(*(events[f"{what}_{other}"] for other in order)).sum().cast("int64")
        for what in SPREADS
        for part, order in FALLBACKS.items()
    }
    grouped = events.group_by(*DAILY_DIMENSIONS).aggregate(events=events.count(), **sums)
    return grouped.select(*DAILY_SCHEMA.names)


def ledger(events: "Table") -> "Table":
    """The ledger table of an events table: its events by day and what decides how they weigh."""
    is_peacekeeping = (ibis.literal(";") + events.context + ";").contains(f";{PEACEKEEPING};")
    grouped = events.mutate(is_peacekeeping=is_peacekeeping).group_by(*LEDGER_DIMENSIONS)
    counted = grouped.aggregate(events=lambda table: table.count())
    return counted.order_by("date_start").select(*LEDGER_SCHEMA.names)


class Dataset:
    """A dataset that does not change: tables `events` (SCHEMA), `daily` (DAILY_SCHEMA) and `ledger` (LEDGER_SCHEMA)."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._events: Table = ibis.table(SCHEMA, name="events")
        self._daily: Table = ibis.table(DAILY_SCHEMA, name="daily")
        self._ledger: Table = ibis.table(LEDGER_SCHEMA, name="ledger")
        self._about: About | None = None

    @cached_property
    def _has_many(self) -> bool:
        """True where the whole dataset has so many events that a page is better looked for by day."""
        (row,) = self.engine.rows(self._daily.aggregate(events=self._daily.events.sum().fill_null(0)))
        return bool(row["events"] >= _MANY)

    def totals(self, query: Query) -> Totals:
        """The number of events and their casualties."""
        (row,) = self.engine.answer(self._summed, query).to_pylist()
        return Totals(row["events"], *(spread_of(row, what) for what in SPREADS))

    def events(self, query: Query, limit: int | None = None, offset: int = 0) -> list[Event]:
        """Events of the query, ordered by date_start, then id; a page of them where a limit is given."""
        days = self._days_of_page(query, limit, offset) if limit is not None else None
        if days:
            offset -= days.before
        if days:
            table = self.engine.table(self._page(query, limit, offset, days))
        else:
            table = self.engine.answer(self._page, query, limit, offset)
        return [event_of(row) for row in table.to_pylist()]

    def find(self, event_id: str) -> Event | None:
        """One event by its id, whatever the query."""
        if "\0" in event_id:  # no id holds it, and engines take it for the end of a string
            return None
        rows = self.engine.rows(self._events.filter(self._events.id == event_id))
        return event_of(rows[0]) if rows else None

    def position(self, query: Query, event: Event) -> int | None:
        """How many events of the query come before this one; None if it is not among them."""
        table = self._asked(query)
        is_before = (table.date_start < event.date_start) | (
            (table.date_start == event.date_start) & (table.id < event.id)
        )
        (row,) = self.engine.rows(
            table.aggregate(before=is_before.sum().fill_null(0), found=(table.id == event.id).any().fill_null(False))
        )
        return int(row["before"]) if row["found"] else None

    def histogram(self, query: Query, width: Bin) -> pd.DataFrame:
        """Events per bin and type: columns bin (datetime, the bin's first day), event_type, events.

        An event of several days counts once, at its first day that the query asks for. Weeks start on Monday.
        """
        frame: pd.DataFrame = self.engine.answer(self._counted_by_bin, query, width).to_pandas()
        return frame.assign(bin=pd.to_datetime(frame["bin"]))

    def deaths(self, query: Query, width: Bin) -> pd.DataFrame:
        """Deaths per bin, as totals() sums them: columns bin (datetime, the bin's first day), low, best, high.

        Binned as in histogram(); a bin in which no event reported a figure is not among the rows.
        """
        table = self._binned(query, width)
        sums = {part: table[f"fatalities_{part}"].sum().cast("int64") for part in PARTS}
        summed = table.group_by("bin").aggregate(**sums)
        frame: pd.DataFrame = self.engine.table(summed.filter(summed.high.notnull()).order_by("bin")).to_pandas()
        return frame.assign(bin=pd.to_datetime(frame["bin"]))

    def weighed(self, query: Query) -> pa.Table:
        """Events up to the query's last day, counted by what decides how they weigh, in no order.

        Columns date_start, event_type, mode, is_peacekeeping, corroborated, events. The query's first day is left out
        of account, since what happened before it still counts.
        """
        asked = replace(query, since=None)
        is_known = replace(asked, until=None, types=()) == Query(datasets=asked.datasets)
        table = self._ledger.filter(predicate(asked, self._ledger)) if is_known else ledger(self._asked(asked))
        return self.engine.table(table.drop("dataset"))

    def scored(self, query: Query, first: date, types: Sequence[EventType]) -> list[dict[str, Any]]:
        """Events of these types one by one, from the day `first` to the query's last, by date_start, then id.

        Columns id, title, episode and those of weighed() but `events`.
        """
        table = self._asked(replace(query, since=None))
        table = table.filter(
            table.date_start >= ibis.literal(first), table.event_type.isin([str(one) for one in types])
        )
        is_peacekeeping = (ibis.literal(";") + table.context + ";").contains(f";{PEACEKEEPING};")
        ordered = table.mutate(is_peacekeeping=is_peacekeeping).order_by("date_start", "id")
        return self.engine.rows(
            ordered.select(
                "id", "title", "episode", "date_start", "event_type", "mode", "is_peacekeeping", "corroborated"
            )
        )

    def attention(self, query: Query) -> pd.DataFrame:
        """Reports by day: columns day (datetime), reports, attention; by day.

        `attention` counts the reports of one day, actor pair, type and place once; two actors are a pair in any order.
        """
        table = self._asked(query)
        alike = table.group_by(
            day=table.date_start,
            one=ibis.least(table.actor1, table.actor2),
            other=ibis.greatest(table.actor1, table.actor2),
            what=table.event_type,
            place=table.place_name,
            country=table.country,
        ).aggregate(reports=table.count())
        counted = alike.group_by("day").aggregate(reports=alike.reports.sum().cast("int64"), attention=alike.count())
        frame: pd.DataFrame = self.engine.table(counted.order_by("day")).to_pandas()
        return frame.assign(day=pd.to_datetime(frame["day"]))

    def extent(self, query: Query) -> tuple[date, date] | None:
        """The first and last day on which an event of the query happened, whatever dates it asks for."""
        return self.seen(replace(query, since=None, until=None))

    def seen(self, query: Query) -> tuple[date, date] | None:
        """The first and last day of the events that the query finds on its dates."""
        table = self._counted(query)
        (row,) = self.engine.rows(table.aggregate(first=table.date_start.min(), last=table.last_day.max()))
        return (row["first"], row["last"]) if row["first"] else None

    def nearest_days(self, query: Query) -> tuple[date | None, date | None]:
        """The last day before the query's dates, and the first after them, on which it would find an event."""
        table = self._counted(replace(query, since=None, until=None))
        before = after = None
        if query.since:
            earlier = table.filter(table.last_day < query.since)
            before = self.engine.rows(earlier.aggregate(day=earlier.last_day.max()))[0]["day"]
        if query.until:
            later = table.filter(table.date_start > query.until)
            after = self.engine.rows(later.aggregate(day=later.date_start.min()))[0]["day"]
        return before, after

    def elsewhere(self, query: Query) -> list[tuple[str, int]]:
        """Events off the map by place (a key of the gazetteer, or a name), the most frequent first."""
        return self._counts(query, "elsewhere")

    def areas(self, query: Query) -> list[tuple[str, int]]:
        """Events that are drawn as an area, by "kind:feature", the most frequent first."""
        return [(area, events) for area, events in self._counts(query, "area") if area]

    def events_elsewhere(self, query: Query, elsewhere: str, limit: int) -> list[Event]:
        """The first events that stand beside the map under this key or name."""
        table = self._asked(query)
        table = table.filter(table.elsewhere == elsewhere).order_by("date_start", "id").limit(limit)
        return [event_of(row) for row in self.engine.rows(table)]

    def places(self, query: Query, limit: int | None = None) -> list[tuple[str, str, int]]:
        """Places with the most events: the gazetteer's key or "", the publisher's name, and the count; all without a
        limit."""
        table = self._asked(query)
        counted = table.group_by("place", "place_name").aggregate(events=table.count())
        ordered = counted.order_by(ibis.desc("events"), "place", "place_name").limit(limit)
        return [(row["place"], row["place_name"], row["events"]) for row in self.engine.rows(ordered)]

    def types(self, query: Query) -> list[tuple[str, int]]:
        """Events by type, the most frequent first."""
        return self._counts(query, "event_type")

    def actors(self, query: Query) -> list[tuple[str, int]]:
        """Events by actor on either side, the most frequent first; an event of two actors counts for both."""
        table = self._asked(query)
        named = table.select(actor=table.actors.split(";").unique().unnest())
        named = named.filter(named.actor != "")
        counted = named.group_by("actor").aggregate(events=named.count())
        rows = self.engine.rows(counted.order_by(ibis.desc("events"), "actor"))
        return [(row["actor"], row["events"]) for row in rows]

    def spanning(self, query: Query, until: date, since: date) -> int:
        """Events that begin by the one day and last to the other, whatever dates the query asks for."""
        table = self._counted(replace(query, since=None, until=None))
        table = table.filter(table.date_start <= until, table.last_day >= since)
        (row,) = self.engine.rows(table.aggregate(events=table.events.sum().fill_null(0)))
        return int(row["events"])

    def cells(self, query: Query, box: Box, zoom: int) -> pa.Table:
        """Pins of the query in the box, counted: columns x, y (cells of that zoom from west and north), event_type,
        events."""
        size = WORLD >> zoom
        table = self._in_box(query, box)
        table = table.mutate(cell_x=table.x // size, cell_y=table.y // size)
        counted = table.group_by("cell_x", "cell_y", "event_type").aggregate(events=table.count())
        return self.engine.table(counted.rename(x="cell_x", y="cell_y").order_by("x", "y", "event_type"))

    def pins(self, query: Query, box: Box, limit: int) -> list[Event]:
        """Events of the query that are pins in the box, ordered by date_start, then id."""
        table = self._in_box(query, box).order_by("date_start", "id").limit(limit)
        return [event_of(row) for row in self.engine.rows(table)]

    def batches(self, query: Query, columns: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
        """These columns of the query's events in their order, a few thousand rows at a time."""
        for days in self._windows(query):
            table = self._asked(query, days).order_by("date_start", "id")
            # An imported event has no sources of the dossier: the publisher's stand in their place.
            table = table.mutate(
                source_titles=ibis.coalesce(table.source_titles.nullif(""), table.publisher_source),
                source_urls=ibis.coalesce(table.source_urls.nullif(""), table.source_url),
            )
            yield from self.engine.batches(table.select(*columns), _ROWS_A_BATCH)

    def names(self, kind: Literal["actor", "place"]) -> list[str]:
        """Actors or places (keys) of an imported dataset, those with the most events first."""
        names = ibis.table(NAMES_SCHEMA, name="names")
        ordered = names.filter(names.kind == kind).order_by(ibis.desc("events"), "value")
        return [row["value"] for row in self.engine.rows(ordered)]

    def about(self) -> About:
        """The card of an imported dataset."""
        if self._about is None:
            (row,) = self.engine.rows(ibis.table(ABOUT_SCHEMA, name="about"))
            self._about = About.from_json(row["json"])
        return self._about

    def _summed(self, query: Query) -> "Table":
        table = self._counted(query)
        sums = {name: table[name].sum() for name in DAILY_SUMS}
        return table.aggregate(events=table.events.sum().fill_null(0), **sums)

    def _page(self, query: Query, limit: int | None, offset: int, days: Days | None = None) -> "Table":
        table = self._asked(query, days).order_by("date_start", "id").limit(limit, offset=offset)
        return table.select(*EVENT_COLUMNS)

    def _counted_by_bin(self, query: Query, width: Bin) -> "Table":
        table = self._binned(query, width)
        counted = table.group_by("bin", "event_type").aggregate(events=table.events.sum().cast("int64"))
        return counted.order_by("bin", "event_type")

    def _counted_by(self, query: Query, column: str) -> "Table":
        table = self._counted(query)
        table = table.filter(table[column].notnull())
        counted = table.group_by(column).aggregate(events=table.events.sum().cast("int64"))
        return counted.order_by(ibis.desc("events"), column)

    def _counted_by_day(self, query: Query) -> "Table":
        table = self._counted(query)
        counted = table.group_by("date_start").aggregate(events=table.events.sum().cast("int64"))
        return counted.order_by("date_start")

    def _asked(self, query: Query, days: Days | None = None) -> "Table":
        table = self._events.filter(predicate(query, self._events))
        return table.filter(table.date_start.between(days.first, days.last)) if days else table

    def _in_box(self, query: Query, box: Box) -> "Table":
        table = self._asked(query)
        west, north = square(box.west, box.north)
        east, south = square(box.east, box.south)
        return table.filter(table.x.between(west, east), table.y.between(north, south), table.area == "")

    def _counted(self, query: Query) -> "Table":
        """The events with their number in column events: from the daily table where it knows what is asked."""
        if not (query.actors or query.places or query.text):
            return self._daily.filter(predicate(query, self._daily))
        return daily(self._asked(query))

    def _binned(self, query: Query, width: Bin) -> "Table":
        """The counted events with the first day of their bin: that of their first day that the query asks for."""
        table = self._counted(query)
        first = table.date_start
        if query.since:
            first = ibis.greatest(first, ibis.literal(query.since))
        return table.mutate(bin=first.truncate({"day": "D", "week": "W", "month": "M"}[width]))

    def _counts(self, query: Query, column: str) -> list[tuple[str, int]]:
        """Events by the values of a column, the most frequent first; where it is null they are left out."""
        rows = self.engine.answer(self._counted_by, query, column).to_pylist()
        return [(row[column], row["events"]) for row in rows]

    def _per_day(self, query: Query) -> list[tuple[date, int]]:
        """How many events of the query begin on each day that has any."""
        columns = self.engine.answer(self._counted_by_day, query).to_pydict()
        return list(zip(columns["date_start"], columns["events"], strict=True))

    def _days_of_page(self, query: Query, limit: int, offset: int) -> Days | None:
        """The days on which the page's events begin; None where looking for them would be the longer way."""
        if not self._has_many:
            return None
        per_day = self._per_day(query)
        if sum(events for _day, events in per_day) < _MANY:
            return None
        before = 0
        first: Days | None = None
        for day, events in per_day:
            if before + events > offset:
                first = first or Days(day, day, before)
            before += events
            if before >= offset + limit:
                break
        return replace(first, last=day) if first else Days(day, day, before - events)  # beyond the end is nothing

    def _windows(self, query: Query) -> Iterator[Days]:
        """Days in a row with at most about _MANY events each, so that sorting them takes little memory."""
        window: Days | None = None
        held = 0
        for day, events in self._per_day(query):
            if window and held + events > _MANY:
                yield window
                window, held = Days(day, day, window.before + held), 0
            window = replace(window, last=day) if window else Days(day, day, 0)
            held += events
        if window:
            yield window
