"""Points as files write them, as longitude and latitude."""

import math
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from dashboard.language import _
from dashboard.opening.refusals import not_a_table

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
