"""Rules of what was taken back and of what is contradicted: superseded_by and conflicts_with."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from dashboard.sources.curated_rules.figures import contradicts
from dashboard.sources.curated_rules.problems import Problem, Row, Tables
from dashboard.sources.curated_rules.speakers import is_same_speaker, speaker


@dataclass(frozen=True, slots=True)
class _Kind:
    """A table whose rows may take each other back: its columns of id, day and speaker, and those that stay the same.

    An event has no speaker: whoever undoes it.
    """

    table: str
    key: str
    day: str
    speaker: str = ""
    alike: tuple[str, ...] = ()


_KINDS = (
    _Kind("claims", "claim_id", "date_said", "said_by", ("event_id", "measure", "unit")),
    _Kind("statements", "statement_id", "date", "speaker"),
    _Kind("events", "id", "date_start"),
)


def taken_back_by_the_same_speaker_later(tables: Tables) -> Iterator[Problem]:
    """What supersedes a row was said later, by the same speaker, of the same; an event is undone by a later one."""
    for kind in _KINDS:
        rows = {row[kind.key]: row for row in tables.rows[kind.table]}
        for line, row in tables.lines(kind.table):
            if later := rows.get(row["superseded_by"]):
                for rule, remedy in _against(kind, row, later, rows):
                    yield Problem(f"{kind.table}.csv", line, "superseded_by", rule, remedy)


def _against(kind: _Kind, row: Row, later: Row, rows: dict[str, Row]) -> Iterator[tuple[str, str]]:
    """What speaks against `later` taking `row` back: rule and remedy."""
    key = later[kind.key]
    for column in kind.alike:
        if later[column] != row[column] and not (column == "unit" and _is_in_words(row, later)):
            yield (
                f"{key} has the {column} “{later[column]}”, not “{row[column]}”",
                "name a later figure of the same event, measure and unit",
            )
    if kind.speaker and not is_same_speaker(*((claim[kind.speaker], claim["side"]) for claim in (row, later))):
        yield (
            f"{key} was said by {later[kind.speaker]} ({later['side']}), another speaker than {row[kind.speaker]} "
            f"({row['side']})",
            "name what the same speaker said later" + (", or use conflicts_with" if kind.table == "claims" else ""),
        )
    if _is_before(later[kind.day], row[kind.day]):
        yield (
            f"{key} is of {later[kind.day] or 'an unknown day'}, earlier than this row ({row[kind.day]})",
            "name a later row, or swap the two",
        )
    if _comes_back(row[kind.key], rows):
        yield f"{key} leads back to {row[kind.key]} itself", "leave the last of them without superseded_by"


def _is_in_words(*claims: Row) -> bool:
    """True where one of the claims is no number, so that it has no unit."""
    return any(claim["value_text"] for claim in claims)


def _is_before(day: str, other: str) -> bool:
    """True where a day, which may be partial, is surely before another, or is not known.

    >>> [_is_before(*pair) for pair in (("2024-09", "2024-10-02"), ("2024-10", "2024-10-02"), ("", "2024"))]
    [True, False, True]
    """
    known = min(len(day), len(other))
    return not day or day[:known] < other[:known]


def _comes_back(start: str, rows: dict[str, Row]) -> bool:
    """True where what supersedes a row is superseded, in the end, by the row itself."""
    passed, key = set(), start
    while key in rows and key not in passed:
        passed.add(key)
        key = rows[key]["superseded_by"]
    return key == start


def contradicted_by_another_speaker(tables: Tables) -> Iterator[Problem]:
    """What a claim conflicts with is another speaker's figure of the same measure, unit, and event or day."""
    claims = {row["claim_id"]: row for row in tables.rows["claims"]}
    for line, row in tables.lines("claims"):
        for key in filter(None, row["conflicts_with"].split(";")):
            if other := claims.get(key):
                for rule, remedy in _no_conflict(row, other):
                    yield Problem("claims.csv", line, "conflicts_with", rule, remedy)


def _no_conflict(row: Row, other: Row) -> Iterator[tuple[str, str]]:
    """Why two claims cannot contradict each other: rule and remedy."""
    key = other["claim_id"]
    for column in ("measure", "unit"):
        if other[column] != row[column] and not (column == "unit" and _is_in_words(row, other)):
            yield (
                f"{key} has the {column} “{other[column]}”, not “{row[column]}”",
                "name a figure of the same measure and unit, or correct the two",
            )
    if other["event_id"] != row["event_id"] and not (row["refers_to"] and _is_of_one_day(row, other)):
        yield (
            f"{key} is about another event ({other['event_id'] or 'none'}), and refers_to says of no common day",
            "name a figure of the same event, or say in refers_to of both which day they describe",
        )
    if (speaker(row["said_by"]), row["side"]) == (speaker(other["said_by"]), other["side"]):
        yield (
            f"{key} is of the same speaker ({other['said_by']})",
            "use superseded_by for a later figure, or name another speaker's",
        )


def _is_of_one_day(row: Row, other: Row) -> bool:
    """True where what two claims describe may be of one day; of partial days the parts known are compared."""
    known = min(len(row["refers_to"]), len(other["refers_to"]))
    return known > 0 and row["refers_to"][:known] == other["refers_to"][:known]


def a_dispute_holds_all_that_contradict(tables: Tables) -> Iterator[Problem]:
    """Figures of different speakers of which only one can be right are in one dispute, joined by conflicts_with.

    That is asked of claims that stand, have the same measure and unit and describe the same: the event on the same
    day, or without an event the same day. A speaker's own figures are not asked: a later one supersedes, or they
    describe different days, which refers_to says. Claims in words contradict each other where a reader says so.
    """
    dispute = _disputes(tables.rows["claims"])
    lines = {row["claim_id"]: line for line, row in tables.lines("claims")}
    for alike in _figures(tables.rows["claims"]):
        for one, other in combinations(alike, 2):
            first, second = dispute[one["claim_id"]], dispute[other["claim_id"]]
            if first is not second and contradicts(one, other) and not _are_of_one_speaker(one, other):
                # Said once for all that this would join.
                first |= second
                dispute |= dict.fromkeys(first, first)
                yield Problem(
                    "claims.csv",
                    lines[other["claim_id"]],
                    "conflicts_with",
                    f"{other['claim_id']} contradicts {one['claim_id']}, but no chain of conflicts_with joins them",
                    f"add {one['claim_id']} to the list, or say what differs: unit, refers_to, or superseded_by",
                )


def _disputes(claims: list[Row]) -> dict[str, set[str]]:
    """For each claim all claims that conflicts_with joins to it, itself among them; the same set for each of these."""
    joined = {row["claim_id"]: {row["claim_id"]} for row in claims}
    for row in claims:
        for key in filter(None, row["conflicts_with"].split(";")):
            if key in joined:
                both = joined[row["claim_id"]] | joined[key]
                joined |= dict.fromkeys(both, both)
    return joined


def _figures(claims: list[Row]) -> list[list[Row]]:
    """The claims that stand, in groups of those that measure the same thing at the same time."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in claims:
        if not row["superseded_by"]:
            # A standing figure describes the day on which it was said.
            day = row["refers_to"] or ("" if row["event_id"] else row["date_said"])
            groups.setdefault((row["event_id"], row["measure"], row["unit"], day), []).append(row)
    return list(groups.values())


def _are_of_one_speaker(one: Row, other: Row) -> bool:
    return is_same_speaker((one["said_by"], one["side"]), (other["said_by"], other["side"]))
