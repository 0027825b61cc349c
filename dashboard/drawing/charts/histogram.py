"""The histogram of events by day, week or month and type, with the query's dates shaded."""

import json
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

import altair as alt

from dashboard.dossier.days import Days
from dashboard.dossier.event import EventType, Family
from dashboard.drawing.symbols import colour
from dashboard.language import _, current_language
from dashboard.query.wording import short_span, type_name
from dashboard.store import Bin, Histogram
from dashboard.store.bins import EPOCH, DayArray, Whole

BRUSH = "dates"
HEIGHT_PX = 130
# The room for the numbers beside a chart, so that the time axes of charts below each other agree.
Y_AXIS_PX = 44
# For words that explain: Streamlit's own for the names of an axis is too pale on a light page.
_QUIET = {"light": "#5a636c", "dark": "#b4bcc4"}
_MOST_DAYS = 120
_MOST_WEEK_DAYS = 900


def quiet_colour(theme: str) -> str:
    """The colour of words in a chart."""
    return _QUIET["dark" if theme == "dark" else "light"]


def bin_width(first: date, last: date) -> Bin:
    """Days up to four months, weeks up to two and a half years, then months."""
    days = (last - first).days
    if days <= _MOST_DAYS:
        return "day"
    return "week" if days <= _MOST_WEEK_DAYS else "month"


def axis_range(since: date, until: date) -> Days:
    """The dates that the axis spans: those asked for and a quarter more, ten to ninety days, on either side."""
    margin = timedelta(days=min(90, max(10, (until - since).days // 4)))
    return Days(since - margin, until + margin)


def bin_start(day: date, width: Bin) -> date:
    """The first day of the bin that holds the day; weeks start on Monday."""
    if width == "day":
        return day
    return day - timedelta(days=day.weekday()) if width == "week" else day.replace(day=1)


def bin_end(day: date, width: Bin) -> date:
    """The last day of the bin that holds the day."""
    first = bin_start(day, width)
    if width == "day":
        return first
    if width == "week":
        return first + timedelta(days=6)
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def family_name(family: Family) -> str:
    """The colour family in a reader's words."""
    return {
        Family.COOPERATION: _("Cooperation, easing"),
        Family.WORDS: _("Words, demands"),
        Family.COERCION: _("Coercion, protest"),
        Family.FORCE: _("Force, troops"),
        Family.OTHER: _("Other"),
    }[family]


def histogram_spec(counts: Histogram, width: Bin, axis: Days, asked: Days, theme: str) -> dict[str, Any]:
    """Stacked bars of this width with a brush, as a Vega-Lite specification."""
    spec: dict[str, Any] = json.loads(_template(theme, current_language()))
    shade, bars = spec["layer"]
    for layer in (shade, bars):
        layer["encoding"]["x"]["scale"]["domain"] = [
            _milliseconds(axis.first),
            _milliseconds(axis.last + timedelta(days=1)),
        ]
    shade["data"]["values"] = [
        {"since": _milliseconds(asked.first), "until": _milliseconds(asked.last + timedelta(days=1))}
    ]
    columns = _by_family(counts.types, current_language())
    bars["data"]["values"] = bins_csv(counts.days, counts.events[:, columns], width)
    types = [counts.types[column] for column in columns]
    calculated = {
        "type": [type_name(one) for one in types],
        "family": [family_name(one.family) for one in types],
        "order": list(range(len(types))),
    }
    for step in bars["transform"]:
        if "calculate" in step and step["as"] in calculated:
            step["calculate"] = json.dumps(calculated[step["as"]])
    return spec


@cache
def _template(theme: str, language: str) -> str:
    """The specification without data, as JSON: to build one takes longer than all else that a change of dates needs."""
    # Universal time throughout, so that a reader's time zone moves no day.
    x: dict[str, Any] = {
        "scale": alt.Scale(type="utc", domain=[0, 1], nice=False),
        "axis": alt.Axis(title=None, labelOverlap=True, grid=False),
    }
    shading = (
        alt.Chart(alt.InlineData(values=[{}]))
        .mark_rect(opacity=0.12, color="#808890")
        .encode(x=alt.X("since:T", **x), x2=alt.X2("until:T"))
    )
    bars = (
        _segments()
        .mark_rect(stroke=None, aria=False)
        .encode(
            x=alt.X("start:T", **x),
            x2=alt.X2("end:T"),
            y=alt.Y("bottom:Q", axis=alt.Axis(title=None, tickMinStep=1, tickCount=4, format="d", minExtent=Y_AXIS_PX)),
            y2=alt.Y2("top:Q"),
            color=alt.Color(
                "family:N",
                scale=alt.Scale(
                    domain=[family_name(family) for family in Family],
                    range=[_family_colour(family, theme) for family in Family],
                ),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("span:N", title=_("Dates")),
                alt.Tooltip("type:N", title=_("Type")),
                alt.Tooltip("events:Q", title=_("Events"), format=","),
            ],
        )
        .add_params(alt.selection_interval(name=BRUSH, encodings=["x"]))
    )
    chart = alt.layer(shading, bars).properties(
        height=HEIGHT_PX,
        padding={"left": 4, "right": 8, "top": 0, "bottom": 0},
        usermeta={"embedOptions": {"renderer": "canvas", "actions": False}},
    )
    spec: dict[str, Any] = chart.configure_axis(labelColor=quiet_colour(theme)).to_dict()
    datasets = spec.pop("datasets")
    for layer in spec["layer"]:
        layer["data"]["values"] = datasets[layer["data"].pop("name")]
    return json.dumps(spec)


def _segments() -> alt.Chart:
    """One row per bin and type with events, stacked, from a table of one line per bin: a tenth of the bytes.

    What it calculates as type, family and order are lists over the types: histogram_spec() puts them in.
    """
    return (
        alt.Chart(
            alt.InlineData(
                values="day,days,span,counts",
                format=alt.CsvDataFormat(
                    type="csv", parse={"day": "number", "days": "number", "span": "string", "counts": "string"}
                ),
            )
        )
        .transform_calculate(
            start="datum.day * 864e5",
            end="(datum.day + datum.days) * 864e5",
            events="split(datum.counts, ' ')",
            type="[]",
            family="[]",
            order="[]",
        )
        .transform_flatten(["events", "type", "family", "order"])
        .transform_calculate(events="toNumber(datum.events)")
        .transform_filter("datum.events > 0")
        .transform_stack(
            stack="events", as_=["bottom", "top"], groupby=["day"], sort=[alt.SortField("order", "ascending")]
        )
    )


def bins_csv(days: DayArray, events: Whole, width: Bin) -> str:
    """A table with a line per bin: day (from 1 January 1970), days, the dates in words, and a row of `events`."""
    language = current_language()
    lines = [
        f"{_bin_words(day, width, language)},{' '.join(map(str, numbers))}"
        for day, numbers in zip(days.astype(int).tolist(), events.tolist(), strict=True)
    ]
    return "\n".join(["day,days,span,counts", *lines])


@lru_cache(4096)
def _bin_words(day: int, width: Bin, _language: str) -> str:
    """The bin that begins so many days after 1 January 1970: that number, its days, and its dates in words."""
    first = EPOCH + timedelta(days=day)
    last = bin_end(first, width)
    return f'{day},{(last - first).days + 1},"{short_span(first, last)}"'


@lru_cache(64)
def _by_family(types: tuple[EventType, ...], _language: str) -> list[int]:
    """The places of the types when they are sorted by family, then name."""
    families = list(Family)
    return sorted(range(len(types)), key=lambda at: (families.index(types[at].family), type_name(types[at])))


def family_colours(theme: str) -> list[tuple[str, str]]:
    """Each family's name and colour, for the legend."""
    return [(family_name(family), _family_colour(family, theme)) for family in Family]


def _family_colour(family: Family, theme: str) -> str:
    first = next(event_type for event_type in EventType if event_type.family is family)
    return colour(first, theme)


def _milliseconds(day: date) -> int:
    return (day - EPOCH).days * 86_400_000
