"""The data dictionary of event files: what each column holds, as a Frictionless Table Schema."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from dashboard.language import footnote
from dashboard.sharing.event_table import COLUMNS
from dashboard.store import ROOT, Store

# What a file that carries the dictionary calls it: a member of GeoJSON, a key of Parquet's metadata.
KEY = "table_schema"
FILE = "events.schema.json"
MEDIA_TYPE = "application/json"

_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
_TEXT = {"type": "string"}
# Beside what seeds/datapackage.json says of the columns of seeds/events.csv: how they are in imported datasets.
_IMPORTED = {
    "id": "Of an imported event: its dataset, a colon, and the publisher’s id or the record’s row.",
    "title": "Of an imported event: made from what the publisher says of its kind and actors, of any length.",
    "place": "Empty where an imported event’s place is not among them: place_name has the publisher’s name.",
    "country_side": "Of an imported event computed; empty outside the map’s window.",
    "actor1": "Of an imported event the publisher’s names; their order says nothing of who began.",
    "actor2": "Of an imported event the publisher’s names.",
    "summary": "Of an imported event: the publisher’s note, shortened; empty where there is none.",
    "confidence": "Empty for imported events.",
    "source_ids": "Empty for imported events.",
}
# These columns have a value in every row of every dataset.
_NEVER_EMPTY = {"id", "date_start", "date_precision", "geo_precision", "event_type", "in_article"}
# Only what is true of every dataset; patterns and lengths are of the dossier, and files may guard a text with "'".
_KEPT = {"enum", "minimum", "maximum", "unique"}
_UNITS = {"lat": "degree", "lon": "degree", "distance_km": "km"}
_PEOPLE = ("fatalities_", "injured_")
_ADDED: dict[str, dict[str, Any]] = {
    "place_name_en": _TEXT | {"description": "Name of the place in English; empty where place is."},
    "place_name_sq": _TEXT | {"description": "Its name in Albanian."},
    "place_name_sr_latn": _TEXT | {"description": "Its name in Serbian, Latin script."},
    "place_name_sr_cyrl": _TEXT | {"description": "Its name in Serbian, Cyrillic script."},
    "source_titles": _TEXT | {"description": "Publisher and title of each source, separated by “ | ”, as source_ids."},
    "source_urls": _TEXT | {"description": "Addresses of those sources that have one, separated by blanks."},
    "contested": _TEXT
    | {"description": "Measures of which claims about the event contradict each other, a list; empty where none do."},
    "place_name": _TEXT | {"description": "Name of the place as the publisher of an imported dataset gives it."},
    "country": _TEXT | {"description": "Country as the publisher of an imported dataset names or codes it."},
    "distance_km": {
        "type": "number",
        "description": "Distance of an imported event’s point from the boundary line; empty where it has no pin.",
        "constraints": {"minimum": 0},
    },
    "publisher_id": _TEXT
    | {"description": "Id of the event at the publisher of an imported dataset, or the record’s row."},
    "publisher_type": _TEXT | {"description": "The publisher’s own codes or words for the type of an imported event."},
    "warning": _TEXT | {"description": "What has to be known of an imported event, as codes, a list; usually empty."},
    "dataset": _TEXT
    | {
        "description": "Dataset of the event: curated is the dossier, own what the reader added, else an imported one.",
        "constraints": {"required": True},
    },
    "kosovo_note": _TEXT | {"description": "The footnote to “Kosovo*”.", "constraints": {"required": True}},
}


def table_schema(store: Store) -> dict[str, Any]:
    """The dictionary of the columns of events.csv, in their order; it holds whatever is asked for."""
    dossier = store.dossier
    return {
        "$schema": _PROFILE,
        "title": "Kosovo*–Serbia tension dashboard: columns of event files",
        "description": "One row per event, in order of date_start, then id. Lists within a cell are separated by “;”. "
        "An empty cell (null in GeoJSON and Parquet) is unknown or not applicable. In CSV an apostrophe stands before "
        "what a spreadsheet would run.",
        "kosovo_note": footnote(),
        "version": dossier.version,
        "created": f"{dossier.created.isoformat()}T00:00:00Z",
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0 (this dictionary, and rows of the dataset curated; rows of "
                "imported datasets are under the terms of their publishers)",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        **described_columns("events", COLUMNS),
    }


def described_columns(table: str, columns: Sequence[str]) -> dict[str, Any]:
    """The columns of a table of files, and what stands for a missing value: events by this dictionary, claims,
    statements and sources as the seeds have them."""
    known = _fields() if table == "events" else _seed_fields(table)
    return {"fields": [known[column] for column in columns], "missingValues": [""]}


def description(column: str) -> str:
    """What a column holds, in words."""
    words: str = _fields()[column]["description"]
    return words


@cache
def _fields() -> dict[str, dict[str, Any]]:
    known = {name: _of_any_dataset(field) for name, field in _seed_fields("events").items()} | _ADDED
    return {name: _field(name, known[name]) for name in COLUMNS}


def _field(name: str, known: dict[str, Any]) -> dict[str, Any]:
    unit = "people" if name.startswith(_PEOPLE) else _UNITS.get(name)
    return {"name": name, "format": "default"} | known | ({"unit": unit} if unit else {})


def _of_any_dataset(field: dict[str, Any]) -> dict[str, Any]:
    """A field of the seeds as it is in files, which may hold imported events too."""
    name = field["name"]
    limits = {rule: value for rule, value in field.get("constraints", {}).items() if rule in _KEPT}
    if name in _NEVER_EMPTY:
        limits = {"required": True} | limits
    words = " ".join(filter(None, (field["description"], _IMPORTED.get(name))))
    rest = {key: value for key, value in field.items() if key != "constraints"}
    return rest | {"description": words} | ({"constraints": limits} if limits else {})


def _seed_fields(table: str) -> dict[str, dict[str, Any]]:
    """The fields of a table of seeds/datapackage.json by their names."""
    package = json.loads((ROOT / "seeds" / "datapackage.json").read_text("utf-8"))
    resource = next(one for one in package["resources"] if one["name"] == table)
    return {field["name"]: field for field in resource["schema"]["fields"]}
