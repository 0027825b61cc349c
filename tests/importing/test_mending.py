"""Datasets that are damaged, of another layout or without a pointer: what is told of them, and how they come back."""

import json
import os
import shutil
from pathlib import Path

import duckdb
import pytest

from dashboard.commands.ingest import main
from dashboard.query import Query
from dashboard.store import DamagedError, Store, UnknownDatasetError
from dashboard.store.about import LAYOUT
from dashboard.store.catalogue import Catalogue
from dashboard.store.engine import Engine
from tests.disk import files
from tests.factories import dossier, event
from tests.synthetic import import_synthetic, put_synthetic

COMMAND = "python -m dashboard.ingest"


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("DATASETS", str(tmp_path))
    return tmp_path


@pytest.fixture
def run(root, capsys):
    """Run a command: what it returned, printed, and said on the side."""

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        answer = capsys.readouterr()
        return code, answer.out, answer.err

    return command


def folder(root: Path, name: str = "mine") -> Path:
    return root / "kosovo-serbia" / name


def versions(root: Path, name: str = "mine") -> list[Path]:
    """The files of events, the oldest first."""
    return sorted(folder(root, name).glob("*.duckdb"))


def pointed(root: Path, name: str = "mine") -> list[str]:
    return (folder(root, name) / "CURRENT").read_text().split()


def events_in(file: Path) -> int:
    with duckdb.connect(file, read_only=True) as connection:
        return connection.execute("SELECT count(*) FROM events").fetchone()[0]


def version_of(file: Path) -> str:
    return file.stem.rpartition("-")[2]


def shown(root: Path) -> Store:
    return Store(dossier([event("a")]), frozenset(), catalogue=Catalogue(root))


def told(store: Store) -> list[str]:
    return [fault.sentence for fault in store.faults()]


def age(file: Path, layout: int, *statements: str) -> None:
    """Make a file one of an earlier layout."""
    with duckdb.connect(file) as connection:
        (text,) = connection.execute("SELECT json FROM about").fetchone()
        connection.execute("UPDATE about SET json = ?", [json.dumps(json.loads(text) | {"layout": layout})])
        for statement in statements:
            connection.execute(statement)


# Of damage.


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def cut_at_the_end(file: Path) -> None:
    os.truncate(file, file.stat().st_size - 1)


def of_another(file: Path) -> None:
    file.unlink()
    with duckdb.connect(file) as connection:
        connection.execute("CREATE TABLE about AS SELECT '[]' AS json")


def bare(file: Path) -> None:
    file.unlink()
    duckdb.connect(file).close()


def become_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def become_a_link(file: Path) -> None:
    shutil.move(file, file.parents[2] / "elsewhere")
    file.symlink_to(file.parents[2] / "elsewhere")


def card(**changed: object):
    """A damage that changes these parts of the card."""

    def damage(file: Path) -> None:
        with duckdb.connect(file) as connection:
            (text,) = connection.execute("SELECT json FROM about").fetchone()
            connection.execute("UPDATE about SET json = ?", [json.dumps(json.loads(text) | changed)])

    return damage


def by(statement: str):
    """A damage by a statement to the engine."""

    def damage(file: Path) -> None:
        with duckdb.connect(file) as connection:
            connection.execute(statement)

    return damage


CARDS = {
    "card-deep": by("UPDATE about SET json = repeat('[', 100000)"),
    "card-deep-inside": by("""UPDATE about SET json = replace(json, '"read"', '"x": ' || repeat('[', 100000))"""),
    "card-of-text": by("UPDATE about SET json = NULL"),
    "card-no-number": card(kept="abc"),
    "card-no-whole-number": card(read=1.5),
    "card-yes": card(read=True),
    "card-layout": card(layout="4"),
    "card-no-name": card(files=[{"name": 7, "sha256": ""}]),
    "card-no-files": card(files=[]),
    "card-list": card(mapping=["a"]),
    "card-list-of-refused": card(refused={"rule": [1]}),
    "card-no-text": card(vintage="\ud800"),
    "card-no-vintage": card(vintage=None),
    "no-events": by("DROP TABLE events"),
    "no-pins": by("DROP TABLE pins"),
    "no-names": by("DROP TABLE names"),
    "no-ledger": by("DROP TABLE ledger"),
    "no-column": by("ALTER TABLE events DROP COLUMN title"),
    "another-type": by("ALTER TABLE daily ALTER COLUMN date_start TYPE VARCHAR"),
    "a-view": by("ALTER TABLE names RENAME TO others; CREATE VIEW names AS SELECT * FROM others"),
}
DAMAGES = CARDS | {
    "empty": lambda file: os.truncate(file, 0),
    "cut": cut,
    "cut-at-the-end": cut_at_the_end,
    "random": lambda file: file.write_bytes(os.urandom(300_000)),
    "gone": lambda file: file.unlink(),
    "a-folder": become_a_folder,
    "a-link": become_a_link,
    "bare": bare,
    "of-another": of_another,
    "renamed": lambda file: shutil.copy(file.parents[1] / "whole" / versions(file.parents[2], "whole")[0].name, file),
}


def test_a_damaged_dataset_is_left_out_with_its_reason_and_no_other_with_it(root, run):
    for name in ("whole", *DAMAGES):
        put_synthetic(root, name, 10)
    import_synthetic(root, "cut-at-the-end", 10)  # whose last block is in use
    for name, damage in DAMAGES.items():
        damage(versions(root, name)[-1])
    before = files(root)
    store = shown(root)
    assert store.datasets() == ["curated", "whole"]
    assert store.vocabulary().datasets == {"curated", "whole"}
    assert store.dataset("whole").totals(Query()).events == 10
    assert store.dataset("curated").totals(Query()).events == 1
    assert [fault.dataset for fault in store.faults()] == sorted(DAMAGES)
    sentences = told(store)
    for sentence, name in zip(sentences, sorted(DAMAGES), strict=True):
        assert sentence.startswith(f"“{name}” cannot be shown, since its file is damaged: ")
        remedy = f"import its files again with --replace, or `{COMMAND} remove {name}`"
        if name == "cut-at-the-end":
            remedy = f"`{COMMAND} restore {name}` brings back the version before"
        assert sentence.endswith(f"To mend it: {remedy}.")
        assert str(root) not in sentence
        with pytest.raises(UnknownDatasetError, match=f"“{name}” cannot be shown"):
            store.dataset(name)
        assert store.find(f"{name}:1") is None
    code, printed, _said = run("list")
    assert code == 0
    assert printed.splitlines()[1:] == sentences
    assert printed.splitlines()[0].split()[:2] == ["whole", "10"]
    assert files(root) == before


def test_a_file_that_is_cut_while_it_is_open_leaves_the_rest_standing(root):
    for name in ("cut", "whole"):
        put_synthetic(root, name, 2000)
    store = shown(root)
    assert store.dataset("cut").totals(Query()).events == 2000
    cut(versions(root, "cut")[0])
    assert store.datasets() == ["curated", "whole"]
    assert len(told(store)) == 1
    assert "its size changed while the server had it open" in told(store)[0]
    assert store.vocabulary().datasets == {"curated", "whole"}
    assert store.dataset("whole").totals(Query()).events == 2000


def spoil(file: Path) -> None:
    """Change what the blocks hold in the middle of a file, not its size."""
    with file.open("r+b") as out:
        for place in range(12_288 + 50_000, file.stat().st_size, 50_000):
            out.seek(place)
            out.write(os.urandom(2000))


def test_damage_that_a_question_comes_upon_is_told_from_then_on(root):
    for name in ("spoilt", "whole"):
        put_synthetic(root, name, 2000)
    store = shown(root)
    assert store.datasets() == ["curated", "spoilt", "whole"]
    held = store.dataset("spoilt")
    spoil(versions(root, "spoilt")[0])
    for ask in (lambda: held.events(Query()), lambda: list(held.batches(Query(), ("id", "title", "summary")))):
        with pytest.raises(DamagedError, match="was damaged while the server had it open"):
            ask()
    assert store.datasets() == ["curated", "whole"]
    assert store.vocabulary().datasets == {"curated", "whole"}
    assert "“spoilt” cannot be shown" in told(store)[0]


def test_renew_says_of_a_damaged_card_that_it_is_one_and_leaves_it(root, run):
    for name, damage in CARDS.items():
        put_synthetic(root, name, 10)
        damage(versions(root, name)[-1])
    before = files(root)
    code, _printed, said = run("renew")
    assert (code, said) == (0, "")
    for name in filter(lambda name: name.startswith("card"), CARDS):
        code, _printed, said = run("renew", name)
        assert (code, said) == (1, f"“{name}” is not renewed: it holds no dataset.\n")
    assert files(root) == before


def test_tables_that_go_while_a_server_has_the_file_open_count_as_damage(root, monkeypatch):
    put_synthetic(root, "whole", 10)
    held = shown(root).dataset("whole")
    other = root / "other.duckdb"
    shutil.copy(versions(root, "whole")[0], other)
    by("DROP TABLE events")(other)
    monkeypatch.setattr(held, "engine", Engine.read_only(other))
    with pytest.raises(DamagedError, match="Table with name events does not exist"):
        held.events(Query(datasets=("whole",)))
    assert held.engine.damage


def test_damage_that_the_vocabulary_comes_upon_takes_nothing_with_it(root):
    for name in ("spoilt", "whole"):
        put_synthetic(root, name, 2000)
    store = shown(root)
    assert store.datasets() == ["curated", "spoilt", "whole"]
    spoil(versions(root, "spoilt")[0])
    assert store.vocabulary().datasets == {"curated", "whole"}


def test_who_reads_a_dataset_has_no_place_beside_it_to_write_to(root):
    put_synthetic(root, "mine", 10)
    engine = shown(root).dataset("mine").engine
    assert engine.root.raw_sql("SELECT current_setting('temp_directory')").fetchone() == ("",)


# Of the version before.


def test_the_version_before_is_brought_back_and_the_other_kept_in_its_place(root, run):
    for events in (10, 20, 30):
        put_synthetic(root, "mine", events)
    before, after = versions(root)
    assert (events_in(before), events_in(after)) == (20, 30)
    store = shown(root)
    for file, events in ((before, 20), (after, 30)):
        code, printed, _said = run("restore", "mine")
        assert (code, printed) == (0, f"Of “mine” stands now {version_of(file)}.\n")
        assert pointed(root)[0] == version_of(file)
        assert versions(root) == [before, after]
        assert {path.suffix for path in folder(root).iterdir()} == {"", ".duckdb"}  # nothing of the change is left
        assert store.dataset("mine").totals(Query()).events == events


def test_after_a_restored_version_the_next_import_keeps_that_one(root, run):
    for events in (10, 20):
        put_synthetic(root, "mine", events)
    run("restore", "mine")
    put_synthetic(root, "mine", 30)
    assert [events_in(file) for file in versions(root)] == [10, 30]


def test_what_has_no_version_before_or_a_damaged_one_stays(root, run):
    put_synthetic(root, "mine", 10)
    before = files(root)
    assert run("restore", "mine")[::2] == (
        1, "Of “mine” no version before is kept: there is one once it has been replaced.\n",
    )  # fmt: skip
    assert run("restore", "yours")[::2] == (1, "There is no dataset “yours”: it can be mine.\n")
    assert files(root) == before
    put_synthetic(root, "mine", 20)
    spoil(versions(root)[0])
    before = files(root)
    code, _printed, said = run("restore", "mine")
    assert code == 1
    assert said.startswith("The version before of “mine” cannot be brought back: ")
    assert said.endswith("Nothing has changed.\n")
    assert files(root) == before


def test_a_damaged_dataset_says_that_the_version_before_can_be_brought_back(root, run):
    for events in (10, 20):
        put_synthetic(root, "mine", events)
    cut(versions(root)[1])
    store = shown(root)
    assert f"`{COMMAND} restore mine` brings back the version before" in told(store)[0]
    assert run("restore", "mine")[0] == 0
    assert (store.datasets(), told(store)) == (["curated", "mine"], [])
    assert store.dataset("mine").totals(Query()).events == 10


# Of repair.


def test_repair_takes_the_one_file_that_is_whole(root, run):
    for events in (10, 20):
        put_synthetic(root, "mine", events)
    first, second = versions(root)
    spoil(second)
    (folder(root) / "CURRENT").unlink()
    assert run("repair", "mine") == (0, f"Of “mine” stands now {version_of(first)}.\n", "")
    assert pointed(root) == [version_of(first)]
    assert versions(root) == [first, second]
    assert shown(root).dataset("mine").totals(Query()).events == 10


def test_repair_asks_which_where_several_are_whole(root, run):
    for events in (10, 20):
        put_synthetic(root, "mine", events)
    first, second = map(version_of, versions(root))
    (folder(root) / "CURRENT").write_text("what?")
    before = files(root)
    for asked in ((), ("20200101T000000000000",)):
        assert run("repair", "mine", *asked) == (
            1, "", f"Say which version of “mine” shall stand, `{COMMAND} repair mine VERSION`: {second}, {first}.\n",
        )  # fmt: skip
    assert files(root) == before
    assert run("repair", "mine", first)[0] == 0
    assert pointed(root) == [first, second]


def test_repair_changes_nothing_where_nothing_is_to_be_done_or_can_be(root, run):
    put_synthetic(root, "mine", 10)
    before = files(root)
    assert run("repair", "mine")[::2] == (1, "“mine” is whole and needs no repair.\n")
    assert files(root) == before
    spoil(versions(root)[0])
    before = files(root)
    assert run("repair", "mine")[::2] == (
        1, f"No file of “mine” is whole: import its files again, or `{COMMAND} remove mine`.\n",
    )  # fmt: skip
    assert files(root) == before


# Of earlier versions of this program.


@pytest.mark.parametrize("layout", [2, 3])
def test_a_dataset_of_an_earlier_layout_says_so_and_renew_brings_it_over(root, run, layout):
    put_synthetic(root, "mine", 500)
    (old,) = versions(root)
    old.with_name(f"{old.stem}.refused.csv").write_text("file,line,rule,record\n")
    asked = Query(datasets=("mine",))
    put_synthetic(root / "twin", "mine", 500)
    twin = shown(root / "twin")
    age(old, layout, "DROP TABLE pins", "DROP TABLE pin_kinds", "DROP TABLE daily", "DROP TABLE ledger")
    store = shown(root)
    assert store.datasets() == ["curated"]
    assert told(store) == [
        f"“mine” was imported by an earlier version of this program and is not shown: `{COMMAND} renew mine` brings it "
        "over."
    ]
    assert run("renew") == (0, "Renewed “mine”.\n", "")
    assert (store.datasets(), told(store)) == (["curated", "mine"], [])
    assert (store.of(asked).totals(asked), store.events(asked)) == (twin.of(asked).totals(asked), twin.events(asked))
    kept, new = versions(root)
    assert (kept, pointed(root)) == (old, [version_of(new), version_of(old)])
    assert new.with_name(f"{new.stem}.refused.csv").read_text() == "file,line,rule,record\n"
    assert run("renew") == (0, "Nothing has to be renewed.\n", "")
    assert run("renew", "mine") == (0, "“mine” is of this version: nothing has changed.\n", "")


def test_what_only_its_files_can_bring_over_names_the_command(root, run, tmp_path):
    put_synthetic(root, "mine", 10)
    age(versions(root)[0], 1, "ALTER TABLE events DROP corroborated")
    command = f"{COMMAND} ucdp invented.csv --dataset mine --replace"
    assert told(shown(root)) == [
        "“mine” was imported by an earlier version of this program that kept less of each event, and is not shown. "
        f"Only its files can bring it over: `{command}`."
    ]
    before = files(root)
    code, printed, said = run("renew")
    assert (code, printed) == (1, "")
    assert f"`{command}`" in said
    assert files(root) == before


def test_a_dataset_of_a_newer_version_of_this_program_is_told_of_and_left(root, run):
    put_synthetic(root, "mine", 10)
    age(versions(root)[0], LAYOUT + 1, "UPDATE about SET json = replace(json, '\"kept\"', '\"kept_events\"')")
    before = files(root)
    assert told(shown(root)) == [
        "“mine” was imported by a newer version of this program and is not shown: run that one."
    ]
    assert run("renew")[0] == 1
    assert files(root) == before


def test_renew_moves_what_lies_beside_the_dossiers_folder(root, run):
    put_synthetic(root, "mine", 10)
    folder(root).rename(root / "mine")
    (root / "mine" / "DASHBOARD").unlink()
    (root / "mine" / "LOCK").write_text("")
    put_synthetic(root, "theirs", 10)
    folder(root, "theirs").rename(root / "theirs")
    (root / "theirs" / "DASHBOARD").unlink()
    (root / "theirs" / "notes.txt").write_text("mine")
    store = shown(root)
    assert store.datasets() == ["curated"]
    assert [fault.dataset for fault in store.faults()] == ["mine", "theirs"]
    code, printed, said = run("renew")
    assert (code, printed) == (1, "Renewed “mine”.\n")
    assert said.startswith(
        "The folder of “theirs” was not made by this program and holds what is not of it (notes.txt)"
    )
    assert store.datasets() == ["curated", "mine"]
    assert {path.name for path in (root / "theirs").iterdir()} == {
        "CURRENT", "notes.txt", next((root / "theirs").glob("*.duckdb")).name,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["o'brien", 'a"b', "a;b", "[1]*"])
def test_a_folder_of_any_name_takes_datasets(tmp_path, name):
    for events in (3, 4):
        put_synthetic(tmp_path / name, "mine", events)
    assert shown(tmp_path / name).dataset("mine").totals(Query()).events == 4


TABLE_THAT_WRITES = """events" AS one; COPY (SELECT 'changed') TO '{letter}'; SELECT 1 AS one FROM "events"""


@pytest.mark.parametrize("command", ["restore", "repair"])
def test_nothing_in_a_datasets_file_is_run_when_it_is_brought_back(root, run, tmp_path_factory, command):
    letter = tmp_path_factory.mktemp("elsewhere") / "letter.txt"
    letter.write_text("as it was")
    for events in (10, 20):
        put_synthetic(root, "mine", events)
    name = TABLE_THAT_WRITES.format(letter=letter).replace('"', '""')
    with duckdb.connect(versions(root)[0]) as connection:
        connection.execute(f'CREATE TABLE "{name}" AS SELECT 1 AS x')
    if command == "repair":
        (folder(root) / "CURRENT").unlink()
        run("repair", "mine", version_of(versions(root)[0]))
    else:
        run("restore", "mine")
    assert pointed(root)[0] == version_of(versions(root)[0])
    assert letter.read_text() == "as it was"


def test_a_datasets_file_reads_no_other(root):
    put_synthetic(root, "mine", 10)
    engine = Engine.read_only(versions(root)[0])
    with pytest.raises(duckdb.PermissionException):
        engine.root.raw_sql("SELECT * FROM read_text('README.md')")
    engine.close()


def test_what_is_brought_over_is_the_files_own(root, run, tmp_path_factory):
    letter = tmp_path_factory.mktemp("elsewhere") / "letter.txt"
    letter.write_text("of another")
    put_synthetic(root, "mine", 10)
    view = "CREATE VIEW events AS SELECT kept.* REPLACE (letter.content AS title) FROM kept, read_text('{}') AS letter"
    age(versions(root)[0], 3, "ALTER TABLE events RENAME TO kept", view.format(letter))
    code, _printed, said = run("renew", "mine")
    assert code == 1
    assert "lack what this version needs" in said
    assert len(versions(root)) == 1
