"""Which of the map's countries a publisher's name covers, and whether a point can lie in them.

Publishers differ on status and on time: what is called Serbia or Yugoslavia may lie in Kosovo. Of other countries the
map knows nothing, so nothing is said of their points.
"""

import re
from functools import cache
from typing import Any

import numpy as np
import shapely

from dashboard.dossier.boundaries import countries
from dashboard.dossier.extent import EAST, NORTH, SOUTH, WEST
from dashboard.dossier.gazetteer import fold

Countries = frozenset[str]
# A point may lie so far beyond a line: lines are drawn to 30 m, and points are often rounded to a minute of arc.
TOLERANCE_KM = 5
_SUCCESSORS = frozenset({"XK", "RS", "ME", "MK", "BA"})
# By codes of the layer what names cover besides the layer's own, folded and without signs. Of codes of two letters
# those that mean one country, be they of ISO 3166 or of FIPS 10-4.
_CALLED = {
    frozenset({"XK"}): (
        "kosova", "kosovo and metohija", "kosovo i metohija", "kosovo metohija", "kosovo unscr", "kosovo under unscr",
        "xkx", "xk", "kv", "republika e kosoves", "republika kosovo",
    ),
    frozenset({"RS", "XK"}): ("serbia", "serbi", "srbija", "srb", "ri", "republika srbija"),
    frozenset({"RS", "XK", "ME"}): (
        "serbia and montenegro", "serbia montenegro", "srbija i crna gora", "serbia dhe mali i zi",
    ),
    _SUCCESSORS: (
        "yugoslavia", "serbia yugoslavia", "yugoslavia serbia", "jugoslavija", "jugosllavia", "jugosllavi",
        "federal yugoslavia", "former yugoslavia",
    ),
    frozenset({"ME"}): ("mne", "me", "mj"),
    frozenset({"MK"}): (
        "macedonia", "macedonia fyr", "fyr macedonia", "fyrom", "makedonija", "maqedonia", "mkd", "mk",
        "the former yugoslav republic of macedonia", "former yugoslav republic of macedonia",
    ),
    frozenset({"AL"}): ("shqiperia", "alb", "al"),
    frozenset({"BA"}): ("bosnia", "bosnia herzegovina", "bosna", "bosnja", "bih", "bk"),
    frozenset({"BG"}): ("bullgaria", "bgr"),
    frozenset({"RO"}): ("rumania", "rou", "ro"),
    frozenset({"GR"}): ("greqia", "grc", "gr"),
}  # fmt: skip
# What one of the two lists calls Russia, Bahrain and Bangladesh: on the map the country of the other is meant.
_CALLED_HERE = {"rs": frozenset({"RS", "XK"}), "ba": frozenset({"BA"}), "bg": frozenset({"BG"})}
# How far the countries that the window cuts reach: west, south, east, north, in degrees.
_EXTENTS = {
    "RS": (18.8, 42.2, 23.1, 46.2), "ME": (18.4, 41.8, 20.4, 43.6), "MK": (20.4, 40.8, 23.1, 42.4),
    "AL": (19.2, 39.6, 21.1, 42.7), "BA": (15.7, 42.5, 19.7, 45.3), "BG": (22.3, 41.2, 28.7, 44.3),
    "RO": (20.2, 43.6, 29.8, 48.3), "GR": (19.3, 34.8, 29.7, 41.8),
}  # fmt: skip


def covered(name: str) -> Countries:
    """The codes of the countries in which an event may lie that a publisher puts into `name`; none for unknown names.

    >>> sorted(covered("Kosovo*")), sorted(covered("Србија")), sorted(covered("Serbia (Yugoslavia)"))
    (['XK'], ['RS', 'XK'], ['BA', 'ME', 'MK', 'RS', 'XK'])
    """
    return _by_name().get(_plain(name).removeprefix("republic of "), frozenset())


def covered_here(name: str) -> Countries:
    """As covered(), for a point in the map's window: there a code that means two countries means the map's.

    >>> sorted(covered_here("RS")), sorted(covered("RS"))
    (['RS', 'XK'], [])
    """
    return covered(name) or _CALLED_HERE.get(_plain(name), frozenset())


def may_lie_in(covered: Countries, lon: Any, lat: Any) -> Any:
    """For arrays of points, whether each may lie in one of the countries: within the map's window no farther than
    TOLERANCE_KM from it, and beyond only where a country goes on."""
    is_in_window = (lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH)
    goes_on = _goes_on(covered)
    beyond = np.zeros(len(lon), dtype=bool)
    for edge, is_beyond in (("west", lon < WEST), ("east", lon > EAST), ("south", lat < SOUTH), ("north", lat > NORTH)):
        if edge in goes_on:
            beyond |= is_beyond
    return np.where(is_in_window, shapely.intersects_xy(_around(covered), lon, lat), beyond)


def countries_at(lon: Any, lat: Any) -> list[Countries]:
    """The countries of the map in which each of the points may lie: within its window no farther than TOLERANCE_KM from
    them, and beyond where they reach; none where no country of the map is."""
    holds = {code: _may_be_at(code, lon, lat) for code in countries().index}
    return [frozenset(code for code, here in holds.items() if here[row]) for row in range(len(lon))]


def _may_be_at(code: str, lon: Any, lat: Any) -> Any:
    is_in_window = (lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH)
    if code not in _EXTENTS:
        return is_in_window & shapely.intersects_xy(_around(frozenset({code})), lon, lat)
    west, south, east, north = _EXTENTS[code]
    reaches = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return np.where(is_in_window, shapely.intersects_xy(_around(frozenset({code})), lon, lat), reaches)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]+", " ", fold(name)).strip()


@cache
def _by_name() -> dict[str, Countries]:
    layer = countries()
    forms = {
        _plain(row[form]): frozenset({code}) for code, row in layer.iterrows() for form in layer if "name_" in form
    }
    return forms | {name: codes for codes, names in _CALLED.items() for name in names}


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
    """The edges of the window at which the map cuts one of the countries."""
    west, south, east, north = countries().loc[sorted(covered)].total_bounds
    cut = {"west": west <= WEST, "south": south <= SOUTH, "east": east >= EAST, "north": north >= NORTH}
    return frozenset(edge for edge, is_cut in cut.items() if is_cut)
