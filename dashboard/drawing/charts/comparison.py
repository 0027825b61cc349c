"""Numbers of two sides as pairs of bars, one pair a row, as a Vega-Lite specification."""

import json
from collections.abc import Sequence
from typing import Any

import altair as alt

from dashboard.drawing.charts.histogram import quiet_colour
from dashboard.language import _

ROW_PX = 27
_MARGIN_PX = 8
_LABEL_PX = 150
# The first side stands out; neither colour is one that the map gives to a type.
_COLOURS = {"light": ("#2b4c6f", "#a9b4bf"), "dark": ("#9cc0e6", "#5b6875")}


def side_colours(theme: str) -> tuple[str, str]:
    """The colours of the first and the second side."""
    return _COLOURS["dark" if theme == "dark" else "light"]


def comparison_spec(rows: Sequence[tuple[str, int, int]], labels: tuple[str, str], theme: str) -> dict[str, Any]:
    """A pair of bars for each row of a name and the numbers of both sides, in their order; `labels` names the sides."""
    values = [
        {"row": number, "name": name, "side": side, "label": label, "events": events}
        for number, (name, *numbers) in enumerate(rows)
        for side, (label, events) in enumerate(zip(labels, numbers, strict=True))
    ]
    quiet = quiet_colour(theme)
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y(
            "row:O",
            axis=alt.Axis(
                title=None, ticks=False, domain=False, labelLimit=_LABEL_PX, minExtent=_LABEL_PX,
                labelExpr=_names_by_row([name for name, *_numbers in rows]), labelColor=quiet,
            ),
            scale=alt.Scale(paddingInner=0.25, paddingOuter=0.1),
        ),
        yOffset=alt.YOffset("side:O"),
    )  # fmt: skip
    x = alt.X("events:Q", axis=None, scale=alt.Scale(domainMin=0, domainMax=_room(rows)))
    bars = base.mark_bar(cornerRadiusEnd=1.5).encode(
        x=x,
        color=alt.Color("side:O", scale=alt.Scale(domain=[0, 1], range=list(side_colours(theme))), legend=None),
        tooltip=[
            alt.Tooltip("name:N", title=_("Of")),
            alt.Tooltip("label:N", title=_("Side")),
            alt.Tooltip("events:Q", title=_("Events"), format=","),
        ],
    )
    numbers = base.mark_text(align="left", dx=4, fontSize=10, color=quiet).encode(
        x=x, text=alt.Text("events:Q", format=",")
    )
    chart = alt.layer(bars, numbers).properties(
        width="container",
        height=ROW_PX * len(rows) + _MARGIN_PX,
        padding={"left": 0, "right": 0, "top": 0, "bottom": 0},
        usermeta={"embedOptions": {"renderer": "canvas", "actions": False}},
    )
    spec: dict[str, Any] = chart.configure_view(stroke=None).to_dict()
    datasets = spec.pop("datasets", {})
    for layer in [spec, *spec["layer"]]:
        if name := layer.get("data", {}).pop("name", None):
            layer["data"]["values"] = datasets[name]
    return spec


def _names_by_row(names: Sequence[str]) -> str:
    """A Vega expression that gives each row its name, since two rows may bear the same one."""
    return f"{json.dumps(list(names))}[datum.value]"


def _room(rows: Sequence[tuple[str, int, int]]) -> float:
    """The end of the axis: what leaves room for the longest bar's number."""
    return 1.18 * max((max(numbers) for _name, *numbers in rows), default=1) or 1
