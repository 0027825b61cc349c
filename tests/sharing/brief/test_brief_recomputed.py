"""The brief's numbers, worked out again from the file that the same query downloads."""

import csv
import io
import re
from datetime import date

import pytest

from dashboard.dossier.event import EventType
from dashboard.query import DEFAULT, Query
from dashboard.sharing.brief.brief import BriefStamp, brief_html
from dashboard.sharing.export import export
from tests.sharing.brief.test_brief import Page

MADE = BriefStamp(date(2026, 11, 24), "https://dossier.example/")
QUERIES = [
    DEFAULT,
    Query(since=date(2023, 1, 1), until=date(2023, 12, 31), types=(EventType.ASSAULT,)),
    Query(since=date(2008, 1, 1), until=date(2022, 12, 31)),
    Query(since=date(2023, 5, 1), until=date(2023, 6, 30), text="zvečan"),
    Query(since=date(2023, 1, 1), until=date(2024, 12, 31), actors=("kfor",)),
]


def added(rows, what, *order) -> int | None:
    """The sum over the events of the first of these parts that each gives; None where none gives any."""
    values = [next((int(row[f"{what}_{part}"]) for part in order if row[f"{what}_{part}"]), None) for row in rows]
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def in_words(rows, what) -> str:
    best = added(rows, what, "best", "low")
    low, high = added(rows, what, "low"), added(rows, what, "high", "best", "low")
    if best is None:
        return "no figure"
    if best == 0 and not high:
        return "none reported"
    return f"{best}" if low == best == high else f"{best} ({low} to {high})"


@pytest.mark.parametrize("query", QUERIES, ids=["default", "attacks", "before 2023", "search", "actor"])
def test_the_sums_of_a_brief_are_those_of_the_downloaded_events(curated_store, query):
    content = b"".join(export(curated_store, query, "csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    text = Page(brief_html(curated_store, query, MADE)).text
    assert re.search(rf"Events shown {len(rows)} ", text)
    assert f"killed: {in_words(rows, 'fatalities')} · injured: {in_words(rows, 'injured')}" in text
