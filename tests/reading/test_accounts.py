from datetime import date

from dashboard.dossier.event import EventType, Statement
from dashboard.dossier.sides import with_account
from dashboard.query import Query
from dashboard.reading.accounts import accounts
from tests.factories import claim

QUERY = Query(since=date(2023, 9, 24), until=date(2023, 9, 26))


def statement(statement_id, day="2023-09-24", side="Pristina", event_id="e1") -> Statement:
    return Statement(statement_id, event_id, day, "Someone", side, "Something was said.", "agency")


def by_id(*claims):
    return {one.claim_id: one for one in claims}


def said(found) -> list[str]:
    return [getattr(one, "claim_id", None) or one.statement_id for one in found.sayings]


def groups(found) -> list[list[str]]:
    return [[one.claim_id for one in group] for group in found]


def test_the_columns_are_the_seven_sides():
    assert with_account() == ("Pristina", "Belgrade", "Kosovo Serb", "NATO/KFOR", "EU", "US", "UN")


def test_each_side_has_its_column_and_each_day_its_row():
    statements = [
        statement("s-1", "2023-09-25", "Belgrade"),
        statement("s-2", "2023-09-24", "Pristina"),
        statement("s-3", "2023-09-24", "UN"),
    ]
    found = accounts(QUERY, {"e1"}, by_id(claim("c-1", event_id="e1", side="Pristina", best=1)), statements)
    assert [day.said_on for day in found.days] == ["2023-09-24", "2023-09-25"]
    first, second = ([[getattr(one, "claim_id", "s") for one in cell] for cell in day.by_side] for day in found.days)
    assert first == [["s", "c-1"], [], [], [], [], [], ["s"]]
    assert second == [[], ["s"], [], [], [], [], []]


def test_what_is_said_later_of_the_events_counts_and_is_marked():
    statements = [statement("s-1"), statement("s-2", "2023-10-23"), statement("s-3", "2023-09-26")]
    found = accounts(QUERY, {"e1"}, {}, statements)
    assert [(day.said_on, day.is_later) for day in found.days] == [
        ("2023-09-24", False),
        ("2023-09-26", False),
        ("2023-10-23", True),
    ]


def test_what_is_said_within_the_dates_of_another_event_or_of_none_counts():
    statements = [
        statement("inside", "2023-09-26", event_id="older"),
        statement("of-none", "2023-09-24", event_id=""),
        statement("outside", "2023-09-27", event_id="older"),
        statement("before", "2023-09-23", event_id=""),
    ]
    assert said(accounts(QUERY, {"e1"}, {}, statements)) == ["of-none", "inside"]


def test_a_query_that_narrows_beyond_dates_asks_for_its_events_alone():
    query = Query(QUERY.since, QUERY.until, types=(EventType.ASSAULT,))
    statements = [statement("s-1"), statement("s-2", event_id="e2"), statement("s-3", event_id="")]
    assert said(accounts(query, {"e1"}, {}, statements)) == ["s-1"]


def test_a_chosen_event_stands_alone_whenever_it_was_spoken_of():
    statements = [statement("s-1"), statement("s-2", "2024-01-01"), statement("s-3", event_id="e2")]
    found = accounts(QUERY, {"e1", "e2"}, {}, statements, event_id="e1")
    assert said(found) == ["s-1", "s-2"]
    assert [day.is_later for day in found.days] == [False, False]


def test_a_partial_day_comes_after_the_days_that_it_may_mean():
    claims = by_id(
        claim("c-1", event_id="e1", side="EU", date_said="2023-09"),
        claim("c-2", event_id="e1", side="EU", date_said="2023-09-30"),
        claim("c-3", event_id="e1", side="EU", date_said=""),
        claim("c-4", event_id="e1", side="EU", date_said="2023"),
    )
    days = accounts(QUERY, {"e1"}, claims, []).days
    assert [day.said_on for day in days] == ["2023-09", "2023-09-30", "2023", ""]


def test_courts_media_and_others_have_no_column_but_are_counted():
    claims = by_id(*(claim(f"c-{side}", event_id="e1", side=side) for side in ("court", "media", "other", "EU")))
    found = accounts(QUERY, {"e1"}, claims, [])
    assert found.others == 3
    assert sum(len(cell) for day in found.days for cell in day.by_side) == 1
    assert len(found.sayings) == 4


def test_contradicting_claims_are_contested_whoever_made_them():
    claims = by_id(
        claim("c-1", event_id="e1", side="Pristina", best=30, measure="armed_men"),
        claim("c-2", event_id="e9", side="media", best=90, measure="armed_men", conflicts_with="c-1"),
        claim("c-3", event_id="e9", side="EU", best=1, conflicts_with="c-4"),
        claim("c-4", event_id="e9", side="UN", best=2, date_said="2024-01-01"),
    )
    query = Query(QUERY.since, QUERY.until, types=(EventType.ASSAULT,))
    assert groups(accounts(query, {"e1"}, claims, []).disputes) == [["c-1", "c-2"]]


def agreed(*claims) -> list[list[str]]:
    return groups(accounts(QUERY, {"e1"}, by_id(*claims), []).agreed)


def killed(claim_id, side, number=1, **changes):
    return claim(claim_id, event_id="e1", side=side, low=number, best=number, high=number, **changes)


def test_what_two_sides_give_alike_and_nobody_contradicts_is_agreed():
    assert agreed(killed("c-1", "UN"), killed("c-2", "Pristina")) == [["c-1", "c-2"]]


def test_one_side_alone_does_not_agree_with_itself_nor_with_the_media():
    assert agreed(killed("c-1", "UN"), killed("c-2", "UN"), killed("c-3", "media")) == []


def test_another_standing_figure_ends_agreement():
    assert agreed(killed("c-1", "UN"), killed("c-2", "Pristina"), killed("c-3", "EU", 2)) == []


def test_a_superseded_figure_neither_agrees_nor_ends_agreement():
    older = killed("c-0", "EU", 2, superseded_by="c-3")
    assert agreed(older, killed("c-1", "UN"), killed("c-3", "EU")) == [["c-1", "c-3"]]
    assert agreed(killed("c-0", "EU", superseded_by="c-3"), killed("c-1", "UN")) == []


def test_a_contradiction_ends_agreement_even_by_a_superseded_claim():
    rival = killed("c-0", "EU", 2, superseded_by="c-3", conflicts_with="c-1")
    assert agreed(rival, killed("c-1", "UN"), killed("c-3", "EU")) == []


def test_figures_of_other_units_or_events_are_other_figures():
    assert agreed(killed("c-1", "UN", unit="police"), killed("c-2", "EU", unit="civilians")) == []
    assert agreed(killed("c-1", "UN"), claim("c-2", event_id="e2", side="EU", low=1, best=1, high=1)) == []
