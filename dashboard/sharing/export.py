"""Exactly what was filtered as a file, of FORMATS: the page and the routes call this."""

import io
import json
import zipfile
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from itertools import islice
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from dashboard.dossier.event import Claim, Source, Statement
from dashboard.dossier.placement import MISPLACED, is_misplaced
from dashboard.dossier.profile import PROFILE
from dashboard.language import _
from dashboard.query import Query
from dashboard.query.query import CURATED
from dashboard.reading.key_figures import key_figures
from dashboard.reading.measures import measure_name
from dashboard.reading.sentence import edition, sentence
from dashboard.sharing.footnote_column import noted
from dashboard.sharing.licence import data_package_licence
from dashboard.sharing.permalink import permalink
from dashboard.sharing.prefetched import ahead
from dashboard.sharing.published import published
from dashboard.sharing.tables import dictionary
from dashboard.sharing.tables.events import COLUMNS, event_tables
from dashboard.sharing.workbook import check_rows, workbook
from dashboard.spreadsheet import csv_chunks, csv_file
from dashboard.store import Store
from dashboard.store.columns import SCHEMA

GEOMETRY = "geometry"
# Events whose table may be longer than 2 GiB, for which an archive needs another form.
_LONG = 200_000
# Events that are measured to tell how long a file will be.
_SAMPLE = 3000
# Beside the columns of seeds/claims.csv.
_WORDS = "measure_words"

Tables = Generator[pl.DataFrame, None, None]
Parts = Generator[bytes, None, None]
Write = Callable[[Store, Query, Tables], Parts]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: extension, media type and label."""

    extension: str
    media_type: str
    label: str


FORMATS = {
    "csv": Format("csv", "text/csv; charset=utf-8", "CSV"),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"),
    "geojson": Format("geojson", "application/geo+json", "GeoJSON"),
    "parquet": Format("parquet", "application/vnd.apache.parquet", "GeoParquet"),
    "zip": Format("zip", "application/zip", "ZIP"),
}


class ReplacedError(RuntimeError):
    """A dataset was replaced or removed while a file of it was begun."""


def export(store: Store, query: Query, extension: str) -> Parts:
    """The file in chunks, made as they are taken; the same query gives the same bytes. `extension` is of FORMATS.

    A file is of one edition of each dataset from its first byte to its last; ReplacedError ends it where it cannot be.
    TooManyRowsError, before anything is made, where the format cannot hold so many events.
    """
    if extension == "xlsx":
        check_rows(store.count(query))
    return _made(store, query, _FORMATTED[extension])


def _made(store: Store, query: Query, write: Write) -> Parts:
    versions = store.versions(query.datasets)
    with closing(ahead(event_tables(store, query))) as tables:
        yield from write(store, query, _of_one_edition(store, query, versions, tables))


def _of_one_edition(store: Store, query: Query, versions: tuple[str, ...], tables: Tables) -> Tables:
    """The tables, unless a dataset was replaced or removed after these versions had been read and before the rows."""
    for number, table in enumerate(tables):
        if number == 0 and store.versions(query.datasets) != versions:
            raise ReplacedError(_("The data was replaced while the file was made: ask for it again."))
        yield table


def bytes_per_event(store: Store, dataset: str) -> dict[str, float]:
    """About how long an event of a dataset is in each of FORMATS, measured on a few thousand of its events."""
    query = Query(datasets=(dataset,))
    with closing(event_tables(store, query)) as tables:
        sample = [table.head(_SAMPLE) for table in islice(tables, 1)]

    def size(extension: str, tables: Sequence[pl.DataFrame]) -> int:
        return sum(map(len, _FORMATTED[extension](store, query, (table for table in tables))))

    events = sum(map(len, sample))
    return {name: (size(name, sample) - size(name, [])) / max(1, events) for name in FORMATS}


def _csv(_store: Store, _query: Query, tables: Tables) -> Parts:
    return csv_chunks(COLUMNS, tables)


def _xlsx(store: Store, _query: Query, tables: Tables) -> Parts:
    yield from workbook(COLUMNS, tables, store.dossier.created)


def about(store: Store, query: Query, count: int) -> dict[str, Any]:
    """What a file says of itself: the query, its sentence, count, datasets with date and licences, footnote.

    `version` and `created` are those of the curated dataset.
    """
    dossier = store.dossier
    names = [published(name, query.datasets) for name in query.datasets]
    return {
        "title": f"{PROFILE.title}: events",
        **noted(),
        "query": [[name, published(value, query.datasets)] for name, value in query.to_params()],
        "sentence": sentence(store, query),
        "count": count,
        "dataset": names[0] if len(names) == 1 else names,
        "editions": [edition(store, name) for name in query.datasets],
        "version": dossier.version,
        "created": f"{dossier.created.isoformat()}T00:00:00Z",
        "permalink": permalink(query, shared=store.shared.vocabulary()).address,
        "licenses": [licence for name in query.datasets for licence in _licences(store, name)],
    }


def _licences(store: Store, dataset: str) -> list[dict[str, str]]:
    about = store.about(dataset)
    if about is None:
        return [data_package_licence("events, claims, statements, sources")]
    title = f"{about.card.licence} ({about.label}, {about.card.publisher})"
    return [{"name": about.card.licence.replace(" ", "-"), "title": title, "path": about.card.url or "about:blank"}]


def _geojson(store: Store, query: Query, tables: Tables) -> Parts:
    """RFC 7946, with the JSON-FG member `time`. Events without an honest point have a null geometry.

    The data dictionary comes last, so that programs which look at a file's beginning find features there.
    """
    head = json.dumps(about(store, query, store.count(query)), ensure_ascii=False)[1:-1]
    yield f'{{"type":"FeatureCollection",{head},"features":['.encode()
    comma = ""
    for table in tables:
        features = [json.dumps(_feature(row), ensure_ascii=False) for row in table.iter_rows(named=True)]
        yield (comma + "\n" + ",\n".join(features)).encode()
        comma = ","
    described = json.dumps(dictionary.table_schema(store), ensure_ascii=False)
    yield f'\n],"{dictionary.KEY}":{described}}}\n'.encode()


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    days = {name: row[name].isoformat() if row[name] else None for name in ("date_start", "date_end")}
    has_point = row["lon"] is not None and not is_misplaced(row["warning"] or "")
    first, last = days.values()
    return {
        "type": "Feature",
        "id": row["id"],
        "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]} if has_point else None,
        "time": {"interval": [first, last]} if last else {"date": first},
        "properties": row | days,
    }


def _parquet(store: Store, _query: Query, tables: Tables) -> Parts:
    """GeoParquet 1.1: points in EPSG:4326, null where there is no honest point; text, counts and dates typed."""
    sink = _Sink()
    schema = _parquet_schema(dictionary.table_schema(store))
    with pq.ParquetWriter(sink, schema) as writer:
        for table in tables:
            columns = table.to_arrow(compat_level=pl.CompatLevel.oldest()).columns
            points = shapely.points(table["lon"].to_numpy(), table["lat"].to_numpy())
            is_wrong = table["warning"].fill_null("").str.contains_any(list(MISPLACED))
            wkb = pa.array(
                shapely.to_wkb(points), mask=(table["lon"].is_null() | is_wrong).to_numpy(), type=pa.binary()
            )
            writer.write_table(pa.Table.from_arrays([*columns, wkb], schema=schema))
            yield sink.taken()
    yield sink.taken()


def _parquet_schema(described: dict[str, Any]) -> pa.Schema:
    """The types of event_tables(), each with what it holds, the geometry, the metadata of GeoParquet 1.1 and ours."""
    types = {name: SCHEMA[name].to_pyarrow() for name in COLUMNS if name in SCHEMA}
    types = {name: types.get(name, pa.string()) for name in COLUMNS} | {"in_article": pa.string()}
    types = {name: pa.large_string() if dtype == pa.string() else dtype for name, dtype in types.items()}
    column = {"encoding": "WKB", "geometry_types": ["Point"], "crs": pyproj.CRS("EPSG:4326").to_json_dict()}
    geo = {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
    columns = [
        pa.field(name, dtype, metadata={"description": dictionary.description(name)}) for name, dtype in types.items()
    ]
    metadata = {"geo": json.dumps(geo), dictionary.KEY: json.dumps(described, ensure_ascii=False)}
    return pa.schema([*columns, (GEOMETRY, pa.binary())], metadata=metadata)


class _Sink(io.RawIOBase):
    """A file to write to of which what is written is taken away again and again."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._parts.append(bytes(part))
        self._position += len(part)
        return len(part)

    def tell(self) -> int:
        return self._position

    def taken(self) -> bytes:
        """All that was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _zip(store: Store, query: Query, events: Tables) -> Parts:
    """A Frictionless data package: events, their claims and statements, the standing figures, and every source."""
    ids, cited = _ids_and_sources(store, query)
    claims = _claims(store, query, ids)
    statements = [statement for statement in store.dossier.statements if statement.event_id in ids]
    used = cited | {claim.source_id for claim in claims} | {statement.source_id for statement in statements}
    sources = [store.dossier.sources[key] for key in sorted(used)]
    tables: dict[str, tuple[tuple[str, ...], list[dict[str, Any]]]] = {
        "claims": (
            (*_columns(Claim), _WORDS),
            [asdict(claim) | {_WORDS: measure_name(claim.measure)} for claim in claims],
        ),
        "statements": (_columns(Statement), list(map(asdict, statements))),
        "sources": (_columns(Source), list(map(asdict, sources))),
    }
    columns = {"events": COLUMNS} | {name: names for name, (names, _rows) in tables.items()}
    count = store.count(query)
    package = about(store, query, count) | {
        "name": f"{PROFILE.slug}-events",
        "resources": [_resource(name, names) for name, names in columns.items()],
    }
    description = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    members: dict[str, Iterable[bytes]] = {
        "events.csv": csv_chunks(COLUMNS, events),
        **{f"{name}.csv": [csv_file(names, rows)] for name, (names, rows) in tables.items()},
        "datapackage.json": [description.encode()],
    }
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, chunks in members.items():
            # Not where it is not needed: some programs open no archive in which it is.
            with archive.open(_member(name, store.dossier.created), "w", force_zip64=count > _LONG) as out:
                for chunk in chunks:
                    out.write(chunk)
                    yield sink.taken()
    yield sink.taken()


def _member(name: str, created: date) -> zipfile.ZipInfo:
    """A member whose bytes depend on its content and the dataset's date alone."""
    member = zipfile.ZipInfo(name, (created.year, created.month, created.day, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member


def _ids_and_sources(store: Store, query: Query) -> tuple[set[str], set[str]]:
    """Ids and sources of the query's curated events: claims, statements and sources are of these alone."""
    if CURATED not in query.datasets:
        return set(), set()
    events = store.events(replace(query, datasets=(CURATED,)))
    return {event.id for event in events}, {key for event in events for key in event.sources}


def _columns(record: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(record))


def _claims(store: Store, query: Query, event_ids: set[str]) -> list[Claim]:
    """Every claim of these events, and the standing figures that the page shows for the query."""
    dossier = store.dossier
    figures = key_figures(query, dossier.key_figures, dossier.claims, {event.id: event for event in dossier.events})
    standing = {claim.claim_id for figure in figures for claim in figure.shown if not claim.event_id}
    return [claim for claim in dossier.claims.values() if claim.event_id in event_ids or claim.claim_id in standing]


def _resource(name: str, columns: Sequence[str]) -> dict[str, Any]:
    """The table's description."""
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "encoding": "utf-8-sig",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": dictionary.described_columns(name, columns),
    }


# How the events of a query become a file, by its extension.
_FORMATTED: dict[str, Write] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "geojson": _geojson,
    "parquet": _parquet,
    "zip": _zip,
}
