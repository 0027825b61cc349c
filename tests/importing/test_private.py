import gc
import threading
from pathlib import Path

import pytest

from dashboard.importing import private as privates
from dashboard.importing.importing import Request
from dashboard.importing.private import Private, for_reader
from dashboard.opening.stopping import stopped_by
from dashboard.query import Query
from dashboard.sharing.export import about
from dashboard.sources.publisher import FileError
from tests.factories import event, store

TABLE = "date,title,lat,lon\n2023-09-24,A raid,42.97,20.78\n2023-09-25,A protest,42.9,20.87\nsoon,?,42,20\n"


def unwatched(step, done) -> None:
    pass


@pytest.fixture
def table(tmp_path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(TABLE, "utf-8")
    return path


@pytest.fixture
def shared(monkeypatch):
    here = store(event("a"))
    monkeypatch.setattr(privates, "current", lambda: here)
    return here


@pytest.fixture
def closings() -> list[str]:
    return []


@pytest.fixture
def own_folder(tmp_path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


@pytest.fixture
def mine(shared, closings, own_folder) -> Private:
    return Private(shared, lambda: closings.append("closed"), own_folder)


def test_a_file_is_added_for_its_reader(mine, table):
    about = mine.add(Request((table,)), unwatched).about
    (name,) = mine.names
    assert (about.dataset, about.read, about.kept) == (name, 3, 2)
    assert about.label == "mine.csv"
    assert [one.title for one in mine.store.events(Query(datasets=(name,)))] == ["A raid", "A protest"]
    assert mine.store.find(f"{name}:row 1").title == "A raid"


def test_the_store_of_others_knows_nothing_of_it(mine, shared, table, own_folder):
    mine.add(Request((table,)), unwatched)
    (name,) = mine.names
    other = Private(shared, lambda: None, own_folder)
    other.add(Request((table,)), unwatched)
    for strangers in (shared, for_reader(), for_reader("x"), other.store, for_reader(other.key)):
        assert name not in strangers.vocabulary().datasets
        assert strangers.find(f"{name}:row 1") is None
        with pytest.raises(LookupError):
            strangers.dataset(name)
        assert strangers.key_for((name,)) == ""
    assert mine.store.vocabulary().datasets == {"curated", name}
    assert shared.datasets() == mine.store.datasets() == ["curated"]


def test_its_key_opens_it_and_no_other(mine, shared, table, own_folder):
    mine.add(Request((table,)), unwatched)
    other = Private(shared, lambda: None, own_folder)
    other.add(Request((table,)), unwatched)
    assert for_reader(mine.key) is mine.store
    assert for_reader(other.key) is other.store
    for wrong in ("", mine.key[:-1], mine.key + "x", mine.key.swapcase(), "\udcff", "\0", "é"):
        assert for_reader(wrong) is shared
    assert mine.store.key_for(mine.names) == mine.key
    assert mine.store.key_for(("curated",)) == ""


def files(folder: Path) -> list[Path]:
    return list(folder.rglob("*.duckdb"))


def test_a_dataset_that_is_removed_is_gone_from_disk_and_from_the_vocabulary(mine, table, own_folder):
    mine.add(Request((table,)), unwatched)
    (name,) = mine.names
    assert len(files(own_folder)) == 1
    assert name in mine.store.vocabulary().datasets
    mine.remove(name)
    assert mine.names == ()
    assert files(own_folder) == []
    assert mine.store.vocabulary().datasets == {"curated"}
    with pytest.raises(LookupError):
        mine.store.dataset(name)


def test_with_its_holder_everything_goes(shared, closings, table, own_folder):
    held = Private(shared, lambda: closings.append("closed"), own_folder)
    held.add(Request((table,)), unwatched)
    key = held.key
    del held
    gc.collect()
    assert closings == ["closed"]
    assert list(own_folder.iterdir()) == []
    assert for_reader(key) is shared


def test_more_records_than_allowed_are_refused_and_nothing_stays(mine, table, own_folder, monkeypatch):
    monkeypatch.setattr(privates, "MOST_RECORDS", 2)
    with pytest.raises(FileError, match="The file has 3 records, and at most 2 can be added here"):
        mine.add(Request((table,)), unwatched)
    assert mine.names == ()
    assert files(own_folder) == []


def test_a_longer_file_than_allowed_is_refused(mine, table, monkeypatch):
    monkeypatch.setattr(privates, "MOST_BYTES", 50)
    with pytest.raises(FileError, match="holds more than"):
        mine.add(Request((table,)), unwatched)


def test_a_reader_may_have_so_many_datasets_as_the_setting_says(mine, table, monkeypatch):
    monkeypatch.setenv("OWN_DATASETS", "2")
    mine.add(Request((table,)), unwatched)
    mine.add(Request((table,)), unwatched)
    with pytest.raises(FileError, match="You have 2 datasets of your own, which is the most: delete one of them first"):
        mine.add(Request((table,)), unwatched)
    assert len(mine.names) == 2
    mine.remove(mine.names[0])
    mine.add(Request((table,)), unwatched)
    assert len(mine.names) == 2


def test_all_readers_together_may_take_so_much_room_as_the_setting_says(mine, shared, table, own_folder, monkeypatch):
    monkeypatch.setenv("OWN_MEGABYTES", "10")
    (own_folder / "another reader's").write_bytes(bytes(9_900_000))  # a dataset takes more than 0.1 MB and less than 10
    with pytest.raises(FileError, match=r"takes all the room that this server has for it \(10 MB\)"):
        mine.add(Request((table,)), unwatched)
    assert mine.names == ()
    assert files(own_folder) == []
    (own_folder / "another reader's").unlink()
    mine.add(Request((table,)), unwatched)
    assert len(mine.names) == 1


def test_a_file_says_of_an_address_for_everybody_nothing_that_only_the_readers_data_holds(mine, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("date,title,actor\n2023-09-24,A raid,Qarkullimi\n", "utf-8")
    mine.add(Request((path,)), unwatched)
    (actor,) = {one for one in mine.store.vocabulary().actors if "arkullimi" in one}
    told = about(mine.store, Query(datasets=mine.names, actors=(actor,)), 1)
    assert ["actor", actor] in told["query"]
    assert "arkullimi" not in told["permalink"]
    assert "arkullimi" not in about(mine.store, Query(actors=(actor,)), 0)["permalink"]


def test_what_is_added_again_takes_the_place_of_the_first_once_it_is_there(
    mine, table, tmp_path, own_folder, monkeypatch
):
    monkeypatch.setenv("OWN_DATASETS", "1")
    mine.add(Request((table,)), unwatched)
    (first,) = mine.names
    nothing = tmp_path / "nothing.csv"
    nothing.write_text("date,title\nsoon,?\n", "utf-8")
    with pytest.raises(FileError, match="None of the 1 records can be used"):
        mine.add(Request((nothing,)), unwatched, first)
    assert mine.names == (first,)
    assert len(mine.store.events(Query(datasets=(first,)))) == 2
    mine.add(Request((table,)), unwatched, first)
    (second,) = mine.names
    assert second != first
    assert len(files(own_folder)) == 1
    assert len(mine.store.events(Query(datasets=(second,)))) == 2
    with pytest.raises(FileError, match="You have 1 dataset of your own, which is the most"):
        mine.add(Request((table,)), unwatched, first)  # which is gone


@pytest.mark.parametrize("is_before", [True, False])
def test_who_cancels_at_the_moment_of_publishing_has_the_whole_dataset_and_is_told_so(
    mine, table, own_folder, monkeypatch, is_before
):
    wanted = threading.Event()
    replace = Path.replace

    def replaced(path: Path, target: Path) -> Path:
        is_it = Path(target).name == "CURRENT"
        if is_it and is_before:
            wanted.set()
        done = replace(path, target)
        if is_it:
            wanted.set()
        return done

    monkeypatch.setattr(Path, "replace", replaced)
    with stopped_by(wanted.is_set):
        outcome = mine.add(Request((table,)), unwatched)
    assert wanted.is_set()
    (name,) = mine.names
    assert (outcome.about.dataset, outcome.about.kept) == (name, 2)
    assert [one.title for one in mine.store.events(Query(datasets=(name,)))] == ["A raid", "A protest"]
    (file,) = files(own_folder)
    assert file.name.startswith(name)
