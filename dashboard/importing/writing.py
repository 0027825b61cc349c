"""Writes a dataset's file: events in the order in which the map reads them, their daily counts, names and card."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis

from dashboard.store.about import About
from dashboard.store.columns import SCHEMA, WORLD
from dashboard.store.tables import ABOUT, NAMES, daily, ledger, pin_kinds, pins

if TYPE_CHECKING:
    from ibis.expr.types import Table

_ZOOM_OF_ORDER = 6
_NEW = "made"
_MEMORY = "900MB"
# More names than this are found by searching, not in a list.
_MOST_NAMES = 50_000


def in_map_order(rows: "Table") -> "Table":
    """The rows, which have x, y and date_start, in the order in which the map reads them.

    Sorted before the columns are added that can be worked out from the others: a sort carries all that there are.
    """
    size = WORLD >> _ZOOM_OF_ORDER
    cell = (rows.y // size).cast("int32") * 2**_ZOOM_OF_ORDER + (rows.x // size).cast("int32")
    return rows.order_by(cell, "date_start")


def write(connection: Any, file: Path, rows: "Table", about: About) -> None:
    """Make the DuckDB file of a dataset; `rows`, of the connection, are in map order, with the columns of SCHEMA."""
    with _attached(connection, file) as new:
        # Threads write their parts of the order side by side: near each other is what counts, not the exact row.
        connection.raw_sql("SET preserve_insertion_order = false")
        connection.create_table("events", rows.select(*SCHEMA.names), database=new)
        events = connection.table("events", database=new)
        connection.create_table("daily", daily(events), database=new)
        connection.create_table("ledger", ledger(events), database=new)
        connection.create_table("pin_kinds", pin_kinds(events), database=new)
        connection.create_table("pins", pins(events, connection.table("pin_kinds", database=new)), database=new)
        connection.create_table("names", _names(events), database=new)
        card = ibis.memtable([{"json": about.to_json()}], schema=ABOUT.schema())
        connection.create_table("about", card, database=new)


def attach(connection: Any, file: Path, name: str, *, is_read_only: bool = False) -> None:
    """Let the connection see a DuckDB file under this name; Ibis would end the path at an apostrophe."""
    path = str(file).replace("'", "''")
    connection.raw_sql(f"ATTACH '{path}' AS {name}{' (READ_ONLY)' if is_read_only else ''}")


@contextmanager
def _attached(connection: Any, file: Path) -> Iterator[tuple[str, str]]:
    """The file beside what the connection holds already; on the way out it is whole on disk and closed."""
    attach(connection, file, _NEW)
    try:
        yield _NEW, "main"
    finally:
        connection.raw_sql(f"CHECKPOINT {_NEW}")
        connection.detach(_NEW)


def _names(events: "Table") -> "Table":
    """Actors and places that can be asked for, with their number of events."""
    actors = events.select(value=events.actors.split(";").unnest())
    places = events.select(value=events.place)
    return ibis.union(*(_counted(table, kind) for kind, table in (("actor", actors), ("place", places)))).select(
        *NAMES.columns
    )


def _counted(table: "Table", kind: str) -> "Table":
    named = table.filter(table.value != "")
    counted = named.group_by("value").aggregate(events=named.count())
    return counted.order_by(ibis.desc("events"), "value").limit(_MOST_NAMES).mutate(kind=ibis.literal(kind))


def connect(work: Path) -> Any:
    """An engine to prepare a dataset with, in the folder `work`; what does not fit into its memory goes there too."""
    return ibis.duckdb.connect(work / "work.duckdb", memory_limit=_MEMORY, temp_directory=str(work))
