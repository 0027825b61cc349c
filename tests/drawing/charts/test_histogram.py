import json
from datetime import date

import pytest

from dashboard.dossier.days import Days
from dashboard.dossier.event import EventType, Family
from dashboard.drawing.charts.histogram import axis_range, bin_end, bin_start, bin_width, family_name, histogram_spec
from tests.contrast import contrast
from tests.histograms import histogram


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


COUNTS = histogram([("2023-09-24", "ASSAULT", 5), ("2023-09-24", "CONSULT", 1), ("2023-09-25", "ASSAULT", 2)])
AXIS = Days(date(2023, 9, 14), date(2023, 10, 16))
ASKED = Days(date(2023, 9, 24), date(2023, 10, 6))


def spec(counts=COUNTS, theme="light", width="day") -> dict:
    return histogram_spec(counts, width, AXIS, ASKED, theme)


def bars(chart: dict) -> str:
    """The table that the bars are drawn from."""
    return chart["layer"][1]["data"]["values"]


def test_bars_hold_the_counts_of_each_type_by_family():
    assert bars(spec()).splitlines() == [
        "day,days,span,counts",
        '19624,1,"24 Sep 2023",1 5',  # talks, then attacks
        '19625,1,"25 Sep 2023",0 2',
    ]


def test_a_bar_of_a_month_spans_its_days():
    month = histogram([("2023-09-01", "ASSAULT", 5)])
    assert bars(spec(month, width="month")).splitlines()[1] == '19601,30,"1–30 Sep 2023",5'


def test_the_dates_asked_for_are_shaded_to_the_end_of_the_last_day():
    (shade,) = spec()["layer"][0]["data"]["values"]
    assert shade == {"since": 1695513600000, "until": 1696636800000}  # 24 September and 7 October 2023, 0:00 UTC


def test_a_chart_without_events_can_be_drawn():
    assert bars(spec(histogram([]))) == "day,days,span,counts"


def test_the_chart_asks_for_nothing_outside_and_has_no_menu():
    chart = spec()
    assert chart["usermeta"]["embedOptions"]["actions"] is False
    assert "http" not in json.dumps({key: value for key, value in chart.items() if key != "$schema"})


def test_sixteen_years_of_every_type_take_few_bytes():
    months = [f"{year}-{month:02}-01" for year in range(2008, 2024) for month in range(1, 13)]
    counts = histogram([(month, one, 100) for month in months for one in EventType])
    assert len(json.dumps(spec(counts, width="month"))) < 25_000


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colours_are_those_of_the_theme(theme):
    red = {"light": "#b3261e", "dark": "#ff8d83"}[theme]
    assert red in json.dumps(spec(theme=theme))


@pytest.mark.parametrize(("theme", "ground"), [("light", "#ffffff"), ("dark", "#14181d")])
def test_the_names_on_the_axes_can_be_read(theme, ground):
    # WCAG 2.1, success criterion 1.4.3: text needs 4.5 to 1.
    assert contrast(spec(theme=theme)["config"]["axis"]["labelColor"], ground) >= 4.5


def test_every_family_has_a_name_of_its_own():
    names = [family_name(one) for one in Family]
    assert all(names)
    assert len(set(names)) == 5
