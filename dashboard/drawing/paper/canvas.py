"""What every picture is drawn with: elements that escape what they are given, and the projection of a map."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.dossier.extent import Box
from dashboard.drawing.cartography import COLOURS
from dashboard.drawing.paper.typeface import FAMILY, Face

_TILE = 256  # px of the world at zoom 0
_SIMPLER_BY = 0.35  # px: what no eye sees
# What XML 1.0 cannot hold, even escaped.
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def picture(width: float, height: float, label: str) -> Element:
    """An empty picture of this size in px, with its accessible name."""
    size = {"viewBox": f"0 0 {_number(width)} {_number(height)}", "width": _number(width), "height": _number(height)}
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "role": "img", "font-family": FAMILY})
    title(svg, label)
    return svg


def add(parent: Element, tag: str, **attributes: str | float) -> Element:
    """A new element in the parent; `stroke_width` becomes stroke-width, and numbers are written with two decimals."""
    written = {name.strip("_").replace("_", "-"): _written(value) for name, value in attributes.items()}
    return SubElement(parent, tag, written)


def title(parent: Element, text: str) -> None:
    """What the element is called, for a pointer at rest and a screen reader."""
    SubElement(parent, "title").text = _NO_XML.sub("", text)


@dataclass(frozen=True, slots=True)
class Lettering:
    """How a line is written: size, halo behind it and spacing after each letter in px; `anchor` as in SVG."""

    size: float
    face: Face = "Regular"
    fill: str = COLOURS["text"]
    anchor: str = "start"
    halo: float = 0
    spacing: float = 0


def write(parent: Element, text: str, x: float, y: float, how: Lettering) -> None:
    """One line of text with its baseline at y.

    The halo is an outline of its own, since not every program knows paint-order.
    """
    style: dict[str, str | float] = {"x": x, "y": y, "font_size": how.size}
    if how.face == "Semibold":
        style["font_weight"] = "600"
    if how.face == "It":
        style["font_style"] = "italic"
    if how.anchor != "start":
        style["text_anchor"] = how.anchor
    if how.spacing:
        style["letter_spacing"] = how.spacing
    if how.halo:
        outline: dict[str, str | float] = {"stroke": COLOURS["halo"], "stroke_width": how.halo}
        behind = add(parent, "text", **style, **outline, stroke_linejoin="round", fill="none", aria_hidden="true")
        behind.text = _NO_XML.sub("", text)
    add(parent, "text", **style, fill=how.fill).text = _NO_XML.sub("", text)


def source_of(svg: Element) -> str:
    """The picture as text, well-formed whatever it was given."""
    return tostring(svg, encoding="unicode")


def _written(value: str | float) -> str:
    return _NO_XML.sub("", value) if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Frame:
    """A view of the map in Web Mercator: size in px, and the px of its upper left corner in the world at its zoom."""

    width: float
    height: float
    zoom: float
    west_px: float
    north_px: float

    @classmethod
    def fit(cls, width: float, height: float, box: Box, padding: tuple[float, float, float, float]) -> "Frame":
        """The closest view that shows the box with this padding in px: left, top, right and bottom."""
        left, top, right, bottom = padding
        (west, north), (east, south) = _world([(box.west, box.north), (box.east, box.south)])
        across, down = (width - left - right) / (east - west), (height - top - bottom) / (south - north)
        scale = min(across, down)
        return cls(
            width,
            height,
            math.log2(scale),
            (west + east) / 2 * scale - (left + width - right) / 2,
            (north + south) / 2 * scale - (top + height - bottom) / 2,
        )

    @property
    def scale(self) -> float:
        """Px of the frame for each px of the world at zoom 0."""
        return float(2**self.zoom)

    @property
    def box(self) -> Box:
        """What the frame shows, in degrees."""
        (west, north), (east, south) = self.degrees([(0, 0), (self.width, self.height)])
        return Box(west, south, east, north)

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a place lies, in px from the upper left corner."""
        ((x, y),) = self.points([(lon, lat)])
        return x, y

    def points(self, places: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        """Where places (lon, lat) lie, in px from the upper left corner."""
        return [(x * self.scale - self.west_px, y * self.scale - self.north_px) for x, y in _world(places)]

    def degrees(self, points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        """The places (lon, lat) of points of the frame."""
        return [
            (
                (x + self.west_px) / self.scale / _TILE * 360 - 180,
                math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (y + self.north_px) / self.scale / _TILE)))),
            )
            for x, y in points
        ]

    def px_per_km(self, lat: float) -> float:
        """How long a kilometre is at a latitude."""
        return self.scale * _TILE / (40075.017 * math.cos(math.radians(lat)))

    def drawn(self, geometry: BaseGeometry, margin: float = 30) -> BaseGeometry:
        """A geometry in degrees as one in px, cut off beyond a margin and without what no eye sees."""
        px = shapely.transform(geometry, lambda places: np.array(self.points(map(tuple, places))))
        cut = shapely.clip_by_rect(px, -margin, -margin, self.width + margin, self.height + margin)
        return cut.simplify(_SIMPLER_BY)


def path(geometry: BaseGeometry) -> str:
    """A geometry in px as the data of an SVG path."""
    parts = []
    for part in shapely.get_parts(geometry):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            corners = " ".join(f"{x:.1f} {y:.1f}" for x, y in ring.coords)
            parts.append(f"M{corners}" + ("Z" if part.geom_type == "Polygon" else ""))
    return "".join(parts)


def _world(places: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Web Mercator px of the world at zoom 0, for places (lon, lat)."""
    return [
        ((lon + 180) / 360 * _TILE, (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * _TILE)
        for lon, lat in places
    ]
