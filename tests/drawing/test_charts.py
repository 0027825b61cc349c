import json
from datetime import date

import pandas as pd
import pytest

from dashboard.drawing.charts import axis_range, bin_end, bin_start, bin_width, family_name, histogram_spec
from dashboard.event import Family


@pytest.mark.parametrize(
    ("first", "last", "width"),
    [
        (date(2023, 9, 24), date(2023, 9, 24), "day"),
        (date(2023, 9, 14), date(2023, 10, 16), "day"),
        (date(2023, 1, 1), date(2023, 5, 1), "day"),
        (date(2023, 1, 1), date(2023, 5, 2), "week"),
        (date(2023, 1, 1), date(2025, 6, 19), "week"),
        (date(2023, 1, 1), date(2025, 6, 20), "month"),
        (date(2008, 1, 1), date(2026, 1, 1), "month"),
    ],
)
def test_bars_are_as_wide_as_the_range_demands(first, last, width):
    assert bin_width(first, last) == width


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (date(2023, 9, 24), date(2023, 9, 24), (date(2023, 9, 14), date(2023, 10, 4))),
        (date(2023, 9, 24), date(2023, 10, 6), (date(2023, 9, 14), date(2023, 10, 16))),
        (date(2023, 1, 1), date(2023, 4, 11), (date(2022, 12, 7), date(2023, 5, 6))),
    ],
)
def test_the_axis_reaches_a_quarter_further_and_at_least_ten_days(since, until, expected):
    assert axis_range(since, until) == expected


@pytest.mark.parametrize(
    ("day", "width", "first", "last"),
    [
        (date(2023, 9, 24), "day", date(2023, 9, 24), date(2023, 9, 24)),
        (date(2023, 9, 24), "week", date(2023, 9, 18), date(2023, 9, 24)),
        (date(2023, 9, 25), "week", date(2023, 9, 25), date(2023, 10, 1)),
        (date(2023, 10, 1), "week", date(2023, 9, 25), date(2023, 10, 1)),
        (date(2024, 1, 1), "week", date(2024, 1, 1), date(2024, 1, 7)),
        (date(2023, 9, 24), "month", date(2023, 9, 1), date(2023, 9, 30)),
        (date(2023, 12, 31), "month", date(2023, 12, 1), date(2023, 12, 31)),
        (date(2024, 2, 29), "month", date(2024, 2, 1), date(2024, 2, 29)),
        (date(2023, 2, 1), "month", date(2023, 2, 1), date(2023, 2, 28)),
    ],
)
def test_a_bar_spans_whole_days(day, width, first, last):
    assert (bin_start(day, width), bin_end(day, width)) == (first, last)


COUNTS = pd.DataFrame(
    {
        "bin": pd.to_datetime(["2023-09-24", "2023-09-24", "2023-09-25"]),
        "last_day": pd.to_datetime(["2023-09-24", "2023-09-24", "2023-09-25"]),
        "event_type": ["ASSAULT", "CONSULT", "ASSAULT"],
        "events": [5, 1, 2],
    }
)
AXIS = (date(2023, 9, 14), date(2023, 10, 16))
ASKED = (date(2023, 9, 24), date(2023, 10, 6))


def spec(counts=COUNTS, theme="light") -> dict:
    return histogram_spec(counts, AXIS, ASKED, theme)


def bars(chart: dict) -> list[dict]:
    """The rows that the bars are drawn from."""
    return next(rows for rows in chart["datasets"].values() if rows and "events" in rows[0])


def test_bars_hold_the_counts():
    rows = [(row["start"][:10], row["type"], row["events"]) for row in bars(spec())]
    assert sorted(rows) == [
        ("2023-09-24", "Armed attack", 5),
        ("2023-09-24", "Talks", 1),
        ("2023-09-25", "Armed attack", 2),
    ]


def test_bars_of_one_day_stand_on_each_other():
    first_day = sorted((row["bottom"], row["top"]) for row in bars(spec()) if row["start"].startswith("2023-09-24"))
    assert first_day == [(0, 1), (1, 6)]


def test_the_dates_asked_for_are_shaded_to_the_end_of_the_last_day():
    (shade,) = next(rows for rows in spec()["datasets"].values() if "since" in rows[0])
    assert shade["since"].startswith("2023-09-24")
    assert shade["until"].startswith("2023-10-07")


def test_a_chart_without_events_can_be_drawn():
    assert spec(COUNTS.head(0))["layer"]


def test_a_chart_of_a_frame_made_of_no_rows_can_be_drawn():
    """An empty column has no type of its own."""
    none = COUNTS.head(0).drop(columns="last_day").assign(last_day=[])
    assert spec(none)["layer"]


def test_the_chart_asks_for_nothing_outside_and_has_no_menu():
    chart = spec()
    assert chart["usermeta"]["embedOptions"]["actions"] is False
    assert "http" not in json.dumps({key: value for key, value in chart.items() if key != "$schema"})


def test_nothing_of_the_data_but_dates_types_and_counts_stands_in_the_chart():
    assert set(bars(spec())[0]) <= {
        "bin", "last_day", "event_type", "events", "start", "end", "span", "family", "type", "order", "top", "bottom",
    }  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colours_are_those_of_the_theme(theme):
    red = {"light": "#b3261e", "dark": "#ff8d83"}[theme]
    assert red in json.dumps(spec(theme=theme))


def test_every_family_has_a_name_of_its_own():
    names = [family_name(one) for one in Family]
    assert all(names)
    assert len(set(names)) == 5
