from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dashboard.dossier.event import Coverage, Spread
from dashboard.query import Query
from dashboard.query.options import Options
from dashboard.reading.comparison import Comparison, Side, compare
from dashboard.reading.comparison_words import cautions, differences
from dashboard.store import Totals
from tests.factories import event, store

FIRST, SECOND = Query(date(2023, 5, 1), date(2023, 5, 10)), Query(date(2023, 4, 1), date(2023, 4, 10))
UNKNOWN, A_YEAR_EARLIER = Spread(), Options()


def side(query=FIRST, events=0, killed=UNKNOWN, types=None) -> Side:
    types = types or {}
    names = {("type", key): key.title() for key in types}
    return Side(query, "a period", Totals(events, killed, Spread()), types, {}, {}, names)


def said(first: Side, second: Side) -> list[str]:
    return differences(Comparison(first, second))


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (39, 2, "Events: 39 against 2, 37 more."),
        (2, 39, "Events: 2 against 39, 37 fewer (-95 %)."),
        (30, 10, "Events: 30 against 10, 20 more (+200 %)."),
        (30, 9, "Events: 30 against 9, 21 more."),  # a percentage of nine says less than the numbers
        (4, 4, "Events: 4 against 4, as many."),
        (2500, 1000, "Events: 2,500 against 1,000, 1,500 more (+150 %)."),
    ],
)
def test_events_in_words(first, second, words):
    assert said(side(events=first), side(SECOND, events=second))[0] == words


def test_sides_of_other_lengths_have_events_a_day():
    shorter = Query(date(2023, 4, 1), date(2023, 4, 4))
    assert said(side(events=5), side(shorter, events=6))[0] == (
        "Events: 5 against 6, 1 fewer; a day 0.50 against 1.50."
    )


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (Spread(), Spread(), "Killed: no figure on either side."),
        (Spread(4, 4, 5), Spread(), "Killed: 4 (4 to 5) against no figure."),
        (Spread(4, 4, 5), Spread(1, 1, 1), "Killed: 4 (4 to 5) against 1, 3 more."),
        (Spread(0, 0, 0), Spread(0, 0, 0), "Killed: none reported against none reported, as many."),
    ],
)
def test_an_unknown_number_is_not_zero(first, second, words):
    assert said(side(killed=first), side(SECOND, killed=second))[1] == words


def test_what_differs_most_is_named_whichever_way_it_differs():
    first = side(types={"ASSAULT": 5, "AID": 1, "AGREE": 2, "OTHER": 3})
    second = side(SECOND, types={"AID": 5, "AGREE": 1, "OTHER": 3, "PROTEST": 2})
    assert said(first, second)[-1] == (
        "By type: Assault +5 (5 against 0), Aid -4 (1 against 5), Protest -2 (0 against 2); 1 more differs."
    )


def test_what_does_not_differ_is_not_named():
    assert len(said(side(types={"AID": 1}), side(SECOND, types={"AID": 1}))) == 3


def test_numbers_of_two_datasets_are_never_subtracted():
    first = side(events=39, killed=Spread(4, 4, 5), types={"ASSAULT": 5})
    second = side(replace(FIRST, datasets=("ged",)), events=12, killed=Spread(1, 1, 1), types={"ASSAULT": 9})
    assert said(first, second) == [
        "Events: 39 in the first and, apart from them, 12 in the second.",
        "Killed: 4 (4 to 5); 1.",
        "Injured: no figure on either side.",
    ]


def coverage(first: date, last: date | None, rule: str, is_complete=False, place="") -> Coverage:
    return Coverage(first, last, place, is_complete, rule, "")


def warned(*rows: Coverage, options=A_YEAR_EARLIER, **changes) -> list[str]:
    asked = store(event(**changes))
    asked.dossier = replace(asked.dossier, coverage=rows)
    return cautions(asked, compare(asked, Query(date(2023, 9, 24), date(2023, 10, 6)), options))


EARLIER = coverage(date(2008, 1, 1), date(2022, 12, 31), "Turning points.")
CRISIS = coverage(date(2023, 9, 24), date(2023, 10, 6), "Day by day.")


def test_a_denser_collection_is_not_a_rising_tension():
    assert warned(EARLIER, CRISIS) == [
        "The selection is not equally dense in both periods: more events may mean more collecting, not more tension.",
        "Rule for 24 Sep – 6 Oct 2023: Day by day.",
        "Rule for 24 Sep – 6 Oct 2022: Turning points.",
    ]


def test_a_period_that_nobody_collected_is_told():
    assert warned(CRISIS)[-1] == "Rule for 24 Sep – 6 Oct 2022: nothing was collected for these dates"


def test_a_rule_for_one_place_says_nothing_of_all():
    of_a_place = coverage(date(2008, 1, 1), None, "Every change.", is_complete=True, place="banjska")
    assert warned(of_a_place, EARLIER, CRISIS) == warned(EARLIER, CRISIS)


def test_one_rule_for_both_periods_is_a_selection_still():
    assert warned(coverage(date(2008, 1, 1), None, "Turning points."))[0] == (
        "The curated dossier is a selection, not a complete record."
    )


def test_nothing_warns_where_both_periods_are_complete():
    assert warned(coverage(date(2008, 1, 1), None, "All.", is_complete=True)) == []


def test_other_lengths_and_events_of_both_periods_are_told():
    complete = coverage(date(2008, 1, 1), None, "All.", is_complete=True)
    options = Options(against_since=date(2023, 9, 23), against_until=date(2023, 9, 23))
    assert warned(complete, options=options, date_start=date(2023, 9, 23), date_end=date(2023, 9, 25)) == [
        "The sides are not equally long: 13 days and 1 day.",
        "1 event lasts from one period into the other and counts on both sides.",
    ]


def test_the_ledger_is_said_for_both_sides_and_never_netted():
    first = replace(side(), ledger={"hostility": Decimal("21.405"), "cooperation": Decimal("0")})
    second = replace(side(SECOND), ledger={"hostility": Decimal("3.25"), "cooperation": Decimal("1.04")})
    assert said(first, second)[3] == (
        "Tension ledger on each side’s last day: hostility 21.4 against 3.3, cooperation 0.0 against 1.0."
    )


def test_a_dataset_without_a_ledger_has_no_figure_in_it():
    first = replace(side(), ledger={"hostility": Decimal("21.405"), "cooperation": Decimal("0")})
    assert said(first, side(replace(FIRST, datasets=("gdelt",))))[-1] == (
        "Tension ledger on each side’s last day: hostility 21.4 against no figure, cooperation 0.0 against no figure."
    )
