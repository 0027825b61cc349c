"""Boundary layers with their credit: read and checked; which side of the line; how far from it.

Axis order is (lon, lat) throughout, EPSG:4326 degrees; metres and kilometres are measured in EPSG:32634.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import geopandas
import pandas
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import LinearRing

from dashboard.dossier.extent import EAST, NORTH, SOUTH, WEST

FOLDER = Path(__file__).parents[2] / "geodata"
WGS84 = "EPSG:4326"
METRIC = "EPSG:32634"  # UTM zone 34 N, which holds all of the line
CREDIT = (
    "Boundaries © OpenStreetMap contributors (ODbL) · Natural Earth · GeoNames (CC BY 4.0) · "
    "NGA GNS · Relief: NOAA GLOBE"
)

NAME_FORMS = ("name_en", "name_sq", "name_sr_latn", "name_sr_cyrl")
_ON_THE_EDGE = 1e-5  # coordinates have five decimals

Side = Literal["Kosovo", "Serbia", "other"]


class LayerError(ValueError):
    """A layer that can't be trusted: which file, which feature, which rule, what to do."""

    def __init__(self, file: str, feature: str, rule: str, remedy: str) -> None:
        super().__init__(f"{file}, {feature}: {rule}. {remedy}")


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """The layers of the map, each a GeoDataFrame in EPSG:4326 named like its file."""

    boundary_line: geopandas.GeoDataFrame
    countries: geopandas.GeoDataFrame
    borders_other: geopandas.GeoDataFrame
    municipalities: geopandas.GeoDataFrame
    serbia_districts: geopandas.GeoDataFrame
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


def read_layers(folder: Path) -> Layers:
    """Every layer of the folder, checked; raises LayerError for the first rule that one of them breaks."""
    return Layers(**{field.name: _read(folder / f"{field.name}.geojson") for field in fields(Layers)})


def municipality_keys(layers: Layers) -> frozenset[str]:
    """The gazetteer keys of the municipalities that have a polygon."""
    return frozenset(layers.municipalities["id"])


@cache
def countries() -> geopandas.GeoDataFrame:
    """The countries by their code; all but Kosovo end at the map's window."""
    return _read(FOLDER / "countries.geojson").set_index("iso")


def side_of(lon: float, lat: float) -> Side:
    """The side of the boundary line on which a point lies; "other" outside both polygons.

    What the source gives to both, or lies exactly on the line, counts as Kosovo's side, without prejudice.

    >>> side_of(20.8403, 42.9075), side_of(20.5122, 43.1367), side_of(21.4314, 41.9965)
    ('Kosovo', 'Serbia', 'other')
    """
    point = shapely.Point(lon, lat)
    kosovo, serbia = _sides()
    if kosovo.intersects(point):
        return "Kosovo"
    return "Serbia" if serbia.intersects(point) else "other"


def sides_of(points: geopandas.GeoSeries) -> list[Side]:
    """side_of() for many points in EPSG:4326 at once."""
    kosovo, serbia = _sides()
    in_kosovo, in_serbia = (shapely.intersects(country, points.array) for country in (kosovo, serbia))
    return [
        "Kosovo" if here else "Serbia" if there else "other" for here, there in zip(in_kosovo, in_serbia, strict=True)
    ]


def distance_to_line_km(points: geopandas.GeoSeries) -> "pandas.Series[float]":
    """Shortest distance from each point (any CRS that the series states) to the boundary line, in km."""
    if points.crs is None:
        raise ValueError("points state no CRS: set it, usually EPSG:4326 with (lon, lat)")
    metric = points.to_crs(METRIC)
    (asked, _segments), metres = _metric_segments().query_nearest(metric.array, return_distance=True, all_matches=False)
    return pandas.Series(metres, index=points.index[asked], dtype=float).reindex(points.index) / 1000


def _read(path: Path) -> geopandas.GeoDataFrame:
    features = list(_features(path))
    for feature in features:
        _check_named(feature)
        _check_sourced(feature)
        _check_shape(feature)
        _check_window(feature)
    rows = [feature.properties for feature in features]
    return geopandas.GeoDataFrame(rows, geometry=[feature.geometry for feature in features], crs=WGS84)


def _features(path: Path) -> Iterator[_Feature]:
    try:
        collection = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise LayerError(path.name, "the file", "is not there", f"Put it into {path.parent.name}/.") from None
    except json.JSONDecodeError as error:
        raise LayerError(path.name, f"line {error.lineno}", "is not JSON", "Export the layer again.") from None
    if not collection.get("features"):
        raise LayerError(path.name, "the file", "holds no features", "Export it as a FeatureCollection.")
    for number, raw in enumerate(collection["features"], start=1):
        properties = raw["properties"]
        name = properties.get("name_en") or properties.get("pair") or raw.get("id") or "no name"
        yield _Feature(path.name, f"feature {number} ({name})", properties, shape(raw["geometry"]))


def _check_named(feature: _Feature) -> None:
    if "pair" in feature.properties:  # other borders go by the codes of their two countries
        return
    missing = [form for form in NAME_FORMS if not feature.properties.get(form)]
    if missing and missing != list(NAME_FORMS[1:]):  # a descriptive name keeps to English
        raise feature.refuse(
            f"has no {', '.join(missing)}", "Give every name in all four forms, a descriptive one in English alone."
        )


def _check_sourced(feature: _Feature) -> None:
    if missing := [fact for fact in ("source", "licence") if not feature.properties.get(fact)]:
        raise feature.refuse(
            f"states no {' and no '.join(missing)}", "Say where it is from and on what terms, or drop it."
        )


def _check_shape(feature: _Feature) -> None:
    geometry = feature.geometry
    if not geometry.is_valid:
        raise feature.refuse(
            f"has an invalid ring ({shapely.is_valid_reason(geometry)})", "Repair it, e.g. with make_valid."
        )
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon" and not LinearRing(part.exterior.coords).is_ccw:
            raise feature.refuse("has a clockwise outer ring", "Turn it counter-clockwise (RFC 7946, section 3.1.6).")


def _check_window(feature: _Feature) -> None:
    """The sea alone reaches out of the window, so that no edge shows."""
    if feature.file == "sea.geojson":
        return
    west, south, east, north = feature.geometry.bounds
    e = _ON_THE_EDGE
    if west < WEST - e or east > EAST + e or south < SOUTH - e or north > NORTH + e:
        raise feature.refuse(
            f"reaches outside the map's window (lon {WEST} to {EAST}, lat {SOUTH} to {NORTH})",
            "Clip it, or check that coordinates are (lon, lat).",
        )


@cache
def _sides() -> tuple[BaseGeometry, BaseGeometry]:
    """Kosovo's and Serbia's polygons, in degrees."""
    shapes = countries().geometry
    for iso in ("XK", "RS"):
        shapely.prepare(shapes[iso])
    return shapes["XK"], shapes["RS"]


@cache
def _metric_segments() -> shapely.STRtree:
    """The boundary line in metres, cut at each of its corners: the nearest of many short segments is found soon."""
    line = _read(FOLDER / "boundary_line.geojson").to_crs(METRIC).geometry.iloc[0]
    corners = [shapely.get_coordinates(part) for part in shapely.get_parts(line)]
    return shapely.STRtree([shapely.LineString(pair) for part in corners for pair in pairwise(part)])
