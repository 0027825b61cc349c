"""The order of a dataset's file against a random one: the same SQL on the same ten million rows by the same engine.

The question is that of a map around the boundary in one year. Every turn asks for another year, so that no run repeats
the one before it. The rival is an ordinary table with the rows as chance has them, as an import that does not sort
would leave them. Its long texts are left empty, so that it is made sooner; the question does not read them, and the
engine stores columns apart.
"""

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median

import duckdb

from dashboard.query import Query
from dashboard.store import questions
from dashboard.store.columns import WORLD_BITS, square
from dashboard.store.engine import statement
from dashboard.window import Box
from tests.bench.goals import Goal, Kind
from tests.bench.invented import invented

EVENTS = 10_000_000
BOX, ZOOM = Box(20.3, 42.7, 21.2, 43.3), 14
YEARS, ROUNDS = range(2009, 2023), 5
_MEMORY = "4GB"
_EMPTY = ", ".join(f"'' AS {name}" for name in ("title", "summary", "search_text", "actor1", "actor2", "actors"))


def cells_sql(query: Query) -> str:
    """Pins of the box by cell and type, as a dataset asks its engine."""
    west, north = square(BOX.west, BOX.north)
    east, south = square(BOX.east, BOX.south)
    sql, _schema = statement(questions.cells, (query, (west, east), (north, south), WORLD_BITS - ZOOM))
    return sql


def shuffled(file: Path) -> Path:
    """A copy of a dataset's events in random order, beside the datasets of the folder; made if it is not there."""
    copy = file.parent.parent / f"{file.parent.name}-shuffled.duckdb"
    if not copy.exists():
        print("making the copy in random order", flush=True)
        new = copy.with_suffix(".new")
        new.unlink(missing_ok=True)
        with duckdb.connect(new, config={"memory_limit": _MEMORY}) as connection:
            connection.execute(f"ATTACH '{file}' AS sorted (READ_ONLY)")
            sql = f"SELECT * REPLACE ({_EMPTY}) FROM sorted.events ORDER BY hash(id)"  # noqa: S608 - ours
            connection.execute(f"CREATE TABLE events AS {sql}")
        new.rename(copy)
    return copy


def measure() -> Iterator[Goal]:
    """The goal of this group."""
    with invented() as data:
        dataset = data.dataset(EVENTS)
        files = data.file(EVENTS), shuffled(data.file(EVENTS))
        connections = [duckdb.connect(file, read_only=True) for file in files]
        took: list[list[float]] = [[], []]
        # First every year once untimed: any query makes the engine hold all of the unsorted table, but only some of the
        # sorted one.
        for number, year in enumerate(list(YEARS) * (1 + ROUNDS)):
            sql = cells_sql(Query(since=date(year, 1, 1), until=date(year, 12, 31), datasets=(dataset,)))
            answers = []
            for connection, times in zip(connections, took, strict=True):
                start = time.perf_counter()
                answer = connection.execute(sql).to_arrow_table()
                if number >= len(YEARS):
                    times.append(time.perf_counter() - start)
                answers.append(answer.sort_by([(name, "ascending") for name in ("x", "y", "event_type")]))
            if answers[0] != answers[1] or not answers[0]:
                raise RuntimeError("both orders of the same table gave different answers, or none")
        for connection in connections:
            connection.close()
    ours, theirs = (1000 * median(times) for times in took)
    yield Goal(f"{EVENTS:,} events: boundary box in one year, rival: unsorted", "ms", ours, theirs, Kind.TIMES_LESS, 10)
