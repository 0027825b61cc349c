from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dashboard.dossier.event import EventType, Spread, Weight
from dashboard.query import DEFAULT, Query
from dashboard.query.options import Options
from dashboard.reading.comparison import ComparisonError, compare, compared, figures, weeks_before, year_earlier
from tests.factories import event, store

CRISIS = Query(date(2023, 9, 24), date(2023, 10, 6))
DAY = date(2023, 9, 24)


def against(since: date, until: date) -> Options:
    return Options(against_since=since, against_until=until)


def dates_of(query: Query) -> tuple[date | None, date | None]:
    return query.since, query.until


def test_without_a_choice_the_same_days_a_year_earlier_are_the_second_side():
    first, second = compared(store(event()), CRISIS, Options())
    assert first == CRISIS
    assert dates_of(second) == (date(2022, 9, 24), date(2022, 10, 6))


def test_the_second_side_asks_for_the_same_but_on_its_dates():
    narrow = Query(CRISIS.since, CRISIS.until, types=(EventType.ASSAULT,), text="bridge")
    _first, second = compared(store(event()), narrow, against(date(2023, 9, 1), date(2023, 9, 2)))
    assert second == Query(date(2023, 9, 1), date(2023, 9, 2), types=(EventType.ASSAULT,), text="bridge")


def test_the_leap_day_has_the_28th_a_year_earlier():
    leap = Query(date(2024, 2, 29), date(2024, 3, 1))
    assert year_earlier(leap) == (date(2023, 2, 28), date(2023, 3, 1))


@pytest.mark.parametrize(
    ("since", "until", "before"),
    [
        (date(2023, 9, 24), date(2023, 10, 6), (date(2023, 9, 11), date(2023, 9, 23))),
        (date(2023, 9, 24), date(2023, 9, 24), (date(2023, 9, 23), date(2023, 9, 23))),
    ],
)
def test_the_weeks_before_are_as_long_and_end_the_day_before(since, until, before):
    assert weeks_before(Query(since, until)) == before


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2023, 9, 20), date(2023, 9, 24)),  # the last day is the first one's first
        (date(2023, 10, 6), date(2023, 10, 9)),
        (date(2023, 9, 25), date(2023, 9, 26)),
        (date(2023, 1, 1), date(2023, 12, 31)),
    ],
)
def test_periods_that_overlap_are_not_compared(since, until):
    with pytest.raises(ComparisonError, match="The periods overlap: 24 Sep – 6 Oct 2023 and "):
        compared(store(event()), CRISIS, against(since, until))


def test_periods_that_touch_are_compared():
    _first, second = compared(store(event()), CRISIS, against(date(2023, 10, 7), date(2023, 10, 8)))
    assert dates_of(second) == (date(2023, 10, 7), date(2023, 10, 8))


def test_an_open_end_is_the_first_or_last_event():
    asked = store(event("a", date_start=date(2020, 5, 1)), event("b", date_start=DAY, date_end=date(2023, 9, 30)))
    first, _second = compared(asked, Query(), against(date(2019, 1, 1), date(2019, 1, 2)))
    assert dates_of(first) == (date(2020, 5, 1), date(2023, 9, 30))


@pytest.mark.parametrize("query", [Query(text="nothing"), Query(since=date(2050, 1, 1))], ids=str)
def test_an_end_that_no_event_closes_is_said(query):
    with pytest.raises(ComparisonError, match="open end"):
        compared(store(event()), query, Options())


def test_another_dataset_is_asked_for_the_same_dates():
    _first, second = compared(store(event()), CRISIS, Options(against_dataset="ged"))
    assert second == Query(CRISIS.since, CRISIS.until, datasets=("ged",))


def test_another_dataset_can_be_asked_for_other_dates():
    options = Options(against_dataset="ged", against_since=DAY, against_until=DAY)
    assert compared(store(event()), CRISIS, options)[1] == Query(DAY, DAY, datasets=("ged",))


def test_of_several_datasets_the_first_is_compared():
    first, second = compared(store(event()), Query(DAY, DAY, datasets=("curated", "ged")), Options())
    assert (first.datasets, second.datasets) == (("curated",), ("curated",))


def test_both_sides_are_counted():
    asked = store(
        event("a", fatalities=Spread(1, 2, 3)),
        event("b", event_type=EventType.PROTEST, place="zvecan", actor1=("kfor",)),
        event("c", date_start=date(2022, 9, 25), actor2=("gunmen",)),
    )
    comparison = compare(asked, CRISIS, Options())
    assert (comparison.first.label, comparison.second.label) == ("24 Sep – 6 Oct 2023", "24 Sep – 6 Oct 2022")
    assert (comparison.first.totals.events, comparison.second.totals.events) == (2, 1)

    def rows(measure):
        return [(row.key, row.name, row.first, row.second) for row in comparison.rows(measure)]

    assert rows("type") == [("ASSAULT", "Armed attack", 1, 1), ("PROTEST", "Protest", 1, 0)]
    assert rows("place") == [("banjska", "Banjska/Banjskë", 1, 1), ("zvecan", "Zvečan/Zveçan", 1, 0)]
    # c has the armed group on both sides: it is one event of theirs.
    assert rows("actor") == [
        ("kosovo_police", "Kosovo Police", 2, 0),
        ("gunmen", "Armed group", 1, 1),
        ("kfor", "KFOR", 1, 0),
    ]
    killed = {row.measure: (row.first, row.second, comparison.difference(row)) for row in figures(comparison)}
    assert killed["events"] == (2, 1, 1)
    assert killed["fatalities_high"] == (3, None, None)


def test_an_event_of_both_periods_counts_on_both_sides_and_is_told():
    asked = store(
        event("both", date_start=date(2023, 9, 20), date_end=date(2023, 9, 24)),
        event("first", date_start=DAY),
        event("second", date_start=date(2023, 9, 23)),
    )
    options = against(date(2023, 9, 22), date(2023, 9, 23))
    comparison = compare(asked, Query(DAY, date(2023, 9, 25)), options)
    assert (comparison.first.totals.events, comparison.second.totals.events, comparison.in_both) == (2, 2, 1)


def test_the_default_against_the_year_before_as_counted_in_the_table(curated_store, seed_rows):
    def number(since, until):
        return sum(
            row["date_start"] <= until and (row["date_end"] or row["date_start"]) >= since
            for row in seed_rows("events")
        )

    comparison = compare(curated_store, DEFAULT, Options())
    counted = comparison.first.totals.events, comparison.second.totals.events
    assert counted == (number("2023-09-24", "2023-10-06"), number("2022-09-24", "2022-10-06"))
    assert counted[0] == 42


def test_the_ledger_is_that_of_each_sides_last_day_with_what_happened_before():
    weights = (Weight(EventType.ASSAULT, "", -8, ""), Weight(EventType.AGREE, "", 2, ""))
    asked = store(
        event("before", date_start=date(2023, 9, 1)),
        event("agreed", date_start=date(2023, 9, 15), event_type=EventType.AGREE),
        event("after", date_start=date(2023, 9, 16)),
    )
    asked.dossier = replace(asked.dossier, weights=weights)
    options = replace(against(date(2023, 9, 1), date(2023, 9, 1)), half_life=7)
    comparison = compare(asked, Query(date(2023, 9, 10), date(2023, 9, 15)), options)
    # Two half-lives after the first event a quarter of its 8 points is left.
    assert comparison.first.ledger == {"hostility": Decimal("2.000"), "cooperation": Decimal("2.000")}
    assert comparison.second.ledger == {"hostility": Decimal("8.000"), "cooperation": Decimal("0.000")}
    differences = {row.measure: comparison.difference(row) for row in figures(comparison)}
    assert (differences["hostility"], differences["cooperation"]) == (Decimal("-6.000"), Decimal("2.000"))
