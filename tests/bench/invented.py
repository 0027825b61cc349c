"""Invented datasets for the measurements, made once: in the folder BENCH_DATASETS, or one that goes with the run."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from dashboard.sharing.tables.events import SEED_COLUMNS
from dashboard.store.catalogue import Catalogue
from tests.synthetic import import_synthetic

# The last day of every question, as both apps have it at first. The data is of 2008 to 2023.
UNTIL = date(2023, 10, 6)


@dataclass(frozen=True, slots=True)
class Invented:
    """A folder of invented datasets."""

    folder: Path

    def dataset(self, events: int) -> str:
        """The name of a dataset of so many events, which is made if it is not there."""
        name = f"s{events}"
        if Catalogue(self.folder).current(name) is None:
            print(f"making {events:,} invented events", flush=True)
            import_synthetic(self.folder, name, events)
        return name

    def file(self, events: int) -> Path:
        """The DuckDB file of a dataset of so many events."""
        version = Catalogue(self.folder).current(self.dataset(events))
        assert version is not None
        return version.events

    def csv(self, events: int, file: Path) -> None:
        """Write the events of a dataset as a table with the columns of seeds/events.csv."""
        with duckdb.connect(self.file(events), read_only=True) as connection:
            connection.sql(f"SELECT {', '.join(SEED_COLUMNS)} FROM events").write_csv(str(file))  # noqa: S608

    def count(self, events: int, since: date, drawn: str) -> int:
        """How many events of a dataset since a day fulfil the condition `drawn` in SQL."""
        with duckdb.connect(self.file(events), read_only=True) as connection:
            sql = f"SELECT count(*) FROM events WHERE last_day >= ? AND date_start <= ? AND {drawn}"  # noqa: S608 - ours
            row = connection.execute(sql, [since, UNTIL]).fetchone()
        assert row is not None
        return int(row[0])


@contextmanager
def invented() -> Iterator[Invented]:
    """The folder: that of the environment variable BENCH_DATASETS, which stays, or a temporary one."""
    if kept := os.environ.get("BENCH_DATASETS"):
        yield Invented(Path(kept))
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Invented(Path(folder))
