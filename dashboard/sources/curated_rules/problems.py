"""What is wrong with the curated tables, and the tables as rules read them."""

from collections.abc import Iterator
from dataclasses import dataclass

MOST_SHOWN = 20
PUT_BACK = (
    "put the file back from version control, or take it from a new dossier, as "
    "`python -m dashboard.commands.dossier new FOLDER` makes it"
)


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

    def lines(self, name: str) -> Iterator[tuple[int, Row]]:
        """Rows of a table with their line in the file; a cell that holds a line break is a problem of its own."""
        return enumerate(self.rows[name], start=2)
