"""Cells of coordinates as expressions: degrees in two cells, or a point in one.

The engine reads what programs write; Python is asked only of the other forms, cell by cell.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
from ibis import udf

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, FloatingValue, StringValue

_DEGREES = r"(-?\d{1,3}(?:\.\d+)?)"
_WKT = rf"^(?i:(?:SRID=4326;)?POINT ?(?:ZM?|M)?) ?\( ?{_DEGREES} {_DEGREES}(?: -?[\d.]+){{0,2}} ?\)$"
_PAIR = r"^(-?\d{1,2}\.\d+), ?(-?\d{1,3}\.\d+)$"
# What stands for a cell that says there is no point; a cell that cannot be read is empty.
_NO_POINT = "-"
_NOT_DEGREES = float("nan")


@dataclass(frozen=True, slots=True)
class Point:
    """A point in one cell: degrees, null where there is none, and whether the cell cannot be read."""

    lat: "FloatingValue"
    lon: "FloatingValue"
    is_unread: "BooleanValue"


@udf.scalar.python  # type: ignore[untyped-decorator]
def odd_latitude(cell: str, beside: str) -> float:
    """As points.latitude_in; not a number where it raises."""
    from dashboard.sources.points import latitude_in

    try:
        return latitude_in(cell, beside)
    except ValueError:
        return _NOT_DEGREES


@udf.scalar.python  # type: ignore[untyped-decorator]
def odd_longitude(cell: str) -> float:
    """As points.longitude_in; not a number where it raises."""
    from dashboard.sources.points import longitude_in

    try:
        return longitude_in(cell)
    except ValueError:
        return _NOT_DEGREES


@udf.scalar.python  # type: ignore[untyped-decorator]
def odd_point(cell: str) -> str:
    """As points.point_in: longitude and latitude with a blank between; "-" where there is no point."""
    from dashboard.sources.points import point_in

    try:
        point = point_in(cell)
    except ValueError:
        return ""
    return _NO_POINT if point is None else f"{point[0]!r} {point[1]!r}"


def degrees(lat: "StringValue", lon: "StringValue") -> "tuple[FloatingValue, FloatingValue]":
    """Latitude and longitude in two cells, also with a decimal comma, in minutes and seconds, or with the letter of the
    direction; each is null where it is unknown, no number or beyond the Earth's degrees."""
    return _within(_number(lat, odd_latitude(lat, lon)), 90), _within(_number(lon, odd_longitude(lon)), 180)


def point_text(cell: "StringValue") -> "StringValue":
    """Longitude and latitude of the point in a cell as text, for point()."""
    return ibis.cases(
        (cell == "", _NO_POINT),
        (cell.re_search(_WKT), cell.re_replace(_WKT, r"\1 \2")),
        (cell.re_search(_PAIR), cell.re_replace(_PAIR, r"\2 \1")),
        else_=odd_point(cell),
    )


def point(text: "StringValue") -> Point:
    """The point that point_text() found."""
    lon, lat = (text.split(" ")[at].try_cast("float64") for at in (0, 1))
    lat, lon = _within(lat, 90), _within(lon, 180)
    return Point(lat, lon, (text != _NO_POINT) & (lat.isnull() | lon.isnull()))


def _number(words: "StringValue", odd: "FloatingValue") -> "FloatingValue":
    plain = words.replace(",", ".").try_cast("float64")
    return ibis.coalesce(plain, ibis.ifelse(words == "", ibis.null("float64"), odd))


def _within(number: "FloatingValue", most: int) -> "FloatingValue":
    return ibis.ifelse(number.between(-most, most), number, ibis.null("float64"))
