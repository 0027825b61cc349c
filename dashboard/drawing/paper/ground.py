"""What lies under the events: countries, relief, municipalities, borders and the boundary line."""

import base64
import io
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

import shapely
from PIL import Image
from shapely.geometry.base import BaseGeometry

from dashboard.dossier.boundaries import Layers, read_layers
from dashboard.dossier.json_file import parse, text_of
from dashboard.dossier.profile import GEODATA, MAP, Strip
from dashboard.drawing.cartography import CARTOGRAPHY, COLOURS
from dashboard.drawing.paper.canvas import Frame, add, path

_LINES, _STRIP = CARTOGRAPHY.lines, CARTOGRAPHY.strip


@cache
def layers() -> Layers:
    """The layers of the map."""
    return read_layers()


def boundary() -> BaseGeometry:
    """The boundary line, or all of them as one."""
    lines = layers().line.geometry
    return lines.iloc[0] if len(lines) == 1 else shapely.union_all(lines.array)


def countries() -> dict[str, BaseGeometry]:
    """Countries by their code."""
    return dict(zip(layers().countries["iso"], layers().countries.geometry, strict=True))


def draw_ground(svg: Element, frame: Frame) -> None:
    """Fills and relief, then the borders of municipalities and countries."""
    add(svg, "rect", width=frame.width, height=frame.height, fill=COLOURS["page"])
    for shape in layers().sea.geometry:
        add(svg, "path", d=path(frame.drawn(shape)), fill=COLOURS["sea"])
    for party in MAP.parties:
        add(svg, "path", d=path(frame.drawn(countries()[party.iso])), fill=party.fill.light)
    _draw_relief(svg, frame)
    if frame.zoom >= _LINES.municipality.paper_from:
        edges = list(layers().municipalities.geometry.boundary)
        _draw_lines(svg, frame, edges, COLOURS["municipal"], _LINES.municipality.width)
    _draw_lines(svg, frame, list(layers().borders.geometry), COLOURS["border"], _LINES.border.width)


def draw_boundary(svg: Element, frame: Frame) -> None:
    """The boundary line, dashed, on its casing."""
    line = path(frame.drawn(boundary()))
    stroke = _LINES.boundary_at(frame.zoom)
    add(
        svg, "path", d=line, fill="none", stroke=COLOURS["casing"], stroke_opacity=_LINES.casing.opacity,
        stroke_width=stroke.width + _LINES.casing.beyond, stroke_linejoin="round", stroke_linecap="round",
    )  # fmt: skip
    ink = COLOURS["line"]
    add(svg, "path", d=line, fill="none", stroke=ink, stroke_width=stroke.width, stroke_dasharray=stroke.dash)


def draw_strip(svg: Element, frame: Frame, strip: Strip, data_events: str) -> None:
    """The hatched strip of constant width on its party's side of the line; `data_events` holds ids of events."""
    shape = layers().zones.set_index("id").geometry[strip.zone]
    definitions = add(svg, "defs")
    clip = add(definitions, "clipPath", id="strip-side")
    add(clip, "path", d=path(frame.drawn(countries()[strip.side])), clip_rule="evenodd")
    draw_hatch(definitions)
    add(
        svg, "path", d=path(frame.drawn(shape)), fill="none", stroke="url(#hatch)", stroke_width=2 * _STRIP.depth,
        stroke_linejoin="round", clip_path="url(#strip-side)", data_events=data_events,
    )  # fmt: skip


def draw_hatch(definitions: Element) -> None:
    """The pattern of the strip, under the name "hatch"."""
    hatch, ink = _STRIP.hatch, COLOURS["accent"]
    pattern = add(
        definitions, "pattern", id="hatch", width=hatch.size, height=hatch.size, patternUnits="userSpaceOnUse",
        patternTransform=f"rotate({hatch.turn})",
    )  # fmt: skip
    add(pattern, "rect", width=hatch.size, height=hatch.size, fill=ink, fill_opacity=_STRIP.wash)
    add(pattern, "rect", width=hatch.line, height=hatch.size, fill=ink, fill_opacity=hatch.opacity)


def _draw_lines(svg: Element, frame: Frame, shapes: list[BaseGeometry], colour: str, width: float) -> None:
    if not shapes:
        return
    lines = frame.drawn(shapely.union_all(shapes))
    add(svg, "path", d=path(lines), fill="none", stroke=colour, stroke_width=width, stroke_linejoin="round")


def _draw_relief(svg: Element, frame: Frame) -> None:
    for file in MAP.files("relief"):
        _draw_image(svg, frame, parse(text_of(GEODATA / file)))


def _draw_image(svg: Element, frame: Frame, about: dict[str, Any]) -> None:
    """The part of an image in the frame; `about` has its file by theme and its corners (lat, lon)."""
    (south, west), (north, east) = about["bounds"]
    left, top = frame.point(west, north)
    right, bottom = frame.point(east, south)
    with Image.open(GEODATA / about["light"]) as whole:
        px = whole.width / (right - left), whole.height / (bottom - top)  # of the image for each px of the frame
        corners = (
            max(0, int(-left * px[0])),
            max(0, int(-top * px[1])),
            min(whole.width, int((frame.width - left) * px[0]) + 2),
            min(whole.height, int((frame.height - top) * px[1]) + 2),
        )
        file = io.BytesIO()
        whole.crop(corners).save(file, "PNG")
    add(
        svg, "image", x=left + corners[0] / px[0], y=top + corners[1] / px[1], width=(corners[2] - corners[0]) / px[0],
        height=(corners[3] - corners[1]) / px[1], preserveAspectRatio="none", opacity=CARTOGRAPHY.relief.light[0],
        href=f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}",
    )  # fmt: skip
