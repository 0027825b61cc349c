"""How the map looks, on the page and on paper: colours, lines, marks and names, from the one table that both read.

Lengths are px. The frame's scripts take `frame/cartography.json` as it is, and paper takes it from here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

FRAME = Path(__file__).parent / "frame"


@dataclass(frozen=True, slots=True)
class Relief:
    """Opacity of the relief in each theme: below the zoom `near`, and from there on."""

    near: float
    light: tuple[float, float]
    dark: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stroke:
    """The boundary line from a zoom on."""

    zoom: int
    width: float
    dash: str


@dataclass(frozen=True, slots=True)
class Casing:
    """What lies under the boundary line: wider by `beyond` than the line."""

    beyond: float
    opacity: float


@dataclass(frozen=True, slots=True)
class Municipality:
    """Borders of municipalities, and from which zoom they are drawn on the page and on paper."""

    width: float
    page_from: float
    paper_from: float


@dataclass(frozen=True, slots=True)
class Border:
    """Borders of countries."""

    width: float


@dataclass(frozen=True, slots=True)
class LineSample:
    """The boundary line in a legend."""

    width: float
    dash: str


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of the ground; `boundary` by zoom."""

    boundary: tuple[Stroke, ...]
    casing: Casing
    municipality: Municipality
    border: Border
    sample: LineSample

    def boundary_at(self, zoom: float) -> Stroke:
        """The boundary line at a zoom; beyond those of the table as at the nearest of them."""
        return max(
            (one for one in self.boundary if one.zoom <= zoom), default=self.boundary[0], key=lambda one: one.zoom
        )


@dataclass(frozen=True, slots=True)
class Hatch:
    """A pattern of squares, each with one line, turned by so many degrees."""

    size: float
    line: float
    turn: float
    opacity: float


@dataclass(frozen=True, slots=True)
class Strip:
    """The strip beside the line, as deep at every zoom: no depth on the ground is claimed. `wash` is an opacity."""

    depth: float
    wash: float
    hatch: Hatch


@dataclass(frozen=True, slots=True)
class OnALine:
    """An area that is a line."""

    width: float
    opacity: float


@dataclass(frozen=True, slots=True)
class AreaSample:
    """An area in a legend."""

    width: float
    height: float
    dash: str


@dataclass(frozen=True, slots=True)
class Areas:
    """Events that are placed to an area: its edge, and the opacity of what it is filled with."""

    width: float
    dash: str
    opacity: float
    on_a_line: OnALine
    sample: AreaSample


@dataclass(frozen=True, slots=True)
class Shared:
    """A marker of several events: a disc, and a ring cut into arcs, both given by their radius."""

    size: float
    disc: float
    ring: float
    width: float
    letters: float


@dataclass(frozen=True, slots=True)
class Markers:
    """Symbols of events: pins nearer than `together` share one.

    Shapes are drawn in a square of `box` with a `margin` on each side; `hollow` is the outline of one without a fill.
    """

    together: float
    size: float
    box: float
    margin: float
    outline: float
    hollow: float
    shared: Shared


@dataclass(frozen=True, slots=True)
class Density:
    """Squares of counts: how many steps at most, the share of squares that the first holds, and where there is only
    one step, the number of its colour."""

    steps: int
    low_share: float
    only_colour: int
    opacity: float


@dataclass(frozen=True, slots=True)
class Chips:
    """Dated notes at crossings: how far to the left and above, or, where the frame would cut them, to the right."""

    cut: float
    left: tuple[float, float]
    right: tuple[float, float]
    closed_width: float


@dataclass(frozen=True, slots=True)
class Crossings:
    """Crossings: half their diagonal and half their bar, in a legend open or closed, and the bar of one on the map."""

    open: float
    closed: float
    closed_bar: float
    closed_bar_width: float
    bar: float
    width: float


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of a kind of place as an SVG path; `dot` is the radius of a dot in its middle."""

    d: str
    is_ring: bool
    dot: float


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks of places in a box from -half to half, by kind; None for what has only a name.

    A kind without a shape has that of the kind `other`. `room` is half of what a mark takes from names.
    """

    half: float
    room: float
    outline: float
    ring: float
    other: str
    shapes: Mapping[str, Mark | None]

    def of(self, kind: str) -> Mark | None:
        """The mark of a kind."""
        return self.shapes[kind if kind in self.shapes else self.other]


@dataclass(frozen=True, slots=True)
class Ranks:
    """Which ranks a zoom names: as many as it is above `zooms`, a bit `early`, within `least` and `most`.

    The `first` of them are placed before countries; a crossing comes before others of its rank.
    """

    least: int
    most: int
    early: float
    zooms: int
    first: int
    crossing: float


@dataclass(frozen=True, slots=True)
class Costs:
    """What a spot for a name costs: each point of the line, `line_step` apart, and each mark that it would hide, the
    second setting, and each further spot. A lesser name that would hide more than `most_hidden` is left out."""

    line: float
    mark: float
    second_setting: float
    spot: float
    most_hidden: float
    line_step: int


@dataclass(frozen=True, slots=True)
class CountryNames:
    """Names of countries, below a zoom: on a grid of `step`, with `air` around."""

    size: float
    spacing: float
    below: float
    air: float
    step: tuple[float, float]


@dataclass(frozen=True, slots=True)
class NoteNames:
    """The note on the strip: how far from every so many-th point of the line, in which directions, with `air` to it."""

    size: float
    away: float
    air: float
    every: int
    directions: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Names:
    """How names are placed.

    `sizes` are those of ranks 1 to 5, and the largest city has `largest` more; a double form longer than `long` letters
    may break. A name stands `reach` from its mark, `above` nearer above and below, and on the diagonals at so much of
    it, tucked in; a promoted one may stand `farther`.
    """

    sizes: tuple[float, ...]
    largest: float
    line_height: float
    halo: float
    edge: float
    gap: float
    long: int
    reach: float
    farther: tuple[float, ...]
    above: float
    diagonal: float
    tuck: float
    ranks: Ranks
    costs: Costs
    country: CountryNames
    note: NoteNames


@dataclass(frozen=True, slots=True)
class Cartography:
    """The whole table. A palette names its colours by what they are for."""

    palette: Mapping[str, Mapping[str, str]]
    typeface: tuple[str, ...]
    relief: Relief
    lines: Lines
    strip: Strip
    areas: Areas
    markers: Markers
    density: Density
    chips: Chips
    crossings: Crossings
    marks: Marks
    names: Names


class CartographyError(ValueError):
    """The table cannot be read; the message says where it has too little or too much."""


def read(text: str) -> Cartography:
    """The table from its JSON; CartographyError where an entry is missing, or stands there without a use."""
    table: Cartography = _read(Cartography, json.loads(text), "cartography.json")
    return table


def _read(kind: Any, value: Any, where: str) -> Any:
    """A value as the type says; what is no dataclass, tuple or table of one is a number, a text or a bool as it is."""
    if get_origin(kind) is UnionType:
        (kind,) = set(get_args(kind)) - {NoneType}
        return None if value is None else _read(kind, value, where)
    if isinstance(kind, type) and is_dataclass(kind):
        names = {field.name for field in fields(kind)}
        if names != set(value):
            raise CartographyError(
                f"{where}: {', '.join(sorted(names ^ set(value)))} stands in the table or in its description alone. "
                "Add it to the other, or take it away."
            )
        hints = get_type_hints(kind)
        return kind(**{name: _read(hints[name], value[name], f"{where}, {name}") for name in names})
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], one, where) for one in value)
    if get_origin(kind) is Mapping:
        return {name: _read(get_args(kind)[1], one, f"{where}, {name}") for name, one in value.items()}
    return value


CARTOGRAPHY = read((FRAME / "cartography.json").read_text("utf-8"))
# Paper has the light palette.
COLOURS = CARTOGRAPHY.palette["light"]
