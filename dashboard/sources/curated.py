"""The curated dataset: the tables of seeds/, read and validated."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.dossier.actor import Actor
from dashboard.dossier.event import (
    Call,
    Change,
    Claim,
    Confidence,
    Coverage,
    DatePrecision,
    Event,
    EventType,
    GeoPrecision,
    HumanCall,
    KeyFigure,
    Source,
    Spread,
    Statement,
    Step,
    Weight,
)
from dashboard.dossier.gazetteer import Gazetteer, Place
from dashboard.dossier.json_file import JsonError, parse, text_of
from dashboard.dossier.names import FORMS, Names
from dashboard.dossier.profile import MAP
from dashboard.dossier.sides import side
from dashboard.sources.curated_rules import Problem, SeedError, Tables, check_rules, check_schema
from dashboard.sources.curated_rules.problems import PUT_BACK, Row

DATASET = "curated"
TABLES = (
    "events", "claims", "statements", "sources", "actors", "places", "key_figures", "coverage", "weights",
    "human_calls", "stories", "changes", "sides", "measures", "units",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Curated:
    """Everything that the curated dataset holds.

    `undone_by` has the ids of events that were undone, and by which; `contact` is where errors can be mailed to, empty
    where nowhere.
    """

    version: str
    created: date
    events: tuple[Event, ...]
    claims: dict[str, Claim]
    statements: tuple[Statement, ...]
    sources: dict[str, Source]
    actors: dict[str, Actor]
    gazetteer: Gazetteer
    key_figures: tuple[KeyFigure, ...]
    coverage: tuple[Coverage, ...]
    weights: tuple[Weight, ...]
    human_calls: tuple[HumanCall, ...]
    stories: dict[str, tuple[Step, ...]]
    changes: tuple[Change, ...]
    undone_by: dict[str, str] = field(default_factory=dict)
    contact: str = ""

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions that it had, in the order of changes.csv, and as the last one the version that stands now."""
        earlier = dict.fromkeys(change.version for change in self.changes if change.version != self.version)
        return (*earlier, self.version)


def read(seeds: Path, geodata: Path) -> Curated:
    """The dataset, if every row keeps the rules of datapackage.json and of curated_rules; else SeedError."""
    check_schema(seeds / "datapackage.json")
    check_schema(geodata / "datapackage.json")
    tables = read_tables(seeds, geodata)
    if broken := list(broken_rows(tables)):
        raise SeedError(broken)
    check_rules(tables)
    package = parse(text_of(seeds / "datapackage.json"))
    rows = tables.rows
    return Curated(
        version=package["version"],
        created=date.fromisoformat(package["created"][:10]),
        events=tuple(sorted(map(_event, rows["events"]), key=lambda event: (event.date_start, event.id))),
        claims={row["claim_id"]: _claim(row) for row in rows["claims"]},
        statements=tuple(Statement(**_only(Statement, row)) for row in rows["statements"]),
        sources={row["source_id"]: Source(**_only(Source, row)) for row in rows["sources"]},
        actors={row["key"]: _actor(row) for row in rows["actors"]},
        gazetteer=Gazetteer(map(_place, [*tables.places, *rows["places"]])),
        key_figures=tuple(map(_key_figure, sorted(rows["key_figures"], key=lambda row: int(row["order"])))),
        coverage=tuple(map(_coverage, rows["coverage"])),
        weights=tuple(map(_weight, rows["weights"])),
        human_calls=tuple(map(_human_call, rows["human_calls"])),
        stories=_stories(rows["stories"]),
        changes=tuple(map(_change, rows["changes"])),
        undone_by={row["id"]: row["superseded_by"] for row in rows["events"] if row["superseded_by"]},
        contact=next(
            (contributor["email"] for contributor in package.get("contributors", []) if contributor.get("email")), ""
        ),
    )


def read_tables(seeds: Path, geodata: Path) -> Tables:
    """The tables as text, whatever they say; SeedError where a layer of zones is none."""
    return Tables(
        rows={name: _rows(seeds / f"{name}.csv") for name in TABLES},
        places=_rows(geodata / "places.csv"),
        zones=frozenset(key for file in MAP.files("zones") for key in _ids(geodata / file)),
        folder=seeds.name,
    )


def broken_rows(tables: Tables) -> Iterator[Problem]:
    """Rows that no record can be made of, though the dossier's own data package may let them pass."""
    for table, make in _RECORDS.items():
        yield from _broken_rows(f"{table}.csv", tables.rows[table], make)
    yield from _broken_rows("geodata/places.csv", tables.places, _place)


def _broken_rows(file: str, rows: list[Row], make: Callable[[Row], object]) -> Iterator[Problem]:
    for line, row in enumerate(rows, start=2):
        try:
            make(row)
        except KeyError as error:
            remedy = "compare with a new dossier, as `python -m dashboard.commands.dossier new FOLDER` makes it"
            yield Problem(file, 1, str(error.args[0]), "the column is missing", remedy)
            return
        except (ValueError, TypeError) as error:
            remedy = "correct the value; a new dossier's datapackage.json says what each column may hold"
            yield Problem(file, line, "", f"the row cannot be read ({error})", remedy)


def is_corroborated(cited: Iterable[Source]) -> bool:
    """True where two or more sources of different origin, or an official one or a court, report an event.

    Reports of one agency in two papers ("AFP via France 24", "AFP / Die Zeit") have one origin.
    """
    cited = list(cited)
    origins = {_ORIGIN.split(source.publisher)[0].casefold() for source in cited}
    return len(origins) > 1 or any(source.kind in _OFFICIAL for source in cited)


_OFFICIAL = {"official", "court"}
# What parts an agency from who printed its report.
_ORIGIN = re.compile(r" via | / | \(| and ")


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        rule = f"the file cannot be read ({getattr(error, 'strerror', None) or error})"
        raise SeedError.of(path.name, None, "", rule, PUT_BACK) from error


def _ids(path: Path) -> frozenset[str]:
    try:
        features = parse(text_of(path))["features"]
        return frozenset(feature["properties"]["id"] for feature in features)
    except (OSError, JsonError, KeyError, TypeError) as error:
        raise SeedError.of(
            path.name,
            None,
            "",
            f"the file is missing in {path.parent.name}/ or is no GeoJSON of features with an id",
            PUT_BACK,
        ) from error


def _keys(cell: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in cell.split(";") if key.strip())


def _number(cell: str) -> float | None:
    """The number as written: a whole number stays whole."""
    if not cell:
        return None
    return int(cell) if cell.lstrip("-").isdigit() else float(cell)


def _spread(row: dict[str, str], what: str) -> Spread:
    low, best, high = (int(row[f"{what}_{part}"]) if row[f"{what}_{part}"] else None for part in _PARTS)
    return Spread(low, best, high)


_PARTS = ("low", "best", "high")


def _names(row: dict[str, str]) -> Names:
    return Names(tuple(row[f"name_{form}"] for form in FORMS), row.get("first_form", ""))


def _event(row: dict[str, str]) -> Event:
    return Event(
        id=row["id"],
        dataset=DATASET,
        date_start=date.fromisoformat(row["date_start"]),
        date_end=date.fromisoformat(row["date_end"]) if row["date_end"] else None,
        date_precision=DatePrecision(row["date_precision"]),
        time_local=row["time_local"],
        title=row["title"],
        place=row["place"],
        country_side=row["country_side"],
        lat=_number(row["lat"]),
        lon=_number(row["lon"]),
        geo_precision=GeoPrecision(row["geo_precision"]),
        zone=row["zone"],
        event_type=EventType(row["event_type"]),
        mode=row["mode"],
        context=row["context"],
        actor1=_keys(row["actor1"]),
        actor2=_keys(row["actor2"]),
        fatalities=_spread(row, "fatalities"),
        injured=_spread(row, "injured"),
        summary=row["summary"],
        confidence=Confidence(row["confidence"]) if row["confidence"] else None,
        sources=_keys(row["source_ids"]),
        episode=row["episode"],
        in_article=row["in_article"] in {"yes", "true"},
    )


def _claim(row: dict[str, str]) -> Claim:
    numbers = {part: _number(row[part]) for part in _PARTS}
    return Claim(**{**_only(Claim, row), **numbers})


def _only(record: type, row: dict[str, str]) -> dict[str, Any]:
    """The cells that a record has a field for; its fields are named as the columns."""
    return {field.name: row[field.name] for field in fields(record)}


def _actor(row: dict[str, str]) -> Actor:
    return Actor(row["key"], _names(row), row["side"], row["kind"])


def _place(row: dict[str, str]) -> Place:
    return Place(
        key=row["key"],
        names=_names(row),
        kind=row["kind"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        country=row["country"],
        municipality=row["municipality"],
        radius_km=_number(row["radius_km"]),
        rank=int(row["rank"]) if row.get("rank") else None,
        source=row["source"],
    )


def _key_figure(row: dict[str, str]) -> KeyFigure:
    return KeyFigure(
        measure=row["measure"],
        label=row["label"],
        unit=row["unit"],
        shown_claims=_keys(row["shown_claims"]),
        see_also_claims=_keys(row["see_also_claims"]),
        shown_as=row["shown_as"],
    )


def _coverage(row: dict[str, str]) -> Coverage:
    return Coverage(
        date_from=date.fromisoformat(row["date_from"]),
        date_to=date.fromisoformat(row["date_to"]) if row["date_to"] else None,
        place=row["place"],
        is_complete=row["complete"] in {"yes", "true"},
        rule=row["rule"],
        note=row["note"],
    )


def _weight(row: dict[str, str]) -> Weight:
    return Weight(EventType(row["event_type"]), row["mode"], float(row["weight"]), row["note"])


def _human_call(row: dict[str, str]) -> HumanCall:
    return HumanCall(
        made_on=date.fromisoformat(row["date"]),
        date_from=date.fromisoformat(row["date_from"]),
        date_to=date.fromisoformat(row["date_to"]),
        call=Call(row["call"]),
        author=row["author"],
        reason=row["reason"],
        events=_keys(row["event_ids"]),
    )


def _stories(rows: list[dict[str, str]]) -> dict[str, tuple[Step, ...]]:
    """Each story's steps in their order."""
    steps = sorted(map(_step, rows), key=lambda step: step.step)
    return {
        key: tuple(step for step in steps if step.story == key) for key in dict.fromkeys(row["story"] for row in rows)
    }


def _step(row: dict[str, str]) -> Step:
    return Step(
        story=row["story"],
        step=int(row["step"]),
        title=row["title"],
        text=row["text"],
        since=date.fromisoformat(row["since"]),
        until=date.fromisoformat(row["until"]),
        event_id=row["event_id"],
        claims=_keys(row["claim_ids"]),
        statements=_keys(row["statement_ids"]),
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        zoom=float(row["zoom"]),
    )


def _change(row: dict[str, str]) -> Change:
    return Change(**_only(Change, row))


def _wording(row: Row) -> tuple[str, ...]:
    """What is said of a measure or a unit, by the columns that it is said in."""
    return tuple(row[column] for column in ("one", "many"))


# What is made of a row of each table; the columns of measures and units are read where they are shown.
_RECORDS: dict[str, Callable[[Row], object]] = {
    "events": _event,
    "claims": _claim,
    "statements": lambda row: _only(Statement, row),
    "sources": lambda row: _only(Source, row),
    "actors": _actor,
    "places": _place,
    "key_figures": lambda row: (int(row["order"]), _key_figure(row)),
    "coverage": _coverage,
    "weights": _weight,
    "human_calls": _human_call,
    "stories": _step,
    "changes": _change,
    "sides": side,
    "measures": lambda row: (row["measure"], row["name"], _wording(row)),
    "units": lambda row: (row["unit"], row["is_implied"], _wording(row)),
}
