"""Files of removed and replaced datasets are let go, once nobody reads them: the disk counts them until then."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Queue

import pytest

from dashboard import app
from dashboard import store as stores
from dashboard.query import Query
from dashboard.store import Store
from dashboard.store import dataset as datasets
from dashboard.store.catalogue import Catalogue
from dashboard.views.session import own_datasets
from tests.synthetic import import_synthetic

EVENTS = 600
ALL = Query(datasets=("invented",))


@pytest.fixture
def folder(tmp_path) -> Path:
    import_synthetic(tmp_path, "invented", EVENTS)
    return tmp_path


@pytest.fixture
def store(curated_store, folder) -> Store:
    return Store(curated_store.dossier, curated_store.municipalities, catalogue=Catalogue(folder))


def open_files(folder: Path) -> list[str]:
    """The files in the folder that this process has open, as the system tells."""
    handles = []
    for handle in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            handles.append(str(handle.readlink()))
    return [file for file in handles if file.startswith(f"{folder}/") and ".duckdb" in file]


def remove(folder: Path) -> None:
    Catalogue(folder).remove("invented")


def replace(folder: Path) -> None:
    """Another version in its place, under a name that comes after the first one's."""
    catalogue = Catalogue(folder)
    old = catalogue.current("invented")
    with catalogue.writing("invented") as new:
        new.events.write_bytes(old.events.read_bytes())
        catalogue.publish(new)


@contextmanager
def another_thread() -> Iterator[Callable[[Callable[[], object]], None]]:
    """A thread that stays, as those that answer requests do."""
    tasks: Queue[Callable[[], object] | None] = Queue()
    done: Queue[object] = Queue()
    thread = threading.Thread(target=lambda: [done.put(task()) for task in iter(tasks.get, None)])
    thread.start()
    yield lambda task: (tasks.put(task), done.get(timeout=30))[1]
    tasks.put(None)
    thread.join()


@pytest.mark.parametrize("change", [remove, replace])
def test_a_dataset_that_was_read_by_several_threads_is_let_go(store, folder, change):
    with another_thread() as ask:
        assert store.of(ALL).totals(ALL).events == EVENTS
        assert (
            ask(
                lambda: (
                    store.of(Query(datasets=("invented",), text="a"))
                    .totals(Query(datasets=("invented",), text="a"))
                    .events
                )
            )
            is not None
        )
        assert len(open_files(folder)) >= 1
        change(folder)
        store.let_go()
        assert open_files(folder) == []


@pytest.mark.parametrize("change", [remove, replace])
def test_who_reads_it_reads_it_to_the_end(store, folder, change, monkeypatch):
    monkeypatch.setattr(datasets, "_ROWS_A_WINDOW", 50)
    batches = store.batches(ALL, ("id",))
    ids = next(batches)["id"].to_pylist()
    change(folder)
    store.let_go()
    assert len(open_files(folder)) >= 1
    for batch in batches:
        ids += batch["id"].to_pylist()
    assert len(set(ids)) == len(ids) == EVENTS
    del batches
    assert open_files(folder) == []


def test_what_stands_stays_open(store, folder):
    assert store.of(ALL).totals(ALL).events == EVENTS
    opened = open_files(folder)
    store.let_go()
    assert open_files(folder) == opened != []


def test_a_running_server_lets_go_within_a_minute(store, folder, monkeypatch):
    assert own_datasets.LOOK_S <= 60
    monkeypatch.setattr(own_datasets, "LOOK_S", 0.01)
    monkeypatch.setattr(stores, "let_go", store.let_go)
    assert store.of(ALL).totals(ALL).events == EVENTS
    remove(folder)

    async def watch_until_let_go() -> None:
        watching = asyncio.create_task(app._watch())
        while open_files(folder):
            await asyncio.sleep(0.01)
        watching.cancel()

    asyncio.run(asyncio.wait_for(watch_until_let_go(), 30))
