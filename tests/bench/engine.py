"""A map's box and dates, asked of a dataset of ten million events, against the same SQL on unsorted rows.

The question is that of a map around the boundary in one year. Every turn asks for another year, so that no run repeats
the one before it. The dataset answers as it does the map's route: what asks for dates and types alone is counted in
memory, and what asks for more by the engine, from a file whose rows are sorted; both are measured. The rival is an
ordinary table with the rows as chance has them, as an import that does not sort would leave them. Its long texts are
left empty, so that it is made sooner; the question does not read them, and the engine stores columns apart.
"""

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median

import duckdb
import pyarrow as pa

from dashboard.dossier.event import EventType
from dashboard.drawing.map.density import read_view
from dashboard.query import Query
from dashboard.store import expressions
from dashboard.store.columns import WORLD_BITS, square
from dashboard.store.dataset import Dataset
from dashboard.store.engine import Engine
from tests.bench.goals import Goal, Kind
from tests.bench.invented import invented

EVENTS = 10_000_000
VIEW = read_view("20.3,42.7,21.2,43.3", "10")
YEARS, ROUNDS = range(2009, 2023), 5
_MEMORY = "4GB"
_EMPTY = ", ".join(f"'' AS {name}" for name in ("title", "summary", "search_text", "actor1", "actor2", "actors"))


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


def asked(engine: Engine, query: Query) -> pa.Table:
    """Pins of the view by cell and type, as a dataset asks its engine."""
    west, north = square(VIEW.box.west, VIEW.box.north)
    east, south = square(VIEW.box.east, VIEW.box.south)
    return engine.answer(expressions.cells, query, (west, east), (north, south), WORLD_BITS - VIEW.cell_zoom)


def counted(table: pa.Table) -> dict[tuple[int, int, int], int]:
    """Pins by cell and the type's place in EventType."""
    if "event_type" in table.column_names:
        types = list(EventType)
        table = table.append_column("type", [[types.index(EventType(one)) for one in table["event_type"].to_pylist()]])
    return {(row["x"], row["y"], row["type"]): row["events"] for row in table.to_pylist()}


def measure() -> Iterator[Goal]:
    """The goals of this group, one after another."""
    with invented() as data:
        name, file = data.dataset(EVENTS), data.file(EVENTS)
        in_order, in_none = (Engine.read_only(one) for one in (file, shuffled(file)))
        dataset = Dataset(in_order)
        answers: dict[str, Callable[[Query], pa.Table]] = {
            "dataset": lambda query: dataset.cells(query, VIEW.box, VIEW.cell_zoom),
            "sorted": lambda query: asked(in_order, query),
            "unsorted": lambda query: asked(in_none, query),
        }
        took: dict[str, list[float]] = {who: [] for who in answers}
        # First every year once untimed: any query makes the engine hold all of the unsorted table, but only some of the
        # sorted one.
        for number, year in enumerate(list(YEARS) * (1 + ROUNDS)):
            query = Query(since=date(year, 1, 1), until=date(year, 12, 31), datasets=(name,))
            found = []
            for who, answer in answers.items():
                start = time.perf_counter()
                table = answer(query)
                if number >= len(YEARS):
                    took[who].append(time.perf_counter() - start)
                found.append(counted(table))
            if not found[0] or any(one != found[0] for one in found):
                raise RuntimeError("the answers to one question differ, or there are none")
        in_order.close()
        in_none.close()
    ms = {who: 1000 * median(times) for who, times in took.items()}
    what = f"{EVENTS:,} events: boundary box in one year"
    yield Goal(f"{what}, rival: unsorted", "ms", ms["dataset"], ms["unsorted"], Kind.TIMES_LESS, 10)
    yield Goal(f"{what}, by the engine alone", "ms", ms["sorted"], ms["unsorted"], Kind.TIMES_LESS, 5)
