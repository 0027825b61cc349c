"""Points as files write them, as longitude and latitude."""

import math
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from dashboard.language import _
from dashboard.opening.refusals import not_a_table

# Degrees in one cell: latitude first, as maps on the web copy them; decimal commas only where another sign parts them.
_DEGREES = re.compile(r"\(?\s*(-?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*\)?", re.ASCII)
_COMMAS = re.compile(r"(-?\d{1,3},\d+)\s*[;\s]\s*(-?\d{1,3},\d+)", re.ASCII)
_WKT = re.compile(r"\s*(?:SRID=4326;)?\s*((?:MULTI)?POINT\b.*)", re.IGNORECASE | re.DOTALL)

# Takes x, y of the file's reference system to longitude, latitude (EPSG:4326).
Projection = Callable[[float, float], tuple[float, float]]
# A ten-thousandth of a millimetre: beyond are the traces of arithmetic.
_DIGITS = 9


def projection(crs: object, path: Path) -> Projection | None:
    """How to come from a reference system to longitude and latitude; None where they are these already.

    `crs` is whatever pyproj reads: an authority's code, an URN, WKT or PROJJSON. FileError where it is none.
    """
    try:
        transformer = _transformer(str(crs) if not isinstance(crs, dict) else CRS.from_json_dict(crs).to_wkt())
    except CRSError as error:
        shown = " ".join(str(crs).split())[:80]
        raise not_a_table(
            path,
            _("in a reference system of coordinates that we don't know ({crs})").format(crs=shown),
            _("Export it in EPSG:4326 (longitude and latitude) and give that."),
        ) from error
    return None if transformer is None else lambda x, y: _rounded(transformer.transform(x, y))


def point_in(cell: str) -> tuple[float, float] | None:
    """Longitude and latitude of the one point that a cell holds, as WKT or as “lat, lon”; None where it holds none.

    >>> point_in("POINT (20.7812 42.9712)"), point_in("42.9712, 20.7812"), point_in("42,97; 20,78")
    ((20.7812, 42.9712), (20.7812, 42.9712), (20.78, 42.97))
    """
    if found := _WKT.fullmatch(cell):
        shape = shapely.from_wkt(found[1], on_invalid="ignore")
        return None if shape is None else only_point(shape)
    text = cell.strip()
    if found := _COMMAS.fullmatch(text):
        return float(found[2].replace(",", ".")), float(found[1].replace(",", "."))
    # Without a decimal point two whole numbers are no place: 42,97 is one number with a comma.
    if "." in text and (found := _DEGREES.fullmatch(text)):
        return float(found[2]), float(found[1])
    return None


def only_point(shape: Any) -> tuple[float, float] | None:
    """The one point that a shape is; a line or area is none, and gets no centre."""
    while shape.geom_type in {"MultiPoint", "GeometryCollection"} and len(shape.geoms) == 1:
        shape = shape.geoms[0]
    return (shape.x, shape.y) if shape.geom_type == "Point" and not shape.is_empty else None


def no_system() -> str:
    """What is to be said of a file that does not tell what its coordinates are."""
    return _("It names no reference system: its coordinates are taken for longitude and latitude.")


@cache
def _transformer(crs: str) -> Any:
    """None where no axis is moved: the system is that of longitude and latitude, in whatever order of its axes."""
    given = CRS.from_user_input(crs)
    if given.equals(CRS("OGC:CRS84"), ignore_axis_order=True) or given.to_epsg() == 4326:
        return None
    return Transformer.from_crs(given, "EPSG:4326", always_xy=True)


def _rounded(place: Sequence[float]) -> tuple[float, float]:
    lon, lat = (round(one, _DIGITS) if math.isfinite(one) else math.nan for one in place)
    return lon, lat
