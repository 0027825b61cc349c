"""Writes a dataset's file: events in the order in which the map reads them, their daily counts, names and card."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis

from dashboard.store.about import About
from dashboard.store.columns import SCHEMA, WORLD
from dashboard.store.dataset import ABOUT_SCHEMA, NAMES_SCHEMA, daily

if TYPE_CHECKING:
    from ibis.expr.types import Table

_ZOOM_OF_ORDER = 6
# More names than this are found by searching, not in a list.
_MOST_NAMES = 50_000


def write(connection: Any, staged: "Table", about: About) -> None:
    """Fill the DuckDB file that the connection is open on; `staged` has the columns of SCHEMA in any order."""
    size = WORLD >> _ZOOM_OF_ORDER
    in_order = staged.select(*SCHEMA.names).order_by(
        (staged.y // size).cast("int32") * 2**_ZOOM_OF_ORDER + (staged.x // size).cast("int32"), "date_start", "id"
    )
    events = connection.create_table("events", in_order)
    connection.create_table("daily", daily(events))
    connection.create_table("names", _names(events))
    connection.create_table("about", ibis.memtable([{"json": about.to_json()}], schema=ABOUT_SCHEMA))
    connection.raw_sql("CHECKPOINT")


def _names(events: "Table") -> "Table":
    """Actors and places that can be asked for, with their number of events."""
    actors = events.select(value=events.actors.split(";").unnest())
    places = events.select(value=events.place)
    return ibis.union(*(_counted(table, kind) for kind, table in (("actor", actors), ("place", places)))).select(
        *NAMES_SCHEMA.names
    )


def _counted(table: "Table", kind: str) -> "Table":
    named = table.filter(table.value != "")
    counted = named.group_by("value").aggregate(events=named.count())
    return counted.order_by(ibis.desc("events"), "value").limit(_MOST_NAMES).mutate(kind=ibis.literal(kind))


def connect(file: Path, work: Path, memory: str = "900MB") -> Any:
    """A DuckDB file to write, within this memory; what does not fit goes into the folder `work`."""
    return ibis.duckdb.connect(file, memory_limit=memory, temp_directory=str(work), preserve_insertion_order=False)
