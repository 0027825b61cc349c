"""The ledger of a million events: what the store gives it, against a bare count by day in the same file.

Our question differs from turn to turn in its last day; the rival is the same each time, which can only help it.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median

import duckdb

from dashboard.query import Query
from dashboard.store.dataset import Dataset
from dashboard.store.engine import Engine
from tests.bench.goals import Goal, Kind
from tests.bench.invented import UNTIL, invented

EVENTS = 1_000_000
TURNS = 7
BARE = "SELECT date_start, count(*) FROM events GROUP BY 1"


def measure() -> Iterator[Goal]:
    """The goal of this group."""
    with invented() as data:
        name, file = data.dataset(EVENTS), data.file(EVENTS)
        dataset = Dataset(Engine.read_only(file))
        bare = duckdb.connect(file, read_only=True)
        took: list[list[float]] = [[], []]
        for turn in range(TURNS + 1):
            query = Query(until=UNTIL - timedelta(turn), datasets=(name,))
            asks = lambda asked=query: dataset.weighed(asked), lambda: bare.execute(BARE).to_arrow_table()
            for ask, times in zip(asks, took, strict=True):
                start = time.perf_counter()
                answer = ask()
                if turn:  # the first run opens the tables
                    times.append(time.perf_counter() - start)
                if not answer.num_rows:
                    raise RuntimeError("a million events gave no rows")
        dataset.engine.close()
        bare.close()
    ours, theirs = (1000 * median(times) for times in took)
    yield Goal(f"{EVENTS:,} events: weights by day, rival: count by day", "ms", ours, theirs, Kind.TIMES_AT_MOST, 2)
