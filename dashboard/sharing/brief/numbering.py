"""Sources as a brief numbers them: in the order in which they are first named."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard.dossier.event import Claim, Event, Source, Statement
from dashboard.query.wording import partial_day


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list of sources; an empty `url` is no link."""

    number: int
    publisher: str
    title: str
    date: str
    url: str


@dataclass(slots=True)
class Numbering:
    """Gives each source its number; `sources` are the dossier's by id."""

    sources: Mapping[str, Source]
    _entries: dict[tuple[str, str], Entry] = field(default_factory=dict)

    def of_said(self, said: Claim | Statement) -> int:
        """The number of the source of a claim or statement."""
        return self._of_source(said.source_id)

    def of_event(self, event: Event, most: int | None = None) -> list[int]:
        """The numbers of the event's first sources; an imported one has what its publisher names, if anything."""
        if event.sources:
            return [self._of_source(key) for key in event.sources[:most]]
        if not (event.publisher_source or event.source_url):
            return []
        return [self._number(event.publisher_source, event.source_url, event.publisher_source or event.source_url)]

    def entries(self) -> list[Entry]:
        """The list of sources."""
        return list(self._entries.values())

    def _of_source(self, key: str) -> int:
        source = self.sources[key]
        return self._number(key, source.url, source.title, source.publisher, partial_day(source.date_published))

    def _number(self, key: str, url: str, title: str, publisher: str = "", date: str = "") -> int:
        known = self._entries.setdefault((key, url), Entry(len(self._entries) + 1, publisher, title, date, web(url)))
        return known.number


def web(url: str) -> str:
    """The address if it is one of the web, else empty: no `javascript:` becomes a link."""
    return url if url.startswith(("https://", "http://")) else ""
