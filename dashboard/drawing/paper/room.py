"""Room on a map: what is taken, and the spots around a mark where a name may stand."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import shapely

from dashboard.drawing.cartography import CARTOGRAPHY
from dashboard.drawing.paper.canvas import Frame
from dashboard.drawing.paper.ground import boundary
from dashboard.drawing.paper.marks import Group, Rect
from dashboard.drawing.paper.typeface import Face, width_px

_NAMES = CARTOGRAPHY.names
Font = tuple[float, Face]  # size in px and face


@dataclass(slots=True)
class Room:
    """What is taken already: panels, other boxes and event markers; and what a name should not hide."""

    frame: Frame
    panels: Sequence[Rect]
    taken: list[Rect]
    groups: Sequence[Group]
    closures: Mapping[str, Rect]
    closed: Collection[str]
    line: list[tuple[float, float]]
    has_squares: bool = False
    marks: list[tuple[float, float]] = field(default_factory=list)

    def is_free(self, box: Rect, gap: float = _NAMES.gap) -> bool:
        """True where a box, with a gap around it, lies in the frame and meets nothing."""
        left, top, right, bottom = box[0] - gap, box[1] - gap, box[2] + gap, box[3] + gap
        width, height, edge = self.frame.width, self.frame.height, _NAMES.edge
        is_inside = min(left, top) >= edge and right <= width - edge and bottom <= height - edge
        return is_inside and not any(
            left < other[2] and other[0] < right and top < other[3] and other[1] < bottom for other in self.taken
        )

    def event_at(self, x: float, y: float) -> Group | None:
        """The event marker that covers a point."""
        return next((group for group in self.groups if math.hypot(group.x - x, group.y - y) < group.radius), None)

    def hidden(self, box: Rect) -> float:
        """What a name in the box would hide of the boundary line and of other places' marks."""
        return _NAMES.costs.line * count_in(box, self.line) + _NAMES.costs.mark * count_in(box, self.marks)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for a name: its lines, their box and how they are aligned, and what it costs."""

    lines: list[str]
    box: Rect
    anchor: str
    cost: float


def room(
    frame: Frame,
    panels: Sequence[Rect],
    groups: Sequence[Group],
    closures: Mapping[str, Rect],
    closed: Collection[str],
) -> Room:
    """A map with its panels, event markers, and the notes on closures by crossing; `closed` are those still shut."""
    discs = [(at.x - at.radius, at.y - at.radius, at.x + at.radius, at.y + at.radius) for at in groups]
    points = [
        (point.x, point.y)
        for part in shapely.get_parts(frame.drawn(boundary(), margin=0))
        for point in (part.interpolate(distance) for distance in range(0, int(part.length), _NAMES.costs.line_step))
    ]
    return Room(frame, panels, [*panels, *closures.values(), *discs], groups, closures, closed, points)


def spots(text: str, point: tuple[float, float], font: Font, reach: float) -> list[Spot]:
    """Where a name may stand around its mark, on one line, and a long double form also on two."""
    cut = text.find("/") + 1
    settings = [[text], [text[:cut], text[cut:]]] if cut > 1 and len(text) > _NAMES.long else [[text]]
    found = []
    for setting, lines in enumerate(settings):
        width, height = size_of(lines, font)
        for number, (dx, dy, anchor) in enumerate(_offsets(width, height, reach)):
            left, top = point[0] + dx, point[1] + dy
            cost = setting * _NAMES.costs.second_setting + number * _NAMES.costs.spot
            found.append(Spot(lines, (left, top, left + width, top + height), anchor, cost))
    return found


def _offsets(w: float, h: float, reach: float) -> list[tuple[float, float, str]]:
    if not reach:
        return [(-w / 2, -h / 2, "middle")]
    d, e, c, t = reach, reach - _NAMES.above, round(reach * _NAMES.diagonal), _NAMES.tuck
    return [
        (d, -h / 2, "start"), (-d - w, -h / 2, "end"), (-w / 2, -e - h, "middle"), (-w / 2, e, "middle"),
        (c, -c - h + t, "start"), (c, c - t, "start"), (-c - w, -c - h + t, "end"), (-c - w, c - t, "end"),
    ]  # fmt: skip


def size_of(lines: Sequence[str], font: Font, spacing: float = 0) -> tuple[float, float]:
    """Width and height of lines in px."""
    size, face = font
    return max(width_px(line, size, face, spacing) for line in lines) + 1, math.ceil(
        len(lines) * size * _NAMES.line_height
    )


def is_in(point: tuple[float, float], box: Rect) -> bool:
    """True for a point within the box, its edge excluded."""
    return box[0] < point[0] < box[2] and box[1] < point[1] < box[3]


def count_in(box: Rect, points: Iterable[tuple[float, float]]) -> int:
    """How many of the points lie within the box."""
    return sum(is_in(point, box) for point in points)
