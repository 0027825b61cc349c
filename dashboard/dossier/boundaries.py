"""Boundary layers: read, by the rules of layer_rules; which side of the line; how far from it.

Axis order is (lon, lat) throughout, EPSG:4326 degrees; metres and kilometres are measured in the map's metric CRS.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import geopandas
import numpy as np
import pandas
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.dossier.layer_rules import NAME_FORMS, Feature, LayerError, faults_of, features_of, relief_faults
from dashboard.dossier.profile import GEODATA, MAP, Role

WGS84 = "EPSG:4326"
METRIC = MAP.metric_crs

# The side of what lies with no party.
OTHER = "other"


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


def read_layers(folder: Path = GEODATA) -> Layers:
    """Every layer of the folder, checked; raises LayerError for the first rule that one of them breaks."""
    roles: tuple[Role, ...] = ("line", "countries", "borders", "municipalities", "districts", "zones", "sea")
    layers = Layers(**{role: _read_role(role, folder) for role in roles})
    _raise_first(fault for file in MAP.files("relief") for fault in relief_faults(folder / file))
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
    features = [feature for file in MAP.files(role) for feature in features_of(folder / file)]
    if not features:
        columns = ("id", "iso", *NAME_FORMS)
        return geopandas.GeoDataFrame({name: [] for name in columns}, geometry=[], crs=WGS84)
    _raise_first(faults_of(features, role))
    rows = [feature.properties for feature in features]
    return geopandas.GeoDataFrame(rows, geometry=[feature.geometry for feature in features], crs=WGS84)


def _raise_first(faults: Iterable[LayerError]) -> None:
    for fault in faults:
        raise fault


def layer_faults() -> list[LayerError]:
    """Everything that is wrong with the dossier's layers; read_layers() raises the first of these."""
    faults: list[LayerError] = []
    features: dict[Role, list[Feature]] = {}
    for layer in MAP.layers:
        path = GEODATA / layer.file
        if layer.role == "relief":
            faults += relief_faults(path)
            continue
        try:
            features.setdefault(layer.role, []).extend(features_of(path))
        except LayerError as error:
            faults.append(error)
    for role, of_role in features.items():
        faults += faults_of(of_role, role)
    if not faults:
        try:
            _parties()
        except LayerError as error:
            faults.append(error)
    return faults


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
