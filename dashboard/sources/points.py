"""Points and degrees as people and programs write them in cells of a table; axis order (lon, lat), EPSG:4326."""

import math
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

# Blanks are counted everywhere, so that no cell of a megabyte of them takes long.
# Degrees in one cell: latitude first, as maps on the web copy them; decimal commas only where another sign parts them.
_PAIR = re.compile(r"\(?\s{0,3}(-?\d{1,3}\.\d+)\s{0,3}[,;\s]\s{0,3}(-?\d{1,3}\.\d+)\s{0,3}\)?", re.ASCII)
_PAIR_OF_COMMAS = re.compile(r"(-?\d{1,3},\d+)(?:\s{0,3};\s{0,3}|,?\s{1,3})(-?\d{1,3},\d+)", re.ASCII)
_NUMBER = r"\d{1,%d}(?:[.,]\d+)?"
_GAP = r"\s{0,3}"
_MINUTES = rf"(?:({_NUMBER % 2}){_GAP}'{_GAP})?(?:({_NUMBER % 2}){_GAP}\"{_GAP})?"
_ANGLE = re.compile(rf"([NSEW])?{_GAP}(-)?({_NUMBER % 3}){_GAP}°?{_GAP}{_MINUTES}([NSEW])?", re.ASCII)
_BARE = re.sub(r"\((?!\?)", "(?:", rf"-?{_NUMBER % 3}{_GAP}°?{_GAP}{_MINUTES}")
_BETWEEN = rf"{_GAP}[,;/]?{_GAP}"
# Two angles in one cell. Without letters and signs 42,97 could be one number, and 12 30 a time of day.
_TWO_ANGLES = [
    re.compile(rf"({first}){_BETWEEN}({first})", re.ASCII)
    for first in (rf"[NSEW]{_GAP}{_BARE}", rf"{_BARE}[NSEW]", _BARE.replace("°?", "°"))
]
# Signs as they are typeset, and as keyboards have them.
_SIGNS = str.maketrans("−º˚′’‘´ʹ″”“ʺ", "-°°'''''\"\"\"\"")
_WKT = re.compile(
    rf"(?:SRID{_GAP}={_GAP}(\d{{1,6}}){_GAP};)?{_GAP}([A-Z]+){_GAP}(?:Z|M|ZM)?{_GAP}(?:\(.*\)|EMPTY)", re.I | re.DOTALL
)
_HOLD_POINTS = {"POINT", "MULTIPOINT", "GEOMETRYCOLLECTION"}
_SHAPES = _HOLD_POINTS | {
    "LINESTRING", "POLYGON", "MULTILINESTRING", "MULTIPOLYGON", "LINEARRING", "CIRCULARSTRING", "COMPOUNDCURVE",
    "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE", "TRIANGLE", "TIN", "POLYHEDRALSURFACE",
}  # fmt: skip
# As databases write shapes: bytes in hexadecimal, the first of them their order.
_WKB = re.compile(r"0[01][0-9A-F]{16,}", re.I)
# A tenth of a millimetre: beyond are the traces of arithmetic.
_DIGITS = 9
# One point takes no more letters, in whatever collections it is wrapped.
_LONGEST_POINT = 500


def point_in(cell: str) -> tuple[float, float] | None:
    """Longitude and latitude of the one point that a cell holds; None of a shape that is no point, as a line is none.

    It is WKT, EWKT, WKB in hexadecimal, a GeoJSON geometry, or degrees, of which latitude comes first where no letter
    says otherwise. ValueError where it is none of these, or lies beyond the Earth's degrees.

    >>> point_in("POINT (20.7812 42.9712)"), point_in("42.9712, 20.7812"), point_in("42,97; 20,78")
    ((20.7812, 42.9712), (20.7812, 42.9712), (20.78, 42.97))
    >>> point_in("20°46'E 42°58'12\\"N"), point_in("LINESTRING (20 42, 21 43)")
    ((20.766666667, 42.97), None)
    """
    text = " ".join(cell.split())  # blanks of any width
    if found := _WKT.fullmatch(text):
        point = _point_of_wkt(text, found)
    elif _WKB.fullmatch(text):
        point = _point_of(shapely.from_wkb, text)
    elif text.startswith("{") and '"coordinates"' in text:
        point = _point_of(shapely.from_geojson, text)
    else:
        point = _pair(text.translate(_SIGNS))
    if point is None:
        return None
    lon, lat = point
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"no degrees: {lon}, {lat}")
    return lon, lat


def latitude_in(cell: str, beside: str) -> float:
    """Degrees as “42.97° N” or “42°58'12" N”; ValueError where they are none.

    In Serbian S is north, so it is south only where the cell of the longitude, `beside`, has the English E or W.

    >>> latitude_in("42°58'12\\"N", ""), latitude_in("33.9 S", "18.4 E")
    (42.97, -33.9)
    """
    degrees, letter = _angle(_ANGLE.fullmatch(_plain(cell)))
    is_english = bool(re.search(r"^[EW]|[EW]$", _plain(beside)))
    if letter not in ("", "N") and not (letter == "S" and is_english):
        raise ValueError(f"no latitude: {cell}")
    return -degrees if letter == "S" else degrees


def longitude_in(cell: str) -> float:
    """Degrees as “20.78° E”; ValueError where they are none.

    >>> longitude_in("E 20°46'52.3\\""), longitude_in("20,78 W")
    (20.781194444, -20.78)
    """
    degrees, letter = _angle(_ANGLE.fullmatch(_plain(cell)))
    if letter not in ("", "E", "W"):
        raise ValueError(f"no longitude: {cell}")
    return -degrees if letter == "W" else degrees


def only_point(shape: Any) -> tuple[float, float] | None:
    """The one point that a shape is; a line or area is none, and gets no centre."""
    while shape.geom_type in {"MultiPoint", "GeometryCollection"} and len(shape.geoms) == 1:
        shape = shape.geoms[0]
    return (shape.x, shape.y) if shape.geom_type == "Point" and not shape.is_empty else None


@cache
def transformer(crs: str) -> Any:
    """From a reference system to longitude and latitude; None where no axis is moved: the system is that of longitude
    and latitude, in whatever order of its axes. CRSError where pyproj does not know it."""
    given = CRS.from_user_input(crs)
    if given.equals(CRS("OGC:CRS84"), ignore_axis_order=True) or given.to_epsg() == 4326:
        return None
    return Transformer.from_crs(given, "EPSG:4326", always_xy=True)


def _point_of_wkt(text: str, found: re.Match[str]) -> tuple[float, float] | None:
    srid, word = found[1], found[2].upper()
    # The mark of a third axis may stand with the word.
    if word not in _SHAPES and word.rstrip("ZM") not in _SHAPES:
        raise ValueError(f"no shape: {word}")
    if word.rstrip("ZM") not in _HOLD_POINTS or len(text) > _LONGEST_POINT:
        return None
    return _on_earth(shapely.from_wkt(text.partition(";")[2] if srid else text, on_invalid="ignore"), int(srid or 0))


def _point_of(read: Callable[..., Any], text: str) -> tuple[float, float] | None:
    if len(text) > _LONGEST_POINT:
        return None
    shape = read(text, on_invalid="ignore")
    return _on_earth(shape, 0 if shape is None else int(shapely.get_srid(shape)))


def _on_earth(shape: Any, srid: int) -> tuple[float, float] | None:
    """The one point of a shape, by its reference system (0 where none is named)."""
    if shape is None:
        raise ValueError("no shape")
    point = only_point(shape)
    if point is None or not srid:
        return point
    try:
        moved = transformer(f"EPSG:{srid}")
    except CRSError as error:
        raise ValueError(f"no reference system: {srid}") from error
    if moved is None:
        return point
    lon, lat = moved.transform(*point)
    return lon, lat


def _pair(text: str) -> tuple[float, float]:
    """Longitude and latitude of two numbers or angles."""
    if found := _PAIR.fullmatch(text):
        return float(found[2]), float(found[1])
    if found := _PAIR_OF_COMMAS.fullmatch(text):
        return _number(found[2]), _number(found[1])
    found = next((one for form in _TWO_ANGLES if (one := form.fullmatch(_plain(text)))), None)
    if found is None:
        raise ValueError(f"no point: {text}")
    first, second = found.groups()
    if re.search("[EW]", first) and re.search("[NS]", second):
        first, second = second, first
    return longitude_in(second), latitude_in(first, second)


def _angle(found: re.Match[str] | None) -> tuple[float, str]:
    """Degrees of an angle, and its letter."""
    if found is None:
        raise ValueError("no angle")
    before, minus, degrees, minutes, seconds, after = found.groups()
    parts = [_number(part or "0") for part in (degrees, minutes, seconds)]
    is_whole = (not (minutes or seconds) or parts[0].is_integer()) and (not seconds or parts[1].is_integer())
    if (before and after) or (minus and (before or after)) or not is_whole or max(parts[1:]) >= 60:
        raise ValueError("no angle")
    total = round(parts[0] + parts[1] / 60 + parts[2] / 3600, _DIGITS)
    return (-total if minus else total), before or after or ""


def _plain(cell: str) -> str:
    return " ".join(cell.split()).translate(_SIGNS).replace("''", '"').upper()


def _number(text: str) -> float:
    number = float(text.replace(",", "."))
    if not math.isfinite(number):
        raise ValueError(f"no number: {text}")
    return number
