"""The map of a query as one SVG that needs nothing else: the same cartography as the map of the page, for paper."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dashboard.dossier.event import EventType
from dashboard.dossier.extent import Box
from dashboard.dossier.profile import MAP
from dashboard.drawing.map.payload import Contents, CountedArea, Label, Marker, Picture
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
    draw_counted_areas,
    draw_groups,
    draw_squares,
    grouped,
    steps,
)
from dashboard.drawing.paper.room import room

# Around the boundary line, to the panels, and beside it for the note on the strip.
_EDGE_PX, _AIR_PX, _NOTE_PX = 26.0, 14.0, 150.0


@dataclass(frozen=True, slots=True)
class Shown:
    """What a map shows: event_layer.payload() of the query, with density.picture() of box_of() where it is dense.

    `labels` are base_map.labels(); `title` names the picture; `caption` is written on it; `links` lead from an event's
    id to where it is told.
    """

    payload: Contents
    labels: Iterable[Label]
    title: str
    picture: Picture | None = None
    caption: Sequence[str] = ()
    links: Mapping[str, str] = field(default_factory=dict)


def map_svg(shown: Shown, width: int, height: int) -> str:
    """The map in this size in px: the line as a whole, and every pin and area of the query."""
    payload = shown.payload
    markers = [*payload["events"], *_singles(shown.picture)]
    counts = payload["density"]["areas"] if payload["density"] else []
    areas = [event for event in payload["events"] if event["kind"] not in {"pin", "strip"}]
    counted_areas = [area for area in counts if area["kind"] != "strip"]
    strips = {area["feature"]: "" for area in counts if area["kind"] == "strip"} | _strips(payload["events"])
    squares = counted(shown.picture) if shown.picture else {}
    legend = _legend(
        payload,
        markers,
        counted_areas,
        steps(list(squares.values())) if squares else (),
        has_crossings=any(label["kind"] == "crossing" for label in shown.labels),
    )
    frame = _frame((width, height), legend, shown.caption, _extent(markers, [*areas, *counted_areas]))
    svg = picture(width, height, shown.title)
    draw_ground(svg, frame)
    if strips and MAP.strip:
        draw_strip(svg, frame, MAP.strip, strips[MAP.strip.zone])
    draw_areas(svg, frame, areas, shown.links)
    draw_counted_areas(svg, frame, counted_areas)
    if shown.picture:
        draw_squares(svg, frame, squares, shown.picture["zoom"], legend.bounds)
    draw_boundary(svg, frame)
    imprint = draw_imprint(svg, frame)
    panels = [draw_legend(svg, frame, legend), imprint, draw_scale(svg, frame, imprint[1])]
    panels += draw_caption(svg, shown.caption)
    closures = draw_closures(svg, frame, payload["closures"])
    groups = grouped(frame, markers)
    closed = {closure["key"] for closure in payload["closures"] if closure["isClosed"]}
    free = room(frame, panels, groups, closures, closed)
    free.has_squares = bool(legend.bounds)
    draw_names(svg, free, shown.labels, payload["names"], payload["strip"])
    draw_groups(svg, groups, shown.links)
    return source_of(svg)


def box_of(width: int, height: int, caption: Sequence[str] = ()) -> tuple[Box, int]:
    """The box in degrees of a map of counts of this size, and the zoom at which density.picture() counts it."""
    frame = _frame((width, height), Legend((), "", has_closed=False), caption, MAP.focus)
    return frame.box, round(frame.zoom)


def _frame(size: tuple[int, int], legend: Legend, caption: Sequence[str], extent: Box) -> Frame:
    """The closest view of the extent that no panel covers."""
    width, height = size
    left = legend_size(legend)[0] + _EDGE_PX
    right = _NOTE_PX if legend.strip else _EDGE_PX
    below = imprint_height(width) + _AIR_PX
    return Frame.fit(width, height, extent, (left, max(_EDGE_PX, caption_height(caption) + _AIR_PX), right, below))


def _extent(markers: Iterable[Marker], areas: Iterable[Marker | CountedArea]) -> Box:
    boxes = [MAP.focus]
    for marker in markers:
        lon, lat = marker["lon"], marker["lat"]
        if marker["kind"] == "pin" and lon is not None and lat is not None:
            boxes.append(Box(lon, lat, lon, lat))
    boxes += [Box(*known.bounds) for known in map(area_shape, areas) if known is not None]
    return Box(
        min(box.west for box in boxes),
        min(box.south for box in boxes),
        max(box.east for box in boxes),
        max(box.north for box in boxes),
    )


def _strips(events: Iterable[Marker]) -> dict[str, str]:
    """The zones that events put a strip beside, and the ids of these events."""
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for event in events:
        if event["kind"] == "strip":
            ids[event["feature"]].append(event["id"])
    return {zone: " ".join(known) for zone, known in ids.items()}


def _singles(picture: Picture | None) -> list[Marker]:
    """The pins of a picture that shows them one by one."""
    if picture is None or "types" in picture:
        return []
    return [event for answer in picture["datasets"] for event in answer["events"]]


def _legend(
    payload: Contents,
    markers: Iterable[Marker],
    counted_areas: Sequence[CountedArea],
    bounds: Sequence[int],
    *,
    has_crossings: bool,
) -> Legend:
    present = {marker["type"] for marker in markers}
    return Legend(
        types=[kind for kind in EventType if kind in present],
        strip=payload["strip"],
        has_closed=any(closure["isClosed"] for closure in payload["closures"]),
        bounds=bounds,
        has_counted_areas=bool(counted_areas),
        has_crossings=has_crossings,
    )
