"""The data dictionaries of files: what each column of a table holds, as a Frictionless Table Schema."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from dashboard.dossier.json_file import parse, text_of
from dashboard.dossier.profile import PROFILE, SEEDS
from dashboard.reading.ledger.entries import Counted
from dashboard.sharing.footnote_column import noted
from dashboard.sharing.licence import data_package_licence
from dashboard.sharing.tables import comparison, events, ledger
from dashboard.store import Store

# What a file that carries the dictionary calls it: a member of GeoJSON, a key of Parquet's metadata.
KEY = "table_schema"
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
    "superseded_by": "Empty for imported events.",
}
# These columns have a value in every row of every dataset.
_NEVER_EMPTY = {"id", "date_start", "date_precision", "geo_precision", "event_type", "in_article"}
# Only what is true of every dataset; patterns and lengths are of the dossier, and files may guard a text with "'".
_KEPT = {"enum", "minimum", "maximum", "unique"}
_UNITS = {"lat": "degree", "lon": "degree", "distance_km": "km"}
_PEOPLE = ("fatalities_", "injured_")
_NOTE: dict[str, dict[str, Any]] = (
    {
        PROFILE.note.column: _TEXT
        | {"description": f"The footnote to “{PROFILE.note.mark}”.", "constraints": {"required": True}}
    }
    if PROFILE.note
    else {}
)
_ADDED: dict[str, dict[str, Any]] = {
    **{f"place_name_{form.key}": _TEXT | {"description": form.description} for form in PROFILE.forms},
    "place_name_en": _TEXT | {"description": "Name of the place in English; empty where place is."},
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
    **_NOTE,
}


# Beside the columns of seeds/claims.csv.
_WORDS = _TEXT | {"name": "measure_words", "description": "What the claim counts or states, in words."}
_DAY = {"type": "date", "constraints": {"required": True}}
_COUNT = {"type": "integer", "constraints": {"minimum": 0}}
_POINTS = {"type": "number"}
_LEDGER: dict[str, dict[str, Any]] = {
    "dataset": _ADDED["dataset"],
    "ledger_day": _DAY | {"description": "Day that the file takes apart."},
    "half_life_days": _COUNT | {"description": "Days after which half of a weight is left.", "unit": "day"},
    "event_date": {"type": "date", "description": "First day of the event; empty in the last row."},
    "event_id": _TEXT | {"description": "Id of the event; empty where a row stands for several, and in the last row."},
    "title": _TEXT | {"description": "Title of the event; the last row holds what is older or was lost in rounding."},
    "event_type": _TEXT | {"description": "Root code of the PLOVER event ontology; empty in the last row."},
    "mode": _TEXT | {"description": "PLOVER mode, which refines the root; empty where none fits."},
    "episode": _TEXT | {"description": "Shared by the events of one happening; empty where the event stands alone."},
    "corroborated": {
        "type": "boolean",
        "trueValues": ["yes"],
        "falseValues": ["no"],
        "description": "yes where two or more independent sources, or an official one, tell of it.",
    },
    "events": _COUNT | {"description": "Events that the row stands for."},
    "weight": _POINTS | {"description": "Weight of one such event by its type and mode (seeds/weights.csv)."},
    "age_days": _COUNT | {"description": "Days from the event’s first day to the ledger’s.", "unit": "day"},
    "counted": _TEXT
    | {
        "description": "Whether the row adds to the day’s figures, and why not.",
        "constraints": {"required": True, "enum": [str(counted) for counted in Counted]},
    },
    "hostility": _POINTS | {"description": "What the row adds to the day’s hostility."},
    "cooperation": _POINTS | {"description": "What the row adds to the day’s cooperation."},
    "hostility_low": _POINTS | {"description": "The same of corroborated events alone."},
    "cooperation_low": _POINTS | {"description": "The same of corroborated events alone."},
    **_NOTE,
}
_REPORTS: dict[str, dict[str, Any]] = {
    "dataset": _ADDED["dataset"],
    "day": _DAY | {"description": "Day on which what is reported happened."},
    "reports": _COUNT | {"description": "Reports of that day, all rows of the dataset."},
    "attention": _COUNT | {"description": "Of these, each day, pair of actors, type and place once."},
    **_NOTE,
}
_COMPARISON: dict[str, dict[str, Any]] = {
    "measure": _TEXT
    | {
        "description": "What is compared. The rows address, dataset, since, until, days, half_life_days and "
        "peacekeeping_added say what the two sides are.",
        "constraints": {"required": True},
    },
    "key": _TEXT | {"description": "Code of the type, place or actor that is counted; empty for the whole."},
    "name": _TEXT | {"description": "The same in words."},
    "first": _TEXT
    | {"description": "Number on the side that was asked for, empty where unknown; text in the first rows."},
    "second": _TEXT | {"description": "The same on the side that it is compared with."},
    "difference": _POINTS
    | {"description": "First less second; empty where one is unknown or the sides are of two datasets."},
    **_NOTE,
}
_COLUMNS: dict[str, Sequence[str]] = {
    "events": events.COLUMNS,
    "ledger": ledger.COLUMNS,
    "reports": ledger.ATTENTION_COLUMNS,
    "comparison": comparison.COLUMNS,
}
# Tables that come as files of their own, and what their rows are.
TABLES = {
    "events": "One row per event, in order of date_start, then id.",
    "ledger": "What each event adds to one day of the tension ledger, and a last row with the rest.",
    "reports": "Reports by day, of a dataset of reports, which no ledger can be made of.",
    "comparison": "Two periods or two datasets side by side, a row per measure.",
}


def file_name(table: str) -> str:
    """What the dictionary of one of TABLES is called, beside the table's own files."""
    return f"{table}.schema.json"


def table_schema(store: Store, table: str = "events") -> dict[str, Any]:
    """The dictionary of one of TABLES, of the columns of its CSV in their order; it holds whatever is asked for."""
    dossier = store.dossier
    return {
        "$schema": _PROFILE,
        "title": f"{PROFILE.title}: columns of the table {table}",
        "description": f"{TABLES[table]} Lists within a cell are separated by “;”. "
        "An empty cell (null in GeoJSON and Parquet) is unknown or not applicable. In CSV an apostrophe stands before "
        "what a spreadsheet would run.",
        **noted(),
        "version": dossier.version,
        "created": f"{dossier.created.isoformat()}T00:00:00Z",
        "licenses": [
            data_package_licence(
                "this dictionary, and rows of the dataset curated; rows of imported datasets are under the terms of "
                "their publishers"
            )
        ],
        **described_columns(table, _COLUMNS[table]),
    }


def described_columns(table: str, columns: Sequence[str]) -> dict[str, Any]:
    """The columns of a table of files, and what stands for a missing value: those of TABLES by this dictionary, claims,
    statements and sources as the seeds have them."""
    known = _fields(table) if table in TABLES else _seed_fields(table) | {"measure_words": _WORDS}
    return {"fields": [known[column] for column in columns], "missingValues": [""]}


def description(column: str) -> str:
    """What a column of event files holds, in words."""
    words: str = _fields("events")[column]["description"]
    return words


@cache
def _fields(table: str) -> dict[str, dict[str, Any]]:
    made = {"ledger": _LEDGER, "reports": _REPORTS, "comparison": _COMPARISON}
    known = made[table] if table in made else _event_fields()
    return {name: _field(name, known[name]) for name in _COLUMNS[table]}


def _event_fields() -> dict[str, dict[str, Any]]:
    return {name: _of_any_dataset(field) for name, field in _seed_fields("events").items()} | _ADDED


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
    package = parse(text_of(SEEDS / "datapackage.json"))
    resource = next(described for described in package["resources"] if described["name"] == table)
    return {field["name"]: field for field in resource["schema"]["fields"]}
