import csv
import io
from datetime import date

from dashboard.dossier.event import Statement
from dashboard.dossier.profile import footnote
from dashboard.query import Query
from dashboard.sharing.tables.accounts import COLUMNS, accounts_csv
from tests.factories import claim, event, store

QUERY = Query(since=date(2023, 9, 24), until=date(2023, 9, 24))
STORE = store(
    event("e1", title="=1+1"),
    event("e2", date_start=date(2024, 1, 1)),
    claims=[
        claim("c-1", event_id="e1", side="UN", low=1, best=1, high=1),
        claim("c-2", event_id="e1", side="EU", low=1, best=1, high=1),
        claim("c-3", event_id="e1", side="EU", measure="armed_men", best=30, note="+30"),
        claim("c-4", event_id="e1", side="media", measure="armed_men", best=90, conflicts_with="c-3"),
        claim("c-5", event_id="e2", side="UN", date_said="2024-01-01"),
    ],
    statements=[Statement("s-1", "e1", "2023-09-24", "@Someone", "Pristina", "=HYPERLINK(1)", "agency")],
)


def rows(query=QUERY, event_id="") -> list[dict[str, str]]:
    text = accounts_csv(STORE, query, event_id).decode()
    assert text.startswith("\ufeff" + ",".join(COLUMNS) + "\r\n")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_file_holds_every_claim_and_statement_of_the_accounts():
    assert [row["id"] for row in rows()] == ["s-1", "c-1", "c-2", "c-3", "c-4"]
    assert [row["kind"] for row in rows()] == ["statement", "claim", "claim", "claim", "claim"]


def test_agreement_and_contradiction_are_columns_and_hold_both_ways():
    assert [row["agreed"] for row in rows()] == ["", "yes", "yes", "no", "no"]
    assert [row["conflicts_with"] for row in rows()] == ["", "", "", "c-4", "c-3"]


def test_what_a_spreadsheet_would_run_is_escaped():
    first, third = rows()[0], rows()[3]
    assert (first["text"], first["speaker"], first["event_title"]) == ("'=HYPERLINK(1)", "'@Someone", "'=1+1")
    assert third["note"] == "'+30"


def test_every_row_has_source_and_footnote():
    for row in rows():
        assert row["source_title"] == "Agency: A report"
        assert row["source_url"] == "https://agency.example/1"
        assert row["kosovo_note"] == footnote()


def test_a_chosen_event_stands_alone():
    assert [row["id"] for row in rows(event_id="e2")] == ["c-5"]


def test_without_anything_said_there_is_a_header_alone():
    assert rows(Query(since=date(2020, 1, 1), until=date(2020, 1, 2))) == []


def test_a_claim_says_in_words_what_it_measures_and_a_statement_what_took_it_back():
    assert [row["measure_words"] for row in rows()] == ["", *["People killed"] * 2, *["Armed men"] * 2]
    said = [
        Statement("s-1", "e1", "2023-09-24", "Minister", "Belgrade", "Fake.", "agency", "s-2"),
        Statement("s-2", "e1", "2023-09-24", "Minister", "Belgrade", "Was wrong.", "agency"),
    ]
    text = accounts_csv(store(event("e1"), statements=said), QUERY).decode("utf-8-sig")
    found = csv.DictReader(io.StringIO(text, newline=""))
    assert {row["id"]: row["superseded_by"] for row in found} == {"s-1": "s-2", "s-2": ""}
