from dataclasses import replace

import pytest

from dashboard.dossier.event import Change, Statement
from dashboard.query import DEFAULT
from dashboard.query.options import Options
from dashboard.reading.cited import is_curated_shown, since_cited
from tests.factories import SOURCE, claim, dossier, event

STATEMENT = Statement("s-1", "e2", "2023-09-24", "A minister", "Pristina", "It was so.", "paper")
E1 = event("e1", actor1=("gunmen",), actor2=(), place="banjska")
E2 = event("e2", actor1=("kfor",), actor2=(), place="zvecan")
ELSEWHERE = event("e3", actor1=("serbia",), actor2=(), place="brussels", sources=("envoy",))


def change(table, row_id="", kind="revised", version="1.2.0"):
    return Change(version, "2026-12-01", table, row_id, kind, "Corrected.")


def told(*changes, version="1.1.0", shown=(E1, E2), chosen=""):
    """What is told of these changes, as table and id, and how many others there are."""
    known = replace(
        dossier(
            [E1, E2, ELSEWHERE],
            claims=[claim("c-1", event_id="e1"), claim("c-3", event_id="e3"), claim("c-0")],
            statements=[STATEMENT],
            sources=[SOURCE, replace(SOURCE, source_id="paper"), replace(SOURCE, source_id="envoy")],
        ),
        changes=changes,
    )
    found = since_cited(known, version, shown, chosen)
    return [(one.table, one.row_id) for one in found.shown], found.others


@pytest.mark.parametrize(
    ("table", "row_id"),
    [
        ("events", "e1"),
        ("claims", "c-1"),
        ("claims", "c-0"),  # of no event: key figures rest on such
        ("statements", "s-1"),
        ("sources", "agency"),  # of the events
        ("sources", "paper"),  # of the statement alone
        ("actors", "gunmen"),
        ("places", "zvecan"),
    ],
)
def test_a_change_of_what_is_shown_is_told(table, row_id):
    assert told(change(table, row_id)) == ([(table, row_id)], 0)


@pytest.mark.parametrize(
    ("table", "row_id"),
    [
        ("events", "e3"), ("claims", "c-3"), ("sources", "envoy"), ("actors", "serbia"), ("places", "brussels"),
        ("weights", ""), ("stories", "e1"), ("sources", ""),
    ],
)  # fmt: skip
def test_a_change_of_anything_else_is_counted(table, row_id):
    assert told(change(table, row_id)) == ([], 1)


@pytest.mark.parametrize("table", ["events", "claims", "statements"])
def test_what_was_withdrawn_or_changed_as_a_whole_table_is_told_since_it_may_have_been_shown(table):
    assert told(change(table, "gone", "withdrawn"), change(table)) == ([(table, "gone"), (table, "")], 0)


def test_what_concerns_the_chosen_event_comes_first_and_once():
    changes = change("events", "e1"), change("statements", "s-1"), change("events", "e3"), change("events", "e2")
    assert told(*changes, chosen="e2") == ([("events", "e2"), ("statements", "s-1"), ("events", "e1")], 1)


def test_what_was_withdrawn_comes_before_what_was_revised():
    changes = change("events", "e1"), change("claims", "gone", "withdrawn"), change("claims", "c-1")
    assert told(*changes) == ([("claims", "gone"), ("events", "e1"), ("claims", "c-1")], 0)
    assert told(*changes, chosen="e1") == ([("events", "e1"), ("claims", "c-1"), ("claims", "gone")], 0)


def test_a_chosen_event_counts_outside_the_filter_too():
    assert told(change("claims", "c-3"), change("events", "e1"), shown=(), chosen="e3") == ([("claims", "c-3")], 1)


def test_a_chosen_event_that_was_withdrawn_comes_first():
    changes = change("events", "e1"), change("events", "gone", "withdrawn")
    assert told(*changes, chosen="gone") == ([("events", "gone"), ("events", "e1")], 0)


def test_only_later_versions_count_by_number_and_not_by_letter():
    changes = change("events", "e1", version="1.9.0"), change("events", "e2", version="1.10.0")
    assert told(*changes, version="1.9.0") == ([("events", "e2")], 0)
    assert told(*changes, version="1.10.0") == ([], 0)


def test_the_ids_of_imported_events_are_not_of_the_curated_dataset():
    query = replace(DEFAULT, datasets=("ucdp",))
    assert not is_curated_shown(query, "ucdp:1", Options())
    assert is_curated_shown(query, "2023-09-24-raid", Options())


def test_an_event_that_left_the_view_when_it_was_revised_is_told():
    known = dossier([E1, E2, ELSEWHERE], claims=[], statements=[], sources=[SOURCE])
    known = replace(known, changes=[change("events", "e2")])
    assert since_cited(known, "1.1.0", [E1]).shown == ()
    assert [one.row_id for one in since_cited(known, "1.1.0", [E1], of_dates=[E1, E2]).shown] == ["e2"]
