import fcntl
from pathlib import Path

import pytest

from dashboard.store.catalogue import Catalogue, CatalogueError, Version


def write(folder: Path, version: str, name: str = "ucdp", refused: bool = False) -> Version:
    """Publish a version whose files hold its name."""
    catalogue = Catalogue(folder)
    with catalogue.writing(name, version) as new:
        new.events.write_text(version)
        if refused:
            new.refused.write_text(version)
        catalogue.publish(new)
    return new


def names(folder: Path) -> set[str]:
    """What lies in a folder of datasets, with the folders in it."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_folder_that_is_not_there_has_no_datasets(tmp_path):
    catalogue = Catalogue(tmp_path / "none")
    catalogue.tidy()
    assert catalogue.datasets() == []
    assert catalogue.current("ucdp") is None
    assert not (tmp_path / "none").exists()


def test_what_is_published_is_current(tmp_path):
    write(tmp_path, "1")
    current = Catalogue(tmp_path).current("ucdp")
    assert current == Version(tmp_path / "ucdp", "ucdp", "1")
    assert current.events == tmp_path / "ucdp" / "ucdp-1.duckdb"
    assert current.events.read_text() == "1"


def test_the_pointer_is_the_version_in_one_line(tmp_path):
    write(tmp_path, "20261124T120000000001")
    assert (tmp_path / "ucdp" / "CURRENT").read_bytes() == b"20261124T120000000001\n"


def test_datasets_are_listed_in_the_order_of_their_names(tmp_path):
    for name in ("ucdp", "acled", "own-2"):
        write(tmp_path, "1", name)
    assert Catalogue(tmp_path).datasets() == ["acled", "own-2", "ucdp"]


def test_a_new_version_takes_the_place_of_the_old_one(tmp_path):
    write(tmp_path, "1", refused=True)
    write(tmp_path, "2")
    assert names(tmp_path) == {"ucdp/CURRENT", "ucdp/LOCK", "ucdp/ucdp-2.duckdb"}
    assert Catalogue(tmp_path).current("ucdp").version == "2"


def test_refused_records_stay_with_their_version(tmp_path):
    new = write(tmp_path, "1", refused=True)
    assert new.refused == tmp_path / "ucdp" / "ucdp-1.refused.csv"
    assert new.refused.read_text() == "1"


def test_nothing_is_seen_before_it_is_published(tmp_path):
    catalogue = Catalogue(tmp_path)
    write(tmp_path, "1")
    with catalogue.writing("ucdp", "2") as new:
        new.events.write_text("2")
        assert catalogue.current("ucdp").version == "1"
        catalogue.publish(new)
        assert catalogue.current("ucdp").version == "2"
        # Who reads the old one may still open it.
        assert (tmp_path / "ucdp" / "ucdp-1.duckdb").read_text() == "1"


def test_what_is_not_published_is_removed(tmp_path):
    write(tmp_path, "1")
    with Catalogue(tmp_path).writing("ucdp", "2") as new:
        new.events.write_text("2")
        (new.work / "part.csv").write_text("2")
    assert names(tmp_path) == {"ucdp/CURRENT", "ucdp/LOCK", "ucdp/ucdp-1.duckdb"}


def fail(folder: Path, version: str) -> None:
    """An import that is stopped after it has written."""
    with Catalogue(folder).writing("ucdp", version) as new:
        new.events.write_text(version)
        raise KeyboardInterrupt


def test_a_first_version_that_fails_leaves_no_folder(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        fail(tmp_path, "1")
    assert list(tmp_path.iterdir()) == []


def test_a_second_version_that_fails_leaves_the_first(tmp_path):
    write(tmp_path, "1", refused=True)
    with pytest.raises(KeyboardInterrupt):
        fail(tmp_path, "2")
    assert names(tmp_path) == {"ucdp/CURRENT", "ucdp/LOCK", "ucdp/ucdp-1.duckdb", "ucdp/ucdp-1.refused.csv"}


def test_two_imports_of_one_dataset_do_not_run_side_by_side(tmp_path):
    catalogue = Catalogue(tmp_path)
    with catalogue.writing("ucdp", "1") as new:
        with (
            pytest.raises(CatalogueError, match="Another import of “ucdp” is running: wait"),
            catalogue.writing("ucdp", "2"),
        ):
            pass
        assert new.work.is_dir()


def test_imports_of_two_datasets_run_side_by_side(tmp_path):
    catalogue = Catalogue(tmp_path)
    with catalogue.writing("ucdp", "1") as one, catalogue.writing("acled", "1") as other:
        for new in (one, other):
            new.events.write_text("1")
            catalogue.publish(new)
    assert catalogue.datasets() == ["acled", "ucdp"]


def test_tidying_leaves_alone_what_an_import_is_writing(tmp_path):
    catalogue = Catalogue(tmp_path)
    write(tmp_path, "1")
    with catalogue.writing("ucdp", "2") as new:
        new.events.write_text("2")
        catalogue.tidy()
        assert new.events.read_text() == "2"
        assert new.work.is_dir()


def test_tidying_removes_what_a_killed_import_left(tmp_path):
    write(tmp_path, "1", refused=True)
    for name in ("ucdp-2.duckdb", "ucdp-2.duckdb.wal", "ucdp-2.refused.csv", "CURRENT.new"):
        (tmp_path / "ucdp" / name).write_text("2")
    (tmp_path / "ucdp" / "ucdp-2.work").mkdir()
    (tmp_path / "ucdp" / "ucdp-2.work" / "work.duckdb").write_text("2")
    (tmp_path / "acled").mkdir()
    (tmp_path / "acled" / "acled-1.duckdb").write_text("1")
    Catalogue(tmp_path).tidy()
    assert names(tmp_path) == {"ucdp/CURRENT", "ucdp/LOCK", "ucdp/ucdp-1.duckdb", "ucdp/ucdp-1.refused.csv"}
    assert not (tmp_path / "acled").exists()


def test_tidying_leaves_alone_a_file_beside_the_datasets(tmp_path):
    write(tmp_path, "1")
    (tmp_path / "README").write_text("ours")
    Catalogue(tmp_path).tidy()
    assert (tmp_path / "README").read_text() == "ours"


def test_a_removed_dataset_is_gone(tmp_path):
    write(tmp_path, "1")
    write(tmp_path, "1", "acled")
    Catalogue(tmp_path).remove("ucdp")
    assert Catalogue(tmp_path).datasets() == ["acled"]
    assert not (tmp_path / "ucdp").exists()


@pytest.mark.parametrize(("known", "listed"), [((), "none"), (("acled", "ucdp"), "acled, ucdp")])
def test_what_is_not_there_cannot_be_removed(tmp_path, known, listed):
    for name in known:
        write(tmp_path, "1", name)
    with pytest.raises(CatalogueError) as refused:
        Catalogue(tmp_path).remove("gdelt")
    assert str(refused.value) == f"There is no dataset “gdelt”: it can be {listed}."


def test_a_dataset_is_not_removed_while_it_is_imported(tmp_path):
    write(tmp_path, "1")
    with (tmp_path / "ucdp" / "LOCK").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CatalogueError, match="An import of “ucdp” is running: wait"):
            Catalogue(tmp_path).remove("ucdp")
    assert Catalogue(tmp_path).current("ucdp").version == "1"


@pytest.mark.parametrize(
    "name", ["", "../x", "x/y", "/x", ".", "..", "curated", "A", "x" * 41, "1x", "_x", "x.y", "x y", "x\n", "ž", "x\0"]
)
def test_a_name_that_is_no_name_is_refused_and_makes_no_folder(tmp_path, name):
    catalogue = Catalogue(tmp_path / "datasets")
    for act in (catalogue.remove, lambda name: catalogue.writing(name, "1").__enter__()):
        with pytest.raises(CatalogueError, match="cannot be called"):
            act(name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a", "x" * 40, "ucdp-2024_b"])
def test_a_name_of_small_letters_is_allowed(tmp_path, name):
    write(tmp_path, "1", name)
    assert Catalogue(tmp_path).datasets() == [name]
