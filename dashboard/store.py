"""The only place where queries run: the events in an engine that Ibis speaks to."""

import os
import threading
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import ibis
import pandas as pd
import pyarrow as pa

from dashboard.boundaries import municipality_keys, read_layers
from dashboard.event import Confidence, DatePrecision, Event, EventType, GeoPrecision, Spread
from dashboard.gazetteer import fold
from dashboard.query import Query, Vocabulary
from dashboard.query.predicate import predicate
from dashboard.sources import curated
from dashboard.sources.curated import Curated

if TYPE_CHECKING:
    from ibis.expr.types import Table

ROOT = Path(__file__).parents[1]
Bin = Literal["day", "week", "month"]

_SPREADS = ("fatalities", "injured")
_PARTS = ("low", "best", "high")
_TEXT_COLUMNS = (
    "id", "dataset", "date_precision", "time_local", "title", "place", "country_side", "geo_precision", "zone",
    "event_type", "mode", "context", "actor1", "actor2", "summary", "confidence", "source_ids", "episode",
)  # fmt: skip
# The columns of the events table, in the order in which an Event is read back.
_SCHEMA = ibis.schema(
    {
        **dict.fromkeys(_TEXT_COLUMNS, "string"),
        **dict.fromkeys(("date_start", "date_end", "last_day"), "date"),
        **dict.fromkeys(("lat", "lon"), "float64"),
        **{f"{what}_{part}": "int64" for what in _SPREADS for part in _PARTS},
        "confidence_rank": "int64",
        "in_article": "boolean",
        "actors": "string",
        "search_text": "string",
    }
)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a query adds up to.

    A sum is None where no event of the query reported one. `best` takes an event's low where no best was given, and
    `high` its best or low ("at least 30" counts as 30 in all three).
    """

    events: int
    fatalities: Spread
    injured: Spread


class Store:
    """The events, asked by Query. Each thread has its own cursor: a shared one returns wrong rows silently."""

    def __init__(self, dossier: Curated, municipalities: frozenset[str], url: str = "duckdb://") -> None:
        """`municipalities` holds the place keys of the municipalities that have a polygon on the map."""
        self.dossier = dossier
        self.municipalities = municipalities
        self.vocabulary = Vocabulary(
            actors=frozenset(dossier.actors),
            places=frozenset(event.place for event in dossier.events),
        )
        self._url = url
        self._own = threading.local()
        self._root = ibis.connect(url)
        self._root.create_table("events", _table(dossier), overwrite=True)
        self._events: Table = ibis.table(_SCHEMA, name="events")

    def count(self, query: Query) -> int:
        """How many events the query asks for."""
        return self.totals(query).events

    def totals(self, query: Query) -> Totals:
        """The number of events and their casualties."""
        table = self._asked(query)
        sums = {
            f"{what}_{part}": ibis.coalesce(*(table[f"{what}_{fallback}"] for fallback in order)).sum()
            for what in _SPREADS
            for part, order in {
                "low": ("low",),
                "best": ("best", "low"),
                "high": ("high", "best", "low"),
            }.items()
        }
        (row,) = self._rows(table.aggregate(events=table.count(), **sums))
        return Totals(row["events"], *(_spread(row, what) for what in _SPREADS))

    def events(self, query: Query, limit: int | None = None, offset: int = 0) -> list[Event]:
        """Events of the query, ordered by date_start, then id; a page of them where a limit is given."""
        table = self._asked(query).order_by("date_start", "id")
        return [_event(row) for row in self._rows(table.limit(limit, offset=offset))]

    def find(self, event_id: str) -> Event | None:
        """One event by its id, whatever the query."""
        if "\0" in event_id:  # no id holds it, and engines take it for the end of a string
            return None
        rows = self._rows(self._events.filter(self._events.id == event_id))
        return _event(rows[0]) if rows else None

    def histogram(self, query: Query, width: Bin) -> pd.DataFrame:
        """Events per bin and type: columns bin (datetime, the bin's first day), event_type, events.

        An event of several days counts once, at its first day that the query asks for. Weeks start on Monday.
        """
        table = self._asked(query)
        first = table.date_start
        if query.since:
            first = ibis.greatest(first, ibis.literal(query.since))
        table = table.mutate(bin=first.truncate({"day": "D", "week": "W", "month": "M"}[width]))
        counted = table.group_by("bin", "event_type").aggregate(events=table.count()).order_by("bin", "event_type")
        frame: pd.DataFrame = self._engine().to_pyarrow(counted).to_pandas()
        return frame.assign(bin=pd.to_datetime(frame["bin"]))

    def extent(self, query: Query) -> tuple[date, date] | None:
        """The first and last day on which an event of the query happened, whatever dates it asks for."""
        table = self._asked(replace(query, since=None, until=None))
        (row,) = self._rows(table.aggregate(first=table.date_start.min(), last=table.last_day.max()))
        return (row["first"], row["last"]) if row["first"] else None

    def nearest_days(self, query: Query) -> tuple[date | None, date | None]:
        """The last day before the query's dates, and the first after them, on which it would find an event."""
        table = self._asked(replace(query, since=None, until=None))
        before = after = None
        if query.since:
            earlier = table.filter(table.last_day < query.since)
            before = self._rows(earlier.aggregate(day=earlier.last_day.max()))[0]["day"]
        if query.until:
            later = table.filter(table.date_start > query.until)
            after = self._rows(later.aggregate(day=later.date_start.min()))[0]["day"]
        return before, after

    def _asked(self, query: Query) -> "Table":
        return self._events.filter(predicate(query, self._events))

    def _rows(self, table: "Table") -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._engine().to_pyarrow(table).to_pylist()
        return rows

    def _engine(self) -> Any:
        """This thread's own connection."""
        if not hasattr(self._own, "engine"):
            self._own.engine = (
                ibis.duckdb.from_connection(self._root.con.cursor())
                if self._root.name == "duckdb"
                else ibis.connect(self._url)
            )
        return self._own.engine


@cache
def current() -> Store:
    """The store of this process, made on first use; SeedError or LayerError if a table or layer is broken."""
    return Store(
        curated.read(ROOT / "seeds", ROOT / "geodata"),
        municipality_keys(read_layers(ROOT / "geodata")),
        os.environ.get("EVENTS_URL", "duckdb://"),
    )


def _table(dossier: Curated) -> pa.Table:
    return pa.Table.from_pylist([_row(event, dossier) for event in dossier.events], _SCHEMA.to_pyarrow())


def _row(event: Event, dossier: Curated) -> dict[str, Any]:
    row: dict[str, Any] = {field.name: getattr(event, field.name) for field in fields(event)}
    for name in ("actor1", "actor2"):
        row[name] = ";".join(row[name])
    row["source_ids"] = ";".join(row.pop("sources"))
    for what in _SPREADS:
        spread = row.pop(what)
        row |= {f"{what}_{part}": getattr(spread, part) for part in _PARTS}
    row["last_day"] = event.last_day
    row["confidence_rank"] = event.confidence.rank if event.confidence else None
    actors = dict.fromkeys((*event.actor1, *event.actor2))
    row["actors"] = "".join(f";{actor}" for actor in actors) + ";"
    names = [dossier.gazetteer[event.place].names, *(dossier.actors[actor].names for actor in actors)]
    row["search_text"] = fold(
        " ".join([event.title, event.summary, *(form for name in names for form in name.forms())])
    )
    return row


def _keys(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()


def _spread(row: dict[str, Any], what: str) -> Spread:
    return Spread(*(row[f"{what}_{part}"] for part in _PARTS))


def _event(row: dict[str, Any]) -> Event:
    same = {field.name: row[field.name] for field in fields(Event) if field.name in row}
    return Event(
        **same
        | {
            "date_precision": DatePrecision(row["date_precision"]),
            "geo_precision": GeoPrecision(row["geo_precision"]),
            "event_type": EventType(row["event_type"]),
            "confidence": Confidence(row["confidence"]) if row["confidence"] else None,
            "actor1": _keys(row["actor1"]),
            "actor2": _keys(row["actor2"]),
            "sources": _keys(row["source_ids"]),
            **{what: _spread(row, what) for what in _SPREADS},
        }
    )
