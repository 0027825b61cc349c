from dataclasses import replace
from datetime import date

import pytest

from dashboard.dossier.event import Change, Statement
from dashboard.reading.changes import UnknownPointError, changed_since_day, changed_since_version, point_of, versions
from dashboard.reading.rows import id_of
from tests.factories import claim, dossier, event

CHANGES = (
    Change("1.0.0", "2023-01-01", "events", "", "added", "First version."),
    Change("1.10.0", "2024-03-01", "claims", "c-9", "withdrawn", "Told of another event."),
    Change("1.9.0", "2024-02-01", "claims", "c-8", "revised", "Misread."),
)
DAY = date(2023, 9, 25)


def by_id(*claims):
    return {one.claim_id: one for one in claims}


def of(claims, changes=()):
    """A dossier of these claims and changes."""
    return replace(dossier(EVENTS, claims=claims.values()), changes=changes)


def gunmen(claim_id, number, said_on, **changes):
    return claim(
        claim_id, event_id="e1", measure="killed_gunmen", best=number, side="Pristina", date_said=said_on, **changes
    )


# Attackers killed by Pristina's count: 1, then 3, 4, 3.
GUNMEN = by_id(
    gunmen("c-1", 1, "2023-09-24", superseded_by="c-2"),
    gunmen("c-2", 3, "2023-09-24"),
    gunmen("c-4", 4, "2023-09-25", superseded_by="c-5", conflicts_with="c-7"),
    gunmen("c-5", 3, "2023-09-26"),
    claim("c-7", event_id="e1", measure="killed_gunmen", best=3, side="EU", date_said="2023-10-03"),
)
EVENTS = [event("e1"), event("e2", date_start=date(2023, 9, 25)), event("e3", date_start=date(2023, 9, 26))]


def chains(found):
    return [[claim.best for claim in one.claims] for one in found.revisions]


def test_events_that_began_after_the_day_are_new_and_those_of_the_day_are_not():
    assert [one.id for one in changed_since_day(DAY, EVENTS, of({})).events] == ["e3"]


def test_a_revised_figure_is_told_from_its_first_claim_to_its_last():
    found = changed_since_day(DAY, EVENTS, of(GUNMEN))
    assert chains(found) == [[1, 3, 4, 3]]
    assert found.revisions[0].new == {"c-5"}


def test_a_figure_that_was_last_revised_before_is_not_told_again():
    assert chains(changed_since_day(date(2023, 9, 26), EVENTS, of(GUNMEN))) == []


def test_on_one_day_what_was_superseded_comes_first():
    claims = by_id(gunmen("a", 2, "2023-09-26"), gunmen("b", 1, "2023-09-26", superseded_by="a"))
    assert chains(changed_since_day(DAY, EVENTS, of(claims))) == [[1, 2]]


def test_claims_that_supersede_each_other_in_a_circle_do_not_hang_it():
    claims = by_id(gunmen("a", 2, "2023-09-26", superseded_by="b"), gunmen("b", 1, "2023-09-26", superseded_by="a"))
    assert sorted(chains(changed_since_day(DAY, EVENTS, of(claims)))[0]) == [1, 2]


def test_a_later_claim_of_another_side_contradicts_the_earlier_one():
    (found,) = changed_since_day(date(2023, 9, 26), EVENTS, of(GUNMEN)).contradictions
    assert (found.claim.claim_id, [one.claim_id for one in found.earlier]) == ("c-7", ["c-4"])


def test_a_contradiction_is_told_of_the_later_claim_alone():
    found = changed_since_day(date(2023, 9, 1), EVENTS, of(GUNMEN)).contradictions
    assert [one.claim.claim_id for one in found] == ["c-7"]
    assert changed_since_day(date(2023, 10, 3), EVENTS, of(GUNMEN)).contradictions == ()


def test_claims_about_other_events_than_those_asked_for_are_left_out_and_standing_ones_are_not():
    claims = by_id(
        claim("a", event_id="e9", best=1, superseded_by="b"),
        claim("b", event_id="e9", best=2, date_said="2023-10-01"),
        claim("c", measure="troops_kfor", best=700, superseded_by="d"),
        claim("d", measure="troops_kfor", best=4500, date_said="2023-10-01"),
    )
    assert chains(changed_since_day(DAY, EVENTS, of(claims))) == [[700, 4500]]


@pytest.mark.parametrize(("said_on", "is_new"), [("2023-09", True), ("2023", True), ("2023-08", False), ("", False)])
def test_a_partial_date_counts_where_it_may_be_of_a_later_day(said_on, is_new):
    claims = by_id(gunmen("a", 1, "2023-08-01", superseded_by="b"), gunmen("b", 2, said_on))
    assert bool(changed_since_day(DAY, EVENTS, of(claims)).revisions) is is_new


def test_rows_of_the_dataset_changed_after_the_day_are_told():
    found = changed_since_day(date(2024, 2, 1), EVENTS, of({}, CHANGES))
    assert [one.version for one in found.rows] == ["1.10.0"]


@pytest.mark.parametrize(("version", "rows"), [("1.0.0", ["c-8", "c-9"]), ("1.9.0", ["c-9"]), ("1.10.0", [])])
def test_after_a_version_come_the_rows_of_later_ones_by_number_and_not_by_letter(version, rows):
    assert [one.row_id for one in changed_since_version(version, CHANGES).rows] == rows
    assert changed_since_version(version, CHANGES).is_empty is not bool(rows)


def test_versions_come_oldest_first():
    assert versions(CHANGES) == ["1.0.0", "1.9.0", "1.10.0"]


def test_a_day_or_a_known_version_is_a_point():
    assert point_of("2023-09-25", CHANGES) == DAY
    assert point_of("1.9.0", CHANGES) == "1.9.0"


@pytest.mark.parametrize("text", ["2023-09", "2023", "yesterday", "1.1.0", "2023-02-30", "<script>", "9999-99-99"])
def test_anything_else_is_none(text):
    with pytest.raises(UnknownPointError):
        point_of(text, CHANGES)


def test_what_was_taken_back_or_undone_after_the_day_is_told_of_these_events_and_of_none():
    """Statements of 27 September taken back on 1 October, and a crossing shut on the 25th, opened on the 26th."""
    said = [
        Statement("s-1", "e1", "2023-09-27", "Minister", "Belgrade", "Fake.", "agency", "s-2"),
        Statement("s-2", "e9", "2023-10-01", "Minister", "Belgrade", "Was wrong.", "agency"),
        Statement("s-3", "e9", "2023-09-27", "Minister", "Belgrade", "Of another event.", "agency", "s-2"),
        Statement("s-4", "", "2023-09-27", "Minister", "Belgrade", "Of none.", "agency", "s-2"),
    ]
    known = replace(dossier(EVENTS, statements=said), undone_by={"e2": "e3"})

    def told(day):
        return [(id_of(one.earlier), id_of(one.later)) for one in changed_since_day(day, EVENTS, known).reversals]

    assert told(date(2023, 9, 24)) == [("e2", "e3"), ("s-1", "s-2"), ("s-4", "s-2")]
    assert told(date(2023, 9, 26)) == [("s-1", "s-2"), ("s-4", "s-2")]
    assert told(date(2023, 10, 1)) == []
    assert not changed_since_day(date(2023, 9, 26), EVENTS, known).is_empty
