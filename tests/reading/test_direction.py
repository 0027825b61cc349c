"""What is said of a day's direction and height, from weights put in by hand."""

from datetime import date, timedelta

import pytest

from dashboard.dossier.days import Days
from dashboard.dossier.event import Coverage, EventType
from dashboard.reading.direction import (
    CoveragePeriod,
    Covered,
    History,
    Trend,
    coverage_period,
    declared,
    in_words,
    is_too_little,
    trend,
)
from dashboard.reading.ledger.days import daily, faded
from dashboard.reading.ledger.entries import Entry, counted_entries
from tests.factories import event, store

DAY = date(2023, 9, 24)
FIRST = date(2018, 1, 1)
WHOLE = CoveragePeriod(Covered.PUBLISHED, Days(FIRST, date(2023, 12, 31)))
NOT = CoveragePeriod(Covered.NOT)


def history(points, covered=WHOLE, half_life=14, first=FIRST) -> History:
    """`points` is hostility by days before the day, each of one event of at most 10 points."""
    entries = [
        Entry(DAY - timedelta(days), EventType.ASSAULT, "", -weight, is_corroborated=True, event_id=f"{days}-{number}")
        for days, weights in points.items()
        for number, weight in enumerate(weights)
    ]
    added = daily(counted_entries(entries, is_peacekeeping_added=False))
    return History(added, faded(added, half_life, DAY - timedelta(1200), DAY), half_life, covered, first)


@pytest.mark.parametrize(
    ("week", "mean", "expected"),
    [
        (12.6, 10, Trend.STRONG_INCREASE),
        (12.5, 10, Trend.INCREASE),
        (11, 10, Trend.INCREASE),
        (10.9, 10, Trend.LITTLE_CHANGE),
        (7.5, 10, Trend.LITTLE_CHANGE),
        (7.4, 10, Trend.STRONG_DECREASE),
        (5, 2, Trend.LITTLE_CHANGE),  # both too small to say more
        (5.1, 2, Trend.STRONG_INCREASE),
        (5, 2.1, Trend.STRONG_INCREASE),
        (0, 0, Trend.LITTLE_CHANGE),
        (6, 0, Trend.STRONG_INCREASE),
        (0, 3, Trend.STRONG_DECREASE),
    ],
)
def test_trends_have_their_bounds(week, mean, expected):
    assert trend(week, mean) is expected


# 18 points in the last seven days; 36 in the four weeks before: 9 a week; nothing earlier.
RISING = {0: [9], 6: [9], 7: [9], 20: [9], 30: [9], 34: [9], 35: [9] * 8}


def test_the_last_week_is_set_against_four_weeks_and_a_year():
    said = in_words(history(RISING), DAY)
    assert said[0] == (
        "Strong increase: 18.0 points of hostility in the last 7 days; the mean of the 4 weeks before is 9.0 a week."
    )
    # The year holds those 36 points and the 72 of day 35: 108 / 52 = 2.08.
    assert said[1] == (
        "Strong increase: 18.0 points of hostility in the last 7 days; the mean of the 52 weeks before is 2.1 a week."
    )


def test_a_day_above_all_of_three_years_is_the_highest():
    assert in_words(history({0: [10] * 9, 400: [9], 3000: [9] * 50}), DAY)[2] == "Highest in 3 years."


def test_a_day_below_one_of_two_years_ago_is_the_highest_in_one():
    assert in_words(history({0: [10] * 9, 700: [10] * 12}), DAY)[2] == "Highest in 1 year."


def test_a_day_below_one_of_this_year_is_not_the_highest():
    # Twelve tens on 16 July, seventy days before: 120 points.
    said = in_words(history({0: [10] * 5, 70: [10] * 12}), DAY)
    assert said[2] == "Not the highest in a year: that was 120.0 points on 16 Jul 2023."


def test_too_low_a_day_is_the_highest_of_nothing():
    assert in_words(history({0: [1], 300: [4] * 20, 5000: [1] * 9}), DAY)[2].startswith("Below 5 points")


def test_a_selection_has_no_direction_and_says_why():
    (said,) = in_words(history(RISING, NOT), DAY)
    assert said.startswith("No direction, and no “highest in years”")
    assert "not declared complete for all places" in said


def test_a_day_outside_the_dataset_has_no_direction():
    (said,) = in_words(history(RISING, CoveragePeriod(Covered.PUBLISHED, Days(FIRST, date(2023, 9, 23)))), DAY)
    assert said == (
        "No direction: 24 Sep 2023 lies outside the dates of the dataset, which has events from 1 Jan 2018 to "
        "23 Sep 2023."
    )


def test_a_dataset_that_begins_too_late_says_since_when_it_is_known():
    said = in_words(
        history(RISING, CoveragePeriod(Covered.PUBLISHED, Days(date(2023, 6, 1), DAY)), first=date(2023, 6, 1)), DAY
    )
    assert said[0].startswith("Strong increase")
    assert said[1] == "Against the mean of 52 weeks before: not known, since the data begins on 1 Jun 2023."
    assert said[2] == "Whether it is the highest in a year cannot be told: the data begins on 1 Jun 2023."


def test_the_line_of_a_young_dataset_has_not_risen_to_what_it_is():
    # On 21 August 72 points are a day old and 9 are new: 72 * 2^(-1/14) + 9 = 77.5.
    # A year is there, but not the four half-lives before it that its first day needs.
    young = CoveragePeriod(Covered.PUBLISHED, Days(DAY - timedelta(365 + 55), DAY))
    grown = CoveragePeriod(Covered.PUBLISHED, Days(DAY - timedelta(365 + 56), DAY))
    assert "cannot be told" in in_words(history(RISING, young), DAY)[2]
    assert in_words(history(RISING, grown), DAY)[2] == "Not the highest in a year: that was 77.5 points on 21 Aug 2023."


def test_few_events_have_no_direction():
    few = history({0: [9] * 9})
    assert is_too_little(few, DAY)
    (said,) = in_words(few, DAY)
    assert said.startswith("Too few events: 9 scored events in 2,093 days up to here, and a direction needs 10 in 90.")
    assert not is_too_little(history({0: [9] * 10}), DAY)


def test_a_short_history_has_no_direction():
    short = DAY - timedelta(88)
    assert is_too_little(history(RISING, first=short), DAY)
    assert not is_too_little(history(RISING, first=short - timedelta(1)), DAY)


def test_events_after_the_day_are_not_among_the_few():
    assert is_too_little(history({0: [9] * 9, -1: [9] * 5}), DAY)


def test_a_file_of_ones_own_says_that_its_coverage_is_unknown():
    said = in_words(history(RISING, CoveragePeriod(Covered.UNKNOWN, Days(FIRST, DAY))), DAY)
    assert len(said) == 4
    assert "unknown" in said[3]


def row(first, last, place="", is_complete=True) -> Coverage:
    return Coverage(first, last, place, is_complete, "", "")


def test_only_what_is_complete_for_all_places_is_covered():
    period = date(2023, 1, 1), date(2023, 12, 31)
    assert declared([row(*period)], DAY) == CoveragePeriod(Covered.DECLARED, Days(*period))
    assert declared([row(*period, place="banjska")], DAY) == NOT
    assert declared([row(*period, is_complete=False)], DAY) == NOT
    assert declared([row(date(2023, 9, 25), None)], DAY) == NOT
    assert declared([row(date(2023, 9, 24), None)], DAY) == CoveragePeriod(Covered.DECLARED, Days(DAY, DAY))


def test_the_curated_selection_is_declared_complete_nowhere(curated_store):
    assert coverage_period(curated_store, "curated", DAY) == NOT
    assert coverage_period(store(event("a")), "curated", DAY) == NOT
