"""Arrow tables as rows: their columns, and longitude and latitude where a geometry is one point."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import shapely

from dashboard.opening.projection import Projection
from dashboard.sources.points import only_point

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Geometry:
    """The column of geometries (WKB, or x and y), and how to come from them to longitude and latitude."""

    column: str
    project: Projection | None


def records(tables: "Iterable[pa.Table | pa.RecordBatch]", geometry: Geometry | None) -> Iterator[Row]:
    """Each row by the names of its columns; `lon`, `lat` (EPSG:4326) only where there is a geometry of one point."""
    for table in tables:
        for row in _in_microseconds(table).to_pylist():
            if geometry is not None:
                row.update(_place(row.pop(geometry.column, None), geometry.project))
            yield row


def _in_microseconds(table: "pa.Table | pa.RecordBatch") -> "pa.Table | pa.RecordBatch":
    """Python's times know no shorter part of a second."""
    fields = [
        field.with_type(pa.timestamp("us", field.type.tz))
        if pa.types.is_timestamp(field.type) and field.type.unit == "ns"
        else field
        for field in table.schema
    ]
    return table.cast(pa.schema(fields), safe=False) if fields != list(table.schema) else table


def _place(geometry: object, project: Projection | None) -> Row:
    point = _only_point(geometry)
    if point is None:
        return {}
    lon, lat = project(*point) if project else point
    return {"lon": lon, "lat": lat}


def _only_point(geometry: object) -> tuple[float, float] | None:
    """The one point that a geometry is, in WKB or by its members x and y; also as the only one of several."""
    if isinstance(geometry, list):
        return _only_point(geometry[0]) if len(geometry) == 1 and isinstance(geometry[0], dict) else None
    if isinstance(geometry, dict):
        x, y = geometry.get("x"), geometry.get("y")
        return (x, y) if isinstance(x, float) and isinstance(y, float) else None
    if not isinstance(geometry, bytes):
        return None
    shape = shapely.from_wkb(geometry, on_invalid="ignore")
    return None if shape is None else only_point(shape)
