from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.dossier.days import Days

SPANS = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(
    lambda ends: Days(*(date(2024, 2, 26) + timedelta(end) for end in sorted(ends)))
)


def each_day(days: Days) -> set[int]:
    return set(range(days.first.toordinal(), days.last.toordinal() + 1))


def test_both_ends_are_included():
    assert Days(date(2024, 2, 28), date(2024, 3, 1)).length == 3  # 2024 is a leap year
    assert Days(date(2024, 2, 28), date(2024, 2, 28)).length == 1


@given(SPANS, SPANS)
def test_spans_meet_and_contain_each_other_as_the_sets_of_their_days_do(one, other):
    assert one.meets(other) == bool(each_day(one) & each_day(other))
    assert one.contains(other) == (each_day(one) >= each_day(other))
    assert one.length == len(each_day(one))


@pytest.mark.parametrize("day", [date(2024, 2, 27), date(2024, 3, 2)])
def test_a_day_beyond_either_end_is_not_among_them(day):
    assert not Days(date(2024, 2, 28), date(2024, 3, 1)).contains(Days(day, day))
