"""From the reference system of a file's coordinates to longitude and latitude."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from pyproj import CRS
from pyproj.exceptions import CRSError

from dashboard.language import _
from dashboard.opening.refusals import not_a_table
from dashboard.sources.points import transformer

# Takes x, y of the file's reference system to longitude, latitude (EPSG:4326).
Projection = Callable[[float, float], tuple[float, float]]
# A tenth of a millimetre: beyond are the traces of arithmetic.
_DIGITS = 9


def projection(crs: object, path: Path) -> Projection | None:
    """How to come from a reference system to longitude and latitude; None where they are these already.

    `crs` is whatever pyproj reads: an authority's code, an URN, WKT or PROJJSON. FileError where it is none.
    """
    try:
        moved = transformer(str(crs) if not isinstance(crs, dict) else CRS.from_json_dict(crs).to_wkt())
    except CRSError as error:
        shown = " ".join(str(crs).split())[:80]
        raise not_a_table(
            path,
            _("in a reference system of coordinates that we don't know ({crs})").format(crs=shown),
            _("Export it in EPSG:4326 (longitude and latitude) and give that."),
        ) from error
    return None if moved is None else lambda x, y: _rounded(moved.transform(x, y))


def no_system() -> str:
    """What is to be said of a file that does not tell what its coordinates are."""
    return _("It names no reference system: its coordinates are taken for longitude and latitude.")


def _rounded(place: Sequence[float]) -> tuple[float, float]:
    lon, lat = (round(degrees, _DIGITS) if math.isfinite(degrees) else math.nan for degrees in place)
    return lon, lat
