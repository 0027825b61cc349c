"""What stands in the corners of a map: the legend of what is in view, the scale, the note on names and the credit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from dashboard.dossier.event import EventType
from dashboard.dossier.profile import MAP, footnote_line
from dashboard.drawing.cartography import CARTOGRAPHY, COLOURS
from dashboard.drawing.paper.canvas import Frame, Lettering, add, write
from dashboard.drawing.paper.marks import Rect, draw_symbol, step_colour
from dashboard.drawing.paper.typeface import width_px, wrapped
from dashboard.drawing.symbols import density_ramp
from dashboard.language import _
from dashboard.query.wording import type_name

_SIZE, _LEADING, _MARGIN = 11.0, 14.5, 10.0
_SAMPLE_PX = 34.0  # from the legend's edge to its texts
_SMALL, _SMALL_LEADING = 9.0, 11.5
_PLATE: dict[str, str | float] = {"fill": COLOURS["halo"], "fill_opacity": 0.94, "stroke": COLOURS["rule"]}
_TEXT_PX = 158.0
_CROSSINGS = CARTOGRAPHY.crossings

Sample = Callable[[Element, float, float], None]  # draws with its middle at x and y


@dataclass(frozen=True, slots=True)
class Legend:
    """What a legend explains.

    `types` are those of the events in view, `bounds` the steps of a map of counts, `strip` what is known of the strip.
    """

    types: Sequence[EventType]
    strip: str
    has_closed: bool
    bounds: Sequence[int] = ()
    has_counted_areas: bool = False
    has_crossings: bool = True


def legend_size(legend: Legend) -> tuple[float, float]:
    """Width and height of the legend in px."""
    lines = sum(len(_lines(text)) for text, _sample in _entries(legend))
    return _SAMPLE_PX + _TEXT_PX + 10, 24 + lines * _LEADING + 5


def draw_legend(svg: Element, frame: Frame, legend: Legend) -> Rect:
    """The legend in the lower left corner."""
    width, height = legend_size(legend)
    left, top = _MARGIN, frame.height - _MARGIN - height
    add(svg, "rect", x=left, y=top, width=width, height=height, rx=6, **_PLATE)
    write(svg, _("Legend"), left + 10, top + 16, Lettering(size=_SIZE, face="Semibold"))
    y = top + 24
    for text, sample in _entries(legend):
        lines = _lines(text)
        sample(svg, left + 20, y + len(lines) * _LEADING / 2)
        for line in lines:
            write(svg, line, left + _SAMPLE_PX, y + _LEADING - 4, Lettering(size=_SIZE))
            y += _LEADING
    return left, top, left + width, top + height


def imprint_height(width: float) -> float:
    """Height of the imprint of a map of this width, in px."""
    return len(_imprint(width)) * _SMALL_LEADING + 5


def caption_height(lines: Sequence[str]) -> float:
    """Height of the caption in px, with the margin above it."""
    return _MARGIN + 25 + 14 * (len(lines) - 1) if lines else 0


def _imprint(width: float) -> list[str]:
    note = " ".join(filter(None, [footnote_line(), _("Boundaries and names don't imply endorsement.")]))
    return [*wrapped(note, width * 0.7, _SMALL), *wrapped(MAP.credit, width * 0.7, _SMALL)]


def draw_imprint(svg: Element, frame: Frame) -> Rect:
    """Note on boundaries and names, and the credit, in the lower right corner."""
    lines = _imprint(frame.width)
    width = max(width_px(line, _SMALL) for line in lines) + 12
    height = imprint_height(frame.width)
    left, top = frame.width - width, frame.height - height
    add(svg, "rect", x=left, y=top, width=width, height=height, fill=COLOURS["halo"], fill_opacity=0.94)
    for number, line in enumerate(lines):
        write(
            svg,
            line,
            frame.width - 6,
            top + (number + 1) * _SMALL_LEADING - 1,
            Lettering(size=_SMALL, anchor="end", fill=COLOURS["secondary"]),
        )
    return left, top, frame.width, frame.height


def draw_caption(svg: Element, lines: Sequence[str]) -> list[Rect]:
    """What the map shows, in the upper left corner: a first line in bold, then the others."""
    if not lines:
        return []
    first, *others = lines
    width = max(width_px(first, 13, "Semibold"), *(width_px(line, _SMALL + 1) for line in others), 0) + 20
    height = caption_height(lines) - _MARGIN
    add(svg, "rect", x=_MARGIN, y=_MARGIN, width=width, height=height, rx=6, **_PLATE)
    write(svg, first, _MARGIN + 10, _MARGIN + 17, Lettering(size=13, face="Semibold"))
    for number, line in enumerate(others):
        y = _MARGIN + 31 + 14 * number
        write(svg, line, _MARGIN + 10, y, Lettering(size=_SMALL + 1, fill=COLOURS["secondary"]))
    return [(_MARGIN, _MARGIN, _MARGIN + width, _MARGIN + height)]


def draw_scale(svg: Element, frame: Frame, above: float) -> Rect:
    """A scale bar that ends above the imprint; it holds in the middle of the frame."""
    latitude = (frame.box.north + frame.box.south) / 2
    km = max(km for km in (1, 2, 5, 10, 20, 50, 100, 200) if km == 1 or km * frame.px_per_km(latitude) <= 90)
    width = km * frame.px_per_km(latitude)
    right, bottom = frame.width - _MARGIN, above - 8
    add(
        svg, "path", d=f"M{right - width:.1f} {bottom - 6:.1f}v6h{width:.1f}v-6", fill="none",
        stroke=COLOURS["secondary"], stroke_width=1.5,
    )  # fmt: skip
    text = _("{km} km").format(km=km)
    write(svg, text, right - width / 2, bottom - 4, Lettering(size=_SMALL + 0.5, anchor="middle", halo=2))
    return right - width, bottom - 16, right, bottom + 2


def _entries(legend: Legend) -> list[tuple[str, Sample]]:
    found: list[tuple[str, Sample]] = [(str(MAP.line_name or _("Boundary line")), _line)] if MAP.files("line") else []
    if legend.has_crossings:
        found.append((_("Crossing"), _crossing))
    if legend.has_closed:
        found.append((_("Crossing, closed"), _closed))
    if legend.strip:
        found.append((legend.strip, _strip))
    for number, bound in enumerate(legend.bounds):
        following = legend.bounds[number + 1] if number + 1 < len(legend.bounds) else None
        found.append((_step_text(bound, following), _square(step_colour(number, legend.bounds))))
    if legend.has_counted_areas:
        found.append((_("Placed to an area only"), _area))
    found += [(type_name(kind), _symbol(kind)) for kind in EventType if kind in legend.types]
    return found


def _step_text(bound: int, following: int | None) -> str:
    """What a step holds: "1", "2–4" or "5 or more" events in a square."""
    if following is None:
        number = _("{from} or more").format_map({"from": f"{bound:,}"})
    elif following == bound + 1:
        number = f"{bound:,}"
    else:
        number = _("{from}–{to}").format_map({"from": f"{bound:,}", "to": f"{following - 1:,}"})
    return _("{number} in a square").format(number=number)


def _lines(text: str) -> list[str]:
    return wrapped(text, _TEXT_PX, _SIZE)


def _line(svg: Element, x: float, y: float) -> None:
    sample = CARTOGRAPHY.lines.sample
    add(
        svg, "path", d=f"M{x - 11:.1f} {y:.1f}h22", stroke=COLOURS["line"], stroke_width=sample.width,
        stroke_dasharray=sample.dash,
    )  # fmt: skip


def _crossing(svg: Element, x: float, y: float) -> None:
    d = _diamond(x, y, _CROSSINGS.open)
    add(svg, "path", d=d, fill=COLOURS["halo"], stroke=COLOURS["crossing"], stroke_width=_CROSSINGS.width)


def _closed(svg: Element, x: float, y: float) -> None:
    add(svg, "path", d=_diamond(x, y, _CROSSINGS.closed), fill=COLOURS["crossing"])
    bar = f"M{x - _CROSSINGS.closed_bar:.1f} {y:.1f}h{2 * _CROSSINGS.closed_bar}"
    add(svg, "path", d=bar, stroke=COLOURS["halo"], stroke_width=_CROSSINGS.closed_bar_width)


def _diamond(x: float, y: float, half: float) -> str:
    return f"M{x:.1f} {y - half:.1f}l{half} {half}l-{half} {half}l-{half} -{half}z"


def _strip(svg: Element, x: float, y: float) -> None:
    add(svg, "rect", x=x - 11, y=y - 5, width=22, height=10, fill="url(#hatch)")


def _symbol(event_type: EventType) -> Sample:
    def draw(svg: Element, x: float, y: float) -> None:
        draw_symbol(svg, event_type, x, y, 14)

    return draw


def _square(ink: str) -> Sample:
    def draw(svg: Element, x: float, y: float) -> None:
        add(svg, "rect", x=x - 5.5, y=y - 5.5, width=11, height=11, fill=ink)

    return draw


def _area(svg: Element, x: float, y: float) -> None:
    ink, sample = density_ramp()[-1], CARTOGRAPHY.areas.sample
    add(
        svg, "rect", x=x - sample.width / 2, y=y - sample.height / 2, width=sample.width, height=sample.height,
        fill=ink, fill_opacity=CARTOGRAPHY.areas.opacity, stroke=ink, stroke_dasharray=sample.dash,
    )  # fmt: skip
