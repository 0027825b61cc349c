"""Arrow tables as records: their values, and the point where a geometry is one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa
import shapely

from dashboard.opening.placed import Placed
from dashboard.opening.projection import Projection
from dashboard.sources.points import only_point


@dataclass(frozen=True, slots=True)
class Geometry:
    """The column of geometries (WKB, or x and y), and how to come from them to longitude and latitude."""

    column: str
    project: Projection | None


def records(tables: "Iterable[pa.Table | pa.RecordBatch]", geometry: Geometry | None) -> Iterator[Placed]:
    """Each row by the names of its columns but that of geometries, and its point where it has one."""
    for table in tables:
        for row in _in_microseconds(table).to_pylist():
            found = row.pop(geometry.column, None) if geometry else None
            yield Placed(row, _point(found, geometry.project) if geometry else None)


def has_points(tables: "Iterable[pa.Table | pa.RecordBatch]", geometry: Geometry | None) -> bool:
    """Whether any geometry is one point; where none is, the file's own columns may say where things happened."""
    if geometry is None:
        return False
    found = (cell for table in tables for cell in table.column(geometry.column).to_pylist())
    return any(_only_point(cell) for cell in found)


def _in_microseconds(table: "pa.Table | pa.RecordBatch") -> "pa.Table | pa.RecordBatch":
    """Python's times know no shorter part of a second."""
    fields = [
        field.with_type(pa.timestamp("us", field.type.tz))
        if pa.types.is_timestamp(field.type) and field.type.unit == "ns"
        else field
        for field in table.schema
    ]
    return table.cast(pa.schema(fields), safe=False) if fields != list(table.schema) else table


def _point(geometry: object, project: Projection | None) -> tuple[float, float] | None:
    point = _only_point(geometry)
    return project(*point) if point and project else point


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
