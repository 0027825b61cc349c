"""Which of the map's countries a publisher's name covers, and whether a point can lie in them.

Publishers differ on status and on time, so that one name may cover several countries: the dossier's profile says which.
Of other countries the map knows nothing, so nothing is said of their points.
"""

import re
from functools import cache
from typing import Any

import numpy as np
import shapely

from dashboard.dossier.boundaries import countries
from dashboard.dossier.gazetteer import fold
from dashboard.dossier.profile import MAP, PROFILE

Countries = frozenset[str]
_EDGES = MAP.extent
# A point may lie so far beyond a line: lines are drawn to 30 m, and points are often rounded to a minute of arc.
TOLERANCE_KM = 5
# What one of the two lists of codes calls another country: on the map its own is meant.
_CALLED_HERE = PROFILE.imports.codes_here
# How far the countries that the extent cuts reach: west, south, east, north, in degrees.
_EXTENTS = PROFILE.imports.extents


def covered(name: str) -> Countries:
    """The codes of the countries in which an event may lie that a publisher puts into `name`; none for unknown names.

    >>> covered("Nowhere")
    frozenset()
    """
    return _by_name().get(_plain(name).removeprefix("republic of "), frozenset())


def covered_here(name: str) -> Countries:
    """As covered(), for a point in the map's extent: there a code that means two countries means the map's."""
    return covered(name) or _CALLED_HERE.get(_plain(name), frozenset())


def may_lie_in(covered: Countries, lon: Any, lat: Any) -> Any:
    """For arrays of points, whether each may lie in one of the countries: within the map's extent no farther than
    TOLERANCE_KM from it, and beyond only where a country goes on."""
    is_in_extent = _EDGES.contains(lon, lat)
    goes_on = _goes_on(covered)
    beyond = np.zeros(len(lon), dtype=bool)
    for edge, is_beyond in (
        ("west", lon < _EDGES.west),
        ("east", lon > _EDGES.east),
        ("south", lat < _EDGES.south),
        ("north", lat > _EDGES.north),
    ):
        if edge in goes_on:
            beyond |= is_beyond
    return np.where(is_in_extent, shapely.intersects_xy(_around(covered), lon, lat), beyond)


def countries_at(lon: Any, lat: Any) -> list[Countries]:
    """The countries of the map in which each of the points may lie: within its extent no farther than TOLERANCE_KM from
    them, and beyond where they reach; none where no country of the map is."""
    holds = {code: _may_be_at(code, lon, lat) for code in countries().index}
    return [frozenset(code for code, here in holds.items() if here[row]) for row in range(len(lon))]


def _may_be_at(code: str, lon: Any, lat: Any) -> Any:
    is_in_extent = _EDGES.contains(lon, lat)
    if code not in _EXTENTS:
        return is_in_extent & shapely.intersects_xy(_around(frozenset({code})), lon, lat)
    west, south, east, north = _EXTENTS[code]
    reaches = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return np.where(is_in_extent, shapely.intersects_xy(_around(frozenset({code})), lon, lat), reaches)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]+", " ", fold(name)).strip()


@cache
def _by_name() -> dict[str, Countries]:
    layer = countries()
    forms = {
        _plain(row[form]): frozenset({code}) for code, row in layer.iterrows() for form in layer if "name_" in form
    }
    return forms | {name: known.codes for known in PROFILE.imports.countries for name in known.names}


@cache
def _around(covered: Countries) -> Any:
    """The countries with TOLERANCE_KM around them, in degrees."""
    import geopandas

    from dashboard.dossier.boundaries import METRIC, WGS84

    shapes = countries().loc[sorted(covered)].geometry.to_crs(METRIC)
    # To 200 m, with an eighth of the corners: beside the tolerance that is nothing.
    around = shapes.simplify(200).buffer(TOLERANCE_KM * 1000, quad_segs=4).union_all()
    (shape,) = geopandas.GeoSeries([around], crs=METRIC).to_crs(WGS84)
    shapely.prepare(shape)
    return shape


@cache
def _goes_on(covered: Countries) -> frozenset[str]:
    """The edges of the extent at which the map cuts one of the countries."""
    west, south, east, north = countries().loc[sorted(covered)].total_bounds
    cut = {
        "west": west <= _EDGES.west,
        "south": south <= _EDGES.south,
        "east": east >= _EDGES.east,
        "north": north >= _EDGES.north,
    }
    return frozenset(edge for edge, is_cut in cut.items() if is_cut)
