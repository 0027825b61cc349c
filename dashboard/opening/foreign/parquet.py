"""Parquet and GeoParquet as rows."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.language import _
from dashboard.opening.file_names import shown_name
from dashboard.opening.foreign.arrow_rows import Geometry, has_points, records
from dashboard.opening.foreign.request import Source
from dashboard.opening.limits import MOST_COLUMNS
from dashboard.opening.placed import cells, columns
from dashboard.opening.projection import no_system, projection
from dashboard.opening.refusals import too_many_columns
from dashboard.opening.rows import Rows
from dashboard.sources.file_error import FileError
from dashboard.sources.publisher import unique_names

_ROWS_TOGETHER = 1 << 13
# Of GeoParquet, where it names no system.
_USUAL = "OGC:CRS84"
# How Arrow marks a column of geometries.
_EXTENSION, _WKB = b"ARROW:extension:name", {b"geoarrow.wkb", b"ogc.wkb"}
_ABOUT = b"ARROW:extension:metadata"


def read(source: Source) -> Rows:
    """The records of the file; of a GeoParquet's the point too, as longitude and latitude."""
    try:
        file = pq.ParquetFile(source.link)
        geo, covering, notes = _geometry(file.schema_arrow, source)
    except MemoryError:  # which is an ArrowException too
        raise
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, FileError):
            raise
        raise _damaged(source) from error
    names = [name for name in file.schema_arrow.names if name not in {covering, "__index_level_0__"}]
    called = tuple(names) if len(set(names)) == len(names) else unique_names(names)
    if geo:
        geo = replace(geo, column=called[names.index(geo.column)])
    own = [name for name in called if not geo or name != geo.column]
    if len(columns(own, has_points=geo is not None)) > MOST_COLUMNS:
        raise too_many_columns(source.path, MOST_COLUMNS)

    def tables() -> "Iterator[pa.RecordBatch]":
        if called == tuple(names):
            return _batches(file, names, source)
        # By their places, since the library puts those of one name together.
        places = [at for at, name in enumerate(file.schema_arrow.names) if name in names]
        return (batch.select(places).rename_columns(list(called)) for batch in _batches(file, None, source))

    is_placed = has_points(tables(), geo)
    rows = (cells(record, own, has_points=is_placed) for record in records(tables(), geo))
    return Rows(columns(own, has_points=is_placed), enumerate(rows, start=1), notes=notes)


def _batches(file: pq.ParquetFile, columns: list[str] | None, source: Source) -> "Iterator[pa.RecordBatch]":
    try:
        yield from file.iter_batches(_ROWS_TOGETHER, columns=columns, use_threads=False)
    except MemoryError:
        raise
    except (pa.ArrowException, OSError) as error:
        raise _damaged(source) from error


def _geometry(schema: pa.Schema, source: Source) -> tuple[Geometry | None, str, tuple[str, ...]]:
    """The column of geometries, that of their bounds, and what is to be said; GeoParquet 1.1, "File metadata"."""
    if text := (schema.metadata or {}).get(b"geo"):
        told = json.loads(text)
        column = told["primary_column"]
        about: dict[str, Any] = told["columns"][column]
        if column not in schema.names:
            return None, "", ()
        bounds = about.get("covering", {}).get("bbox", {}).get("xmin", [""])[0]
        crs = about.get("crs", _USUAL)
        notes = () if crs is not None else (no_system(),)
        return Geometry(column, projection(crs or _USUAL, source.path)), bounds, notes
    for field in schema:
        told = field.metadata or {}
        if told.get(_EXTENSION) in _WKB:
            crs = json.loads(told.get(_ABOUT) or "{}").get("crs")
            notes = () if crs else (no_system(),)
            return Geometry(field.name, projection(crs, source.path) if crs else None), "", notes
    return None, "", ()


def _damaged(source: Source) -> FileError:
    return FileError(
        _("“{name}” is a damaged Parquet file: write it anew, or as CSV, and give that.").format(
            name=shown_name(source.path)
        )
    )
