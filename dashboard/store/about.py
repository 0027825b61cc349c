"""What an imported dataset says of itself: whose it is, from which files, and what became of their records."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date

from dashboard.publisher import Card

# Of the tables in a dataset's file: a file of another layout is not read. Another order of EventType is
# another layout too, since pins name their types by it.
LAYOUT = 4
# The first layout whose table of events is that of today: of a file since then the other tables are made anew, of an
# older one the events were read from their source without what is asked of them now.
EVENTS_SINCE = 2


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file that went into a dataset: its name and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class About:
    """One import. `mapping` is what people chose for the columns; `refused` counts records by rule, and `warned` events
    by warning."""

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
    layout: int = LAYOUT

    @property
    def label(self) -> str:
        """The name that readers see: the publisher's, or the file's for data of one's own."""
        return self.files[0].name if self.card.key == "own" else self.card.name

    def to_json(self) -> str:
        """As text, for the dataset's file."""
        return json.dumps(asdict(self) | {"imported": self.imported.isoformat()}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "About":
        """Back from to_json()."""
        values = json.loads(text)
        return cls(
            **{"layout": 1}  # files of before it was written down
            | values
            | {
                "card": Card(**values["card"]),
                "files": tuple(ImportedFile(**file) for file in values["files"]),
                "imported": date.fromisoformat(values["imported"]),
            }
        )
