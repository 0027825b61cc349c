"""Everything that is wrong with a dossier: its two descriptions, tables, rules between rows, and layers.

`python -m dashboard.commands.dossier_faults` tells it of the dossier that DOSSIER names, whose descriptions are whole.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from dashboard.commands.empty_dossier import columns
from dashboard.commands.terminal import printable
from dashboard.dossier.boundaries import layer_faults
from dashboard.dossier.profile import FOLDER, GEODATA, MAP, PROFILE, SEEDS, MapProfile, Profile, ProfileError, read
from dashboard.language import _
from dashboard.sources import curated
from dashboard.sources.curated_rules import RULES, Problem, SeedError, check_schema

_PACKAGES = ("seeds", "geodata")
_COUNTED = ("events", "claims", "statements", "sources")


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
    faults = [*_faults_of_tables(), *(f"geodata/{fault}" for fault in layer_faults())]
    for fault in faults:
        print(printable(fault), file=sys.stderr)
    if faults:
        print(printable(_("{folder}: faults {count}").format(count=len(faults), folder=FOLDER)), file=sys.stderr)
        return 1
    counted = {table: _count(table) for table in _COUNTED} | {"parties": len(MAP.parties), "layers": len(MAP.layers)}
    told = ", ".join(f"{name} {count}" for name, count in counted.items())
    print(printable(_("{folder} is whole: {counted}").format(folder=FOLDER, counted=told)))
    return 0


def _faults_of_tables() -> list[str]:
    schema, missing = faults_of_schema(FOLDER), list(_missing_columns())
    return [*schema, *missing, *_faults_of_rules(bool(schema or missing))]


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


def _faults_of_rules(are_tables_broken: bool) -> Iterator[str]:
    """What rows say of each other; where tables are broken, as far as their rows can be compared."""
    told = (KeyError, ValueError, TypeError, AttributeError) if are_tables_broken else ()
    try:
        tables = curated.read_tables(SEEDS, GEODATA)
    except (FileNotFoundError, UnicodeDecodeError, SeedError):
        if not are_tables_broken:
            raise
        return
    for rule in RULES:
        try:
            yield from (f"seeds/{problem}" for problem in rule(tables))
        except told:
            continue  # at a row that breaks its schema, which is told of already


def _count(table: str) -> int:
    with (SEEDS / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _row in csv.DictReader(file))


if __name__ == "__main__":
    sys.exit(main())
