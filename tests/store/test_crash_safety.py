"""An import that is killed at any moment leaves the old dataset or the new one whole; readers never notice."""

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pyarrow as pa
import pytest

from dashboard.event import EventType
from dashboard.publisher import Card
from dashboard.query import Query
from dashboard.store import Store
from dashboard.store.about import About, ImportedFile
from dashboard.store.catalogue import Catalogue
from dashboard.store.columns import SCHEMA, row_of
from dashboard.store.writing import connect, write
from tests.building import dossier, event

NAME = "generations"
QUERY = Query(datasets=(NAME,))
CARD = Card("own", "Invented", "Nobody", "", "CC0", "", "")
DOSSIER = dossier([event()])
KILLS = 40
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])


def size(generation: int) -> int:
    """How many events a generation has: another number than those before and after it."""
    return 20 + generation % 7


def write_generation(folder: Path, generation: int) -> None:
    """Put a dataset into the folder whose every event says which generation it is of."""
    catalogue = Catalogue(folder)
    with catalogue.writing(NAME, str(generation)) as version:
        same = row_of(event(dataset=NAME, title=f"generation {generation}"), DOSSIER, frozenset())
        rows = [same | {"id": f"{NAME}:{number}"} for number in range(size(generation))]
        about = About(NAME, CARD, "invented", (ImportedFile("invented.csv", "0" * 64),), date(2026, 11, 24))
        connection = connect(version.work)
        staged = connection.create_table("staged", pa.Table.from_pylist(rows, SCHEMA.to_pyarrow()), temp=True)
        write(connection, version.events, staged, about)
        connection.disconnect()
        catalogue.publish(version)


def write_for_ever(folder: Path, first: int, told: Connection) -> None:
    """Generation after generation; tells when it begins and when one is published."""
    told.send("begins")
    for generation in count(first):
        write_generation(folder, generation)
        told.send("published")


def store_of(folder: Path) -> Store:
    return Store(DOSSIER, frozenset(), catalogue=Catalogue(folder))


def generation_of(store: Store) -> int:
    """The generation that a store has; AssertionError if it is torn or its counts are wrong."""
    dataset = store.dataset(NAME)
    events = dataset.events(QUERY)
    titles = {one.title for one in events}
    assert len(titles) == 1, f"torn: {titles}"
    generation = int(titles.pop().removeprefix("generation "))
    assert len(events) == dataset.totals(QUERY).events == size(generation)
    return generation


@dataclass
class Readers:
    """What threads that read all the time have seen: reads, and what was wrong."""

    reads: int = 0
    generations: set[int] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)


@contextmanager
def reading(store: Store, threads: int) -> Iterator[Readers]:
    """Meanwhile, threads read through one store; each checks that no older generation comes after a newer one."""
    seen = Readers()
    is_over = threading.Event()

    def read() -> None:
        newest = 0
        while not is_over.is_set():
            try:
                generation = generation_of(store)
            except Exception as error:  # whatever a reader would meet is what is asked
                seen.wrong.append(repr(error))
                return
            if generation < newest:
                seen.wrong.append(f"{generation} after {newest}")
            newest = generation
            seen.reads += 1
            seen.generations.add(generation)
            time.sleep(0.15)

    readers = [threading.Thread(target=read) for _number in range(threads)]
    for reader in readers:
        reader.start()
    try:
        yield seen
    finally:
        is_over.set()
        for reader in readers:
            reader.join()


def kill_a_writer(folder: Path, generation: int, awaited: str, seconds: float) -> None:
    """Start a writer, wait for what it tells, then so long, and kill it."""
    told, telling = PROCESSES.Pipe(duplex=False)
    writer = PROCESSES.Process(target=write_for_ever, args=(folder, generation, telling))
    writer.start()
    telling.close()
    while told.recv() != awaited:
        pass
    time.sleep(seconds)
    writer.kill()
    writer.join()
    assert writer.exitcode == -signal.SIGKILL


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder of datasets with the first generation in it."""
    write_generation(tmp_path, 1)
    return tmp_path


def test_forty_killed_imports_leave_every_dataset_whole(folder):
    chance = random.Random(20230924)  # noqa: S311 - no secret
    catalogue = Catalogue(folder)
    standing = 1
    killed: Counter[str] = Counter()
    with reading(store_of(folder), threads=2) as seen:
        for number in range(KILLS):
            # Three of four at any moment of writing or publishing, and each fourth surely after it.
            awaited, longest = ("begins", 0.4) if number % 4 else ("published", 0.15)
            kill_a_writer(folder, standing + 1, awaited, chance.uniform(0, longest))
            current = catalogue.current(NAME)
            assert generation_of(store_of(folder)) == int(current.version)
            killed["after publishing" if int(current.version) > standing else "before publishing"] += 1
            standing = int(current.version)
            catalogue.tidy()
            assert {path.name for path in (folder / NAME).iterdir()} == {"CURRENT", "LOCK", current.events.name}
    assert seen.wrong == []
    assert seen.reads > KILLS
    assert seen.generations <= set(range(1, standing + 1))
    assert killed.total() == KILLS
    assert killed["before publishing"] > 0
    assert killed["after publishing"] > 0


def test_a_store_that_reads_on_never_goes_back_while_its_dataset_is_replaced(folder):
    with reading(store_of(folder), threads=2) as seen:
        for generation in range(2, 32):
            write_generation(folder, generation)
    assert seen.wrong == []
    assert seen.generations <= set(range(1, 32))
    assert generation_of(store_of(folder)) == 31


def test_a_thousand_counts_by_eight_threads_are_right(folder):
    store = store_of(folder)
    none = Query(datasets=(NAME,), types=(EventType.AGREE,))

    def counts(_thread: int) -> set[int]:
        return {store.count(none if turn % 5 == 0 else QUERY) for turn in range(125)}

    with ThreadPoolExecutor(8) as pool:
        # Generation 1 has 21 events, all of them attacks.
        assert list(pool.map(counts, range(8))) == [{0, 21}] * 8
