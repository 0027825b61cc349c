"""Names on a map: which places are named and where each name stands, as the frame places them.

The most important come first, and what has no free spot is left out.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import pandas
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.dossier.profile import MAP
from dashboard.drawing.cartography import CARTOGRAPHY, COLOURS
from dashboard.drawing.map.payload import Label
from dashboard.drawing.paper.canvas import Frame, Lettering, add, write
from dashboard.drawing.paper.ground import countries, layers
from dashboard.drawing.paper.marks import Rect
from dashboard.drawing.paper.room import Font, Room, Spot, count_in, is_in, size_of, spots
from dashboard.drawing.paper.typeface import Face

_NAMES, _MARKS = CARTOGRAPHY.names, CARTOGRAPHY.marks
_BASELINE = 0.92  # of a line's size, below its upper edge
_INKS = {
    "crossing": "crossing",
    "mountain": "secondary",
    "lake": "water",
    "camp": "secondary",
    "monastery": "secondary",
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name to place; those of less `order` come first, and promoted ones are of places where something happened."""

    key: str
    text: str
    kind: str
    rank: int
    x: float
    y: float
    order: float
    is_promoted: bool

    @property
    def has_mark(self) -> bool:
        """False for what has only a name."""
        return _MARKS.of(self.kind) is not None

    @property
    def is_kept(self) -> bool:
        """True for marks that stay even where their name finds no room."""
        return self.is_promoted or self.kind in {"crossing", "capital"}

    @property
    def font(self) -> Font:
        """Bold for the largest, italic for lakes and mountains."""
        is_bold = self.rank == 1 or self.kind in {"capital", "crossing"}
        face: Face = "Semibold" if is_bold else "It" if self.kind in {"lake", "mountain"} else "Regular"
        largest = _NAMES.largest if self.key == MAP.largest else 0
        return _NAMES.sizes[self.rank - 1] + largest, face

    @property
    def ink(self) -> str:
        """The colour of the name."""
        return COLOURS[_INKS.get(self.kind, "secondary" if self.rank >= 4 else "text")]


def draw_names(svg: Element, room: Room, labels: Iterable[Label], promoted: Sequence[str], note: str) -> None:
    """Marks and names of places, countries, and the note on the strip; `promoted` are keys, most important first."""
    names = _in_order(labels, promoted, room.frame)
    room.marks = [(name.x, name.y) for name in names if name.has_mark]
    for name in names:
        if name.order <= _NAMES.ranks.first:
            _draw_place(svg, room, name)
    _draw_countries(svg, room, MAP.codes)
    _draw_note(svg, room, note)
    for name in names:
        if name.order > _NAMES.ranks.first:
            _draw_place(svg, room, name)
    _draw_countries(svg, room, sorted(set(countries()) - set(MAP.codes)))


def _in_order(labels: Iterable[Label], promoted: Sequence[str], frame: Frame) -> list[Name]:
    """What the zoom names within the frame."""
    ranks = _NAMES.ranks
    lowest = max(ranks.least, min(ranks.most, int(frame.zoom + ranks.early) - ranks.zooms))
    names = [_name(label, promoted, frame) for label in labels]
    whole = (0.0, 0.0, frame.width, frame.height)
    found = [name for name in names if name.order <= lowest and is_in((name.x, name.y), whole)]
    return sorted(found, key=lambda name: (name.order, name.key))


def _name(label: Label, promoted: Sequence[str], frame: Frame) -> Name:
    x, y = frame.point(label["lon"], label["lat"])
    key, kind, rank = label["key"], label["kind"], label["rank"]
    order = 1 + promoted.index(key) / 1000 if key in promoted else rank - _NAMES.ranks.crossing * (kind == "crossing")
    return Name(key, label["text"], kind, rank, x, y, order, key in promoted)


def _draw_place(svg: Element, room: Room, one: Name) -> None:
    is_covered = any(is_in((one.x, one.y), box) for box in room.taken) and not room.event_at(one.x, one.y)
    is_under_panel = any(is_in((one.x, one.y), box) for box in room.panels)
    if is_under_panel or (is_covered and one.has_mark and not one.is_kept):
        return
    spot = None if one.key in room.closures else _best_spot(room, one)
    if one.has_mark and (spot or one.is_kept):
        half = _MARKS.room
        room.taken.append((one.x - half, one.y - half, one.x + half, one.y + half))
        _draw_mark(svg, one, is_closed=one.key in room.closed)
    if spot:
        room.taken.append(spot.box)
        _draw_lines(svg, spot, one.font, one.ink)


def _draw_mark(svg: Element, one: Name, *, is_closed: bool) -> None:
    mark, crossings = _MARKS.of(one.kind), CARTOGRAPHY.crossings
    if mark is None:
        return
    ink = COLOURS[_INKS.get(one.kind, "text")]
    # On the page an outline is drawn under the fill, which leaves half of it.
    width = (crossings.width if one.kind == "crossing" else _MARKS.ring) if mark.is_ring else _MARKS.outline / 2
    fill, stroke = (ink if is_closed else COLOURS["halo"], ink) if mark.is_ring else (ink, COLOURS["halo"])
    where = f"translate({one.x:.1f} {one.y:.1f})"
    add(svg, "path", d=mark.d, transform=where, fill=fill, stroke=stroke, stroke_width=width)
    if is_closed:
        bar = f"M{one.x - crossings.bar:.1f} {one.y:.1f}h{2 * crossings.bar}"
        add(svg, "path", d=bar, stroke=COLOURS["halo"], stroke_width=crossings.width)
    if mark.dot:
        add(svg, "circle", cx=one.x, cy=one.y, r=mark.dot, fill=ink)


def _draw_lines(svg: Element, spot: Spot, font: Font, ink: str) -> None:
    left, top, right, _bottom = spot.box
    size, face = font
    x = {"start": left, "middle": (left + right) / 2, "end": right}[spot.anchor]
    for number, line in enumerate(spot.lines):
        baseline = top + size * (_BASELINE + number * _NAMES.line_height)
        write(svg, line, x, baseline, Lettering(size, face, ink, spot.anchor, halo=_NAMES.halo))


def _best_spot(room: Room, one: Name) -> Spot | None:
    """The cheapest free spot, around the event marker that covers the mark, if one does; None where nothing is free."""
    event = room.event_at(one.x, one.y)
    reach = event.radius + _NAMES.reach if event else _NAMES.reach if one.has_mark else 0.0
    best: Spot | None = None
    for farther in _NAMES.farther if one.is_promoted else (0.0,):
        for spot in spots(one.text, (one.x, one.y), one.font, reach + farther):
            if not room.is_free(spot.box):
                continue
            hidden = room.hidden(spot.box)
            if hidden > _NAMES.costs.most_hidden and one.rank > 1 and not one.is_kept:
                continue
            if best is None or spot.cost + hidden < best.cost:
                best = Spot(spot.lines, spot.box, spot.anchor, spot.cost + hidden)
    return best


def _draw_countries(svg: Element, room: Room, codes: Iterable[str]) -> None:
    """Each country's name in the spot nearest to its label point that lies in the country and clear of the line."""
    lettering = _NAMES.country
    if room.frame.zoom >= lettering.below:
        return
    rows = layers().countries.set_index("iso")
    for iso in codes:
        row = rows.loc[iso]
        if pandas.isna(row["label_lat"]):
            continue
        text = f"{row['name_en']}{MAP.mark_of(iso)}".upper()
        size = size_of([text], (lettering.size, "Semibold"), lettering.spacing)
        outline = room.frame.drawn(countries()[iso])
        anchor = room.frame.point(row["label_lon"], row["label_lat"])
        boxes = (_box(x, y, size) for x, y in _around(anchor, room.frame))
        if found := next((box for box in boxes if _is_for_country(box, room, outline)), None):
            halo = _NAMES.halo if room.has_squares else 0
            how = Lettering(lettering.size, "Semibold", COLOURS["country"], halo=halo, spacing=lettering.spacing)
            write(svg, text, found[0], found[1] + lettering.size * _BASELINE, how)
            room.taken.append(found)


def _is_for_country(box: Rect, room: Room, outline: BaseGeometry) -> bool:
    air = _NAMES.country.air
    grown = (box[0] - air, box[1] - air, box[2] + air, box[3] + air)
    return room.is_free(box, air) and outline.contains(shapely.box(*box)) and not count_in(grown, room.line)


def _around(anchor: tuple[float, float], frame: Frame) -> list[tuple[float, float]]:
    """Points of a grid over the frame, nearest to the anchor first."""
    across, down = _NAMES.country.step
    columns = range(-int(anchor[0] // across), int((frame.width - anchor[0]) // across) + 1)
    rows = range(-int(anchor[1] // down), int((frame.height - anchor[1]) // down) + 1)
    steps = [(across * i, down * j) for i in columns for j in rows]
    return [(anchor[0] + dx, anchor[1] + dy) for dx, dy in sorted(steps, key=lambda step: (math.hypot(*step), step))]


def _draw_note(svg: Element, room: Room, note: str) -> None:
    """What is known of the strip, beside it on its side of the line; nearest to the middle of the frame."""
    if not note or MAP.strip is None:
        return
    lines = note.replace("; ", ";\n").split("\n")
    lettering = _NAMES.note
    font: Font = (lettering.size, "It")
    size = size_of(lines, font)
    away = size[0] / 2 + lettering.away, size[1] / 2 + lettering.away
    middle = room.frame.width / 2, room.frame.height / 2
    points = room.line[:: lettering.every]
    centres = [(x + dx * away[0], y + dy * away[1]) for x, y in points for dx, dy in lettering.directions]
    side = room.frame.drawn(countries()[MAP.strip.side])
    for x, y in sorted(centres, key=lambda centre: math.dist(centre, middle)):
        box = _box(x, y, size)
        air = lettering.air
        far = (box[0] - air, box[1] - air, box[2] + air, box[3] + air)
        is_clear = not count_in(far, room.line) and not count_in(box, room.marks)
        if room.is_free(box) and is_clear and side.contains(shapely.Point(x, y)):
            _draw_lines(svg, Spot(lines, box, "middle", 0), font, COLOURS["crossing"])
            room.taken.append(box)
            return


def _box(x: float, y: float, size: tuple[float, float]) -> Rect:
    """A box around its middle."""
    return x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2
