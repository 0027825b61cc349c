"""After a replacement it is said what changed, by id. The oracle is pandas over the two files."""

import random
from pathlib import Path

import pandas as pd
import pytest

from dashboard.commands.ingest import report
from dashboard.importing.importing import Request, changes_remarks, import_files
from dashboard.importing.placing import GazetteerContext
from dashboard.store.catalogue import Catalogue

COLUMNS = ["id", "date", "title", "killed", "summary"]


@pytest.fixture
def put(curated_store, tmp_path):
    """Put a table in the place of the dataset: what the import came to."""
    ground = GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)

    def run(rows: list[list[str]]):
        file = tmp_path / "events.csv"
        pd.DataFrame(rows, columns=COLUMNS).to_csv(file, index=False)
        request = Request((file,), dataset="mine", is_replacing=True)
        return import_files(request, Catalogue(tmp_path / "datasets"), ground, lambda step, done: None)

    return run


def changed_by_pandas(before: list[list[str]], after: list[list[str]]) -> set[tuple[str, str]]:
    """Each id with what became of it."""
    old, new = (pd.DataFrame(rows, columns=COLUMNS).set_index("id") for rows in (before, after))
    both = old.index.intersection(new.index)
    revised = both[(old.loc[both] != new.loc[both]).any(axis=1)]
    added, gone = new.index.difference(old.index), old.index.difference(new.index)
    return {(key, what) for what, keys in (("revised", revised), ("added", added), ("gone", gone)) for key in keys}


def changed_by_file(file: Path) -> set[tuple[str, str]]:
    table = pd.read_csv(file, dtype=str)
    return set(zip(table["id"], table["change"], strict=True))


def test_what_changed_between_two_versions_is_what_pandas_finds(put):
    chance = random.Random(14)  # noqa: S311 - no secret
    before = [
        [f"e{number}", f"2023-09-{1 + number % 30:02}", f"Event {number}", str(number % 5), "x"]
        for number in range(3000)
    ]
    assert put(before).changes is None
    after = [list(row) for row in before if chance.random() > 0.05]
    for row in after:
        if chance.random() < 0.1:
            column = chance.randrange(1, 5)
            row[column] = ["2024-02-29", "Another", "77", "y"][column - 1]
    after += [[f"n{number}", "2024-01-01", "New", "", ""] for number in range(17)]
    chance.shuffle(after)
    changes = put(after).changes
    expected = changed_by_pandas(before, after)
    assert changed_by_file(changes.file) == expected
    counts = pd.Series([what for _key, what in expected]).value_counts().to_dict()
    assert {str(change): count for change, count in changes.counts.items()} == counts
    assert counts["added"] == 17


def test_of_what_changed_the_counts_first_ids_and_columns_are_told(put):
    def row(key: str, title: str = "A", killed: str = "1") -> list[str]:
        return [key, "2023-09-24", title, killed, "s"]

    put([row("a"), row("b"), row("c"), row("=d")])
    outcome = put([row("a"), row("b", killed="2", title="B"), *(row(f"n{number:02}") for number in range(12))])
    assert changes_remarks(outcome.changes) == [
        "Since the version before: 12 added, 1 revised, 2 gone.",
        "added: n00, n01, n02, n03, n04, n05, n06, n07, n08, n09, …",
        "revised: b",
        "gone: =d, c",
    ]
    assert report(outcome)[-1] == f"All that changed is in {outcome.changes.file}"
    lines = outcome.changes.file.read_text("utf-8-sig").splitlines()
    assert lines[0] == "id,change,columns"
    assert lines[13:] == ["'=d,gone,", "c,gone,", 'b,revised,"title;fatalities_best"']


def test_where_no_event_differs_it_is_said_and_there_is_no_file(put):
    rows = [["a", "2023-09-24", "A", "", ""], ["b", "2023-09-25", "B", "", ""]]
    put(rows)
    outcome = put(rows[::-1])
    assert changes_remarks(outcome.changes) == ["No event is another than in the version before."]
    assert outcome.changes.file is None


def test_a_version_before_that_cannot_be_read_is_told(put, tmp_path):
    put([["a", "2023-09-24", "A", "", ""]])
    Catalogue(tmp_path / "datasets").current("mine").events.write_bytes(b"nothing")
    outcome = put([["a", "2023-09-24", "A", "", ""]])
    assert outcome.changes is None
    assert outcome.notes == ("The version before cannot be read, so nobody knows what changed.",)
