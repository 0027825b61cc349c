import gc
from pathlib import Path

import pytest

from dashboard.publisher import FileError
from dashboard.query import Query
from dashboard.store import private as privates
from dashboard.store.importing import Request
from dashboard.store.private import Private, tidy
from tests.building import event, store

TABLE = "date,title,lat,lon\n2023-09-24,A raid,42.97,20.78\n2023-09-25,A protest,42.9,20.87\nsoon,?,42,20\n"


def unwatched(step, done) -> None:
    pass


@pytest.fixture
def table(tmp_path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(TABLE, "utf-8")
    return path


@pytest.fixture
def shared():
    return store(event("a"))


@pytest.fixture
def closings() -> list[str]:
    return []


@pytest.fixture
def mine(shared, closings, tmp_path) -> Private:
    return Private(shared, lambda: closings.append("closed"), tmp_path / "own")


def test_a_file_is_added_for_its_reader(mine, shared, table):
    about = mine.add(Request((table,)), unwatched).about
    (name,) = mine.names
    assert (about.dataset, about.read, about.kept) == (name, 3, 2)
    assert about.label == "mine.csv"
    assert [one.title for one in shared.events(Query(datasets=(name,)))] == ["A raid", "A protest"]


def test_nobody_else_is_told_of_it(mine, shared, table):
    mine.add(Request((table,)), unwatched)
    assert shared.datasets() == ["curated"]
    assert shared.vocabulary().datasets == {"curated"}
    assert shared.vocabulary(mine.names).datasets == {"curated", *mine.names}


def test_its_key_opens_it_and_no_other(mine, shared, table, tmp_path):
    mine.add(Request((table,)), unwatched)
    other = Private(shared, lambda: None, tmp_path / "own")
    other.add(Request((table,)), unwatched)
    key, others_key = shared.key_for(mine.names), shared.key_for(other.names)
    assert shared.private_of(key) == mine.names
    assert shared.private_of(others_key) == other.names
    assert shared.private_of("") == shared.private_of(key[:-1]) == ()
    assert shared.key_for(("curated",)) == ""


def files(folder: Path) -> list[Path]:
    return list(folder.rglob("*.duckdb"))


def test_a_dataset_that_is_removed_is_gone_from_disk(mine, shared, table, tmp_path):
    mine.add(Request((table,)), unwatched)
    assert len(files(tmp_path / "own")) == 1
    mine.remove(mine.names[0])
    assert mine.names == ()
    assert files(tmp_path / "own") == []


def test_with_its_holder_everything_goes(shared, closings, table, tmp_path):
    held = Private(shared, lambda: closings.append("closed"), tmp_path / "own")
    held.add(Request((table,)), unwatched)
    key = shared.key_for(held.names)
    del held
    gc.collect()
    assert closings == ["closed"]
    assert list((tmp_path / "own").iterdir()) == []
    assert shared.private_of(key) == ()


def test_more_records_than_allowed_are_refused_and_nothing_stays(mine, table, tmp_path, monkeypatch):
    monkeypatch.setattr(privates, "MOST_RECORDS", 2)
    with pytest.raises(FileError, match="The file has 3 records, and at most 2 can be added here"):
        mine.add(Request((table,)), unwatched)
    assert mine.names == ()
    assert files(tmp_path / "own") == []


def test_a_longer_file_than_allowed_is_refused(mine, table, monkeypatch):
    monkeypatch.setattr(privates, "MOST_BYTES", 50)
    with pytest.raises(FileError, match="holds more than"):
        mine.add(Request((table,)), unwatched)


def test_what_a_killed_server_left_is_tidied_and_what_is_held_stays(mine, table, tmp_path):
    mine.add(Request((table,)), unwatched)
    left = tmp_path / "own" / "left"
    (left / "datasets").mkdir(parents=True)
    tidy(tmp_path / "own")
    assert not left.exists()
    assert len(files(tmp_path / "own")) == 1
