"""What changed between two versions of a dataset: events added, revised or gone, by the publisher's id."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.importing.writing import attach
from dashboard.spreadsheet import csv_chunks
from dashboard.store.columns import SCHEMA

_MOST_NAMED = 10
_ROWS_TOGETHER = 1 << 16
# What an event has in each version of its own, and what is made of the other columns alone.
_NOT_COMPARED = {"id", "dataset", "publisher_id", "search_text", "x", "y", "actors", "confidence_rank"}
_COMPARED = [name for name in SCHEMA.names if name not in _NOT_COMPARED]
_COLUMNS = ("id", "change", "columns")


class Change(StrEnum):
    """What became of an event."""

    ADDED = "added"
    REVISED = "revised"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Changes:
    """How many events were added, revised or are gone, and the first ids of each; `file` has all of them."""

    counts: dict[Change, int]
    first: dict[Change, tuple[str, ...]]
    file: Path | None = None

    @property
    def are_any(self) -> bool:
        """True where anything changed."""
        return any(self.counts.values())


def compare(connection: Any, before: Path, after: Path, target: Path) -> Changes:
    """What changed from one file of events to another; all of it goes into the CSV file `target`, by change and id.

    An event is revised where any of its columns differs. The engine joins them, within its memory.
    """
    with _attached(connection, before, "earlier"), _attached(connection, after, "later"):
        differs = ", ".join(
            f"CASE WHEN earlier.{name} IS DISTINCT FROM later.{name} THEN '{name}' END" for name in _COMPARED
        )
        connection.raw_sql(
            f"""
            CREATE TEMP TABLE changes AS
            SELECT * FROM (
                SELECT coalesce(later.publisher_id, earlier.publisher_id) AS id,
                    CASE WHEN earlier.publisher_id IS NULL THEN '{Change.ADDED}'
                         WHEN later.publisher_id IS NULL THEN '{Change.GONE}' ELSE '{Change.REVISED}' END AS change,
                    CASE WHEN earlier.publisher_id IS NULL OR later.publisher_id IS NULL THEN NULL
                         ELSE concat_ws(';', {differs}) END AS columns
                FROM earlier.main.events AS earlier
                FULL OUTER JOIN later.main.events AS later ON earlier.publisher_id = later.publisher_id
            ) WHERE columns IS NULL OR columns <> ''
            """  # noqa: S608 - ours
        )
    ordered = "SELECT id, change, columns FROM changes ORDER BY change, id"
    counts = dict(connection.raw_sql("SELECT change, count(*) FROM changes GROUP BY change").fetchall())
    first = {
        change: tuple(
            found
            for (found,) in connection.raw_sql(
                f"SELECT id FROM changes WHERE change = '{change}' ORDER BY id LIMIT {_MOST_NAMED}"  # noqa: S608 - ours
            ).fetchall()
        )
        for change in Change
    }
    if counts:
        tables = (_frame(batch) for batch in connection.raw_sql(ordered).to_arrow_reader(_ROWS_TOGETHER))
        with target.open("xb") as file:
            file.writelines(csv_chunks(_COLUMNS, tables))
    connection.raw_sql("DROP TABLE changes")
    return Changes({change: counts.get(str(change), 0) for change in Change}, first)


def _frame(batch: Any) -> pl.DataFrame:
    frame = pl.from_arrow(batch)
    if not isinstance(frame, pl.DataFrame):
        raise TypeError("a batch of rows is a table")
    return frame


@contextmanager
def _attached(connection: Any, file: Path, name: str) -> Iterator[None]:
    attach(connection, file, name, is_read_only=True)
    try:
        yield
    finally:
        connection.raw_sql(f"DETACH {name}")
