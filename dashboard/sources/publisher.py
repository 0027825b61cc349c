"""What a publisher's module is made of: a card, the layout of a file, and the columns that its records become."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import ibis

from dashboard.sources.blanks import bare
from dashboard.sources.conventions import Conventions
from dashboard.sources.file_error import FileError as FileError  # noqa: PLC0414 - from here the publishers know it

if TYPE_CHECKING:
    from ibis.expr.types import Table

# The column of a raw table that numbers its records.
RECORD = "record"
# What a publisher's read() makes of each record: name and type of every column, in this order.
INCOMING = ibis.schema(
    {
        RECORD: "int64",  # the record's number in the file, from 0; taken over from the raw table
        "refused": "string",  # the rule that the record breaks, one of the module's RULES; null where it is kept
        "warning": "string",  # what a reader of the event has to know, one of the module's WARNINGS; else null
        "unread": "string",  # the columns whose cells cannot be read and so are unknown, separated by ";"; else null
        "publisher_id": "string",  # the publisher's own id; empty where it gives none
        "publisher_type": "string",  # the publisher's own codes of the event's type, as text
        "publisher_source": "string",  # what the publisher names as its sources
        "source_url": "string",
        "date_start": "date",
        "date_end": "date",  # null for one day
        "date_precision": "string",  # a DatePrecision
        "title": "string",
        "summary": "string",
        "place": "string",  # the publisher's name of the place
        "municipality": "string",  # only from a field of the publisher's own for it; else empty
        "country": "string",  # the publisher's name or code of the country
        "lat": "float64",  # EPSG:4326, as given, a centroid's too; geo_precision says what it is
        "lon": "float64",
        "geo_precision": "string",  # a GeoPrecision
        "event_type": "string",  # an EventType
        "mode": "string",  # a PLOVER mode, or empty
        "context": "string",  # PLOVER contexts, several separated by ";"
        "corroborated": "boolean",  # two or more independent sources, or an official one; null where not told
        "actor1": "string",  # names, several separated by ";"; their order says nothing of who began
        "actor2": "string",
        "fatalities_low": "int64",  # null is unknown, 0 is "reported none"
        "fatalities_best": "int64",
        "fatalities_high": "int64",
        "injured_low": "int64",
        "injured_best": "int64",
        "injured_high": "int64",
    }
)


_TRAITS = frozenset({"counts_reports", "is_own"})


@dataclass(frozen=True, slots=True)
class Card:
    """Who publishes the data, on what terms, and what a reader has to know of it."""

    key: str
    name: str
    publisher: str
    url: str
    licence: str
    citation: str
    note: str
    # Traits: of the publisher, so no file of a dataset holds them.
    counts_reports: bool = False  # rows are reports of the news, of which many may tell of one event
    is_own: bool = False  # a file that somebody gave, of which nobody says how completely it covers its dates

    def texts(self) -> dict[str, str]:
        """The card as a file holds it: all but the traits."""
        return {name: text for name, text in asdict(self).items() if name not in _TRAITS}


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a table: the cells of its first records, the header among them where it has one."""

    file_name: str
    rows: tuple[tuple[str, ...], ...]
    encoding: str = ""  # of the file, by its name in Python; empty where it has none to choose
    is_settled: bool = True  # False where the encoding was guessed

    @property
    def header(self) -> tuple[str, ...]:
        """The cells of the first record, in lower case and without blanks around them."""
        return tuple(bare(cell).lower() for cell in self.rows[0]) if self.rows else ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read one file: whose it is, its vintage, and the names of its columns in their order, each once.

    `header_records` is the number of records before the data: header, and lines of tags under it. `is_quoted` is
    False where a quotation mark is an ordinary character. A record with fewer cells than `least_cells` is
    malformed, since nobody knows which of them lack; of others the last ones are empty. `mapping` names the file's
    column for an incoming one, where people chose it. `dates` are the columns of days, `coordinates` and `counts`
    those of numbers; `conventions` are settled when the whole file is looked at. `types` are types of events by the
    words for them.
    """

    publisher: str
    vintage: str
    columns: tuple[str, ...]
    header_records: int = 1
    is_quoted: bool = True
    least_cells: int = 0
    mapping: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    dates: tuple[str, ...] = ()
    coordinates: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    conventions: Conventions = field(default_factory=Conventions)
    types: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)


class UnsettledDatesError(FileError):
    """Dates of a file could have the day or the month first and nothing proves which; `examples` are the first ones."""

    def __init__(self, message: str, examples: Sequence[str]) -> None:
        super().__init__(message)
        self.examples = tuple(examples)


def unique_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Names for columns from a header: lower case, empty ones numbered, repeated ones and RECORD numbered on.

    >>> unique_names(["Date", "", "date", "Record"])
    ('date', 'column 2', 'date 3', 'record 4')
    """
    names: dict[str, None] = {}
    for number, cell in enumerate(cells, start=1):
        name = bare(cell).lower() or f"column {number}"
        while name in names or name in {RECORD, "rowid"}:
            name = f"{name} {number}"
        names[name] = None
    return tuple(names)


def incoming(table: "Table") -> "Table":
    """The table with exactly the columns of INCOMING; those it lacks are null, text is never null but `refused`,
    `warning`, `unread`, and all that is a number or a date keeps null as unknown."""
    nullable_text = {"refused", "warning", "unread"}
    columns = {}
    for name, dtype in INCOMING.items():
        column = table[name].cast(dtype) if name in table.columns else ibis.null(dtype)
        columns[name] = column.fill_null("") if dtype.is_string() and name not in nullable_text else column
    return table.select(**columns)
