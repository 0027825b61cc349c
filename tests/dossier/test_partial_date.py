from datetime import date

import pytest

from dashboard.dossier.partial_date import days_of, is_after, is_within


@pytest.mark.parametrize(
    ("partial", "days"),
    [
        ("2023-10-02", (date(2023, 10, 2), date(2023, 10, 2))),
        ("2023-10", (date(2023, 10, 1), date(2023, 10, 31))),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2023", (date(2023, 1, 1), date(2023, 12, 31))),
        ("", None),
        ("2023-13", None),
        ("2023-02-30", None),
        ("planned, no date", None),
        ("2022-12 and 2023-05", None),
    ],
)
def test_a_partial_date_may_mean_any_of_its_days(partial, days):
    assert days_of(partial) == days


@pytest.mark.parametrize(
    ("partial", "since", "until", "expected"),
    [
        ("2023-10-02", date(2023, 10, 2), date(2023, 10, 2), True),
        ("2023-10-02", date(2023, 10, 3), date(2023, 10, 6), False),
        ("2023-10", date(2023, 10, 1), date(2023, 10, 31), True),
        ("2023-10", date(2023, 10, 1), date(2023, 10, 30), False),
        ("2023-10", date(2023, 10, 2), date(2023, 10, 31), False),
        ("2023-10", date(2023, 9, 24), date(2023, 10, 6), False),
        ("2023", date(2023, 1, 1), date(2023, 12, 31), True),
        ("2023", date(2023, 9, 24), date(2023, 10, 6), False),
        ("2023-10", None, date(2023, 10, 31), True),
        ("2023-10", date(2023, 10, 1), None, True),
        ("2023-10", None, None, True),
        ("", None, None, False),
        ("no date", None, None, False),
    ],
)
def test_a_partial_date_lies_within_a_range_only_if_all_of_it_does(partial, since, until, expected):
    assert is_within(partial, since, until) is expected


@pytest.mark.parametrize(
    ("partial", "until", "expected"),
    [
        ("2023-10-23", date(2023, 10, 6), True),
        ("2023-10-06", date(2023, 10, 6), False),
        ("2023-10-07", date(2023, 10, 6), True),
        ("2023-10", date(2023, 10, 6), False),
        ("2023-11", date(2023, 10, 6), True),
        ("2023", date(2023, 10, 6), False),
        ("2024", date(2023, 10, 6), True),
        ("2024", None, False),
        ("no date", date(2023, 10, 6), False),
    ],
)
def test_a_partial_date_is_later_only_if_all_of_it_is(partial, until, expected):
    assert is_after(partial, until) is expected
