"""The events on a map: symbols by type, shared markers with counts, areas, dated closures, and squares of counts."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import geopandas
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.dossier.boundaries import METRIC, WGS84
from dashboard.dossier.event import EventType, Family
from dashboard.drawing.paper.canvas import COLOURS, Frame, Lettering, add, path, source_of, title, write
from dashboard.drawing.paper.ground import layers
from dashboard.drawing.paper.typeface import width_px
from dashboard.drawing.symbols import colour, density_ramp, shape
from dashboard.language import _

Marker = dict[str, Any]  # an event as event_layer.payload() has it
Rect = tuple[float, float, float, float]  # left, top, right, bottom in px

SYMBOL_PX, SHARED_PX, _RING_PX = 22, 30, 12
_TOGETHER_PX = 24  # pins nearer than this share one marker
_MOST_TOLD = 12  # events in the title of a marker
_STEPS, _LOW_SHARE = 5, 0.1
_ON_A_LINE: dict[str, str | float] = {"fill": "none", "stroke_width": 9, "stroke_opacity": 0.35}
_OF_AN_AREA: dict[str, str | float] = {"fill_opacity": 0.1, "stroke_width": 1.6, "stroke_dasharray": "2 4"}


@dataclass(slots=True)
class Group:
    """Pins that share a marker, at the point of the first of them."""

    x: float
    y: float
    events: list[Marker] = field(default_factory=list)

    @property
    def radius(self) -> float:
        """Of the marker, in px."""
        return SHARED_PX / 2 if len(self.events) > 1 else SYMBOL_PX / 2


def grouped(frame: Frame, markers: Iterable[Marker]) -> list[Group]:
    """The pins by the marker that shows them, in their order."""
    groups: list[Group] = []
    for one in markers:
        if one["kind"] != "pin":
            continue
        x, y = frame.point(one["lon"], one["lat"])
        near = next((group for group in groups if math.hypot(group.x - x, group.y - y) < _TOGETHER_PX), None)
        if near is None:
            groups.append(near := Group(x, y))
        near.events.append(one)
    return groups


def area_shape(area: Mapping[str, Any]) -> BaseGeometry | None:
    """What an area covers, in degrees; None where the map knows no shape of it."""
    if area["kind"] == "circle":
        return _circle(area["lon"], area["lat"], area["radiusKm"])
    known = layers().municipalities if area["kind"] == "municipality" else layers().zones
    found = known.geometry[known["id"] == area["feature"]]
    return None if found.empty else found.iloc[0]


def draw_areas(svg: Element, frame: Frame, areas: Iterable[Mapping[str, Any]], links: Mapping[str, str]) -> None:
    """Each area once, in the colour of its first event; an area of counts says them."""
    by_shape: defaultdict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for one in areas:
        by_shape[one["kind"], one["feature"]].append(one)
    for same in by_shape.values():
        known = area_shape(same[0])
        if known is None:
            continue
        counted = same[0].get("texts")
        ink = density_ramp()[-1] if counted else _ink(same[0])
        group = _linked(svg, same[0].get("id", ""), links)
        title(group, "; ".join([same[0]["place"], *counted]) if counted else told(same))
        add(
            group, "path", d=path(frame.drawn(known)), stroke=ink,
            data_events=" ".join(one["id"] for one in same if "id" in one),
            **(_ON_A_LINE if known.geom_type.endswith("LineString") else {"fill": ink, **_OF_AN_AREA}),
        )  # fmt: skip


def draw_groups(svg: Element, groups: Iterable[Group], links: Mapping[str, str]) -> None:
    """A symbol for a single event, a ring with the count for several; `links` leads from an event's id to its row."""
    for group in groups:
        node = add(
            _linked(svg, group.events[0]["id"], links), "g", data_events=" ".join(one["id"] for one in group.events)
        )
        title(node, told(group.events))
        if len(group.events) == 1:
            draw_symbol(node, EventType(group.events[0]["type"]), group.x, group.y, SYMBOL_PX)
        else:
            _draw_ring(node, group)


def draw_symbol(parent: Element, event_type: EventType, x: float, y: float, size: float) -> None:
    """The symbol of a type, its middle at x and y."""
    scale = size / 24
    ink = colour(event_type, "light")
    is_hollow = event_type is EventType.OTHER
    add(
        parent, "path", d=shape(event_type),
        transform=f"translate({x - 10 * scale:.2f} {y - 10 * scale:.2f}) scale({scale:.3f})",
        fill="none" if is_hollow else ink, stroke=ink if is_hollow else COLOURS["halo"],
        stroke_width=3 if is_hollow else 1.4,
    )  # fmt: skip


def told(events: Sequence[Mapping[str, Any]]) -> str:
    """The events of a marker, a line for each."""
    lines = [", ".join(filter(None, (one["title"], one["when"], one["place"]))) for one in events[:_MOST_TOLD]]
    if more := len(events) - _MOST_TOLD:
        lines += [_("and {count} more").format(count=more)] if more > 0 else []
    return "\n".join(lines)


def draw_closures(svg: Element, frame: Frame, closures: Iterable[Mapping[str, Any]]) -> dict[str, Rect]:
    """A dated note beside each crossing that is or was shut; where they stand, by the crossing's key."""
    return {one["key"]: _draw_closure(svg, frame, one) for one in closures}


def _draw_closure(svg: Element, frame: Frame, closure: Mapping[str, Any]) -> Rect:
    x, y = frame.point(closure["lon"], closure["lat"])
    size = 10.5
    width = max(width_px(closure["place"], size, "Semibold"), width_px(closure["text"], size)) + 12
    height = 2 * size * 1.25 + 5
    is_right = x < width + 24
    left, top = (x - 14, y - 20 - height) if is_right else (x - 16 - width, y - 6 - height)
    add(
        svg, "rect", x=left, y=top, width=width, height=height, rx=4, fill=COLOURS["halo"], fill_opacity=0.94,
        stroke=COLOURS["crossing"] if closure["isClosed"] else "#9d8f80",
        stroke_width=1.5 if closure["isClosed"] else 1,
    )  # fmt: skip
    write(svg, closure["place"], left + 6, top + size + 2, Lettering(size=size, face="Semibold"))
    write(svg, closure["text"], left + 6, top + 2.25 * size + 2, Lettering(size=size))
    return left, top, left + width, top + height


def _draw_ring(parent: Element, group: Group) -> None:
    add(parent, "circle", cx=group.x, cy=group.y, r=13.5, fill=COLOURS["halo"])
    families = Counter(EventType(one["type"]).family for one in group.events)
    start = 0.0
    for family in Family:
        if share := families[family] / len(group.events):
            d = _arc(group.x, group.y, start, start + share)
            add(parent, "path", d=d, fill="none", stroke=family_ink(family), stroke_width=4)
            start += share
    write(parent, str(len(group.events)), group.x, group.y + 4.4, Lettering(size=13, face="Semibold", anchor="middle"))


def _arc(x: float, y: float, first: float, last: float) -> str:
    """A part of a ring, clockwise from the top, between two shares of it; in two pieces, so that it may be all."""
    corners = []
    for share in (first, (first + last) / 2, last):
        angle = 2 * math.pi * share
        corners.append(f"{x + _RING_PX * math.sin(angle):.2f} {y - _RING_PX * math.cos(angle):.2f}")
    turn = f"A{_RING_PX} {_RING_PX} 0 0 1"
    return f"M{corners[0]}{turn} {corners[1]}{turn} {corners[2]}"


def family_ink(family: Family) -> str:
    """The colour of a family on paper."""
    return colour(next(one for one in EventType if one.family is family), "light")


def _ink(marker: Mapping[str, Any]) -> str:
    return colour(EventType(marker["type"]), "light")


def _linked(svg: Element, event_id: str, links: Mapping[str, str]) -> Element:
    return add(svg, "a", href=links[event_id]) if event_id in links else add(svg, "g")


def _circle(lon: float, lat: float, radius_km: float) -> BaseGeometry:
    centre = geopandas.GeoSeries([shapely.Point(lon, lat)], crs=WGS84).to_crs(METRIC)
    return centre.buffer(radius_km * 1000).to_crs(WGS84).iloc[0]


def steps(counts: Sequence[int]) -> list[int]:
    """Lower bounds of at most five steps: round, and even on a logarithmic scale, as in density.js."""
    ordered = sorted(counts)
    most, low = ordered[-1], ordered[int(len(ordered) * _LOW_SHARE)]
    found = [1]
    for step in range(1, _STEPS):
        bound = _round(low * (most / low) ** (step / _STEPS))
        if found[-1] < bound <= most:
            found.append(bound)
    return found


def _round(value: float) -> int:
    """1, 2, 3 or 5 times a power of ten, the nearest on a logarithmic scale."""
    power = math.pow(10, math.floor(math.log10(value)))
    near: list[float] = [step * power for step in (1, 2, 3, 5, 10)]
    nearest: float = min(near, key=lambda one: abs(math.log(one / value)))
    return round(nearest)


def step_colour(step: int, bounds: Sequence[int]) -> str:
    """The colour of a step."""
    ramp = density_ramp()
    return ramp[2 if len(bounds) == 1 else round(step * (_STEPS - 1) / (len(bounds) - 1))]


def counted(picture: Mapping[str, Any]) -> dict[tuple[int, int], int]:
    """Counts by square, as density.picture() has them: x and y from the west and the north.

    Where several datasets have events it is the largest of their counts: they are never added up.
    """
    most: defaultdict[tuple[int, int], int] = defaultdict(int)
    for answer in picture["datasets"]:
        cells = answer.get("cells", {"x": (), "y": (), "n": ()})
        for x, y, count in zip(cells["x"], cells["y"], cells["n"], strict=True):
            square = x + picture["x"], y + picture["y"]
            most[square] = max(most[square], count)
    return dict(sorted(most.items()))


def draw_squares(
    svg: Element, frame: Frame, squares: Mapping[tuple[int, int], int], zoom: int, bounds: Sequence[int]
) -> None:
    """Squares coloured by their counts; `zoom` is that of their tiles, `bounds` are the lower ends of the steps."""
    size = frame.scale * 256 / 2**zoom
    inks: defaultdict[int, list[str]] = defaultdict(list)
    for (x, y), count in squares.items():
        step = max(number for number, bound in enumerate(bounds) if count >= bound)
        left, top = x * size - frame.west_px, y * size - frame.north_px
        inks[step].append(f"M{left + 0.5:.1f} {top + 0.5:.1f}h{size - 1:.1f}v{size - 1:.1f}h{1 - size:.1f}z")
    for step, drawn in sorted(inks.items()):
        add(svg, "path", d="".join(drawn), fill=step_colour(step, bounds), fill_opacity=0.86)


def symbol_svg(event_type: EventType, size: int = 10) -> str:
    """The symbol of a type as a picture of its own; the text beside it says what it is."""
    svg = Element(
        "svg", {"viewBox": f"0 0 {size} {size}", "width": str(size), "height": str(size), "aria-hidden": "true"}
    )
    draw_symbol(svg, event_type, size / 2, size / 2, size * 1.2)
    return source_of(svg)
