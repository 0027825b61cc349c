"""Names on a map: which places are named and where each name stands, as labels.js places them.

The most important come first, and what has no free spot is left out.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.dossier.profile import MAP
from dashboard.drawing.paper.canvas import COLOURS, Frame, Lettering, add, write
from dashboard.drawing.paper.ground import countries, layers
from dashboard.drawing.paper.marks import Rect
from dashboard.drawing.paper.room import GAP_PX, LINE_HEIGHT, Font, Room, Spot, count_in, is_in, size_of, spots

_SIZE_PX = {1: 13.0, 2: 12.0, 3: 11.5, 4: 11.0, 5: 11.0}
_REACH_PX = 7.0  # from a mark to its name
_FARTHER_PX = (0.0, 10.0, 22.0)  # a promoted name may stand farther off rather than not at all
_MOST_HIDDEN = 14.0  # a name of lesser rank that would hide more is left out
_NOTE_PX = 28.0  # from the line to the note on the strip
_COUNTRY_ZOOM = 9.6
_COUNTRY_SIZE, _COUNTRY_SPACING = 12.5, 2.6
_STEP_PX = (48.0, 30.0)  # grid on which country names look for room
_DIRECTIONS = ((1, -1), (1, 0), (1, 1), (0, -1), (0, 1), (-1, -1), (-1, 0), (-1, 1))
# Shapes in a box from -6 to 6 and whether they are rings; a kind that isn't here is a village's ring.
_MARKS = {
    "capital": ("M-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0 -8.4 0z", True),
    "town": ("M-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0z", False),
    "village": ("M-2.1 0a2.1 2.1 0 1 0 4.2 0a2.1 2.1 0 1 0 -4.2 0z", True),
    "monastery": ("M-.9 -5h1.8v2.3h2.5v1.8h-2.5v5.9h-1.8v-5.9h-2.5v-1.8h2.5z", False),
    "crossing": ("M0 -4.4L4.4 0L0 4.4L-4.4 0z", True),
    "camp": ("M-3 -3h6v6h-6z", False),
    "mountain": ("M0 -4L4 3h-8z", False),
}
_NAMES_ALONE = {"lake"}
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
    is_of_a_party: bool  # the capital of one

    @property
    def has_mark(self) -> bool:
        """False for what has only a name."""
        return self.kind not in _NAMES_ALONE

    @property
    def is_kept(self) -> bool:
        """True for marks that stay even where their name finds no room."""
        return self.is_promoted or self.kind in {"crossing", "capital"}

    @property
    def font(self) -> Font:
        """Bold for the largest, italic for lakes and mountains."""
        is_bold = self.rank == 1 or self.kind in {"capital", "crossing"}
        face = "Semibold" if is_bold else "It" if self.kind in {"lake", "mountain"} else "Regular"
        return _SIZE_PX[self.rank] + 2 * self.is_of_a_party, face  # type: ignore[return-value]

    @property
    def ink(self) -> str:
        """The colour of the name."""
        return COLOURS[_INKS.get(self.kind, "secondary" if self.rank >= 4 else "text")]


def draw_names(
    svg: Element, room: Room, labels: Iterable[Mapping[str, Any]], promoted: Sequence[str], note: str
) -> None:
    """Marks and names of places, countries, and the note on the strip; `promoted` are keys, most important first."""
    names = _in_order(labels, promoted, room.frame)
    parties = [party.iso for party in MAP.parties]
    room.marks = [(one.x, one.y) for one in names if one.has_mark]
    for one in names:
        if one.order <= 2:
            _draw_place(svg, room, one)
    _draw_countries(svg, room, parties)
    _draw_note(svg, room, note)
    for one in names:
        if one.order > 2:
            _draw_place(svg, room, one)
    _draw_countries(svg, room, sorted(set(countries()) - set(parties)))


def _in_order(labels: Iterable[Mapping[str, Any]], promoted: Sequence[str], frame: Frame) -> list[Name]:
    """What the zoom names within the frame."""
    lowest = max(2, min(5, int(frame.zoom + 0.25) - 6))
    names = [_name(one, promoted, frame) for one in labels]
    whole = (0.0, 0.0, frame.width, frame.height)
    found = [one for one in names if one.order <= lowest and is_in((one.x, one.y), whole)]
    return sorted(found, key=lambda one: (one.order, one.key))


def _name(label: Mapping[str, Any], promoted: Sequence[str], frame: Frame) -> Name:
    x, y = frame.point(label["lon"], label["lat"])
    key, kind, rank = label["key"], label["kind"], label["rank"]
    order = 1 + promoted.index(key) / 1000 if key in promoted else rank - 0.4 * (kind == "crossing")
    is_of_a_party = kind == "capital" and label["country"] in {party.iso for party in MAP.parties}
    return Name(key, label["text"], kind, rank, x, y, order, key in promoted, is_of_a_party)


def _draw_place(svg: Element, room: Room, one: Name) -> None:
    is_covered = any(is_in((one.x, one.y), box) for box in room.taken) and not room.event_at(one.x, one.y)
    is_under_panel = any(is_in((one.x, one.y), box) for box in room.panels)
    if is_under_panel or (is_covered and one.has_mark and not one.is_kept):
        return
    spot = None if one.key in room.closures else _best_spot(room, one)
    if one.has_mark and (spot or one.is_kept):
        room.taken.append((one.x - 5, one.y - 5, one.x + 5, one.y + 5))
        _draw_mark(svg, one, is_closed=one.key in room.closed)
    if spot:
        room.taken.append(spot.box)
        _draw_lines(svg, spot, one.font, one.ink)


def _draw_mark(svg: Element, one: Name, *, is_closed: bool) -> None:
    d, is_ring = _MARKS.get(one.kind, _MARKS["village"])
    ink = COLOURS[_INKS.get(one.kind, "text")]
    width = (1.8 if one.kind == "crossing" else 1.3) if is_ring else 0.8
    fill, stroke = (ink if is_closed else COLOURS["halo"], ink) if is_ring else (ink, COLOURS["halo"])
    where = f"translate({one.x:.1f} {one.y:.1f})"
    add(svg, "path", d=d, transform=where, fill=fill, stroke=stroke, stroke_width=width)
    if is_closed:
        add(svg, "path", d=f"M{one.x - 2.2:.1f} {one.y:.1f}h4.4", stroke=COLOURS["halo"], stroke_width=1.8)
    if one.kind == "capital":
        add(svg, "circle", cx=one.x, cy=one.y, r=1.7, fill=ink)


def _draw_lines(svg: Element, spot: Spot, font: Font, ink: str) -> None:
    left, top, right, _bottom = spot.box
    size, face = font
    x = {"start": left, "middle": (left + right) / 2, "end": right}[spot.anchor]
    for number, line in enumerate(spot.lines):
        baseline = top + size * (0.92 + number * LINE_HEIGHT)
        write(svg, line, x, baseline, Lettering(size, face, ink, spot.anchor, halo=3))


def _best_spot(room: Room, one: Name) -> Spot | None:
    """The cheapest free spot, around the event marker that covers the mark, if one does; None where nothing is free."""
    event = room.event_at(one.x, one.y)
    reach = event.radius + 7 if event else _REACH_PX if one.has_mark else 0.0
    best: Spot | None = None
    for farther in _FARTHER_PX if one.is_promoted else (0.0,):
        for spot in spots(one.text, (one.x, one.y), one.font, reach + farther):
            if not room.is_free(spot.box):
                continue
            hidden = room.hidden(spot.box)
            if hidden > _MOST_HIDDEN and one.rank > 1 and not one.is_kept:
                continue
            if best is None or spot.cost + hidden < best.cost:
                best = Spot(spot.lines, spot.box, spot.anchor, spot.cost + hidden)
    return best


def _draw_countries(svg: Element, room: Room, codes: Iterable[str]) -> None:
    """Each country's name in the spot nearest to its label point that lies in the country and clear of the line."""
    if room.frame.zoom >= _COUNTRY_ZOOM:
        return
    rows = layers().countries.set_index("iso")
    marks = {party.iso: party.mark for party in MAP.parties}
    for iso in codes:
        row = rows.loc[iso]
        if not row["label_lat"] or math.isnan(row["label_lat"]):
            continue
        text = f"{row['name_en']}{marks.get(iso, '')}".upper()
        size = size_of([text], (_COUNTRY_SIZE, "Semibold"), _COUNTRY_SPACING)
        outline = room.frame.drawn(countries()[iso])
        anchor = room.frame.point(row["label_lon"], row["label_lat"])
        boxes = (_box(x, y, size) for x, y in _around(anchor, room.frame))
        if found := next((box for box in boxes if _is_for_country(box, room, outline)), None):
            halo = 3 if room.has_squares else 0
            how = Lettering(_COUNTRY_SIZE, "Semibold", COLOURS["country"], halo=halo, spacing=_COUNTRY_SPACING)
            write(svg, text, found[0], found[1] + _COUNTRY_SIZE * 0.92, how)
            room.taken.append(found)


def _is_for_country(box: Rect, room: Room, outline: BaseGeometry) -> bool:
    grown = (box[0] - 6, box[1] - 6, box[2] + 6, box[3] + 6)
    return room.is_free(box, 6) and outline.contains(shapely.box(*box)) and not count_in(grown, room.line)


def _around(anchor: tuple[float, float], frame: Frame) -> list[tuple[float, float]]:
    """Points of a grid over the frame, nearest to the anchor first."""
    columns = range(-int(anchor[0] // _STEP_PX[0]), int((frame.width - anchor[0]) // _STEP_PX[0]) + 1)
    rows = range(-int(anchor[1] // _STEP_PX[1]), int((frame.height - anchor[1]) // _STEP_PX[1]) + 1)
    steps = [(_STEP_PX[0] * i, _STEP_PX[1] * j) for i in columns for j in rows]
    return [(anchor[0] + dx, anchor[1] + dy) for dx, dy in sorted(steps, key=lambda step: (math.hypot(*step), step))]


def _draw_note(svg: Element, room: Room, note: str) -> None:
    """What is known of the strip, beside it on its side of the line; nearest to the middle of the frame."""
    if not note or MAP.strip is None:
        return
    lines = note.replace("; ", ";\n").split("\n")
    font: Font = (11.5, "It")
    size = size_of(lines, font)
    away = size[0] / 2 + _NOTE_PX, size[1] / 2 + _NOTE_PX
    middle = room.frame.width / 2, room.frame.height / 2
    centres = [(x + dx * away[0], y + dy * away[1]) for x, y in room.line[::8] for dx, dy in _DIRECTIONS]
    side = room.frame.drawn(countries()[MAP.strip.side])
    for x, y in sorted(centres, key=lambda one: math.dist(one, middle)):
        box = _box(x, y, size)
        air = _NOTE_PX - 4
        far = (box[0] - air, box[1] - air, box[2] + air, box[3] + air)
        is_clear = not count_in(far, room.line) and not count_in(box, room.marks)
        if room.is_free(box, GAP_PX) and is_clear and side.contains(shapely.Point(x, y)):
            _draw_lines(svg, Spot(lines, box, "middle", 0), font, COLOURS["crossing"])
            room.taken.append(box)
            return


def _box(x: float, y: float, size: tuple[float, float]) -> Rect:
    """A box around its middle."""
    return x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2
