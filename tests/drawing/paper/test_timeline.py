from datetime import date
from itertools import pairwise

from dashboard.dossier.days import Days
from dashboard.drawing.paper.timeline import timeline_svg
from tests.histograms import histogram
from tests.pictures import SVG, parsed


def chart(rows, first=date(2023, 9, 24), last=date(2023, 9, 27), width="day"):
    return parsed(timeline_svg(histogram(rows), Days(first, last), width, (434, 120), "Events over time"))


def bars(svg):
    return {
        group.find(f"{SVG}title").text: [float(bar.get("height")) for bar in group.findall(f"{SVG}rect")]
        for group in svg.findall(f"{SVG}g")
    }


def test_a_bar_is_as_high_as_its_events_and_says_them():
    svg = chart([("2023-09-24", "ASSAULT", 2), ("2023-09-24", "ACCUSE", 1), ("2023-09-26", "OTHER", 4)])
    # Four events are the axis' height: 120 less 20 above and 15 below is 85 px.
    assert bars(svg) == {
        "24 Sep 2023: 3 events (Words, demands: 1, Force, troops: 2)": [21.25, 42.5],
        "26 Sep 2023: 4 events (Other: 4)": [85],
    }
    first = svg.find(f"{SVG}g")
    # Words stand on the axis at 105 px, and force on them.
    assert [float(bar.get("y")) for bar in first.findall(f"{SVG}rect")] == [83.75, 41.25]


def test_weeks_begin_on_monday_and_end_on_sunday():
    svg = chart([("2023-09-25", "OTHER", 1)], date(2023, 9, 27), date(2023, 12, 31), "week")
    assert list(bars(svg)) == ["25 Sep – 1 Oct 2023: 1 event (Other: 1)"]


def test_days_below_the_axis_do_not_run_into_each_other():
    svg = chart([], date(2008, 1, 1), date(2026, 1, 31), "month")
    days = [one for one in svg.iter(f"{SVG}text") if one.text and one.text[-5:-4] == " "]
    middles = [float(one.get("x")) for one in days]
    assert len(days) > 3
    assert all(later - earlier > 50 for earlier, later in pairwise(middles))


def test_without_events_there_is_an_empty_axis():
    assert bars(chart([])) == {}
