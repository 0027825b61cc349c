"""What an imported dataset says of itself: whose it is, from which files, and what became of their records."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date

from dashboard.sources import acled, gdelt, own, ucdp
from dashboard.sources.publisher import Card

# Of the tables in a dataset's file: a file of another layout is not read. Another order of EventType is
# another layout too, since pins name their types by it.
LAYOUT = 4
# The first layout whose table of events is that of today: of a file since then the other tables are made anew, of an
# older one the events were read from their source without what is asked of them now.
EVENTS_SINCE = 2
_PUBLISHERS = (acled.SOURCE, gdelt.SOURCE, own.SOURCE, ucdp.SOURCE)


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file that went into a dataset: its name, the SHA-256 of its bytes, how these became letters, the sheet or
    layer that was read.

    `encoding` is empty in cards of before it was written down; it is not settled where it was guessed. `foreign` are
    the lines with bytes that are none in it, as text.
    """

    name: str
    sha256: str
    encoding: str = ""
    is_settled: bool = True
    foreign: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """One import. `mapping` is what people chose for the columns, and `dates` the order of day and month that they said
    ("dmy", "mdy", or empty); `refused` counts records by rule, `warned` events by warning, `zoned` dates that have a
    time zone and count by the day that is written, `serial` and `milliseconds` those that are numbers of such a kind,
    `two_digits` those with such a year,
    `short` records that lack their last cells, `unread` by column the events of which a cell cannot be read;
    `types` are what people said that words for types mean, `unknown_types` counts events by a word for a type that
    nobody knows, and `unlisted_types` those of words beyond the first; `without_point` counts events without
    coordinates, None in cards of before they were counted."""

    dataset: str
    card: Card
    vintage: str
    files: tuple[ImportedFile, ...]
    imported: date
    read: int = 0
    kept: int = 0
    mapping: dict[str, str] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    warned: dict[str, int] = field(default_factory=dict)
    dates: str = ""
    zoned: int = 0
    serial: int = 0
    milliseconds: int = 0
    two_digits: int = 0
    short: int = 0
    unread: dict[str, int] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    unknown_types: dict[str, int] = field(default_factory=dict)
    without_point: int | None = None
    unlisted_types: int = 0
    layout: int = LAYOUT

    @property
    def label(self) -> str:
        """The name that readers see: the publisher's, or the file's for data of one's own."""
        return self.files[0].name if self.card.is_own else self.card.name

    def to_json(self) -> str:
        """As text, for the dataset's file."""
        values = asdict(self) | {"card": self.card.texts(), "imported": self.imported.isoformat()}
        return json.dumps(values, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "About":
        """Back from to_json(); ValueError, TypeError, KeyError, AttributeError or RecursionError where it is none."""
        values = json.loads(text)
        about = cls(
            **{"layout": 1}  # files of before it was written down
            | values
            | {
                "card": _card(values["card"]),
                "files": tuple(ImportedFile(**file) for file in values["files"]),
                "imported": date.fromisoformat(values["imported"]),
            }
        )
        _check(about)
        return about


def _card(texts: dict[str, str]) -> Card:
    """The card that a file holds, with the traits of its publisher; TypeError where the file says more or less."""
    known = next((publisher for publisher in _PUBLISHERS if publisher.key == texts["key"]), None)
    return Card(
        **texts, counts_reports=known is not None and known.counts_reports, is_own=known is not None and known.is_own
    )


def _check(about: About) -> None:
    """TypeError or ValueError where a card holds what none of its kind is."""
    texts: list[object] = [about.dataset, about.vintage, about.dates, *about.card.texts().values()]
    texts += [text for file in about.files for text in (file.name, file.sha256, file.encoding, file.foreign, file.part)]
    texts += [text for pair in (*about.mapping.items(), *about.types.items()) for text in pair]
    counts = [about.read, about.kept, about.layout, *about.refused.values(), *about.warned.values()]
    counts += (about.zoned, about.serial, about.milliseconds, about.two_digits, about.short)
    counts += (*about.unread.values(), *about.unknown_types.values(), about.unlisted_types)
    counts += [] if about.without_point is None else [about.without_point]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a text of the card is none")
    if not all(type(count) is int and 0 <= count < 1 << 63 for count in counts):
        raise TypeError("a number of the card is none, or more than can be")
    if not about.files:
        raise ValueError("the card names no file")
    about.to_json().encode()  # UnicodeEncodeError where a text is none that can be shown
