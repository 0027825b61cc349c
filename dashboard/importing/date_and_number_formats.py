"""Settles how a loaded file writes its dates and numbers, by what the file proves, or as people said."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard.importing.loading import Loaded
from dashboard.importing.refusing import lines_of
from dashboard.language import _
from dashboard.sources.blanks import APOSTROPHE, BLANKS, INNER_BLANKS
from dashboard.sources.cells import MILLISECONDS, SERIAL, SLASHED, TWO_DIGITS, ZONED
from dashboard.sources.conventions import Conventions, Order
from dashboard.sources.publisher import FileError, UnsettledDatesError

# A date of slashes or dashes, asked of each word once. What can be read in one way only proves an order.
_KINDS = """
    CASE
        WHEN is_day_first AND NOT is_month_first THEN 'dmy'
        WHEN is_month_first AND NOT is_day_first THEN 'mdy'
        WHEN is_day_first AND day <> month THEN 'either'
    END
"""
_EXAMPLES = 3
# Kinds of dates that the outcome tells of, as About counts them: with a zone, serial days, milliseconds, and
# years of two digits.
TOLD = ("zoned", "serial", "milliseconds", "two_digits")
# What is no longer has no zone: the shortest is 1/2/23 3Z.
_SHORTEST_ZONED = 9
# A year first, then what can be a day only, then what can be a month; and the other way round: with separators, or as
# eight digits.
_YEAR_DAY = (
    r"^\d{4}[-/.] ?(1[3-9]|2\d|3[01])[-/.] ?(0?[1-9]|1[0-2])(\D|$)"
    r"|^\d{4}(1[3-9]|2\d|3[01])(0[1-9]|1[0-2])(\d{6})?(\D|$)"
)
_YEAR_MONTH = (
    r"^\d{4}[-/.] ?(0?[1-9]|1[0-2])[-/.] ?(1[3-9]|2\d|3[01])(\D|$)"
    r"|^\d{4}(0[1-9]|1[0-2])(1[3-9]|2\d|3[01])(\d{6})?(\D|$)"
)


# Coordinates with decimals; and counts of people, which are whole: 1.234 is a thousand, and 1.000 could be one too.
_COMMA, _POINT = r"^[-−+]?\d{1,3},\d+$", r"^[-−+]?\d{1,3}\.\d+$"
_GROUPED_BY_COMMA = r"^\d{1,3}(,\d{3})*,(\d{3},\d{3}|[1-9]\d\d|\d[1-9]\d|\d\d[1-9])$"
_GROUPED_BY_POINT = r"^\d{1,3}(\.\d{3})*\.(\d{3}\.\d{3}|[1-9]\d\d|\d[1-9]\d|\d\d[1-9])$"


@dataclass(frozen=True, slots=True)
class _Seen:
    """A date and the number of the first record that has it."""

    word: str
    record: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What a file's columns of dates hold: the first date that proves each order, dates that could be of both, how many
    are of each kind of TOLD; a date that has the day after its year, where none has it last; and the mark before
    decimals, empty where nothing tells."""

    proofs: dict[Order, _Seen]
    examples: tuple[str, ...]
    told: Counter[str]
    year_day: _Seen | None
    decimal: str


def survey(connection: Any, loaded: Loaded) -> Survey:
    """Look at every date and number of the file once."""
    proofs: dict[Order, _Seen] = {}
    either: list[_Seen] = []
    told: Counter[str] = Counter()
    year_day: _Seen | None = None
    for column in loaded.layout.dates:
        for kind, words, records, record, word, *counts in _asked(connection, loaded.name, column):
            seen = [_Seen(*pair) for pair in zip(words, records, strict=True)]
            told.update(dict(zip(TOLD, counts, strict=True)))
            if kind == "either":
                either += seen
            elif kind:
                order = Order(kind)
                proofs[order] = min((*seen, *filter(None, [proofs.get(order)])), key=lambda seen_date: seen_date.record)
            if word and not year_day and not _has_month_after_year(connection, loaded.name, column):
                year_day = _Seen(word, record)
    first = sorted(either, key=lambda seen_date: seen_date.record)
    examples = tuple(dict.fromkeys(seen_date.word for seen_date in first))[:_EXAMPLES]
    return Survey(proofs, examples, told, year_day, _decimal(connection, loaded))


def _asked(connection: Any, name: str, column: str) -> Iterator[tuple[Any, ...]]:
    """By kind the first words with their records, the first record with a day after its year and that day, and the
    number of records of each kind of TOLD."""
    slashed, zoned, serial, milliseconds, two_digits, year_day = map(
        _in_sql, (SLASHED, ZONED, SERIAL, MILLISECONDS, TWO_DIGITS, _YEAR_DAY)
    )
    rows = connection.raw_sql(
        f"""
        WITH given AS (
            SELECT {_quoted(column)}, min(record) AS record, count(*) AS records FROM {name}
            WHERE NOT ({_is_plain(column)}) GROUP BY 1
        ), words AS (
            SELECT {_spaced(column)} AS word, record, records FROM given
        ), parts AS (
            SELECT *, regexp_extract(word, {slashed}, ['a', 'b', 'year']) AS part,
                CASE WHEN length(word) >= {_SHORTEST_ZONED} AND regexp_matches(word, {zoned}) THEN records ELSE 0 END
                AS instants,
                CASE WHEN regexp_matches(word, {serial}) THEN records ELSE 0 END AS serial,
                CASE WHEN regexp_matches(word, {milliseconds}) THEN records ELSE 0 END AS milliseconds,
                CASE WHEN regexp_matches(word, {two_digits}) THEN records ELSE 0 END AS two_digits,
                CASE WHEN regexp_matches(word, {year_day}) THEN record END AS year_day
            FROM words
        ), numbers AS (
            SELECT *, try_cast(part.a AS int) AS day, try_cast(part.b AS int) AS month,
                right('20' || part.year, 4) AS year,
                try_cast(year || '-' || part.b || '-' || part.a AS date) IS NOT NULL AS is_day_first,
                try_cast(year || '-' || part.a || '-' || part.b AS date) IS NOT NULL AS is_month_first
            FROM parts
        )
        SELECT {_KINDS} AS kind, arg_min(word, record, {_EXAMPLES}), min(record, {_EXAMPLES}),
            min(year_day), arg_min(word, year_day), sum(instants)::BIGINT, sum(serial)::BIGINT,
            sum(milliseconds)::BIGINT, sum(two_digits)::BIGINT
        FROM numbers GROUP BY kind
        """  # noqa: S608 - ours
    )
    yield from rows.fetchall()


def _is_plain(column: str) -> str:
    """Whether a cell, as it is given, is a date such as 2024-12-31, of which nothing is asked. Every letter is
    looked at: blanks around another date can make it as long."""
    year, day = "[0-9]" * 4, "[0-9]" * 2
    return " OR ".join(f"{_quoted(column)} GLOB '{year}-{month}-{day}'" for month in ("0[0-9]", "1[0-2]"))


def _has_month_after_year(connection: Any, name: str, column: str) -> bool:
    """Whether a date has its year first and can have nothing but a day last."""
    (found,) = connection.raw_sql(
        f"SELECT bool_or(regexp_matches({_spaced(column)}, {_in_sql(_YEAR_MONTH)})) FROM {name}"  # noqa: S608 - ours
    ).fetchone()
    return bool(found)


def _decimal(connection: Any, loaded: Loaded) -> str:
    """The mark before decimals: that of the coordinates, or of counts that can be read in one way only."""
    named = loaded.layout
    commas, points = _any(connection, loaded, named.coordinates, {",": _COMMA, ".": _POINT})
    if commas == points:
        points, commas = _any(connection, loaded, named.counts, {",": _GROUPED_BY_COMMA, ".": _GROUPED_BY_POINT})
    return "" if commas == points else "," if commas else "."


def _any(connection: Any, loaded: Loaded, columns: tuple[str, ...], patterns: dict[str, str]) -> list[bool]:
    """Whether a cell of the columns fits each of the patterns, which are looked for where their mark is, up to the
    first."""
    tests = [
        " OR ".join(
            f"EXISTS (SELECT 1 FROM {loaded.name} WHERE contains({_quoted(column)}, '{mark}') "  # noqa: S608 - ours
            f"AND regexp_matches({_bare(column)}, {_in_sql(pattern)}))"
            for column in columns
        )
        for mark, pattern in patterns.items()
    ]
    if not columns:
        return [False for _test in tests]
    found: list[bool] = list(connection.raw_sql(f"SELECT {', '.join(tests)}").fetchone())
    return found


def _bare(column: str) -> str:
    """A cell as the records are read: blanks.bare() in the engine's language."""
    text, mark = f"trim({_quoted(column)}, {_in_sql(BLANKS)})", _in_sql(APOSTROPHE)
    return (
        f"CASE WHEN {text}[1] = {mark} AND NOT contains({text}[2:], {mark}) THEN trim({text}[2:], {_in_sql(BLANKS)}) "
        f"ELSE {text} END"
    )


def _spaced(column: str) -> str:
    """A date's cell as cells.day() has it."""
    return f"translate({_bare(column)}, {_in_sql(INNER_BLANKS)}, {_in_sql(' ' * len(INNER_BLANKS))})"


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _in_sql(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def told_of_each(surveys: Sequence[Survey], told: Order | None) -> list[Order | None]:
    """What was said of the order, by file: where one of them needs it, it is not said of those that prove theirs."""
    is_needed = any(found.examples and not found.proofs for found in surveys)
    return [None if is_needed and found.proofs else told for found in surveys]


def settled(connection: Any, loaded: Loaded, found: Survey, told: Order | None) -> Loaded:
    """The loaded file with its conventions; FileError where it proves both orders, or another than was told,
    UnsettledDatesError where it proves none and nothing was told."""
    if found.year_day:
        raise _is_year_day(loaded, found.year_day)
    if len(found.proofs) > 1:
        raise _is_contradictory(loaded, found)
    proven = next(iter(found.proofs), None)
    if proven and told and proven is not told:
        raise _is_told_wrongly(loaded, found.proofs[proven], proven)
    if found.examples and not proven and not told:
        raise UnsettledDatesError(
            _(
                "In the dates of “{name}” nothing proves whether the day or the month comes first: {examples}. Say "
                "--dates dmy if the day does, --dates mdy if the month does."
            ).format(name=loaded.table.file_name, examples=", ".join(found.examples)),
            found.examples,
        )
    order = proven or told or Order.DAY_FIRST
    return replace(loaded, layout=replace(loaded.layout, conventions=Conventions(order, found.decimal)))


def _is_contradictory(loaded: Loaded, found: Survey) -> FileError:
    day, month = found.proofs[Order.DAY_FIRST], found.proofs[Order.MONTH_FIRST]
    return FileError(
        _(
            "In “{name}” the day comes first in one date and the month in another: {day} and {month}. Needed is one "
            "order, or dates such as 2024-12-31: change them and save the file again."
        ).format(name=loaded.table.file_name, day=_with_line(loaded, day), month=_with_line(loaded, month))
    )


def _is_year_day(loaded: Loaded, seen: _Seen) -> FileError:
    return FileError(
        _(
            "In “{name}” the day comes after the year: {date}. Needed are dates such as 2024-12-31, year, month, day: "
            "change them and save the file again."
        ).format(name=loaded.table.file_name, date=_with_line(loaded, seen))
    )


def _is_told_wrongly(loaded: Loaded, proof: _Seen, proven: Order) -> FileError:
    given = {Order.DAY_FIRST: _("the day comes first"), Order.MONTH_FIRST: _("the month comes first")}[proven]
    return FileError(
        _("In “{name}” {order}, as its {date} proves, and the contrary was said: leave that out.").format(
            name=loaded.table.file_name, order=given, date=_with_line(loaded, proof)
        )
    )


def _with_line(loaded: Loaded, seen: _Seen) -> str:
    """The date, the line where its record begins, and that line's text."""
    ((where, record),) = lines_of(loaded, [seen.record])
    text = record.raw.decode("utf-8", errors="replace").strip().splitlines()[0][:120]
    place = where if isinstance(where, str) else _("line {line}").format(line=where)
    return _("{date} in {place} (“{text}”)").format(date=seen.word, place=place, text=text)
