"""The tension ledger over time, the deaths below it, and reported attention: on the time axis of the histogram."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard.dossier.days import Days
from dashboard.dossier.event import EventType
from dashboard.drawing.charts.histogram import BRUSH, Y_AXIS_PX, bin_end, bin_start, quiet_colour
from dashboard.drawing.symbols import colour
from dashboard.language import _
from dashboard.query.wording import short_span
from dashboard.store import Bin

LINES_PX, DEATHS_PX, ATTENTION_PX = 190, 56, 150
# Of a longer time each week's, or month's, highest day is drawn.
_MOST_DAYS, _MOST_WEEK_DAYS = 1500, 9000
_DAY_MS = 86_400_000
_EPOCH = date(1970, 1, 1)
_COOPERATION, _FORCE = EventType.COOPERATE, EventType.ASSAULT
_LEVELS = ("hostility", "hostility_low", "cooperation", "cooperation_low")


def line_colours(theme: str) -> tuple[str, str]:
    """The colours of hostility and cooperation, those of the families of force and cooperation."""
    return colour(_FORCE, theme), colour(_COOPERATION, theme)


def line_width(axis: Days) -> Bin:
    """Of how long a time the highest day is drawn."""
    days = axis.length - 1
    if days <= _MOST_DAYS:
        return "day"
    return "week" if days <= _MOST_WEEK_DAYS else "month"


def ledger_spec(lines: pd.DataFrame, axis: Days, asked: Days, theme: str, *, are_few: bool) -> dict[str, Any]:
    """Both lines with their bands, from corroborated events alone to all, and a brush, as a Vega-Lite specification.

    `lines` has columns hostility, hostility_low, cooperation, cooperation_low and `events` (that day) by day. Where
    events `are_few`, their days are drawn as points without lines between them.
    """
    hostile, cooperative = line_colours(theme)
    pairs = (("cooperation", cooperative), ("hostility", hostile))
    if are_few:
        marks = [_points(name, shade) for name, shade in pairs]
    else:
        marks = [_band(name, shade) for name, shade in pairs] + [_line(name, shade) for name, shade in pairs]
    return _chart([*marks, _hover()], _rows(lines, line_width(axis)), axis, asked, LINES_PX) | _style(theme)


def _rows(lines: pd.DataFrame, width: Bin) -> str:
    """The lines as a table: day (from 1 January 1970), number of days, the dates in words, events, and the levels."""
    days = [one.date() for one in pd.DatetimeIndex(lines.index)]
    table = lines.assign(first=[bin_start(day, width) for day in days], last=[bin_end(day, width) for day in days])
    binned = table.groupby(["first", "last"]).agg({**dict.fromkeys(_LEVELS, "max"), "events": "sum"})
    rows = [
        f'{(first - _EPOCH).days},{(last - first).days + 1},"{short_span(first, last)}",{row["events"]:.0f},'
        + ",".join(f"{row[name]:.1f}" for name in _LEVELS)
        for (first, last), row in zip(binned.index, binned.to_dict("records"), strict=True)
    ]
    return "\n".join([f"day,days,span,events,{','.join(_LEVELS)}", *rows])


def deaths_spec(deaths: pd.DataFrame, axis: Days, asked: Days, width: Bin, theme: str) -> dict[str, Any]:
    """Deaths as bars of the best figure and a line from low to high; `deaths` is as from Dataset.deaths()."""
    rows = ["day,days,span,low,best,high"]
    for first, low, best, high in zip(*(deaths[name] for name in ("bin", "low", "best", "high")), strict=True):
        day, last = first.date(), bin_end(first.date(), width)
        known = ["" if pd.isna(value) else f"{int(value)}" for value in (low, best, high)]
        rows.append(f'{(day - _EPOCH).days},{(last - day).days + 1},"{short_span(day, last)}",' + ",".join(known))
    tooltip = [
        {"field": "span", "title": _("Dates")},
        *({"field": field, "title": title} for field, title in (
            ("best", _("Deaths, best figure")), ("low", _("At least")), ("high", _("At most")),
        )),
    ]  # fmt: skip
    y = {"type": "quantitative", "axis": _y_axis(2) | {"tickMinStep": 1}}
    bars = {
        "mark": {"type": "rect", "color": "#7b8087"},
        "encoding": _over_days() | {"y": {"field": "best"} | y, "y2": {"datum": 0}, "tooltip": tooltip},
    }
    span = {
        "mark": {"type": "rule", "color": "#7b8087", "strokeWidth": 1.5},
        "encoding": {"x": _x("middle"), "y": {"field": "low"} | y, "y2": {"field": "high"}, "tooltip": tooltip},
    }
    spec = _chart([bars, span], "\n".join(rows), axis, asked, DEATHS_PX) | _style(theme)
    spec["layer"][0]["encoding"]["x"]["axis"] |= {"labels": False, "ticks": False}  # those of the histogram below do
    for layer in spec["layer"][1]["layer"]:
        layer["encoding"]["x"]["axis"] |= {"labels": False, "ticks": False}
    return spec


def attention_spec(attention: pd.DataFrame, axis: Days, asked: Days, theme: str) -> dict[str, Any]:
    """Reported attention by day as bars, and a brush; `attention` is as from Dataset.attention()."""
    rows = [
        f'{(day.date() - _EPOCH).days},1,"{short_span(day.date(), day.date())}",{reports},{distinct}'
        for day, reports, distinct in zip(attention["day"], attention["reports"], attention["attention"], strict=True)
    ]
    bars = {
        "mark": {"type": "rect", "color": "#7b8087"},
        "params": [_brush()],
        "encoding": _over_days()
        | {
            "y": {"field": "attention", "type": "quantitative", "axis": _y_axis(4)},
            "y2": {"datum": 0},
            "tooltip": [
                {"field": "span", "title": _("Date")},
                {"field": "attention", "title": _("Reported attention")},
                {"field": "reports", "title": _("Rows")},
            ],
        },
    }
    table = "\n".join(["day,days,span,reports,attention", *rows])
    return _chart([bars], table, axis, asked, ATTENTION_PX) | _style(theme)


def _style(theme: str) -> dict[str, Any]:
    return {"config": {"axis": {"labelColor": quiet_colour(theme)}}}


def _chart(layers: list[dict[str, Any]], rows: str, axis: Days, asked: Days, height: int) -> dict[str, Any]:
    """Layers over one table of rows, behind them the dates asked for; all dates are included."""
    shade = {"since": _milliseconds(asked.first), "until": _milliseconds(asked.last + timedelta(days=1))}
    shading = {
        "data": {"values": [shade]},
        "mark": {"type": "rect", "color": "#808890", "opacity": 0.12},
        "encoding": {"x": _x("since"), "x2": {"field": "until"}},
    }
    shading["encoding"]["x"]["scale"] |= {  # type: ignore[index]
        "domain": [_milliseconds(axis.first), _milliseconds(axis.last + timedelta(days=1))]
    }
    parse = {"span": "string"} | dict.fromkeys(rows.partition("\n")[0].replace("span,", "").split(","), "number")
    over_time = {
        "data": {"values": rows, "format": {"type": "csv", "parse": parse}},
        "transform": [
            {"calculate": f"datum.day * {_DAY_MS}", "as": "start"},
            {"calculate": f"(datum.day + datum.days) * {_DAY_MS}", "as": "end"},
            {"calculate": f"(datum.day + datum.days / 2) * {_DAY_MS}", "as": "middle"},
        ],
        "layer": layers,
    }
    return {
        "height": height,
        "padding": {"left": 4, "right": 8, "top": 4, "bottom": 0},
        "layer": [shading, over_time],
        "usermeta": {"embedOptions": {"renderer": "canvas", "actions": False}},
    }


def _x(field: str) -> dict[str, Any]:
    # Universal time throughout, so that a reader's time zone moves no day.
    axis = {"title": None, "labelOverlap": True, "grid": False}
    return {"field": field, "type": "temporal", "scale": {"type": "utc", "nice": False}, "axis": axis}


def _over_days() -> dict[str, Any]:
    return {"x": _x("start"), "x2": {"field": "end"}}


def _y_axis(ticks: int) -> dict[str, Any]:
    short = "format(datum.value, datum.value < 1000 ? '~g' : '~s')"  # 0.5, 20, 35k: within Y_AXIS_PX
    return {"title": None, "tickCount": ticks, "minExtent": Y_AXIS_PX, "gridOpacity": 0.5, "labelExpr": short}


def _y(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "axis": _y_axis(4)}


def _line(name: str, shade: str) -> dict[str, Any]:
    return {
        "mark": {"type": "line", "color": shade, "strokeWidth": 2},
        "encoding": {"x": _x("middle"), "y": _y(name)},
    }


def _band(name: str, shade: str) -> dict[str, Any]:
    return {
        "mark": {"type": "area", "color": shade, "opacity": 0.22},
        "encoding": {"x": _x("middle"), "y": _y(f"{name}_low"), "y2": {"field": name}},
    }


def _points(name: str, shade: str) -> dict[str, Any]:
    return {
        "transform": [{"filter": f"datum.events > 0 && datum.{name} > 0"}],
        "mark": {"type": "point", "color": shade, "filled": True, "size": 45},
        "encoding": {"x": _x("middle"), "y": _y(name)},
    }


def _hover() -> dict[str, Any]:
    """Says the figures of a day wherever the pointer is over it, and takes the brush."""
    fields = (
        ("span", _("Dates")), ("hostility", _("Hostility")), ("hostility_low", _("Hostility, corroborated")),
        ("cooperation", _("Cooperation")), ("cooperation_low", _("Cooperation, corroborated")),
        ("events", _("Events counted")),
    )  # fmt: skip
    return {
        "params": [_brush()],
        "mark": {"type": "rect", "opacity": 0},
        "encoding": _over_days() | {"tooltip": [{"field": field, "title": title} for field, title in fields]},
    }


def _brush() -> dict[str, Any]:
    return {"name": BRUSH, "select": {"type": "interval", "encodings": ["x"]}}


def _milliseconds(day: date) -> int:
    return (day - _EPOCH).days * _DAY_MS
