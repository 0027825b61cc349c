"""The events on a map: symbols by type, shared markers with counts, areas, dated closures, and squares of counts."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import geopandas
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.dossier.boundaries import METRIC, WGS84
from dashboard.dossier.event import EventType, Family
from dashboard.drawing.cartography import CARTOGRAPHY, COLOURS
from dashboard.drawing.map.payload import Closure, CountedArea, Marker, Picture
from dashboard.drawing.paper.canvas import Frame, Lettering, add, path, source_of, title, write
from dashboard.drawing.paper.ground import layers
from dashboard.drawing.paper.typeface import width_px
from dashboard.drawing.symbols import colour, density_ramp, shape
from dashboard.language import _

Rect = tuple[float, float, float, float]  # left, top, right, bottom in px

_MARKERS, _AREAS, _DENSITY, _CHIPS = CARTOGRAPHY.markers, CARTOGRAPHY.areas, CARTOGRAPHY.density, CARTOGRAPHY.chips
_MOST_TOLD = 12  # events in the title of a marker
_ON_A_LINE: dict[str, str | float] = {
    "fill": "none", "stroke_width": _AREAS.on_a_line.width, "stroke_opacity": _AREAS.on_a_line.opacity,
}  # fmt: skip
_OF_AN_AREA: dict[str, str | float] = {
    "fill_opacity": _AREAS.opacity, "stroke_width": _AREAS.width, "stroke_dasharray": _AREAS.dash,
}  # fmt: skip


@dataclass(slots=True)
class Group:
    """Pins that share a marker, at the point of the first of them."""

    x: float
    y: float
    events: list[Marker] = field(default_factory=list)

    @property
    def radius(self) -> float:
        """Of the marker, in px."""
        return (_MARKERS.shared.size if len(self.events) > 1 else _MARKERS.size) / 2


def grouped(frame: Frame, markers: Iterable[Marker]) -> list[Group]:
    """The pins by the marker that shows them, in their order."""
    groups: list[Group] = []
    for marker in markers:
        if marker["kind"] != "pin" or marker["lon"] is None or marker["lat"] is None:
            continue
        x, y = frame.point(marker["lon"], marker["lat"])
        near = next((group for group in groups if math.hypot(group.x - x, group.y - y) < _MARKERS.together), None)
        if near is None:
            groups.append(near := Group(x, y))
        near.events.append(marker)
    return groups


def area_shape(area: Marker | CountedArea) -> BaseGeometry | None:
    """What an area covers, in degrees; None where the map knows no shape of it."""
    if area["kind"] == "circle":
        lon, lat, radius_km = area["lon"], area["lat"], area["radiusKm"]
        return None if lon is None or lat is None or radius_km is None else _circle(lon, lat, radius_km)
    known = layers().municipalities if area["kind"] == "municipality" else layers().zones
    found = known.geometry[known["id"] == area["feature"]]
    return None if found.empty else found.iloc[0]


def draw_areas(svg: Element, frame: Frame, markers: Iterable[Marker], links: Mapping[str, str]) -> None:
    """Each area of events once, in the colour of the first of them."""
    by_shape: defaultdict[tuple[str, str], list[Marker]] = defaultdict(list)
    for marker in markers:
        by_shape[marker["kind"], marker["feature"]].append(marker)
    for same in by_shape.values():
        if known := area_shape(same[0]):
            group = _linked(svg, same[0]["id"], links)
            title(group, told(same))
            _draw_area(group, frame.drawn(known), _ink(same[0]), " ".join(marker["id"] for marker in same))


def draw_counted_areas(svg: Element, frame: Frame, areas: Iterable[CountedArea]) -> None:
    """Each area of a map of counts, which says them."""
    for area in areas:
        if known := area_shape(area):
            group = add(svg, "g")
            title(group, "; ".join([area["place"], *area["texts"]]))
            _draw_area(group, frame.drawn(known), density_ramp()[-1], "")


def _draw_area(group: Element, shape_px: BaseGeometry, ink: str, ids: str) -> None:
    is_line = shape_px.geom_type.endswith("LineString")
    style = _ON_A_LINE if is_line else {"fill": ink, **_OF_AN_AREA}
    add(group, "path", d=path(shape_px), stroke=ink, data_events=ids, **style)


def draw_groups(svg: Element, groups: Iterable[Group], links: Mapping[str, str]) -> None:
    """A symbol for a single event, a ring with the count for several; `links` leads from an event's id to its row."""
    for group in groups:
        node = add(
            _linked(svg, group.events[0]["id"], links), "g", data_events=" ".join(event["id"] for event in group.events)
        )
        title(node, told(group.events))
        if len(group.events) == 1:
            draw_symbol(node, EventType(group.events[0]["type"]), group.x, group.y, _MARKERS.size)
        else:
            _draw_ring(node, group)


def draw_symbol(parent: Element, event_type: EventType, x: float, y: float, size: float) -> None:
    """The symbol of a type, its middle at x and y."""
    scale = size / (_MARKERS.box + 2 * _MARKERS.margin)
    half = _MARKERS.box / 2 * scale
    ink = colour(event_type, "light")
    is_hollow = event_type is EventType.OTHER
    add(
        parent, "path", d=shape(event_type),
        transform=f"translate({x - half:.2f} {y - half:.2f}) scale({scale:.3f})",
        fill="none" if is_hollow else ink, stroke=ink if is_hollow else COLOURS["halo"],
        stroke_width=_MARKERS.hollow if is_hollow else _MARKERS.outline,
    )  # fmt: skip


def told(events: Sequence[Marker]) -> str:
    """The events of a marker, a line for each."""
    lines = [", ".join(filter(None, (event["title"], event["when"], event["place"]))) for event in events[:_MOST_TOLD]]
    if more := len(events) - _MOST_TOLD:
        lines += [_("and {count} more").format(count=more)] if more > 0 else []
    return "\n".join(lines)


def draw_closures(svg: Element, frame: Frame, closures: Iterable[Closure]) -> dict[str, Rect]:
    """A dated note beside each crossing that is or was shut; where they stand, by the crossing's key."""
    return {closure["key"]: _draw_closure(svg, frame, closure) for closure in closures}


def _draw_closure(svg: Element, frame: Frame, closure: Closure) -> Rect:
    x, y = frame.point(closure["lon"], closure["lat"])
    size = 10.5
    width = max(width_px(closure["place"], size, "Semibold"), width_px(closure["text"], size)) + 12
    height = 2 * size * 1.25 + 5
    if x < width + _CHIPS.cut:
        left, top = x - _CHIPS.right[0], y - _CHIPS.right[1] - height
    else:
        left, top = x - _CHIPS.left[0] - width, y - _CHIPS.left[1] - height
    add(
        svg, "rect", x=left, y=top, width=width, height=height, rx=4, fill=COLOURS["halo"], fill_opacity=0.94,
        stroke=COLOURS["closed"] if closure["isClosed"] else COLOURS["chip"],
        stroke_width=_CHIPS.closed_width if closure["isClosed"] else 1,
    )  # fmt: skip
    write(svg, closure["place"], left + 6, top + size + 2, Lettering(size=size, face="Semibold"))
    write(svg, closure["text"], left + 6, top + 2.25 * size + 2, Lettering(size=size))
    return left, top, left + width, top + height


def _draw_ring(parent: Element, group: Group) -> None:
    shared = _MARKERS.shared
    add(parent, "circle", cx=group.x, cy=group.y, r=shared.disc, fill=COLOURS["halo"])
    families = Counter(EventType(event["type"]).family for event in group.events)
    start = 0.0
    for family in Family:
        if share := families[family] / len(group.events):
            d = _arc(group.x, group.y, start, start + share)
            add(parent, "path", d=d, fill="none", stroke=family_ink(family), stroke_width=shared.width)
            start += share
    how = Lettering(shared.letters, face="Semibold", anchor="middle")
    write(parent, str(len(group.events)), group.x, group.y + 4.4, how)


def _arc(x: float, y: float, first: float, last: float) -> str:
    """A part of a ring, clockwise from the top, between two shares of it; in two pieces, so that it may be all."""
    corners, radius = [], _MARKERS.shared.ring
    for share in (first, (first + last) / 2, last):
        angle = 2 * math.pi * share
        corners.append(f"{x + radius * math.sin(angle):.2f} {y - radius * math.cos(angle):.2f}")
    turn = f"A{radius} {radius} 0 0 1"
    return f"M{corners[0]}{turn} {corners[1]}{turn} {corners[2]}"


def family_ink(family: Family) -> str:
    """The colour of a family on paper."""
    return colour(next(kind for kind in EventType if kind.family is family), "light")


def _ink(marker: Marker) -> str:
    return colour(EventType(marker["type"]), "light")


def _linked(svg: Element, event_id: str, links: Mapping[str, str]) -> Element:
    return add(svg, "a", href=links[event_id]) if event_id in links else add(svg, "g")


def _circle(lon: float, lat: float, radius_km: float) -> BaseGeometry:
    centre = geopandas.GeoSeries([shapely.Point(lon, lat)], crs=WGS84).to_crs(METRIC)
    return centre.buffer(radius_km * 1000).to_crs(WGS84).iloc[0]


def steps(counts: Sequence[int]) -> list[int]:
    """Lower bounds of at most five steps: round, and even on a logarithmic scale, as the frame grades them."""
    ordered = sorted(counts)
    most, low = ordered[-1], ordered[int(len(ordered) * _DENSITY.low_share)]
    found = [1]
    for step in range(1, _DENSITY.steps):
        bound = _round(low * (most / low) ** (step / _DENSITY.steps))
        if found[-1] < bound <= most:
            found.append(bound)
    return found


def _round(value: float) -> int:
    """1, 2, 3 or 5 times a power of ten, the nearest on a logarithmic scale."""
    power = math.pow(10, math.floor(math.log10(value)))
    near: list[float] = [step * power for step in (1, 2, 3, 5, 10)]
    nearest: float = min(near, key=lambda number: abs(math.log(number / value)))
    return round(nearest)


def step_colour(step: int, bounds: Sequence[int]) -> str:
    """The colour of a step."""
    ramp = density_ramp()
    only, last = _DENSITY.only_colour, _DENSITY.steps - 1
    return ramp[only if len(bounds) == 1 else round(step * last / (len(bounds) - 1))]


def counted(picture: Picture) -> dict[tuple[int, int], int]:
    """Counts by square, as density.picture() has them: x and y from the west and the north.

    Where several datasets have events it is the largest of their counts: they are never added up.
    """
    if "types" not in picture:  # the pins one by one
        return {}
    most: defaultdict[tuple[int, int], int] = defaultdict(int)
    for answer in picture["datasets"]:
        cells = answer["cells"]
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
        add(svg, "path", d="".join(drawn), fill=step_colour(step, bounds), fill_opacity=_DENSITY.opacity)


def symbol_svg(event_type: EventType, size: int = 10) -> str:
    """The symbol of a type as a picture of its own; the text beside it says what it is."""
    svg = Element(
        "svg", {"viewBox": f"0 0 {size} {size}", "width": str(size), "height": str(size), "aria-hidden": "true"}
    )
    draw_symbol(svg, event_type, size / 2, size / 2, size * 1.2)
    return source_of(svg)
