"""Cells of text read as numbers and days, the first rule that a record breaks, and the crosswalks."""

import csv
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import ibis
from ibis import udf

from dashboard.dossier.profile import SEEDS
from dashboard.language import _
from dashboard.sources.blanks import APOSTROPHE, BLANKS, INNER_BLANKS
from dashboard.sources.cell_errors import ERRORS, NUMBERED, is_error
from dashboard.sources.conventions import Conventions, Order

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, DateValue, IntegerValue, StringValue, Table

_UNKNOWN = ("", "_", "NA", "N/A", "NULL", "null", "NaN", "nan", "None")
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
# What may follow a date: a time of day, and its zone, which JavaScript writes out; nothing else, so that no second date
# is lost in silence. AM and PM are no zones.
_CLOCK = r"(?:[01]?\d|2[0-4])[:.][0-5]\d(?:[:.][0-5]\d(?:[.,]\d+)?)? ?(?:[AaPp]\.?[Mm]\.?)?h?"
_ZONE_NAME = r"(?:\[[\w/+-]+\]| ?\([^)]*\))"
_ZONE_CODE = r"(?:Z|(?:[A-Z][A-LN-Z]|[A-Z]{3,5})(?:[+-]\d{1,4})?|[+-]\d{1,2}:?(?:\d{2})?)"
_ZONE = f"(?:{_ZONE_CODE}{_ZONE_NAME}?|{_ZONE_NAME})"
_TIME = rf"(?:[T, ]+(?:{_CLOCK} ?{_ZONE}?|\d{{1,2}}Z))?$"
_ZONED_TIME = rf"[T, ]+(?:{_CLOCK} ?{_ZONE}|\d{{1,2}}Z)$"
# Dates of numbers, by what comes first; the groups are those numbers in their order.
_YEAR = r"(\d{4}|\d{2})"
_SLASHED = r"^(\d{1,2})[/-](\d{1,2})[/-]" + _YEAR
_DOTTED = r"^(\d{1,2})\. ?(\d{1,2})\. ?" + _YEAR + r"\.?"
_YEAR_FIRST = r"^(\d{4})[-/.] ?(\d{1,2})[-/.] ?(\d{1,2})\.?"
# Dates with a month's name, after the day or before it, as JavaScript has it.
_NAME = r"(\pL+)"
_DAY_NAMED = r"^(?:\pL+\.?,? )?(\d{1,2})\.?[-/. ]+" + _NAME + r"\.?,?[-/. ]+" + _YEAR + r"\.?"
_NAMED_DAY = r"^(?:\pL+\.?,? )?" + _NAME + r"\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})"
_DAYS = (_SLASHED, _DOTTED, _YEAR_FIRST, _DAY_NAMED, _NAMED_DAY)
# Numbers alone: a day as YYYYMMDD, also with a time; a serial day of Excel; milliseconds since 1970.
_COMPACT_CLOCK, _COMPACT_ZONE = r"T\d{4}(?:\d{2})?", r"(?:Z|[+-]\d{2}:?(?:\d{2})?)"
_COMPACT = rf"^\d{{8}}(\.0*|\d{{6}}(\.0*)?|{_COMPACT_CLOCK}{_COMPACT_ZONE}?)?$"
SERIAL = r"^\d{5}([.,]\d+)?$"
MILLISECONDS = r"^(1\d{12}|[3-9]\d{11})(\.0*)?$"
_NUMBERED = r"^\d+ ?[-/.] ?\d"
# What is told of dates: their order is open, they have a zone, or a year of two digits. To compile all letters takes a
# dozen milliseconds, for each file: what is beyond ASCII is one here.
_TOLD = tuple(day.replace(r"\pL", r"[^\x00-@\[-`{-\x7f]") for day in _DAYS)
SLASHED = _SLASHED + _TIME
ZONED = "|".join([*(day + _ZONED_TIME for day in _TOLD), rf"^\d{{8}}{_COMPACT_CLOCK}{_COMPACT_ZONE}$"])
TWO_DIGITS = "|".join(day.replace(_YEAR, r"\d{2}") + _TIME for day in _TOLD if _YEAR in day)
_SERIALS_BEGIN, _EPOCH, _DAY_MS = date(1899, 12, 30), date(1970, 1, 1), 86_400_000
# The names of months and their beginnings: English, Serbian in both scripts, also as it declines them, and Albanian.
_MONTHS = {
    word: str(number)
    for number, words in enumerate(
        (
            "january jan januar januara јануар јануара јан janar",
            "february feb februar februara фебруар фебруара феб shkurt shk",
            "march mar mart marta март марта мар mars",
            "april apr aprila април априла апр prill pri",
            "may maj maja мај маја",
            "june jun juna juni јун јуна qershor qer",
            "july jul jula juli јул јула korrik kor",
            "august aug avgust avgusta avg август августа авг gusht gus",
            "september sep sept septembar septembra септембар септембра сеп shtator sht",
            "october oct oktobar oktobra okt октобар октобра окт tetor tet",
            "november nov novembar novembra новембар новембра нов nëntor nentor nën nen",
            "december dec decembar decembra децембар децембра дец dhjetor dhj",
        ),
        start=1,
    )
    for word in words.split()
}
_AROUND = f"^[{BLANKS}]|[{BLANKS}]$"
_PLAIN = r"^\d{1,9}$"
_COMMAS = r"^\d{1,3}(,\d{3}){1,2}(\.0*)?$"
_RANGE = r"^(\d{1,9}) ?[-–] ?(\d{1,9})$"
_CROSSWALK = ibis.schema(dict.fromkeys(("code", "event_type", "mode", "label"), "string"))

# The rules that the records of every publisher keep, each with what a reader is told of a record that breaks it.
RULES: dict[str, Callable[[], str]] = {
    "empty": lambda: _("the row is empty in all columns that are read"),
    "tags": lambda: _("the row holds tags (HXL), not an event"),
    "date": lambda: _("a date is missing or cannot be read"),
    "date_range": lambda: _("a date lies outside the years 1900 to 2100"),
}


@udf.scalar.builtin(signature=(("string", "array<string>"), "timestamp"))  # type: ignore[untyped-decorator]
def try_strptime(text: str, formats: Sequence[str]) -> Any:
    """The time that a text means in the first of the formats that fits it, else null."""


def known(table: "Table") -> "Table":
    """The table with all its text as blanks.bare() has it; what says that nothing is known ("_", "NA", "NULL"), or is
    null, is empty."""
    texts = [name for name, dtype in table.schema().items() if dtype.is_string()]
    stripped = table.mutate(**{name: _strip(table[name].fill_null("")) for name in texts})
    return stripped.mutate(
        **{name: ibis.ifelse(is_one_of(stripped[name], _UNKNOWN), "", stripped[name]) for name in texts}
    )


def is_one_of(text: "StringValue", values: Iterable[str]) -> "BooleanValue":
    """Whether the text is one of the values; null where it is null.

    DuckDB makes a join of IN with five values or more: 15 ms for each, however few the rows are.
    """
    found: BooleanValue = ibis.array(list(values)).contains(text)
    return found


def texts(raw: "Table", columns: Mapping[str, str], key: str) -> "Table":
    """The raw table's `record`, its columns by other names, `is_blank`: whether the row has nothing in any of them, and
    `failed`: in which of them a spreadsheet's error stands, as of unread(); these are empty.

    `columns` names the file's column for each; one that the file lacks is empty. Only a row without text in column
    `key` can be blank.
    """
    given = {name: raw[file] if file in raw.columns else ibis.literal("") for name, file in columns.items()}
    # The other cells of a row are looked at only where this one is empty: they can be long.
    everything = ibis.literal("").concat(*given.values())
    are_errors = {name: _is_error(raw[file]) for name, file in columns.items() if file in raw.columns}
    return raw.select(
        record=raw.record,
        **given | {name: ibis.ifelse(is_one, "", given[name]) for name, is_one in are_errors.items()},
        is_blank=ibis.ifelse(given[key] == "", everything == "", ibis.literal(False)),
        failed=unread(are_errors),
    )


def _is_error(cell: "StringValue") -> "BooleanValue":
    """As cell_errors.is_error(); few cells begin so, and only they are looked at closely."""
    may_be = cell.startswith("#") | cell.startswith("Err:")
    return ibis.ifelse(may_be, is_one_of(cell, ERRORS) | cell.re_search(f"^{NUMBERED}$"), ibis.literal(False))


@udf.scalar.builtin  # type: ignore[untyped-decorator]
def trim(text: str, characters: str) -> str:
    """The text without such characters around it."""
    raise RuntimeError("the engine has it built in")


@udf.scalar.builtin  # type: ignore[untyped-decorator]
def strlen(text: str) -> int:
    """The length of a text in bytes."""
    raise RuntimeError("the engine has it built in")


def _strip(cell: "StringValue") -> "StringValue":
    """The cell as blanks.bare() has it. To look for blanks is cheaper than to strip them, and few cells have any."""
    may_begin = (cell < "!") | cell.startswith(APOSTROPHE)
    may_end = [cell.endswith(blank) for blank in string.whitespace]
    has_wide = (strlen(cell) != cell.length()) & cell.re_search(_AROUND)
    is_odd = reduce(or_, [may_begin, *may_end, has_wide])
    text = trim(cell, BLANKS)
    is_marked = text.startswith(APOSTROPHE) & ~text.substr(1).contains(APOSTROPHE)
    return ibis.ifelse(is_odd, ibis.ifelse(is_marked, trim(text.substr(1), BLANKS), text), cell)


def joined(separator: str, *parts: "StringValue") -> "StringValue":
    """The parts that aren't empty, with the separator between them."""
    return ibis.array([part.nullif("") for part in parts]).join(separator)


def shortened(words: "StringValue", length: int) -> "StringValue":
    """The text, cut to so many characters; an ellipsis marks the cut."""
    return ibis.ifelse(words.length() > length, words.left(length - 1) + "…", words)


def listed(names: "StringValue") -> "StringValue":
    """Names separated by semicolons, without blanks around these."""
    return ibis.ifelse(names.contains(";"), names.re_replace(r"\s*;\s*", ";"), names)


def web_address(words: "StringValue") -> "StringValue":
    """The text if it is an address of the web, else empty."""
    return ibis.ifelse(words.startswith("http://") | words.startswith("https://"), words, "")


def day(words: "StringValue", conventions: Conventions) -> "DateValue":
    """The day in any form that publishers, spreadsheets and programs write, by the conventions of its file; else null.

    A time of day is left out: an instant counts by the day that is written, whatever its zone.
    """
    # The two forms that nearly all files have, without an expression to be matched.
    midnight = words.substr(10)
    is_iso = (words.substr(4, 1) == "-") & (words.substr(7, 1) == "-")
    is_iso &= (midnight == "") | (midnight == " 00:00:00.000")
    spaced = words.translate(INNER_BLANKS, " " * len(INNER_BLANKS))
    return ibis.cases(
        (is_iso, _iso_day(words.left(10))),
        (words == "", ibis.null("date")),
        (words.re_search(_COMPACT), try_strptime(words.left(8), ["%Y%m%d"]).date()),
        (words.re_search(SERIAL), _days_after(_SERIALS_BEGIN, words.left(5).try_cast("int64"))),
        (words.re_search(MILLISECONDS), _days_after(_EPOCH, words.split(".")[0].try_cast("int64") // _DAY_MS)),
        (spaced.re_search(_NUMBERED), _numbered_day(spaced, conventions)),
        else_=_named_day(spaced),
    )


def _iso_day(text: "StringValue") -> "DateValue":
    return try_strptime(text, ["%Y-%m-%d"]).date()


def _days_after(first: date, days: "IntegerValue") -> "DateValue":
    return (ibis.literal(first).cast("timestamp") + days.as_interval("D")).date()


def _numbered_day(words: "StringValue", conventions: Conventions) -> "DateValue":
    slashed = r"\3-\2-\1" if conventions.order is Order.DAY_FIRST else r"\3-\1-\2"
    text = words.re_replace(SLASHED, slashed).re_replace(_DOTTED + _TIME, r"\3-\2-\1")
    return _iso_day(_with_century(text.re_replace(_YEAR_FIRST + _TIME, r"\1-\2-\3")))


def _named_day(words: "StringValue") -> "DateValue":
    text = words.re_replace(_DAY_NAMED + _TIME, r"\3-\2-\1").re_replace(_NAMED_DAY + _TIME, r"\3-\1-\2").lower()
    name = text.re_extract(r"-(\pL+)-", 1)
    # A map, since as so many cases the name, and what it is made from, would be written out for each.
    month = ibis.map(list(_MONTHS), list(_MONTHS.values())).get(name, "?")
    numbered = _with_century(text.re_replace(r"-\pL+-", "-" + month + "-"))
    return ibis.ifelse(name != "", _iso_day(numbered), ibis.null("date"))


def _with_century(text: "StringValue") -> "StringValue":
    """Years of two digits as Excel has them: 00 to 29 are of this century."""
    return text.re_replace(r"^([0-2]\d)-", r"20\1-").re_replace(r"^(\d\d)-", r"19\1-")


def count(words: "StringValue", conventions: Conventions) -> "IntegerValue":
    """The whole number, also with marks of thousands by the conventions of its file, or as pandas writes it ("4.0");
    null where there is no such number, or it is negative."""
    blanks = r"^\d{1,3}([ \x{00a0}\x{202f}]\d{3}){1,2}$"
    digits = [
        (words.re_search(_PLAIN), words),
        (words == "", ""),
        (words.re_search(blanks), words.re_replace(r"[ \x{00a0}\x{202f}]", "")),
        (words.re_search(r"^\d{1,9}[.,](0{0,2}|0{4,})$"), words.re_extract(r"^\d+", 0)),
    ]
    if conventions.decimal == ",":
        # Beside decimal commas 1,000 could be one; 1,234 of people can be nothing but a thousand.
        digits += [
            (words.re_search(r"^\d{1,3}(\.\d{3}){1,2}(,0*)?$"), words.re_replace(",0*$", "").replace(".", "")),
            (words.re_search(r"^\d{1,3},000$"), ""),
        ]
    if conventions.decimal == ".":
        digits.append((words.re_search(r"^\d{1,9}\.0*$"), words.re_extract(r"^\d+", 0)))
    digits.append((words.re_search(_COMMAS), words.re_replace(r"\.0*$", "").replace(",", "")))
    return ibis.cases(*digits, else_="").try_cast("int64")


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of people of an event, low, best and high, and by part whether its cell cannot be read."""

    numbers: "dict[str, IntegerValue]"
    unread: "dict[str, BooleanValue]"


def figures(given: "Mapping[str, StringValue]", conventions: Conventions) -> Figures:
    """Of cells by part ("low", "best", "high"; those that a file lacks are left out): "2-3" as best is low and high;
    where others are given for these, they stand, and best cannot be read."""
    numbers = {part: count(cell, conventions) for part, cell in given.items()}
    unread = {part: (given[part] != "") & number.isnull() for part, number in numbers.items()}
    best = given["best"]
    ends = {"low": best.re_extract(_RANGE, 1).try_cast("int64"), "high": best.re_extract(_RANGE, 2).try_cast("int64")}
    is_range = unread["best"] & (ends["low"] <= ends["high"])
    differs = ibis.or_(*(numbers[part] != end for part, end in ends.items() if part in numbers)).fill_null(False)
    for part, end in ends.items():
        told = ibis.ifelse(is_range, end, ibis.null("int64"))
        numbers[part] = ibis.coalesce(numbers[part], told) if part in numbers else told
    return Figures(numbers, unread | {"best": unread["best"] & (~is_range.fill_null(False) | differs)})


def code(words: "StringValue") -> "StringValue":
    """The code; pandas writes whole numbers with a decimal ("1.0") where a column has empty cells."""
    return ibis.ifelse(words.endswith(".0"), words.re_replace(r"^(\d+)\.0$", r"\1"), words)


def first_rule(rules: "Iterable[tuple[str, BooleanValue]]") -> "StringValue":
    """The first rule that a record breaks; null where it breaks none."""
    return ibis.cases(*((is_broken, rule) for rule, is_broken in rules), else_=ibis.null("string"))


def date_rules(first: "DateValue") -> "list[tuple[str, BooleanValue]]":
    """The rules of an event's first day, without which it is none."""
    return [("date", first.isnull()), ("date_range", ~first.between(_FIRST_DAY, _LAST_DAY))]


def last_day(first: "DateValue", last: "DateValue") -> "DateValue":
    """The last day; null where it is unknown, before the first, or after the years of which we know."""
    return ibis.ifelse(last.between(first, _LAST_DAY), last, ibis.null("date"))


def ends_before(first: "DateValue", last: "DateValue") -> "BooleanValue":
    """Whether the last day, which can be read, lies before the first."""
    return (last < first).fill_null(False)


def unread(columns: "Mapping[str, BooleanValue]", failed: "StringValue | None" = None) -> "StringValue":
    """The names of the columns whose cells hold what cannot be read, separated by semicolons; null where none does.

    `failed` names others that are known already.
    """
    is_any = reduce(or_, columns.values())
    if failed is None:
        return ibis.ifelse(is_any, warnings(columns), ibis.null("string"))
    named = joined(";", failed.fill_null(""), warnings(columns).fill_null(""))
    return ibis.ifelse(failed.notnull() | is_any, named, ibis.null("string"))


def warnings(given: "Mapping[str, BooleanValue]") -> "StringValue":
    """The warnings that hold, separated by semicolons; null where none does."""
    return joined(";", *(ibis.ifelse(holds, warning, "") for warning, holds in given.items())).nullif("")


def header_records(rows: Sequence[Sequence[str]]) -> int:
    """2 where the second record holds HXL tags, which begin with "#"; else 1.

    >>> header_records([["date", "place"], ["#date", "#loc"]]), header_records([["date", "place"], ["#N/A", "#N/A"]])
    (2, 1)
    """
    tags = [tag.strip() for tag in rows[1] if tag.strip()] if len(rows) > 1 else []
    return 2 if tags and all(tag.startswith("#") and not is_error(tag) for tag in tags) else 1


@cache
def crosswalk(name: str) -> tuple[dict[str, str], ...]:
    """The rows of seeds/crosswalk_<name>.csv."""
    with (SEEDS / f"crosswalk_{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


def with_types(table: "Table", key: str, rows: Mapping[str, Mapping[str, str]]) -> "Table":
    """The table with event_type, mode and label of the code in column `key`; all three are null for an unknown code.

    `rows` are rows of a crosswalk by code; a crosswalk without labels gives empty ones.
    """
    known = [
        {"code": code, "event_type": row["event_type"], "mode": row["mode"], "label": row.get("label", "")}
        for code, row in rows.items()
    ]
    types = ibis.memtable(known, schema=_CROSSWALK)
    return table.left_join(types, table[key] == types.code).drop("code")
