"""Rules of the curated tables: the Table Schema's, by Frictionless, and those between columns and tables, ours."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dashboard.event import GeoPrecision

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place: `line` counts the header as 1; None means the whole file."""

    file: str
    line: int | None
    column: str
    rule: str
    remedy: str

    def __str__(self) -> str:
        where = ", ".join(
            part
            for part in (
                self.file,
                f"line {self.line}" if self.line else "",
                f"column {self.column}" if self.column else "",
            )
            if part
        )
        return f"{where}: {self.rule}. To mend it: {self.remedy}."


class SeedError(ValueError):
    """The curated tables break a rule; `problems` says where, which one and what to do."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        lines = [str(problem) for problem in problems[:MOST_SHOWN]]
        if len(problems) > MOST_SHOWN:
            lines.append(f"… and {len(problems) - MOST_SHOWN} more.")
        super().__init__("\n".join(lines))

    @classmethod
    def of(cls, file: str, line: int | None, column: str, rule: str, remedy: str) -> "SeedError":
        """An error of one problem."""
        return cls([Problem(file, line, column, rule, remedy)])


Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables as text: `rows` by table name, the gazetteer's places and the ids of the zones."""

    rows: dict[str, list[Row]]
    places: list[Row]
    zones: frozenset[str]
    folder: str


def check_schema(package: Path) -> None:
    """Raise SeedError if a table breaks its Table Schema in datapackage.json."""
    import frictionless

    _check_files(package)
    report = frictionless.validate(str(package))
    problems = [_schema_problem("datapackage.json", error) for error in report.errors]
    for task in report.tasks:
        problems += [_schema_problem(task.place, error) for error in task.errors]
    if problems:
        raise SeedError(problems)


def _check_files(package: Path) -> None:
    """Raise SeedError if the package or a table of it is missing, or the package is no JSON."""
    try:
        paths = [resource["path"] for resource in json.loads(package.read_text("utf-8"))["resources"]]
    except FileNotFoundError as error:
        raise _missing(package) from error
    except (ValueError, KeyError) as error:
        raise SeedError.of(
            package.name, None, "", "the file is no data package in JSON", "put the file back from version control"
        ) from error
    for path in paths:
        if not (package.parent / path).exists():
            raise _missing(package.parent / path)


def _missing(path: Path) -> SeedError:
    return SeedError.of(
        path.name, None, "", f"the file is missing in {path.parent.name}/", "put the file back from version control"
    )


def _schema_problem(file: str, error: object) -> Problem:
    kind = getattr(error, "type", "")
    note = str(getattr(error, "note", "") or getattr(error, "message", "")).strip().rstrip(".")
    cell = getattr(error, "cell", None)
    return Problem(
        file=Path(file).name,
        line=getattr(error, "row_number", None),
        column=getattr(error, "field_name", "") or "",
        rule=f"found “{cell}”; {note}" if cell else note,
        remedy=_REMEDIES.get(kind, "compare the row with the field's description in datapackage.json"),
    )


_REMEDIES = {
    "type-error": "write the value as datapackage.json describes the field",
    "constraint-error": "use a value that the constraint allows, or leave the cell empty if it is unknown",
    "primary-key": "give the row an id that no other row has",
    "unique-error": "give the row an id that no other row has",
    "foreign-key": "name a row that exists, or add it to the table it belongs to",
    "missing-cell": "fill in the row's missing cells; a comma may be missing",
    "extra-cell": "put cells that hold a comma between quotation marks",
    "missing-label": "put the column back into the header",
    "incorrect-label": "keep the header as in datapackage.json",
    "blank-row": "delete the empty line",
    "scheme-error": "put the file back from version control",
    "encoding-error": "save the file as UTF-8",
}


def check_rules(tables: Tables) -> None:
    """Raise SeedError if a rule between columns or tables is broken."""
    problems = [problem for rule in _RULES for problem in rule(tables)]
    if problems:
        raise SeedError(problems)


def _lines(tables: Tables, name: str) -> Iterator[tuple[int, Row]]:
    """Rows with their line in the file; no cell of these tables holds a line break."""
    return enumerate(tables.rows[name], start=2)


def _broken_references(
    tables: Tables, table: str, columns: Iterable[str], known: Iterable[str], where: str
) -> Iterator[Problem]:
    known = set(known)
    for line, row in _lines(tables, table):
        for column in columns:
            for key in filter(None, row[column].split(";")):
                if key not in known:
                    yield Problem(
                        f"{table}.csv",
                        line,
                        column,
                        f"“{key}” is not in {where}",
                        f"correct the key or add the row to {where}",
                    )


def _references(tables: Tables) -> Iterator[Problem]:
    rows = tables.rows
    sources = [row["source_id"] for row in rows["sources"]]
    actors = [row["key"] for row in rows["actors"]]
    claims = [row["claim_id"] for row in rows["claims"]]
    events = [row["id"] for row in rows["events"]]
    places = [row["key"] for row in [*tables.places, *rows["places"]]]
    yield from _broken_references(tables, "events", ["source_ids"], sources, "sources.csv")
    yield from _broken_references(tables, "events", ["actor1", "actor2"], actors, "actors.csv")
    yield from _broken_references(tables, "events", ["place"], places, "places.csv")
    yield from _broken_references(tables, "coverage", ["place"], places, "places.csv")
    yield from _broken_references(tables, "events", ["zone"], tables.zones, "zones.geojson")
    yield from _broken_references(tables, "claims", ["event_id"], events, "events.csv")
    yield from _broken_references(tables, "claims", ["source_id"], sources, "sources.csv")
    yield from _broken_references(tables, "claims", ["superseded_by", "conflicts_with"], claims, "claims.csv")
    yield from _broken_references(tables, "statements", ["event_id"], events, "events.csv")
    yield from _broken_references(tables, "statements", ["source_id"], sources, "sources.csv")
    yield from _broken_references(tables, "key_figures", ["shown_claims", "see_also_claims"], claims, "claims.csv")
    yield from _broken_references(tables, "human_calls", ["event_ids"], events, "events.csv")
    statements = [row["statement_id"] for row in rows["statements"]]
    yield from _broken_references(tables, "stories", ["event_id"], events, "events.csv")
    yield from _broken_references(tables, "stories", ["claim_ids"], claims, "claims.csv")
    yield from _broken_references(tables, "stories", ["statement_ids"], statements, "statements.csv")


def _keys_of_their_own(tables: Tables) -> Iterator[Problem]:
    gazetteer = {row["key"] for row in tables.places}
    for line, row in _lines(tables, "places"):
        if row["key"] in gazetteer:
            yield Problem(
                "places.csv",
                line,
                "key",
                f"“{row['key']}” is in the gazetteer of geodata/ already",
                "use that place, or give this one a key of its own",
            )


def _sourced(tables: Tables) -> Iterator[Problem]:
    for line, row in _lines(tables, "events"):
        if not row["source_ids"]:
            yield Problem(
                "events.csv", line, "source_ids", "an event needs a source", "name one, or withdraw the event"
            )


def _dates_in_order(tables: Tables) -> Iterator[Problem]:
    for line, row in _lines(tables, "events"):
        if row["date_end"] and row["date_end"] < row["date_start"]:
            yield Problem(
                "events.csv",
                line,
                "date_end",
                f"the event ends ({row['date_end']}) before it starts ({row['date_start']})",
                "swap or correct the dates",
            )


def _spreads_in_order(tables: Tables) -> Iterator[Problem]:
    for table, prefixes in (("events", ("fatalities_", "injured_")), ("claims", ("",))):
        for line, row in _lines(tables, table):
            for prefix in prefixes:
                values = [float(row[prefix + part]) for part in ("low", "best", "high") if row[prefix + part]]
                if values != sorted(values):
                    yield Problem(
                        f"{table}.csv",
                        line,
                        f"{prefix}low",
                        "low, best and high are not in rising order",
                        "correct the three values; leave unknown ones empty",
                    )


def _points_only_where_honest(tables: Tables) -> Iterator[Problem]:
    for line, row in _lines(tables, "events"):
        is_a_point = GeoPrecision(row["geo_precision"]).is_a_point
        has_both = bool(row["lat"] and row["lon"])
        if is_a_point and not has_both:
            yield Problem(
                "events.csv",
                line,
                "lat",
                f"precision {row['geo_precision']} needs lat and lon",
                "add both, or give a coarser precision",
            )
        if not is_a_point and (row["lat"] or row["lon"]):
            yield Problem(
                "events.csv",
                line,
                "lat",
                f"precision {row['geo_precision']} is an area and takes no coordinates",
                "empty lat and lon, or give a finer precision if a source supports it",
            )


def _supersession_by_the_same_speaker(tables: Tables) -> Iterator[Problem]:
    claims = {row["claim_id"]: row for row in tables.rows["claims"]}
    for line, row in _lines(tables, "claims"):
        later = claims.get(row["superseded_by"])
        if later and later["measure"] != row["measure"]:
            yield Problem(
                "claims.csv",
                line,
                "superseded_by",
                f"{later['claim_id']} measures {later['measure']}, not {row['measure']}",
                "name a later figure of the same measure",
            )
        if later and later["side"] != row["side"]:
            yield Problem(
                "claims.csv",
                line,
                "superseded_by",
                f"{later['claim_id']} was said by {later['said_by']} ({later['side']}), another speaker",
                "name a later figure of the same speaker, or use conflicts_with",
            )
        elif later and later["date_said"] < row["date_said"]:
            yield Problem(
                "claims.csv",
                line,
                "superseded_by",
                f"{later['claim_id']} was said earlier than this claim",
                "name a later figure, or use conflicts_with",
            )


_RULES: tuple[Callable[[Tables], Iterator[Problem]], ...] = (
    _references,
    _keys_of_their_own,
    _sourced,
    _dates_in_order,
    _spreads_in_order,
    _points_only_where_honest,
    _supersession_by_the_same_speaker,
)
