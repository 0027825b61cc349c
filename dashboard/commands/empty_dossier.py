"""A dossier that holds nothing yet and keeps every rule: what `new` writes, and its data packages.

Tables have the columns of the repository's own dossier, names in the forms of the new one. General tables are copied.
"""

import csv
import json
import re
import shutil
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from anyascii import anyascii

from dashboard.dossier.profile import OWN_FOLDER, Profile, read
from dashboard.language import DEFAULT_LANGUAGE, _

# Tables that hold for any crisis.
GENERAL = ("weights", "crosswalk_ucdp", "crosswalk_acled", "crosswalk_gdelt")
_VERSION = "1.0.0"
_NAME = "name_"
# Values that a profile or another table lists, so that the Table Schema does not.
_LISTED_ELSEWHERE = ("side", "country_side", "zone", "first_form")
# Where a step of a story may look; whether that is on the map is a rule of its own.
_LIMITS = {"lat": (-90, 90), "lon": (-180, 180), "zoom": (0, 20)}
# What the repository's own package says in words of its crisis, by the columns' names.
_DESCRIPTIONS = {
    "country": "ISO 3166-1 alpha-2 code, or a user-assigned one; empty on a line or at sea.",
    "country_side": (
        "Party on whose side the event is placed, by its name in map.json; “boundary” means on a line or disputed "
        "between sides; “other” is elsewhere. No position on status is meant."
    ),
    "first_form": (
        "Which local name comes first: a key of local_forms in dossier.json; empty where none does: shown in English."
    ),
    "in_article": "yes where the article from which the collection started reports or mentions the event.",
    "measure": "What is counted or stated: a key of measures.csv, or one that says itself what it is.",
    "side": (
        "Side to which the actor or speaker belongs or is counted, one of sides.csv; “other” also where that is "
        "disputed or unknown."
    ),
    "zone": "Id of the feature of the layer of zones that shows the area; empty where none does.",
}
_EXAMPLE_PROFILE: dict[str, Any] = {
    "title": {"en": "New dossier"},
    "short_title": {"en": "New dossier"},
    "dates": {},
    "forms": [{"key": "en", "label": {"en": "English"}, "description": "Its name in English."}],
}
_EXAMPLE_MAP: dict[str, Any] = {
    "name": {"en": "Map of the new dossier, with events"},
    "extent": {"west": -32.5, "south": -2.5, "east": -27.5, "north": 2.5},
    "focus": {"west": -31.0, "south": -1.0, "east": -29.0, "north": 1.0},
    "centre": [0.0, -30.0],
    "zooms": {"least": 8, "most": 12, "first": 8},
    "metric_crs": "EPSG:32725",
    "credit": "",
    "parties": [],
    "layers": [],
}
_EXAMPLE_ROWS: dict[str, list[dict[str, str]]] = {
    "sides": [{"side": "other", "has_account": "no", "is_party": "no", "is_mission": "no"}],
    "measures": [
        {"measure": "killed", "name": "People killed", "one": "{value} {unit} killed", "many": "{value} {unit} killed"},
        {"measure": "injured", "name": "Injured", "one": "{value} {unit} injured", "many": "{value} {unit} injured"},
    ],
    "units": [{"unit": "people", "one": "person", "many": "people", "is_implied": "yes"}],
}
_EXAMPLE_PLACE = {
    "key": "first_place",
    "name_en": "First place",
    "kind": "town",
    "lat": "0",
    "lon": "-30",
    "rank": "1",
    "source": "An example: put places of yours here.",
}


class FolderError(ValueError):
    """A folder in which no dossier can be made; the message says what is there and what to do."""


def write(folder: Path) -> None:
    """Make the dossier in a folder that is not there or holds nothing; else FolderError, and nothing is written."""
    _check_is_free(folder)
    seeds, geodata = folder / "seeds", folder / "geodata"
    profile = _EXAMPLE_PROFILE | {"slug": slug_of(folder.resolve().name)}
    for path, described in ((seeds / "dossier.json", profile), (geodata / "map.json", _EXAMPLE_MAP)):
        path.parent.mkdir(parents=True)
        _write_json(path, described)
    write_packages(folder, date.today())
    for table in _tables(seeds):
        if table in GENERAL:
            shutil.copyfile(OWN_FOLDER / "seeds" / f"{table}.csv", seeds / f"{table}.csv")
        else:
            _write_rows(seeds, table, _EXAMPLE_ROWS.get(table, []))
    _write_rows(geodata, "places", [_EXAMPLE_PLACE])


def slug_of(name: str) -> str:
    """A slug out of a folder's name, so that two new dossiers do not share their imported datasets.

    >>> slug_of("Río Negro 2031"), slug_of("2031")
    ('rio-negro-2031', 'dossier-2031')
    """
    slug = re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower()).strip("-")
    return slug if slug[:1].isalpha() else f"dossier-{slug}".strip("-")


def write_packages(folder: Path, created: date) -> None:
    """Describe the tables of a dossier, with the name forms of its dossier.json."""
    profile = read(folder / "seeds" / "dossier.json", Profile)
    title = profile.title.by_language[DEFAULT_LANGUAGE]
    for name, what in (("seeds", "curated dataset"), ("geodata", "gazetteer")):
        own = _own_package(name)
        described = {
            "profile": own["profile"],
            "name": f"{profile.slug}-{name}",
            "title": f"{title}: {what}",
            "version": _VERSION,
            "created": f"{created}T00:00:00Z",
            "contributors": [{"title": title, "role": "author"}],
            "resources": [_resource(resource, profile) for resource in own["resources"]],
        }
        _write_json(folder / name / "datapackage.json", described)


def columns(package: str, profile: Profile) -> dict[str, list[str]]:
    """The columns that the program reads of each table of "seeds" or "geodata", with the name forms of a profile."""
    return {
        resource["name"]: [described["name"] for described in _with_forms(resource["schema"]["fields"], profile)]
        for resource in _own_package(package)["resources"]
    }


def _own_package(name: str) -> dict[str, Any]:
    package: dict[str, Any] = json.loads((OWN_FOLDER / name / "datapackage.json").read_text("utf-8"))
    return package


def _check_is_free(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise FolderError(_("{folder} is a file. Name a folder that is not there yet.").format(folder=folder))
    if folder.is_dir() and any(folder.iterdir()):
        raise FolderError(
            _("{folder} holds something already, and nothing was written. Name a folder that is empty or not there.")
            .format(folder=folder)
        )  # fmt: skip


def _resource(own: dict[str, Any], profile: Profile) -> dict[str, Any]:
    """A table's description, without what only the repository's own dossier says."""
    resource = deepcopy(own)
    schema = resource["schema"]
    fields = [_field(described, own["name"]) for described in _with_forms(schema["fields"], profile)]
    schema["fields"] = fields
    if own["name"] != "sides" and any(described["name"] == "side" for described in fields):
        of_sides = {"fields": "side", "reference": {"resource": "sides", "fields": "side"}}
        schema["foreignKeys"] = [*schema.get("foreignKeys", []), of_sides]
    return resource


def _with_forms(own: list[dict[str, Any]], profile: Profile) -> list[dict[str, Any]]:
    """The columns of a table, those of names in the forms of a profile."""
    others = [described for described in own if _is_another_form(described["name"])]
    fields: list[dict[str, Any]] = []
    for described in own:
        if described not in others:
            fields.append(described)
        elif described is others[0]:
            fields += _forms(profile)
    return fields


def _is_another_form(column: str) -> bool:
    """True of a column with names in another form than the English one."""
    return column.startswith(_NAME) and column != f"{_NAME}{DEFAULT_LANGUAGE}"


def _forms(profile: Profile) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{_NAME}{form.key}",
            "type": "string",
            "description": f"Name in {form.label.by_language[DEFAULT_LANGUAGE]}; empty where not established.",
        }
        for form in profile.forms[1:]
    ]


def _field(own: dict[str, Any], table: str) -> dict[str, Any]:
    described = deepcopy(own)
    name, constraints = described["name"], described.get("constraints", {})
    if table not in GENERAL:
        described["description"] = _DESCRIPTIONS.get(name, described["description"])
    if name in _LISTED_ELSEWHERE:
        constraints.pop("enum", None)
    if table == "stories" and name in _LIMITS:
        constraints |= {"minimum": _LIMITS[name][0], "maximum": _LIMITS[name][1]}
    return described


def _tables(folder: Path) -> dict[str, list[str]]:
    """The columns of each table that a data package describes."""
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return {
        resource["name"]: [described["name"] for described in resource["schema"]["fields"]]
        for resource in package["resources"]
    }


def _write_rows(folder: Path, table: str, rows: list[dict[str, str]]) -> None:
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _tables(folder)[table], restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
