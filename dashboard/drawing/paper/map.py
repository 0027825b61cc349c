"""The map of a query as one SVG that needs nothing else: the same cartography as the map of the page, for paper."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.dossier.event import EventType
from dashboard.dossier.extent import Box
from dashboard.dossier.profile import MAP
from dashboard.drawing.paper.canvas import Frame, picture, source_of
from dashboard.drawing.paper.corners import (
    Legend,
    caption_height,
    draw_caption,
    draw_imprint,
    draw_legend,
    draw_scale,
    imprint_height,
    legend_size,
)
from dashboard.drawing.paper.ground import draw_boundary, draw_ground, draw_strip
from dashboard.drawing.paper.labels import draw_names
from dashboard.drawing.paper.marks import (
    area_shape,
    counted,
    draw_areas,
    draw_closures,
    draw_groups,
    draw_squares,
    grouped,
    steps,
)
from dashboard.drawing.paper.room import room

# What every map shows whole.
_FOCUS = MAP.focus
_EDGE_PX, _AIR_PX, _NOTE_PX = 26.0, 14.0, 150.0  # around it, to the panels, and beside it for the note on the strip


@dataclass(frozen=True, slots=True)
class Shown:
    """What a map shows: event_layer.payload() of the query, with density.picture() of box_of() where it is dense.

    `labels` are base_map.labels(); `title` names the picture; `caption` is written on it; `links` lead from an event's
    id to where it is told.
    """

    payload: Mapping[str, Any]
    labels: Iterable[Mapping[str, Any]]
    title: str
    picture: Mapping[str, Any] | None = None
    caption: Sequence[str] = ()
    links: Mapping[str, str] = field(default_factory=dict)


def map_svg(shown: Shown, width: int, height: int) -> str:
    """The map in this size in px: the line as a whole, and every pin and area of the query."""
    payload = shown.payload
    markers = [*payload["events"], *_singles(shown.picture)]
    areas = [one for one in _areas(payload) if one["kind"] != "strip"]
    strips = [one for one in _areas(payload) if one["kind"] == "strip"]
    squares = counted(shown.picture) if shown.picture else {}
    legend = _legend(payload, markers, areas, steps(list(squares.values())) if squares else ())
    frame = _frame((width, height), legend, shown.caption, _extent(markers, areas))
    svg = picture(width, height, shown.title)
    draw_ground(svg, frame)
    if strips and MAP.strip:
        draw_strip(svg, frame, MAP.strip, " ".join(one["id"] for one in strips if one.get("id")))
    draw_areas(svg, frame, areas, shown.links)
    if shown.picture:
        draw_squares(svg, frame, squares, shown.picture["zoom"], legend.bounds)
    draw_boundary(svg, frame)
    imprint = draw_imprint(svg, frame)
    panels = [draw_legend(svg, frame, legend), imprint, draw_scale(svg, frame, imprint[1])]
    panels += draw_caption(svg, shown.caption)
    closures = draw_closures(svg, frame, payload["closures"])
    groups = grouped(frame, markers)
    closed = {one["key"] for one in payload["closures"] if one["isClosed"]}
    free = room(frame, panels, groups, closures, closed)
    free.has_squares = bool(legend.bounds)
    draw_names(svg, free, shown.labels, payload["names"], payload["strip"])
    draw_groups(svg, groups, shown.links)
    return source_of(svg)


def box_of(width: int, height: int, caption: Sequence[str] = ()) -> tuple[Box, int]:
    """The box in degrees of a map of counts of this size, and the zoom at which density.picture() counts it."""
    frame = _frame((width, height), Legend((), "", has_closed=False), caption, _FOCUS)
    return frame.box, round(frame.zoom)


def _frame(size: tuple[int, int], legend: Legend, caption: Sequence[str], extent: Box) -> Frame:
    """The closest view of the extent that no panel covers."""
    width, height = size
    left = legend_size(legend)[0] + _EDGE_PX
    right = _NOTE_PX if legend.strip else _EDGE_PX
    below = imprint_height(width) + _AIR_PX
    return Frame.fit(width, height, extent, (left, max(_EDGE_PX, caption_height(caption) + _AIR_PX), right, below))


def _extent(markers: Iterable[Mapping[str, Any]], areas: Iterable[Mapping[str, Any]]) -> Box:
    boxes = [_FOCUS]
    boxes += [Box(one["lon"], one["lat"], one["lon"], one["lat"]) for one in markers if one["kind"] == "pin"]
    boxes += [Box(*known.bounds) for known in map(area_shape, areas) if known is not None]
    return Box(
        min(one.west for one in boxes),
        min(one.south for one in boxes),
        max(one.east for one in boxes),
        max(one.north for one in boxes),
    )


def _areas(payload: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What is drawn as an area: events, or where these are many, their counts."""
    if payload["density"]:
        counted: Sequence[Mapping[str, Any]] = payload["density"]["areas"]
        return list(counted)
    return [one for one in payload["events"] if one["kind"] != "pin"]


def _singles(dense: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The pins of a picture that shows them one by one."""
    return [event for answer in (dense or {"datasets": ()})["datasets"] for event in answer.get("events", ())]


def _legend(
    payload: Mapping[str, Any],
    markers: Iterable[Mapping[str, Any]],
    areas: Iterable[Mapping[str, Any]],
    bounds: Sequence[int],
) -> Legend:
    present = {one["type"] for one in markers}
    return Legend(
        types=[one for one in EventType if one in present],
        strip=payload["strip"],
        has_closed=any(one["isClosed"] for one in payload["closures"]),
        bounds=bounds,
        has_counted_areas=any("texts" in one for one in areas),
    )
