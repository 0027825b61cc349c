"""An import that is killed at any moment leaves the old dataset or the new one whole; readers never notice."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pyarrow as pa
import pytest

from dashboard.dossier.event import EventType
from dashboard.importing.writing import connect, write
from dashboard.query import Query
from dashboard.sources.publisher import Card
from dashboard.store import Store
from dashboard.store.about import About, ImportedFile
from dashboard.store.catalogue import Catalogue
from dashboard.store.columns import SCHEMA, row_of
from tests.factories import dossier, event

NAME = "generations"
QUERY = Query(datasets=(NAME,))
CARD = Card("own", "Invented", "Nobody", "", "CC0", "", "")
DOSSIER = dossier([event()])
# What the operating system is asked for between the first and the last step of an import, beside reading.
STEPS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "shutil.rmtree"}
# Of an import's file, which the engine writes: so many bytes of it are there when it is killed.
MOST_STEPS = 40
BYTES = (1, 300_000, 800_000, 1_300_000)
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])


def size(generation: int) -> int:
    """How many events a generation has: another number than those before and after it."""
    return 20 + generation % 7


def write_generation(folder: Path, generation: int) -> None:
    """Put a dataset into the folder whose every event says which generation it is of."""
    catalogue = Catalogue(folder)
    with catalogue.writing(NAME) as version:
        same = row_of(event(dataset=NAME, title=f"generation {generation}"), DOSSIER, frozenset())
        rows = [same | {"id": f"{NAME}:{number}"} for number in range(size(generation))]
        about = About(NAME, CARD, "invented", (ImportedFile("invented.csv", "0" * 64),), date(2026, 11, 24))
        connection = connect(version.work)
        staged = connection.create_table("staged", pa.Table.from_pylist(rows, SCHEMA.to_pyarrow()), temp=True)
        write(connection, version.events, staged, about)
        connection.disconnect()
        catalogue.publish(version)


def write_until(folder: Path, generation: int, step: int, most_bytes: int, told: Connection) -> None:
    """Write a generation; be killed before the step of this number that changes the folder, or with so many bytes
    written, at the latest before the first file gets its name. Told is how many steps there were."""
    done = 0

    def count(happens: str, given: tuple[object, ...]) -> None:
        nonlocal done
        if happens in STEPS and str(given[0]).startswith(str(folder)) and (happens != "open" or is_writing(given)):
            if done == step or (most_bytes and happens == "os.rename"):
                os.kill(os.getpid(), signal.SIGKILL)
            done += 1

    sys.addaudithook(count)
    if most_bytes:
        threading.Thread(target=kill_at, args=(folder, most_bytes), daemon=True).start()
    write_generation(folder, generation)
    told.send(done)


def is_writing(given: tuple[object, ...]) -> bool:
    """Whether a file is opened to be written."""
    flags = given[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


def kill_at(folder: Path, most_bytes: int) -> None:
    """Kill this process as soon as the file that it writes has so many bytes."""
    while True:
        for part in folder.rglob("*.duckdb.part"):
            with suppress(FileNotFoundError):
                if part.stat().st_size >= most_bytes:
                    os.kill(os.getpid(), signal.SIGKILL)


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
            time.sleep(0.05)

    readers = [threading.Thread(target=read) for _number in range(threads)]
    for reader in readers:
        reader.start()
    try:
        yield seen
    finally:
        is_over.set()
        for reader in readers:
            reader.join()


def written(folder: Path, generation: int, step: int = -1, most_bytes: int = 0) -> int | None:
    """The number of steps that a writer took, a process of its own; None where it was killed."""
    told, telling = PROCESSES.Pipe(duplex=False)
    writer = PROCESSES.Process(target=write_until, args=(folder, generation, step, most_bytes, telling))
    writer.start()
    telling.close()
    try:
        steps: int | None = told.recv()
    except EOFError:
        steps = None
    writer.join()
    assert writer.exitcode == (-signal.SIGKILL if steps is None else 0)
    return steps


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder of datasets with the first generation in it."""
    write_generation(tmp_path, 1)
    return tmp_path


def test_a_writer_killed_at_any_step_leaves_the_old_dataset_or_the_new_one_whole(folder):
    standing, killed = 1, {"before": 0, "after": 0}
    # With so many bytes written; then at each step, of which the first clear away what the one before left, until a
    # writer takes fewer.
    with reading(store_of(folder), threads=2) as seen:
        for step, most_bytes in [*((-1, most) for most in BYTES), *((step, 0) for step in range(MOST_STEPS))]:
            is_killed = written(folder, standing + 1, step, most_bytes) is None
            stands = generation_of(store_of(folder))
            if not is_killed:
                assert stands == standing + 1
                standing = stands
                break
            assert stands in {standing, standing + 1}, (step, most_bytes)
            killed["after" if stands > standing else "before"] += 1
            standing = stands
        else:
            pytest.fail("a writer that takes so many steps has not come to its end")
    assert seen.wrong == []
    assert seen.reads > 10
    assert seen.generations <= set(range(1, standing + 1))
    assert killed["before"] > len(BYTES)
    assert killed["after"] > 0
    # What they left goes with the next import that ends: two versions stay, the one before it and its own.
    before = Catalogue(folder).current(NAME)
    write_generation(folder, standing + 1)
    now = Catalogue(folder).current(NAME)
    assert {path.name for path in (folder / "kosovo-serbia" / NAME).iterdir()} == {
        "CURRENT", "DASHBOARD", before.events.name, now.events.name,
    }  # fmt: skip


def test_a_first_import_killed_at_any_step_leaves_no_dataset_and_the_next_one_succeeds(tmp_path):
    steps = written(tmp_path / "whole", 1)
    assert steps is not None
    for step in range(steps):
        root = tmp_path / str(step)
        assert written(root, 1, step) is None
        catalogue = Catalogue(root)
        if catalogue.kept(NAME) and not catalogue.datasets():
            # It was whole, and only CURRENT did not name it yet: kept, and told.
            assert [fault.dataset for fault in catalogue.faults()] == [NAME]
            continue
        if not catalogue.datasets():
            write_generation(root, 1)
        assert generation_of(store_of(root)) == 1


def test_a_store_that_reads_on_never_goes_back_while_its_dataset_is_replaced(folder):
    with reading(store_of(folder), threads=2) as seen:
        for generation in range(2, 14):
            write_generation(folder, generation)
    assert seen.wrong == []
    assert seen.generations <= set(range(1, 14))
    assert generation_of(store_of(folder)) == 13


def test_a_thousand_counts_by_eight_threads_are_right(folder):
    store = store_of(folder)
    none = Query(datasets=(NAME,), types=(EventType.AGREE,))

    def counts(_thread: int) -> set[int]:
        return {store.count(none if turn % 5 == 0 else QUERY) for turn in range(125)}

    with ThreadPoolExecutor(8) as pool:
        # Generation 1 has 21 events, all of them attacks.
        assert list(pool.map(counts, range(8))) == [{0, 21}] * 8
