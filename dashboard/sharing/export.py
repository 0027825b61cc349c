"""Exactly what was filtered, as CSV, GeoJSON, GeoParquet or a ZIP data package: the page and the routes call this."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from dashboard.event import Claim, Event, Source, Statement
from dashboard.language import footnote
from dashboard.query import Query
from dashboard.query.wording import sentence
from dashboard.reading.key_figures import key_figures
from dashboard.sharing.event_rows import COLUMNS, event_rows
from dashboard.sharing.permalink import permalink
from dashboard.sharing.spreadsheet import csv_chunks
from dashboard.store import ROOT, Store

LICENCES = [
    {
        "name": "CC-BY-4.0",
        "title": "Creative Commons Attribution 4.0 (events, claims, statements, sources)",
        "path": "https://creativecommons.org/licenses/by/4.0/",
    },
]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: extension, media type and label."""

    extension: str
    media_type: str
    label: str


FORMATS = {
    "csv": Format("csv", "text/csv; charset=utf-8", "CSV"),
    "geojson": Format("geojson", "application/geo+json", "GeoJSON"),
    "parquet": Format("parquet", "application/vnd.apache.parquet", "GeoParquet"),
    "zip": Format("zip", "application/zip", "ZIP"),
}


def export(store: Store, query: Query, extension: str) -> Iterator[bytes]:
    """The file in chunks; the same query gives the same bytes. `extension` is a key of FORMATS."""
    return {"csv": _csv, "geojson": _geojson, "parquet": _parquet, "zip": _zip}[extension](store, query)


def _rows(store: Store, events: list[Event]) -> Iterator[dict[str, Any]]:
    return event_rows(events, store.dossier.gazetteer, store.dossier.sources)


def _csv(store: Store, query: Query) -> Iterator[bytes]:
    return csv_chunks(COLUMNS, _rows(store, store.events(query)))


def about(store: Store, query: Query, count: int) -> dict[str, Any]:
    """What a file says of itself: the query, its sentence, count, dataset version and date, licences, footnote."""
    dossier = store.dossier
    return {
        "title": "Kosovo*–Serbia tension dashboard: events",
        "kosovo_note": footnote(),
        "query": [list(pair) for pair in query.to_params()],
        "sentence": sentence(
            query, count, lambda key: dossier.actors[key].label, lambda key: dossier.gazetteer[key].label
        ),
        "count": count,
        "dataset": "curated",
        "version": dossier.version,
        "created": f"{dossier.created.isoformat()}T00:00:00Z",
        "permalink": permalink(query),
        "licenses": LICENCES,
    }


def _geojson(store: Store, query: Query) -> Iterator[bytes]:
    """RFC 7946, with the JSON-FG member `time`. Events without an honest point have a null geometry."""
    events = store.events(query)
    head = json.dumps(about(store, query, len(events)), ensure_ascii=False)[1:-1]
    yield f'{{"type":"FeatureCollection",{head},"features":['.encode()
    for number, (event, row) in enumerate(zip(events, _rows(store, events), strict=True)):
        feature = {
            "type": "Feature",
            "id": event.id,
            "geometry": ({"type": "Point", "coordinates": [event.lon, event.lat]} if event.lon is not None else None),
            "time": (
                {"interval": [event.date_start.isoformat(), event.date_end.isoformat()]}
                if event.date_end
                else {"date": event.date_start.isoformat()}
            ),
            "properties": row,
        }
        yield (("," if number else "") + "\n" + json.dumps(feature, ensure_ascii=False)).encode()
    yield b"\n]}\n"


def _parquet(store: Store, query: Query) -> Iterator[bytes]:
    """GeoParquet 1.1: points in EPSG:4326, null where there is no honest point; text, counts and dates typed."""
    import geopandas
    import pandas as pd

    frame = pd.DataFrame(_rows(store, store.events(query)), columns=list(COLUMNS))
    for name in COLUMNS:
        if name.startswith(("fatalities_", "injured_")):
            frame[name] = frame[name].astype("Int64")
        elif name in {"lat", "lon"}:
            frame[name] = frame[name].astype("float64")
        else:
            frame[name] = frame[name].astype("string")
    for name in ("date_start", "date_end"):
        frame[name] = pd.to_datetime(frame[name]).dt.date
    points = geopandas.points_from_xy(frame["lon"], frame["lat"], crs="EPSG:4326")
    table = geopandas.GeoDataFrame(frame, geometry=points)
    table.loc[frame["lon"].isna().to_numpy(), "geometry"] = None
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    yield buffer.getvalue()


def _zip(store: Store, query: Query) -> Iterator[bytes]:
    """A Frictionless data package: events, their claims and statements, the standing figures, and every source."""
    events = store.events(query)
    ids = {event.id for event in events}
    claims = _claims(store, query, ids)
    statements = [statement for statement in store.dossier.statements if statement.event_id in ids]
    used = {key for event in events for key in event.sources}
    used |= {claim.source_id for claim in claims} | {statement.source_id for statement in statements}
    tables: dict[str, tuple[Sequence[str], Iterable[dict[str, Any]]]] = {
        "events": (COLUMNS, _rows(store, events)),
        "claims": (_columns(Claim), map(asdict, claims)),
        "statements": (_columns(Statement), map(asdict, statements)),
        "sources": (_columns(Source), (asdict(store.dossier.sources[key]) for key in sorted(used))),
    }
    members = {f"{name}.csv": b"".join(csv_chunks(*table)) for name, table in tables.items()}
    package = about(store, query, len(events)) | {
        "name": "kosovo-serbia-events",
        "resources": [_resource(name, columns) for name, (columns, _rows_) in tables.items()],
    }
    members["datapackage.json"] = (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()
    yield _archive(members, store.dossier.created)


def _columns(record: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(record))


def _claims(store: Store, query: Query, event_ids: set[str]) -> list[Claim]:
    """Every claim of these events, and the standing figures that the page shows for the query."""
    dossier = store.dossier
    figures = key_figures(query, dossier.key_figures, dossier.claims, {event.id: event for event in dossier.events})
    standing = {claim.claim_id for figure in figures for claim in figure.shown if not claim.event_id}
    return [claim for claim in dossier.claims.values() if claim.event_id in event_ids or claim.claim_id in standing]


def _resource(name: str, columns: Sequence[str]) -> dict[str, Any]:
    """The table's description: types and descriptions of seeds/datapackage.json; what the export adds is text."""
    known = _seed_fields(name)
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "encoding": "utf-8-sig",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": {
            "fields": [known.get(column, {"name": column, "type": "string"}) for column in columns],
            "missingValues": [""],
        },
    }


def _seed_fields(name: str) -> dict[str, dict[str, Any]]:
    package = json.loads((ROOT / "seeds" / "datapackage.json").read_text("utf-8"))
    resource = next(one for one in package["resources"] if one["name"] == name)
    return {field["name"]: field for field in resource["schema"]["fields"]}


def _archive(members: dict[str, bytes], created: date) -> bytes:
    """A ZIP whose bytes depend on its members and the dataset's date alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, (created.year, created.month, created.day, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return buffer.getvalue()
