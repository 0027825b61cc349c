"""The tables against their Table Schema, by Frictionless."""

from datetime import date
from pathlib import Path
from typing import Any

from dashboard.dossier.json_file import JsonError, parse, text_of
from dashboard.sources.curated_rules.problems import PUT_BACK, Problem, SeedError


def check_schema(package: Path) -> None:
    """Raise SeedError if a table breaks its Table Schema in datapackage.json."""
    import frictionless

    described = _described(package)
    report = frictionless.validate(described, basepath=str(package.parent))
    problems = [_schema_problem("datapackage.json", error) for error in report.errors]
    for task in report.tasks:
        problems += [_schema_problem(task.place, error) for error in task.errors]
    if problems:
        raise SeedError(problems)


def _described(package: Path) -> dict[str, Any]:
    """What the package says; SeedError if it or a table of it is missing, or it has no version, day and tables."""
    try:
        described: dict[str, Any] = parse(text_of(package))
        paths = [package.parent / resource["path"] for resource in described["resources"]]
        date.fromisoformat(described["created"][:10])
        tuple(int(part) for part in described["version"].split("."))
    except OSError as error:
        raise _missing(package) from error
    except JsonError as error:
        raise SeedError.of(
            package.name, error.line, "", error.rule, f"{error.remedy[0].lower()}{error.remedy[1:]}"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SeedError.of(
            package.name,
            None,
            "",
            "the file is no data package with version, created and resources",
            PUT_BACK,
        ) from error
    for path in paths:
        if not path.is_file():
            raise _missing(path)
    return described


def _missing(path: Path) -> SeedError:
    return SeedError.of(path.name, None, "", f"the file is missing in {path.parent.name}/", PUT_BACK)


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
    "scheme-error": PUT_BACK,
    "encoding-error": "save the file as UTF-8",
}
