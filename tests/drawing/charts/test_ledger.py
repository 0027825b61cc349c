from datetime import date

import pandas as pd
import pytest

from dashboard.dossier.days import Days
from dashboard.drawing.charts.histogram import BRUSH, quiet_colour
from dashboard.drawing.charts.ledger import attention_spec, deaths_spec, ledger_spec, line_colours, line_width

AXIS = Days(date(2023, 9, 20), date(2023, 9, 22))
ASKED = Days(date(2023, 9, 21), date(2023, 9, 22))
# 20 September 2023 is the 19620th day after 1 January 1970.
FIRST = 19620
LINES = pd.DataFrame(
    {
        "hostility": [0.0, 16.04, 15.2],
        "hostility_low": [0.0, 9.0, 8.6],
        "cooperation": [1.0, 0.95, 0.9],
        "cooperation_low": [0.0, 0.0, 0.0],
        "events": [0, 3, 0],
    },
    index=pd.date_range(*AXIS),
)


def rows_of(spec) -> list[str]:
    return spec["layer"][1]["data"]["values"].split("\n")


def marks_of(spec) -> list[str]:
    return [layer["mark"]["type"] for layer in spec["layer"][1]["layer"]]


def test_each_day_has_its_levels_in_the_data():
    spec = ledger_spec(LINES, AXIS, ASKED, "light", are_few=False)
    assert rows_of(spec) == [
        "day,days,span,events,hostility,hostility_low,cooperation,cooperation_low",
        f'{FIRST},1,"20 Sep 2023",0,0.0,0.0,1.0,0.0',
        f'{FIRST + 1},1,"21 Sep 2023",3,16.0,9.0,0.9,0.0',
        f'{FIRST + 2},1,"22 Sep 2023",0,15.2,8.6,0.9,0.0',
    ]


def test_both_lines_have_a_band_and_few_events_are_points_without_lines():
    assert marks_of(ledger_spec(LINES, AXIS, ASKED, "light", are_few=False)) == ["area", "area", "line", "line", "rect"]
    assert marks_of(ledger_spec(LINES, AXIS, ASKED, "light", are_few=True)) == ["point", "point", "rect"]


def test_the_axis_spans_its_days_whole_and_shades_those_asked_for():
    spec = ledger_spec(LINES, AXIS, ASKED, "light", are_few=False)
    shading = spec["layer"][0]
    day = 86_400_000
    assert shading["encoding"]["x"]["scale"]["domain"] == [FIRST * day, (FIRST + 3) * day]
    assert shading["data"]["values"] == [{"since": (FIRST + 1) * day, "until": (FIRST + 3) * day}]


def test_the_names_on_the_axes_are_those_of_the_theme():
    deaths = pd.DataFrame({"bin": [pd.Timestamp("2023-09-18")], "low": [None], "best": [0], "high": [4]})
    attention = pd.DataFrame({"day": [pd.Timestamp("2023-09-21")], "reports": [7], "attention": [4]})
    for theme in ("light", "dark"):
        for spec in (
            ledger_spec(LINES, AXIS, ASKED, theme, are_few=True),
            deaths_spec(deaths, AXIS, ASKED, "week", theme),
            attention_spec(attention, AXIS, ASKED, theme),
        ):
            assert spec["config"]["axis"]["labelColor"] == quiet_colour(theme)


def test_the_charts_that_are_brushed_have_the_brush_of_the_histogram_once():
    attention = pd.DataFrame({"day": [pd.Timestamp("2023-09-21")], "reports": [7], "attention": [4]})
    for spec in (
        ledger_spec(LINES, AXIS, ASKED, "light", are_few=True),
        attention_spec(attention, AXIS, ASKED, "light"),
    ):
        params = [param for layer in spec["layer"][1]["layer"] for param in layer.get("params", [])]
        assert [param["name"] for param in params] == [BRUSH]
    assert rows_of(spec)[1] == f'{FIRST + 1},1,"21 Sep 2023",7,4'


def test_unknown_deaths_are_empty_and_not_0():
    deaths = pd.DataFrame(
        {"bin": [pd.Timestamp("2023-09-18")], "low": [None], "best": [0], "high": [4]}, dtype="object"
    )
    assert rows_of(deaths_spec(deaths, AXIS, ASKED, "week", "light"))[1] == f'{FIRST - 2},7,"18–24 Sep 2023",,0,4'


@pytest.mark.parametrize(
    ("last", "width"), [(date(2024, 2, 9), "day"), (date(2024, 2, 10), "week"), (date(2044, 9, 1), "month")]
)
def test_long_times_show_the_highest_day_of_each_week_or_month(last, width):
    assert line_width(Days(date(2020, 1, 1), last)) == width


def test_a_week_is_as_high_as_its_highest_day():
    days = pd.date_range("2019-01-01", "2023-12-31")
    lines = pd.DataFrame(dict.fromkeys(LINES.columns, 0.0), index=days)
    lines.loc["2023-09-20", "hostility"] = 5.0
    lines.loc["2023-09-21", "events"] = 2
    spec = ledger_spec(lines, Days(date(2019, 1, 1), date(2023, 12, 31)), ASKED, "dark", are_few=False)
    assert f'{FIRST - 2},7,"18–24 Sep 2023",2,5.0,0.0,0.0,0.0' in rows_of(spec)


def test_colours_differ_and_follow_the_theme():
    assert len({*line_colours("light"), *line_colours("dark")}) == 4
