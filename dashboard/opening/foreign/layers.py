"""Layers of map files (GeoPackage, FlatGeobuf, shapefile, KML, GPX) as rows, by GDAL, which opens nothing else."""

from pathlib import PurePosixPath
from typing import Any

import pyogrio
from pyogrio._ogr import _register_drivers
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyogrio.raw import read_arrow

from dashboard.language import _
from dashboard.opening.file_names import shown_name
from dashboard.opening.foreign.arrow_rows import Geometry, has_points, records
from dashboard.opening.foreign.kml_times import refuse_times_without_day
from dashboard.opening.foreign.request import Source
from dashboard.opening.limits import MOST_COLUMNS
from dashboard.opening.placed import Placed, cells, columns
from dashboard.opening.projection import no_system, projection
from dashboard.opening.refusals import not_a_table, too_many_columns
from dashboard.opening.rows import Rows
from dashboard.sources.file_error import FileError, PartError

_DRIVERS = {"gpkg": "GPKG", "fgb": "FlatGeobuf", "shp": "ESRI Shapefile", "kml": "LIBKML", "gpx": "GPX"}
# Nothing is asked of the web, not even by what a file tells a driver to open: the proxy is a port where nobody listens.
_SETTINGS = {
    "GDAL_HTTP_PROXY": "127.0.0.1:9", "GDAL_HTTPS_PROXY": "127.0.0.1:9", "OGR_SQLITE_LIST_VIRTUAL_OGR": "NO",
    "OGR_FLATGEOBUF_STREAM_BASE_IMPL": "YES",  # the driver's own stumbles over a record without a place
}  # fmt: skip
_ERRORS = (CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError, UnicodeDecodeError)
# Tables that programs keep for themselves in a GeoPackage.
_NOT_EVENTS = {"layer_styles", "qgis_projects"}
_MOST_NAMED = 20
_ROWS_TOGETHER = 1 << 13
# What the fields of a format mean; those that say only how a place is drawn are left out.
_MEANT: dict[str, dict[str, str]] = {
    "kml": {
        "Name": "name", "timestamp": "date_start", "begin": "date_start", "end": "date_end", "altitudeMode": "",
        "tessellate": "", "extrude": "", "visibility": "", "drawOrder": "", "icon": "",
    },
    "gpx": {"time": "date_start", "desc": "description", "src": "source", "link1_href": "link"},
}  # fmt: skip


def read(source: Source) -> Rows:
    """The records of the one layer that has any, or of the one that is wanted."""
    _allow_only(_DRIVERS[source.kind.ending])
    if source.kind.ending == "kml":
        refuse_times_without_day(source)
    try:
        layers = _layers(source)
        name = _chosen(source, layers)
        meta, table = read_arrow(layers[name][0], layer=layers[name][1], datetime_as_string=True)
        return _rows(source, name, meta, table)
    except _ERRORS as error:
        raise _unreadable(source) from error


def _allow_only(driver: str) -> None:
    """Leave GDAL no driver but one: others open what a file names, elsewhere on the disk or in the web."""
    others = [name for name in pyogrio.list_drivers() if name != driver]
    pyogrio.set_gdal_config_options(_SETTINGS | {"GDAL_SKIP": ",".join(others)})
    _register_drivers()
    if left := set(pyogrio.list_drivers()) - {driver}:
        raise RuntimeError(f"GDAL still has drivers besides {driver}: {left}")


def _layers(source: Source) -> dict[str, tuple[str, str]]:
    """Path and name of each layer that can hold events, by the name that people know it by."""
    if source.kind.ending == "shp":
        paths = [f"/vsizip/{{{source.link}}}/{member}" for member in source.kind.members]
        return {PurePosixPath(path).stem: (path, PurePosixPath(path).stem) for path in paths}
    path = f"/vsizip/{{{source.link}}}/{source.kind.members[0]}" if source.kind.members else source.link
    names = [str(name) for name, _geometry in pyogrio.list_layers(path)]
    if source.kind.ending == "gpx":
        names = ["waypoints"]
    return {name: (path, name) for name in names if name not in _NOT_EVENTS}


def _chosen(source: Source, layers: dict[str, tuple[str, str]]) -> str:
    shown = ", ".join([*layers][:_MOST_NAMED]) or _("none")
    if source.part:
        if source.part in layers:
            return source.part
        raise PartError(
            _("“{name}” has no layer “{part}”. It has: {parts}. Say which one: --layer NAME.").format(
                name=shown_name(source.path), part=source.part, parts=shown
            ),
            tuple(layers),
        )
    filled = [name for name, (path, layer) in layers.items() if _count(path, layer)]
    if not filled:
        seems = _("a GPX file without waypoints") if source.kind.ending == "gpx" else _("a map file without records")
        raise not_a_table(source.path, seems)
    if len(filled) > 1:
        raise PartError(
            _("“{name}” has several layers: {parts}. Say which one: --layer NAME.").format(
                name=shown_name(source.path), parts=", ".join(filled[:_MOST_NAMED])
            ),
            tuple(filled),
        )
    return filled[0]


def _count(path: str, layer: str) -> int:
    return int(pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"])


def _rows(source: Source, name: str, meta: dict[str, Any], table: Any) -> Rows:
    column = meta["geometry_name"] or "wkb_geometry"
    notes: tuple[str, ...] = ()
    geometry = None
    if column in table.column_names:
        notes = () if meta["crs"] else (no_system(),)
        geometry = Geometry(column, projection(meta["crs"], source.path) if meta["crs"] else None)
    called = _called(source.kind.ending, table, column)
    is_placed = has_points(table.to_batches(_ROWS_TOGETHER), geometry)
    own = [*dict.fromkeys(called.values())]
    if len(columns(own, has_points=is_placed)) > MOST_COLUMNS:
        raise too_many_columns(source.path, MOST_COLUMNS)
    found = (_renamed(record, called) for record in records(table.to_batches(_ROWS_TOGETHER), geometry))
    rows = (cells(record, own, has_points=is_placed) for record in found)
    return Rows(columns(own, has_points=is_placed), enumerate(rows, start=1), part=name, notes=notes)


def _called(ending: str, table: Any, geometry: str) -> dict[str, str]:
    """What each field of a layer is called in the table; of a format with fields of its own, those that say something.

    >>> import pyarrow
    >>> _called("kml", pyarrow.table({"Name": ["a"], "begin": ["2023"], "icon": ["x"], "id": [None]}), "")
    {'Name': 'name', 'begin': 'date_start'}
    """
    names = [name for name in table.column_names if name != geometry]
    if (meant := _MEANT.get(ending)) is None:
        return {name: name for name in names}
    filled = [name for name in names if table[name].null_count < table.num_rows]
    return {name: called for name in filled if (called := meant.get(name, name))}


def _renamed(record: Placed, called: dict[str, str]) -> Placed:
    """A record by what its fields are called; of several that mean the same, the first that says something."""
    renamed: dict[str, object] = {}
    for name, new in called.items():
        if renamed.get(new) is None:
            renamed[new] = record.values.get(name)
    return Placed(renamed, record.point)


def _unreadable(source: Source) -> FileError:
    return FileError(
        _(
            "“{name}” cannot be read as {format}: it is damaged, holds no places, or unpacks to far more than a file "
            "of its size should. Export it anew or as CSV, or unpack it, and give that."
        ).format(name=shown_name(source.path), format=_DRIVERS[source.kind.ending].removeprefix("LIB"))
    )
