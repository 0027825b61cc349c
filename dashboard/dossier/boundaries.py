"""Boundary layers with their credit: read and checked; which side of the line; how far from it.

Axis order is (lon, lat) throughout, EPSG:4326 degrees; metres and kilometres are measured in the map's metric CRS.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas
import shapely
from PIL import Image, UnidentifiedImageError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import LinearRing

from dashboard.dossier.json_file import JsonError, parse, text_of
from dashboard.dossier.names import FORMS
from dashboard.dossier.profile import GEODATA, MAP, Role

WGS84 = "EPSG:4326"
METRIC = MAP.metric_crs

NAME_FORMS = tuple(f"name_{form}" for form in FORMS)
_ON_THE_EDGE = 1e-5  # coordinates have five decimals
# The side of what lies with no party.
OTHER = "other"


class LayerError(ValueError):
    """A layer that can't be trusted: which file, which feature, which rule, what to do."""

    def __init__(self, file: str, feature: str, rule: str, remedy: str) -> None:
        super().__init__(f"{file}, {feature}: {rule}. {remedy}")


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """The layers of the map by role, each a GeoDataFrame in EPSG:4326; all of a role in one, empty where none is."""

    line: geopandas.GeoDataFrame
    countries: geopandas.GeoDataFrame
    borders: geopandas.GeoDataFrame
    municipalities: geopandas.GeoDataFrame
    districts: geopandas.GeoDataFrame
    zones: geopandas.GeoDataFrame
    sea: geopandas.GeoDataFrame


@dataclass(frozen=True, slots=True)
class _Feature:
    """One feature of one file, with what an error has to name."""

    file: str
    title: str
    properties: dict[str, Any]
    geometry: BaseGeometry

    def refuse(self, rule: str, remedy: str) -> LayerError:
        return LayerError(self.file, self.title, rule, remedy)


def read_layers(folder: Path = GEODATA) -> Layers:
    """Every layer of the folder, checked; raises LayerError for the first rule that one of them breaks."""
    roles: tuple[Role, ...] = ("line", "countries", "borders", "municipalities", "districts", "zones", "sea")
    layers = Layers(**{role: _read_role(role, folder) for role in roles})
    _raise_first(fault for file in MAP.files("relief") for fault in _relief_faults(folder / file))
    return layers


def municipality_keys(layers: Layers) -> frozenset[str]:
    """The gazetteer keys of the municipalities that have a polygon."""
    return frozenset(layers.municipalities["id"])


@cache
def countries() -> geopandas.GeoDataFrame:
    """The countries by their code; those that reach farther end at the map's extent."""
    return _read_role("countries", GEODATA).set_index("iso")


def side_of(lon: float, lat: float) -> str:
    """The party, by its name, in whose polygon a point lies; OTHER outside all of them.

    What the source gives to several, or lies exactly on a line, counts as the first party's, without prejudice.
    """
    point = shapely.Point(lon, lat)
    return next((name for name, polygon in _parties().items() if polygon.intersects(point)), OTHER)


def sides_of(points: geopandas.GeoSeries) -> list[str]:
    """side_of() for many points in EPSG:4326 at once."""
    sides = np.full(len(points), OTHER, dtype=object)
    for name, polygon in reversed(_parties().items()):
        sides[shapely.intersects(polygon, points.array)] = name
    return list(sides)


def distance_to_line_km(points: geopandas.GeoSeries) -> "pandas.Series[float]":
    """Shortest distance from each point (any CRS that the series states) to a line of the map, in km; unknown where it
    has none."""
    if points.crs is None:
        raise ValueError("points state no CRS: set it, usually EPSG:4326 with (lon, lat)")
    metric = points.to_crs(METRIC)
    if not len(_metric_segments()):
        return pandas.Series(float("nan"), index=points.index)
    (asked, _segments), metres = _metric_segments().query_nearest(metric.array, return_distance=True, all_matches=False)
    return pandas.Series(metres, index=points.index[asked], dtype=float).reindex(points.index) / 1000


def _read_role(role: Role, folder: Path) -> geopandas.GeoDataFrame:
    features = [feature for file in MAP.files(role) for feature in _features(folder / file)]
    if not features:
        columns = ("id", "iso", *NAME_FORMS)
        return geopandas.GeoDataFrame({name: [] for name in columns}, geometry=[], crs=WGS84)
    _raise_first(fault for feature in features for fault in _faults(feature, role))
    _raise_first(_repeated(features, role))
    rows = [feature.properties for feature in features]
    return geopandas.GeoDataFrame(rows, geometry=[feature.geometry for feature in features], crs=WGS84)


def _raise_first(faults: Iterable[LayerError]) -> None:
    for fault in faults:
        raise fault


def layer_faults() -> list[LayerError]:
    """Everything that is wrong with the dossier's layers; read_layers() raises the first of these."""
    faults: list[LayerError] = []
    features: dict[Role, list[_Feature]] = {}
    for layer in MAP.layers:
        path = GEODATA / layer.file
        if layer.role == "relief":
            faults += _relief_faults(path)
            continue
        try:
            features.setdefault(layer.role, []).extend(_features(path))
        except LayerError as error:
            faults.append(error)
    for role, of_role in features.items():
        faults += [fault for feature in of_role for fault in _faults(feature, role)]
        faults += _repeated(of_role, role)
    if not faults:
        try:
            _parties()
        except LayerError as error:
            faults.append(error)
    return faults


def _faults(feature: _Feature, role: Role) -> Iterator[LayerError]:
    """The rules that a feature breaks."""
    yield from _unnamed(feature)
    yield from _unkeyed(feature, role)
    yield from _unplaced_name(feature, role)
    yield from _unsourced(feature)
    yield from _of_another_kind(feature, role)
    yield from _misshapen(feature)
    if role != "sea":  # which alone reaches out of the extent, so that no edge shows
        yield from _out_of_extent(feature)


def _features(path: Path) -> Iterator[_Feature]:
    collection = _said(path)
    if (
        not isinstance(collection, dict)
        or not isinstance(collection.get("features"), list)
        or not collection["features"]
    ):
        raise LayerError(path.name, "the file", "holds no features", "Export it as a FeatureCollection.")
    for number, raw in enumerate(collection["features"], start=1):
        try:
            properties, geometry = dict(raw["properties"]), shape(raw["geometry"])
        except (KeyError, TypeError, AttributeError, ValueError, shapely.errors.ShapelyError):
            raise LayerError(
                path.name, f"feature {number}", "has no properties or no geometry", "Export the layer again."
            ) from None
        name = properties.get("name_en") or properties.get("pair") or raw.get("id") or "no name"
        yield _Feature(path.name, f"feature {number} ({name})", properties, geometry)


def _said(path: Path) -> Any:
    """What a JSON file says; LayerError where it says nothing."""
    try:
        return parse(text_of(path))
    except FileNotFoundError:
        raise LayerError(path.name, "the file", "is not there", f"Put it into {path.parent.name}/.") from None
    except OSError as error:
        rule = f"cannot be read ({error.strerror})"
        raise LayerError(path.name, "the file", rule, "Make it a file that this program may read.") from error
    except JsonError as error:
        raise LayerError(path.name, error.where, error.rule, f"{error.remedy}.") from None


def _unnamed(feature: _Feature) -> Iterator[LayerError]:
    if "pair" in feature.properties:  # other borders go by the codes of their two countries
        return
    missing = [form for form in NAME_FORMS if not feature.properties.get(form)]
    if missing and missing != list(NAME_FORMS[1:]):  # a descriptive name keeps to English
        yield feature.refuse(
            f"has no {', '.join(missing)}",
            "Give every name in all forms of dossier.json, a descriptive one in English alone.",
        )


# By what a feature of a role is found.
_KEYS: dict[Role, str] = {"countries": "iso", "municipalities": "id", "zones": "id"}


def _unkeyed(feature: _Feature, role: Role) -> Iterator[LayerError]:
    key = _KEYS.get(role)
    if key and not (isinstance(feature.properties.get(key), str) and feature.properties[key]):
        yield feature.refuse(f"has no {key} among its properties", "Give each feature of the layer one of its own.")


def _unplaced_name(feature: _Feature, role: Role) -> Iterator[LayerError]:
    """Degrees where a country's name prefers to stand, or null where none is written; 0 is a latitude."""
    given = [feature.properties.get(name, "") for name in ("label_lon", "label_lat")]
    if role == "countries" and given != [None, None] and not all(type(degrees) in {int, float} for degrees in given):
        yield feature.refuse(
            "says not where its name stands",
            "Give label_lon and label_lat among its properties: degrees, or null in both for no name.",
        )


def _repeated(features: Iterable[_Feature], role: Role) -> Iterator[LayerError]:
    """Features by whose key another one of their role, in any of its files, is found already."""
    if not (key := _KEYS.get(role)):
        return
    first: dict[str, _Feature] = {}
    for feature in features:
        named = feature.properties.get(key)
        if not isinstance(named, str):
            continue
        if (known := first.setdefault(named, feature)) is not feature:
            yield feature.refuse(
                f"has the {key} {named}, as {known.file}, {known.title} has",
                "Make one feature with a MultiPolygon of the two, or give each its own.",
            )


def _unsourced(feature: _Feature) -> Iterator[LayerError]:
    if missing := [fact for fact in ("source", "licence") if not feature.properties.get(fact)]:
        yield feature.refuse(
            f"states no {' and no '.join(missing)}", "Say where it is from and on what terms, or drop it."
        )


_LINES, _POLYGONS = ("LineString", "MultiLineString"), ("Polygon", "MultiPolygon")
# What can be drawn and measured in each role; the zone of a strip is a line.
_GEOMETRIES: dict[Role, tuple[str, ...]] = {
    "line": _LINES,
    "borders": _LINES,
    "countries": _POLYGONS,
    "municipalities": _POLYGONS,
    "districts": _POLYGONS,
    "zones": (*_POLYGONS, *_LINES),
    "sea": _POLYGONS,
}


def _of_another_kind(feature: _Feature, role: Role) -> Iterator[LayerError]:
    if feature.geometry.geom_type not in _GEOMETRIES[role]:
        yield feature.refuse(
            f"is a {feature.geometry.geom_type}, and the role {role} needs {' or '.join(_GEOMETRIES[role])}",
            "Export it as such, or give the file its role in map.json.",
        )


def _misshapen(feature: _Feature) -> Iterator[LayerError]:
    geometry = feature.geometry
    if geometry.is_empty:
        yield feature.refuse("has a geometry without a point", "Export it again, or drop it.")
        return
    if not geometry.is_valid:
        yield feature.refuse(
            f"has an invalid ring ({shapely.is_valid_reason(geometry)})", "Repair it, e.g. with make_valid."
        )
        return
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon" and not LinearRing(part.exterior.coords).is_ccw:
            yield feature.refuse("has a clockwise outer ring", "Turn it counter-clockwise (RFC 7946, section 3.1.6).")


def _out_of_extent(feature: _Feature) -> Iterator[LayerError]:
    west, south, east, north = feature.geometry.bounds
    e, box = _ON_THE_EDGE, MAP.extent
    if west < box.west - e or east > box.east + e or south < box.south - e or north > box.north + e:
        yield feature.refuse(
            f"reaches outside the map's extent (lon {box.west} to {box.east}, lat {box.south} to {box.north})",
            "Clip it, or check that coordinates are (lon, lat).",
        )


_IMAGE = re.compile(r"[\w-]+\.(png|jpg|jpeg|webp)")


def _relief_faults(path: Path) -> Iterator[LayerError]:
    """What is wrong with the description of a shaded relief: an image for each theme, and where its corners are."""
    try:
        about = _said(path)
    except LayerError as error:
        yield error
        return
    if path.read_bytes().startswith(BOM_UTF8):  # which the paper map does not read
        yield LayerError(path.name, "line 1", "begins with a byte order mark", "Save it as UTF-8 without one.")
    if not isinstance(about, dict):
        yield LayerError(path.name, "the file", "is no object with light, dark and bounds", "Write it as one.")
        return
    for theme in ("light", "dark"):
        if rule := _image_fault(path.parent, about.get(theme)):
            yield LayerError(path.name, theme, rule, f"Name an image in {path.parent.name}/, as “relief.png”.")
    if not _are_corners(about.get("bounds")):
        yield LayerError(
            path.name, "bounds", "are no corners of the image", "Write [[south, west], [north, east]], in degrees."
        )


def _image_fault(folder: Path, name: object) -> str:
    """Why a value names no image in a folder; empty where it names one."""
    if not isinstance(name, str) or not _IMAGE.fullmatch(name):
        return "names no image"
    try:
        with Image.open(folder / name) as image:
            image.load()
    except FileNotFoundError:
        return f"names {name}, which is not there"
    except (OSError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return f"names {name}, which is no whole image"
    return ""


def _are_corners(bounds: Any) -> bool:
    try:
        (south, west), (north, east) = bounds
        return bool(-90 <= south < north <= 90 and -180 <= west < east <= 180)
    except (TypeError, ValueError):
        return False


@cache
def _parties() -> dict[str, BaseGeometry]:
    """The polygons of the parties by their names, in degrees; the first one's goes before."""
    shapes = countries().geometry
    for party in MAP.parties:
        if party.iso not in shapes.index:
            raise LayerError(
                "map.json", party.iso, "is a party of which no layer of countries has a polygon", "Give it one."
            )
        shapely.prepare(shapes[party.iso])
    return {party.name: shapes[party.iso] for party in MAP.parties}


@cache
def _metric_segments() -> shapely.STRtree:
    """The lines in metres, cut at each of their corners: the nearest of many short segments is found soon."""
    lines = _read_role("line", GEODATA).to_crs(METRIC).geometry
    corners = [shapely.get_coordinates(part) for line in lines for part in shapely.get_parts(line)]
    return shapely.STRtree([shapely.LineString(pair) for part in corners for pair in pairwise(part)])
