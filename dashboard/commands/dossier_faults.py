"""Everything that is wrong with a dossier: its two descriptions, tables, rules between rows, and layers.

`python -m dashboard.commands.dossier_faults` tells it of the dossier that DOSSIER names, whose descriptions are whole.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from dashboard.commands.empty_dossier import columns
from dashboard.commands.terminal import printable
from dashboard.dossier.boundaries import layer_faults, read_layers
from dashboard.dossier.json_file import parse, text_of
from dashboard.dossier.layer_rules import LayerError
from dashboard.dossier.profile import FOLDER, GEODATA, MAP, PROFILE, SEEDS, MapProfile, Profile, ProfileError, read
from dashboard.language import _
from dashboard.sources import curated
from dashboard.sources.curated_rules import RULES, Problem, SeedError, check_schema

_PACKAGES = ("seeds", "geodata")
# Tables that readers take along, with what their columns hold.
_EXPORTED = ("events", "claims", "statements", "sources")


def faults_of_profile(folder: Path) -> list[str]:
    """What is wrong with dossier.json and map.json."""
    faults = []
    for path, kind in ((folder / "seeds" / "dossier.json", Profile), (folder / "geodata" / "map.json", MapProfile)):
        try:
            read(path, kind)
        except ProfileError as error:
            faults += str(error).split("\n")
    return faults


def faults_of_schema(folder: Path) -> list[str]:
    """What is wrong with each table for itself, by its Table Schema."""
    faults = []
    for name in _PACKAGES:
        try:
            check_schema(folder / name / "datapackage.json")
        except SeedError as error:
            faults += [f"{name}/{problem}" for problem in error.problems]
    return faults


def main() -> int:
    """Tell every fault of the dossier that DOSSIER names and return 1, or its counts and 0."""
    faults = [*_faults_of_tables(), *(f"geodata/{fault}" for fault in layer_faults())] or _faults_at_start()
    for fault in faults:
        print(printable(fault), file=sys.stderr)
    if faults:
        print(printable(_("{folder}: faults {count}").format(count=len(faults), folder=FOLDER)), file=sys.stderr)
        return 1
    counted = {table: _count(table) for table in _EXPORTED} | {"parties": len(MAP.parties), "layers": len(MAP.layers)}
    told = ", ".join(f"{name} {count}" for name, count in counted.items())
    print(printable(_("{folder} is whole: {counted}").format(folder=FOLDER, counted=told)))
    return 0


def _faults_of_tables() -> list[str]:
    schema = faults_of_schema(FOLDER)
    return [*schema, *(_undescribed() if not schema else ()), *_missing_columns(), *_faults_of_rules()]


def _missing_columns() -> Iterator[str]:
    """What tables lack that the program reads, whatever their data package describes."""
    for name in _PACKAGES:
        for table, needed in columns(name, PROFILE).items():
            path = FOLDER / name / f"{table}.csv"
            remedy = _("compare with a new dossier, as `python -m dashboard.commands.dossier new FOLDER` makes it")
            if not path.is_file():
                yield f"{name}/{Problem(path.name, None, '', _('the table is missing'), remedy)}"
                continue
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
                header = next(csv.reader(file), [])
            for column in needed:
                if column not in header:
                    yield f"{name}/{Problem(path.name, 1, column, _('the column is missing'), remedy)}"


def _undescribed() -> Iterator[str]:
    """Columns of which files say what they hold, and the data package does not."""
    package = parse(text_of(SEEDS / "datapackage.json"))
    schemas = {resource["name"]: resource["schema"] for resource in package["resources"] if "schema" in resource}
    needed = columns("seeds", PROFILE)
    for table in _EXPORTED:
        described = {field["name"]: field.get("description") for field in schemas.get(table, {}).get("fields", ())}
        for column in needed[table]:
            if not described.get(column):
                rule = _("{table}.{column} has no description, which files of events show").format(
                    table=table, column=column
                )
                remedy = _("describe it as the data package of a new dossier does")
                yield f"seeds/{Problem('datapackage.json', None, '', rule, remedy)}"


def _faults_of_rules() -> Iterator[str]:
    """What rows say of each other, as far as they can be compared; of what cannot be read others tell."""
    try:
        tables = curated.read_tables(SEEDS, GEODATA)
    except SeedError:
        return
    for rule in RULES:
        try:
            yield from (f"seeds/{problem}" for problem in rule(tables))
        except (KeyError, ValueError, TypeError, AttributeError):
            continue  # at a row that no record can be made of


def _faults_at_start() -> list[str]:
    """What a server would say instead of starting: the dossier is read as it reads it."""
    try:
        curated.read(SEEDS, GEODATA)
        read_layers()
    except SeedError as error:
        return [str(problem) if "/" in problem.file else f"seeds/{problem}" for problem in error.problems]
    except LayerError as error:
        return [f"geodata/{error}"]
    return []


def _count(table: str) -> int:
    with (SEEDS / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _row in csv.DictReader(file))


if __name__ == "__main__":
    sys.exit(main())
