"""The kinds of JSON in which events come: GeoJSON, whole or by lines, lists of objects, and the answers of APIs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dashboard.language import _
from dashboard.opening import geojson
from dashboard.opening.content import content_of
from dashboard.opening.json_text import values
from dashboard.opening.limits import MOST_COLUMNS
from dashboard.opening.projection import Projection
from dashboard.opening.refusals import not_a_table, too_deep, too_many_columns
from dashboard.opening.rows import Rows
from dashboard.sources.file_error import FileError

# Where an object holds its records: a collection of features, an answer of ACLED's or UCDP's API; and how many there
# are in all, as these say.
_HELD = {"features": "", "data": "total_count", "Result": "TotalCount"}
_ITEM = ".item"
# Where else records stand: in the outermost array, or one after another.
_BARE = ("item", "text")
_PLACES = (*_BARE, *(f"{name}{_ITEM}" for name in _HELD))


def is_json(head: bytes) -> bool:
    """Whether a text that begins so is JSON, of whatever kind."""
    return head[:100].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\x1e \t\r\n")[:1] in {b"{", b"["}


def read_json(path: Path, most: int | None) -> Rows:
    """The records of a JSON text, or of several in a row; FileError where they are no events, or more than `most`
    bytes. The text is read twice, so that no more than one record of it is in memory."""
    seen = _survey(path, most)
    place, notes = seen.place(path)
    project = geojson.crs_of(seen.members, path)
    columns = list(seen.columns.get(place, ()))
    if not columns:
        raise _is_empty(path)
    records = (_row(raw, project, path) for raw in seen.records(place, path, most))
    rows = ([record.get(name) for name in columns] for record in records)
    return Rows(tuple(columns), enumerate(rows, start=1), notes=notes)


@dataclass(slots=True)
class _Seen:
    """What was seen of a JSON text: the members of its object, and for each place the records and their columns."""

    members: dict[str, Any] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    columns: dict[str, dict[str, None]] = field(default_factory=dict)
    first: object = None

    def place(self, path: Path) -> tuple[str, tuple[str, ...]]:
        """Where the records are, and what has to be said of them; empty for one feature that is the whole text."""
        for place in _BARE:
            if place in self.counts:
                return place, ()
        if not self.members:
            raise _is_empty(path)
        geojson.refuse_other_maps({**self.members, "features": [self.first]} if self.first else self.members, path)
        if self.members.get("type") == "Feature":
            self.columns[""] = dict.fromkeys(_row(self.members, None, path))
            return "", ()
        for member, total in _HELD.items():
            if self.members.get(member) == []:
                place = f"{member}{_ITEM}"
                return place, tuple(_missing(self.counts.get(place, 0), self.members.get(total)))
        raise _no_events(path)

    def records(self, place: str, path: Path, most: int | None) -> Iterator[object]:
        """The records at this place, read anew."""
        if not place:
            yield self.members
            return
        with content_of(path, most) as content:
            yield from (value for at, value in values(content, path) if at == place)


def _survey(path: Path, most: int | None) -> _Seen:
    seen = _Seen()
    with content_of(path, most) as content:
        for place, value in values(content, path):
            if place not in _PLACES:
                if not place.endswith(_ITEM):
                    seen.members[place] = value
                continue
            if place == "features.item" and seen.first is None:
                seen.first = value
            seen.counts[place] = seen.counts.get(place, 0) + 1
            columns = seen.columns.setdefault(place, {})
            columns |= dict.fromkeys(_row(value, None, path))
            if len(columns) > MOST_COLUMNS:
                raise too_many_columns(path, MOST_COLUMNS)
    return seen


def _missing(count: int, total: object) -> Iterator[str]:
    """An API gives its events by pages, and a file holds one."""
    if isinstance(total, int) and total > count:
        yield _("This is one page of an answer: {count} of {total} events. Add the other pages too.").format(
            count=f"{count:,}", total=f"{total:,}"
        )


def _row(record: object, project: Projection | None, path: Path) -> dict[str, object]:
    if not isinstance(record, dict):
        raise _no_events(path)
    try:
        # A record that is none can have a member of such a name too.
        has_properties = isinstance(record.get("properties"), dict)
        is_bare = "geometry" in record or record.keys() <= {"id", "properties"}
        if record.get("type") == "Feature" or (has_properties and is_bare):
            return geojson.record(record, geojson.crs_of(record, path) or project)
    except RecursionError as error:
        raise too_deep(path) from error
    return record


def _is_empty(path: Path) -> FileError:
    return not_a_table(path, _("an empty GeoJSON or JSON file"))


def _no_events(path: Path) -> FileError:
    return not_a_table(path, _("JSON without events"))
