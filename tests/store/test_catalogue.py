import fcntl
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.store.catalogue import Catalogue, CatalogueError, Pointer, Version
from tests.disk import files, ingest, listing
from tests.synthetic import import_synthetic

VERSION = "20261124T12000000000"


def write(root: Path, content: str, name: str = "ucdp", refused: bool = False) -> str:
    """Publish a version whose files hold this; its name."""
    catalogue = Catalogue(root)
    with catalogue.writing(name) as new:
        new.events.write_text(content)
        if refused:
            new.refused.write_text(content)
        return catalogue.publish(new).version


def contents(root: Path, name: str = "ucdp") -> list[tuple[str, str]]:
    """What files of a dataset are called after their version, and what they hold, by name of the file."""
    folder = root / "kosovo-serbia" / name
    found = sorted(path for path in folder.iterdir() if path.name not in {"CURRENT", "DASHBOARD"})
    return [(re.sub(r"^.*-\d{8}T\d{12}", "", path.name), path.read_text()) for path in found]


def lay(folder: Path, **contents: str) -> Path:
    """Make a folder of files by hand; two underscores stand for a hyphen, one for a dot."""
    folder.mkdir(parents=True)
    for name, content in contents.items():
        (folder / name.replace("__", "-").replace("_", ".")).write_text(content)
    return folder


def today(root: Path, name: str = "ucdp") -> Path:
    """A dataset as versions of this program wrote it that had neither mark nor folders of dossiers."""
    folder = root / name
    folder.mkdir(parents=True)
    (folder / f"{name}-{VERSION}1.duckdb").write_text("1")
    (folder / f"{name}-{VERSION}1.refused.csv").write_text("r")
    (folder / "CURRENT").write_text(f"{VERSION}1\n")
    (folder / "LOCK").write_text("")
    return folder


# Of what is written.


def test_a_folder_that_is_not_there_has_no_datasets_and_is_not_made(tmp_path):
    catalogue = Catalogue(tmp_path / "none")
    assert (catalogue.datasets(), catalogue.current("ucdp"), catalogue.faults(), catalogue.left()) == ([], None, [], [])
    assert list(tmp_path.iterdir()) == []


def test_a_dataset_lies_in_a_folder_of_its_own_in_the_folder_of_the_dossier(tmp_path):
    version = write(tmp_path, "1", refused=True)
    folder = tmp_path / "kosovo-serbia" / "ucdp"
    assert {path.name for path in folder.iterdir()} == {
        "CURRENT", "DASHBOARD", f"ucdp-{version}.duckdb", f"ucdp-{version}.refused.csv",
    }  # fmt: skip
    assert (folder / "CURRENT").read_bytes() == f"{version}\n".encode()
    assert re.fullmatch(r"\d{8}T\d{12}", version)
    assert Catalogue(tmp_path).current("ucdp").events == folder / f"ucdp-{version}.duckdb"


def test_two_dossiers_do_not_see_each_others_datasets(tmp_path):
    write(tmp_path, "1")
    assert Catalogue(tmp_path, "elsewhere").datasets() == []
    assert Catalogue(tmp_path, "elsewhere").faults() == []


def test_datasets_are_listed_in_the_order_of_their_names(tmp_path):
    for name in ("ucdp", "acled", "own-2"):
        write(tmp_path, "1", name)
    assert Catalogue(tmp_path).datasets() == ["acled", "own-2", "ucdp"]


def test_one_version_before_is_kept_with_its_refused_records_and_never_two(tmp_path):
    write(tmp_path, "1", refused=True)
    write(tmp_path, "2", refused=True)
    assert contents(tmp_path) == [(".duckdb", "1"), (".refused.csv", "1"), (".duckdb", "2"), (".refused.csv", "2")]
    write(tmp_path, "3")
    assert contents(tmp_path) == [(".duckdb", "2"), (".refused.csv", "2"), (".duckdb", "3")]


def test_files_have_other_names_until_they_are_whole(tmp_path):
    catalogue = Catalogue(tmp_path)
    with catalogue.writing("ucdp") as new:
        new.events.write_text("1")
        new.refused.write_text("1")
        assert {path.suffix for path in (tmp_path / "kosovo-serbia" / "ucdp").iterdir()} == {"", ".work"}
        assert {path.suffix for path in new.work.iterdir()} == {".part"}
        assert catalogue.current("ucdp") is None
        catalogue.publish(new)
    assert contents(tmp_path) == [(".duckdb", "1"), (".refused.csv", "1")]


def test_with_the_clock_set_back_a_new_version_is_still_the_newest(tmp_path):
    folder = tmp_path / "kosovo-serbia" / "ucdp"
    lay(folder)
    (folder / "ucdp-29990101T000000000009.duckdb").write_text("1")
    (folder / "CURRENT").write_text("29990101T000000000009\n")
    assert write(tmp_path, "2") == "29990101T000000000010"
    assert Catalogue(tmp_path).current("ucdp").events.read_text() == "2"


def fail(root: Path, name: str = "ucdp") -> None:
    """An import that is stopped after it has written."""
    with Catalogue(root).writing(name) as new:
        new.events.write_text("half")
        (new.work / "part.csv").write_text("half")
        raise KeyboardInterrupt


def test_a_first_version_that_fails_leaves_no_folder(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        fail(tmp_path / "datasets")
    assert list(tmp_path.iterdir()) == []


def test_a_later_version_that_fails_leaves_all_as_it_was(tmp_path):
    for content in ("1", "2"):
        write(tmp_path, content, refused=True)
    before = files(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        fail(tmp_path)
    assert files(tmp_path) == before


def test_a_pointer_that_cannot_be_written_leaves_all_as_it_was(tmp_path, monkeypatch):
    write(tmp_path, "1")
    before = files(tmp_path)
    monkeypatch.setattr(Path, "replace", lambda *_paths: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path, "2")
    assert files(tmp_path) == before


def test_two_imports_of_one_dataset_do_not_run_side_by_side(tmp_path):
    catalogue = Catalogue(tmp_path)
    with catalogue.writing("ucdp") as new:
        script = (
            "import sys; from pathlib import Path; from dashboard.store.catalogue import Catalogue\n"
            "with Catalogue(Path(sys.argv[1])).writing('ucdp'): pass"
        )
        other = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False
        )
        assert "CatalogueError: Another import of “ucdp” is running: wait" in other.stderr
        with pytest.raises(CatalogueError, match="Another import of “ucdp” is running: wait"):
            catalogue.remove("ucdp")
        assert new.work.is_dir()
        assert catalogue.left() == []
        new.events.write_text("1")
        catalogue.publish(new)
    assert contents(tmp_path) == [(".duckdb", "1")]


def test_imports_of_two_datasets_run_side_by_side(tmp_path):
    catalogue = Catalogue(tmp_path)
    with catalogue.writing("ucdp") as one, catalogue.writing("acled") as other:
        for new in (one, other):
            new.events.write_text("1")
            catalogue.publish(new)
    assert catalogue.datasets() == ["acled", "ucdp"]


# Of what is not ours.


def test_what_an_import_deletes_is_called_as_its_own_files_are(tmp_path):
    write(tmp_path, "1")
    folder = tmp_path / "kosovo-serbia" / "ucdp"
    aside = lay(tmp_path / "aside", kept_txt="mine")
    mine = (
        "notes.txt", "ucdp-2024.duckdb", "ucdp-20261124T120000000001.csv", "acled-20261124T120000000001.duckdb",
        "ucdp-20261124T120000000001.duckdb.bak", "old.part", "ucdp.work",
    )  # fmt: skip
    for name in mine:
        (folder / name).write_text("mine")
    (folder / f"ucdp-{VERSION}7.work").symlink_to(aside)
    (folder / f"ucdp-{VERSION}7.duckdb.part").symlink_to(aside / "kept.txt")
    (folder / f"ucdp-{VERSION}6.duckdb").symlink_to(aside / "kept.txt")
    (folder / f"ucdp-{VERSION}8.duckdb").mkdir()
    (folder / f"ucdp-{VERSION}9.work").mkdir()
    (folder / f"ucdp-{VERSION}9.work" / "to-the-file.csv").symlink_to(aside / "kept.txt")
    (folder / f"ucdp-{VERSION}9.duckdb.part").write_text("left")
    for content in ("2", "3", "4"):
        write(tmp_path, content)
    assert Catalogue(tmp_path).remove("ucdp") is False
    assert {path.name for path in folder.iterdir()} == {
        *mine, f"ucdp-{VERSION}7.work", f"ucdp-{VERSION}7.duckdb.part", f"ucdp-{VERSION}6.duckdb",
        f"ucdp-{VERSION}8.duckdb",
    }  # fmt: skip
    assert (aside / "kept.txt").read_text() == "mine"


FUTURE = "29990101T00000000000"
ENDINGS = (".duckdb", ".refused.csv", ".duckdb.part", ".refused.csv.part", ".duckdb.part.wal")


def lay_traps(folder: Path, aside: Path, version: str, lay_one) -> set[str]:
    """Whatever a version could be called, and the pointer's draft, as links to files of another; their names."""
    aside.mkdir()
    names = {"CURRENT.part", *(f"ucdp-{version}{ending}" for ending in ENDINGS)}
    for name in names:
        (aside / name).write_text("mine")
        lay_one(folder / name, aside / name)
    return names


LINKS = {"symbolic": Path.symlink_to, "hard": Path.hardlink_to}


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
@pytest.mark.parametrize("act", ["import", "restore"])
def test_nothing_is_written_through_a_link_that_is_called_as_a_draft(tmp_path, link, act):
    catalogue = Catalogue(tmp_path)
    folder = tmp_path / "kosovo-serbia" / "ucdp"
    written = write(tmp_path, "1")
    for number in (1, 2):
        (folder / f"ucdp-{FUTURE}{number}.duckdb").write_text(str(number))
    (folder / f"ucdp-{written}.duckdb").unlink()
    (folder / "CURRENT").write_text(f"{FUTURE}2\n{FUTURE}1\n")
    laid = lay_traps(folder, tmp_path / "aside", f"{FUTURE}3", link)
    if act == "import":
        write(tmp_path, "new", refused=True)
        assert catalogue.current("ucdp").events.read_text() == "new"
    else:
        with catalogue.claimed("ucdp"):
            catalogue.point(Pointer(*(Version(folder, "ucdp", f"{FUTURE}{number}") for number in (1, 2))))
        assert (folder / "CURRENT").read_text() == f"{FUTURE}1\n{FUTURE}2\n"
    assert {path.name: path.read_text() for path in (tmp_path / "aside").iterdir()} == dict.fromkeys(laid, "mine")


def test_a_pipe_that_is_called_as_the_pointers_draft_holds_nobody_up(tmp_path):
    write(tmp_path, "1")
    os.mkfifo(tmp_path / "kosovo-serbia" / "ucdp" / "CURRENT.part")
    script = (
        "import sys; from pathlib import Path; from tests.store.test_catalogue import write\n"
        "write(Path(sys.argv[1]), '2')"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], timeout=120, check=True)  # noqa: S603 - our own
    assert Catalogue(tmp_path).current("ucdp").events.read_text() == "2"


def test_a_version_that_does_not_stand_afterwards_is_no_success_and_nothing_of_the_old_is_lost(tmp_path, monkeypatch):
    for content in ("1", "2"):
        write(tmp_path, content, refused=True)
    before = files(tmp_path)
    monkeypatch.setattr(Path, "replace", lambda *_paths: None)
    with pytest.raises(CatalogueError, match="“ucdp” could not be changed"):
        write(tmp_path, "3")
    with Catalogue(tmp_path).claimed("ucdp"), pytest.raises(CatalogueError, match="“ucdp” could not be changed"):
        Catalogue(tmp_path).point(Pointer(Catalogue(tmp_path).pointer("ucdp").former))
    assert files(tmp_path) == before


@pytest.fixture
def ordinary(tmp_path) -> Path:
    """A folder of somebody's, in which some are called as datasets can be; in the dossier's folder too."""
    root = tmp_path / "home"
    for place in (root, root / "kosovo-serbia"):
        lay(place / "photos", one_jpg="a picture")
        lay(place / "leveldb", CURRENT="MANIFEST-000001\n", LOCK="", LOG="", **{"000003_log": "rows"})
        lay(place / "pointer", CURRENT=f"{VERSION}1\n")
        lay(place / "mixed", notes_txt="mine", CURRENT=f"{VERSION}1\n", **{f"mixed__{VERSION}1_duckdb": "1"})
        lay(place / "lock", LOCK="")
        lay(place / "lock-of-another", LOCK="4711\n")
        lay(place / "empty")
        (place / "linked").symlink_to(today(tmp_path / f"aside-{place.name}", "linked"))
        (place / "file").write_text("mine")
    other = lay(root / "kosovo-serbia" / "copied", notes_txt="mine")
    write(tmp_path / "else", "1", "gdelt")
    (other / "DASHBOARD").write_bytes((tmp_path / "else" / "kosovo-serbia" / "gdelt" / "DASHBOARD").read_bytes())
    return root


def test_who_reads_an_ordinary_folder_changes_nothing(ordinary, tmp_path):
    before = listing(tmp_path)
    catalogue = Catalogue(ordinary)
    assert catalogue.datasets() == ["mixed", "pointer"]
    told = [fault.sentence.partition(":")[0] for fault in catalogue.faults()]
    assert told == [
        "“linked” is a symbolic link, which is not followed",
        "“mixed” lies where earlier versions of this program kept it, and is not shown",
    ]
    assert catalogue.left() == []
    assert listing(tmp_path) == before


@pytest.mark.parametrize(
    "name", ["lock", "lock-of-another", "photos", "leveldb", "pointer", "mixed", "linked", "copied", "file"]
)
@pytest.mark.parametrize("act", ["import", "remove", "take in"])
def test_folders_without_our_mark_that_hold_anything_else_are_left_as_they_are(ordinary, tmp_path, name, act):
    before = listing(tmp_path)
    catalogue = Catalogue(ordinary)
    acts = {"import": lambda: write(ordinary, "1", name), "remove": lambda: catalogue.remove(name),
            "take in": lambda: catalogue.take_in(name)}  # fmt: skip
    with pytest.raises((CatalogueError, FileExistsError)):
        acts[act]()
    assert listing(tmp_path) == before


def test_a_lock_that_holds_text_is_anothers_beside_a_dataset_too(tmp_path):
    folder = today(tmp_path / "kosovo-serbia")
    (folder / "LOCK").write_text("4711\n")
    before = listing(tmp_path)
    with pytest.raises(CatalogueError, match=r"holds what is not of it \(LOCK\)"):
        Catalogue(tmp_path).remove("ucdp")
    assert listing(tmp_path) == before


WITHOUT_RIGHTS = (
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
)


def test_what_cannot_be_looked_into_is_not_spoken_of_and_takes_nothing_down(tmp_path):
    datasets = tmp_path / "datasets"
    import_synthetic(datasets, "mine", 3)
    closed = [datasets / "closed", datasets / "listed", tmp_path / "aside"]
    for place in (datasets, datasets / "kosovo-serbia"):
        (place / "loop").symlink_to("loop")
        (place / "to-closed").symlink_to(tmp_path / "aside" / "inside")
    for one, mode in zip(closed, (0o000, 0o444, 0o000), strict=True):
        today(one / "inside", one.name)
        (one / "CURRENT").write_text(f"{VERSION}1\n")
        one.chmod(mode)
    try:
        before = WITHOUT_RIGHTS if os.getuid() == 0 else ()
        answers = [ingest(datasets, *command, before=before) for command in (["list"], ["renew"])]
    finally:
        for one in closed:
            one.chmod(0o755)
    assert [(answer.returncode, answer.stderr) for answer in answers] == [(0, ""), (0, "")]
    assert [line.split()[0] for line in answers[0].stdout.splitlines()] == ["mine"]


def test_a_folder_that_has_become_a_link_is_not_followed_by_who_has_read_it_before(tmp_path):
    for name in ("ucdp", "acled"):
        write(tmp_path, "1", name)
    catalogue = Catalogue(tmp_path)
    dossier = tmp_path / "kosovo-serbia"
    assert catalogue.datasets() == ["acled", "ucdp"]
    (dossier / "ucdp").rename(tmp_path / "elsewhere")
    (dossier / "ucdp").symlink_to(tmp_path / "elsewhere")
    assert (catalogue.datasets(), catalogue.current("ucdp")) == (["acled"], None)
    dossier.rename(tmp_path / "all")
    dossier.symlink_to(tmp_path / "all")
    assert (catalogue.datasets(), catalogue.current("acled")) == ([], None)
    dossier.unlink()
    (tmp_path / "all").rename(dossier)
    assert catalogue.datasets() == ["acled"]


@pytest.mark.parametrize("act", ["import", "take in"])
def test_no_folder_is_made_and_nothing_moved_through_a_linked_folder_of_the_dossier(tmp_path, act, monkeypatch):
    root, aside = tmp_path / "datasets", tmp_path / "aside"
    aside.mkdir()
    if act == "take in":
        today(root)
    else:
        root.mkdir()
    (root / "kosovo-serbia").symlink_to(aside)
    before = listing(tmp_path)
    made: list[object] = []
    monkeypatch.setattr(Path, "mkdir", lambda path, **_how: made.append(path))
    catalogue = Catalogue(root)
    with pytest.raises(CatalogueError, match="“kosovo-serbia” is a symbolic link"):
        catalogue.take_in("ucdp") if act == "take in" else write(root, "1")
    assert (listing(tmp_path), made) == (before, [])


def test_a_dataset_with_the_mark_of_another_is_not_moved(tmp_path):
    write(tmp_path / "else", "1", "gdelt")
    folder = today(tmp_path / "datasets")
    (folder / "DASHBOARD").write_bytes((tmp_path / "else" / "kosovo-serbia" / "gdelt" / "DASHBOARD").read_bytes())
    before = listing(tmp_path)
    with pytest.raises(CatalogueError, match="bears the mark of another one"):
        Catalogue(tmp_path / "datasets").take_in("ucdp")
    assert listing(tmp_path) == before


def test_a_folder_of_today_is_marked_once_it_is_written_to(tmp_path):
    folder = today(tmp_path / "kosovo-serbia")
    write(tmp_path, "2")
    assert contents(tmp_path) == [(".duckdb", "1"), (".refused.csv", "r"), (".duckdb", "2")]
    assert "dataset ucdp of kosovo-serbia" in (folder / "DASHBOARD").read_text()


def test_a_dossier_with_another_title_still_owns_its_datasets(tmp_path):
    write(tmp_path, "1")
    mark = tmp_path / "kosovo-serbia" / "ucdp" / "DASHBOARD"
    before = mark.read_text()
    mark.write_text(before.replace("by the Kosovo*-Serbia tension dashboard", "by A title of last year"))
    assert mark.read_text() != before
    write(tmp_path, "2")
    assert Catalogue(tmp_path).current("ucdp").events.read_text() == "2"
    Catalogue(tmp_path).remove("ucdp")
    assert not mark.parent.exists()


@pytest.mark.parametrize("length", [0, 1, 20])
def test_a_file_that_only_begins_like_our_mark_is_anothers(tmp_path, length):
    write(tmp_path, "1")
    os.truncate(tmp_path / "kosovo-serbia" / "ucdp" / "DASHBOARD", length)
    before = listing(tmp_path)
    for act in (Catalogue(tmp_path).remove, lambda name: write(tmp_path, "2", name)):
        with pytest.raises(CatalogueError, match="bears the mark of another"):
            act("ucdp")
    assert listing(tmp_path) == before


def test_a_mark_is_never_written_into_a_file_of_another_name(tmp_path):
    folder = tmp_path / "kosovo-serbia" / "ucdp"
    folder.mkdir(parents=True)
    (tmp_path / "letter").touch()
    (folder / "DASHBOARD").hardlink_to(tmp_path / "letter")
    with pytest.raises(CatalogueError, match="bears the mark of another"):
        write(tmp_path, "1")
    assert (tmp_path / "letter").read_bytes() == b""


@pytest.mark.parametrize("time", ["99999999T999999999999", "20261301T120000000000", "٢٠٢٣٠٩٢٤T120000000000"])
def test_what_is_called_as_no_time_can_be_is_anothers_and_in_nobodys_way(tmp_path, time):
    write(tmp_path, "1")
    strange = tmp_path / "kosovo-serbia" / "ucdp" / f"ucdp-{time}.refused.csv"
    strange.write_text("a letter")
    second = write(tmp_path, "2")
    assert Catalogue(tmp_path).current("ucdp").version == second
    assert Catalogue(tmp_path).remove("ucdp") is False
    assert [path.name for path in strange.parent.iterdir()] == [strange.name]


def test_after_the_last_moment_of_all_no_version_comes_and_the_one_that_stands_does(tmp_path):
    write(tmp_path, "1")
    (tmp_path / "kosovo-serbia" / "ucdp" / "ucdp-99991231T235959999999.refused.csv").write_text("far")
    before = files(tmp_path)
    with pytest.raises(CatalogueError, match="move that file elsewhere"):
        write(tmp_path, "2")
    assert files(tmp_path) == before


def test_the_mark_of_an_import_that_ended_meanwhile_stays_where_another_is_refused(tmp_path, monkeypatch):
    # One finds no mark and makes it; before it has the lock another one imports, and then it is refused.
    plain = fcntl.flock

    def first_another(handle, how):
        monkeypatch.setattr(fcntl, "flock", plain)
        write(tmp_path, "1")
        plain(handle, how)

    monkeypatch.setattr(fcntl, "flock", first_another)
    with pytest.raises(ValueError, match="refused"), Catalogue(tmp_path).writing("ucdp"):
        raise ValueError("refused")
    folder = tmp_path / "kosovo-serbia" / "ucdp"
    assert {path.suffix or path.name for path in folder.iterdir()} == {".duckdb", "CURRENT", "DASHBOARD"}


def test_the_mark_of_who_came_after_stays_where_one_who_wrote_nothing_goes(tmp_path):
    mark = tmp_path / "kosovo-serbia" / "ucdp" / "DASHBOARD"
    with Catalogue(tmp_path).writing("ucdp"):
        mark.unlink()
        mark.write_text("of another")
    assert mark.read_text() == "of another"


def test_where_the_engine_would_write_elsewhere_nothing_is_written(tmp_path):
    with pytest.raises(CatalogueError, match="question mark"):
        write(tmp_path / "why?", "1")
    assert listing(tmp_path) == set()


def test_a_disk_that_fails_when_the_new_version_stands_is_not_told_as_if_nothing_had_changed(tmp_path, monkeypatch):
    write(tmp_path, "1")
    fsync, pointer = os.fsync, tmp_path / "kosovo-serbia" / "ucdp" / "CURRENT"
    before = pointer.read_text()

    def fail(handle: int) -> None:
        if pointer.read_text() != before:
            raise OSError(5, "Input/output error")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(CatalogueError, match=r"^“ucdp” is changed, but the disk says: Input/output error\."):
        write(tmp_path, "2")
    current = Catalogue(tmp_path).current("ucdp")
    assert current.events.read_text() == "2"


def test_what_cannot_be_cleared_away_after_a_version_stands_says_nothing_against_it(tmp_path, monkeypatch):
    def fail(_path: Path) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", fail)
        write(tmp_path, "1")
    assert Catalogue(tmp_path).current("ucdp").events.read_text() == "1"
    write(tmp_path, "2")
    assert [path.suffix for path in (tmp_path / "kosovo-serbia" / "ucdp").iterdir() if path.is_dir()] == []


# Of what lies elsewhere or has no pointer.


def test_a_dataset_that_lies_beside_the_dossiers_folder_is_told_of_and_moved_when_asked(tmp_path):
    folder = today(tmp_path)
    catalogue = Catalogue(tmp_path)
    told = (
        "“ucdp” lies where earlier versions of this program kept it, and is not shown: "
        "`python -m dashboard.ingest renew ucdp` moves it."
    )
    assert [fault.sentence for fault in catalogue.faults()] == [told]
    for act in (catalogue.remove, lambda name: write(tmp_path, "2", name)):
        with pytest.raises(CatalogueError, match=re.escape(told)):
            act("ucdp")
    catalogue.take_in("ucdp")
    assert not folder.exists()
    assert contents(tmp_path) == [(".duckdb", "1"), (".refused.csv", "r")]
    assert (catalogue.datasets(), catalogue.faults()) == (["ucdp"], [])


POINTERS = {
    "none": None, "empty": b"", "of no version": b"../../etc/passwd\n", "not ASCII": "20261124T12000000000٣".encode(),
    "of three": f"{VERSION}1\n{VERSION}2\n{VERSION}3\n".encode(), "long": b"x" * 5000,
}  # fmt: skip


@pytest.mark.parametrize("pointer", POINTERS.values(), ids=POINTERS)
def test_data_without_a_pointer_is_kept_and_told(tmp_path, pointer):
    write(tmp_path, "1")
    path = tmp_path / "kosovo-serbia" / "ucdp" / "CURRENT"
    path.unlink()
    if pointer is not None:
        path.write_bytes(pointer)
    told = (
        "“ucdp” has data but no current version: `python -m dashboard.ingest repair ucdp` or "
        "`python -m dashboard.ingest remove ucdp`."
    )
    catalogue = Catalogue(tmp_path)
    before = files(tmp_path)
    assert (catalogue.datasets(), [fault.sentence for fault in catalogue.faults()]) == ([], [told])
    with pytest.raises(CatalogueError, match=re.escape(told)):
        write(tmp_path, "2")
    assert files(tmp_path) == before
    assert catalogue.remove("ucdp") is True
    assert list((tmp_path / "kosovo-serbia").iterdir()) == []


def test_a_pointer_that_is_a_folder_or_a_link_is_none_and_stays(tmp_path):
    for name in ("folder", "link"):
        write(tmp_path, "1", name)
        (tmp_path / "kosovo-serbia" / name / "CURRENT").rename(tmp_path / f"was-{name}")
    (tmp_path / "kosovo-serbia" / "folder" / "CURRENT").mkdir()
    (tmp_path / "kosovo-serbia" / "link" / "CURRENT").symlink_to(tmp_path / "was-link")
    catalogue = Catalogue(tmp_path)
    assert (catalogue.datasets(), [fault.dataset for fault in catalogue.faults()]) == ([], ["folder", "link"])
    for name in ("folder", "link"):
        with catalogue.claimed(name), pytest.raises(CatalogueError, match=r"CURRENT of “.*” is not the file"):
            catalogue.point(Pointer(catalogue.kept(name)[0]))
        assert catalogue.remove(name) is False
    assert (tmp_path / "was-link").exists()


def test_what_a_stopped_first_import_left_is_told_and_removed_when_asked(tmp_path):
    write(tmp_path, "1")
    folder = tmp_path / "kosovo-serbia" / "ucdp"
    for path in (*folder.glob("ucdp-*"), folder / "CURRENT"):
        path.unlink()
    (folder / f"ucdp-{VERSION}1.duckdb.part").write_text("half")
    (folder / f"ucdp-{VERSION}1.work").mkdir()
    catalogue = Catalogue(tmp_path)
    assert (catalogue.datasets(), catalogue.faults(), catalogue.left()) == ([], [], ["ucdp"])
    assert catalogue.remove("ucdp") is True
    assert not folder.exists()


def test_a_folder_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name, reason in (("file", "Not a directory"), ("loop", "Too many levels of symbolic links")):
        catalogue = Catalogue(tmp_path / name)
        assert catalogue.datasets() == []
        assert [fault.sentence for fault in catalogue.faults()] == [
            f"The folder of imported datasets cannot be read ({reason}): see what DATASETS names."
        ]


# Of names and removing.


def test_a_removed_dataset_is_gone(tmp_path):
    write(tmp_path, "1")
    write(tmp_path, "1", "acled")
    assert Catalogue(tmp_path).remove("ucdp") is True
    assert Catalogue(tmp_path).datasets() == ["acled"]
    assert not (tmp_path / "kosovo-serbia" / "ucdp").exists()


@pytest.mark.parametrize(("known", "listed"), [((), "none"), (("acled", "ucdp"), "acled, ucdp")])
def test_what_is_not_there_cannot_be_removed(tmp_path, known, listed):
    for name in known:
        write(tmp_path, "1", name)
    with pytest.raises(CatalogueError) as refused:
        Catalogue(tmp_path).remove("gdelt")
    assert str(refused.value) == f"There is no dataset “gdelt”: it can be {listed}."


@pytest.mark.parametrize(
    "name", ["", "../x", "x/y", "/x", ".", "..", "curated", "A", "x" * 41, "1x", "_x", "x.y", "x y", "x\n", "ž", "x\0"]
)
def test_a_name_that_is_no_name_is_refused_and_makes_no_folder(tmp_path, name):
    catalogue = Catalogue(tmp_path / "datasets")
    assert catalogue.current(name) is None
    for act in (catalogue.remove, lambda name: catalogue.writing(name).__enter__()):
        with pytest.raises(CatalogueError, match="cannot be called"):
            act(name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a", "x" * 40, "ucdp-2024_b"])
def test_a_name_of_small_letters_is_allowed(tmp_path, name):
    write(tmp_path, "1", name)
    assert Catalogue(tmp_path).datasets() == [name]
