import csv
import io
from dataclasses import replace
from datetime import date

from dashboard.dossier.event import Change, Statement
from dashboard.query import Query
from dashboard.sharing.tables.changes import COLUMNS, changes_csv
from dashboard.store import Store
from tests.factories import claim, dossier, event

DOSSIER = replace(
    dossier(
        [event("e1"), event("e2", date_start=date(2023, 9, 26), title="=2+2")],
        claims=[
            claim("c-1", event_id="e1", low=1, best=1, high=1, superseded_by="c-2"),
            claim("c-2", event_id="e1", low=3, best=3, high=3, date_said="2023-09-26", note="@note"),
            claim("c-3", event_id="e1", best=5, side="UN", date_said="2023-09-30", conflicts_with="c-1"),
        ],
    ),
    changes=(Change("1.1.0", "2024-01-01", "claims", "c-2", "revised", "+ a word"),),
)
KINDS = {"event undone", "statement taken back"}
STORE = Store(DOSSIER, frozenset())


def rows(since, query=Query()) -> list[dict[str, str]]:  # noqa: B008 - it never changes
    text = changes_csv(STORE, query, since).decode()
    assert text.startswith("\ufeff" + ",".join(COLUMNS) + "\r\n")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_each_kind_of_change_is_a_row_with_what_was_before():
    found = [(row["kind"], row["id"], row["before"], row["after"]) for row in rows(date(2023, 9, 25))]
    assert found == [
        ("event", "e2", "", ""),
        ("revised claim", "c-2", "1", "3"),
        ("contradicting claim", "c-3", "1", "5"),
        ("revised in version 1.1.0", "c-2", "", ""),
    ]


def test_what_a_spreadsheet_would_run_is_escaped():
    found = rows(date(2023, 9, 25))
    assert (found[0]["title"], found[1]["note"], found[3]["note"]) == ("'=2+2", "'@note", "'+ a word")


def test_the_filter_holds():
    assert [row["kind"] for row in rows(date(2023, 9, 25), Query(text="nothing of the kind"))] == [
        "revised in version 1.1.0"
    ]


def test_after_a_version_there_are_rows_of_the_dataset_alone():
    assert [row["id"] for row in rows("1.0.0")] == ["c-2"]
    assert rows("1.1.0") == []


def test_a_reversal_is_a_row_of_what_took_back_with_what_was_before():
    said = [
        Statement("s-1", "e1", "2023-09-27", "Minister", "Belgrade", "Fake.", "agency", "s-2"),
        Statement("s-2", "", "2023-10-01", "Minister", "Belgrade", "@wrong", "agency"),
    ]
    known = replace(DOSSIER, statements=tuple(said), undone_by={"e1": "e2"})
    text = changes_csv(Store(known, frozenset()), Query(), date(2023, 9, 25)).decode("utf-8-sig")
    found = [row for row in csv.DictReader(io.StringIO(text, newline="")) if row["kind"] in KINDS]
    columns = ("kind", "date", "id", "event_id", "before", "after", "speaker", "side", "source_title")
    assert [[row[column] for column in columns] for row in found] == [
        ["event undone", "2023-09-26", "e2", "e2", "Something happens", "'=2+2", "", "", ""],
        [
            "statement taken back",
            "2023-10-01",
            "s-2",
            "",
            "Fake.",
            "'@wrong",
            "Minister",
            "Belgrade",
            "Agency: A report",
        ],
    ]


def test_a_claim_says_in_words_what_it_measures():
    assert {row["measure_words"] for row in rows(date(2023, 9, 25)) if row["measure"]} == {"People killed"}
