"""The kinds of JSON in which events come: GeoJSON, whole or by lines, lists of objects, and the answers of APIs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dashboard.language import _
from dashboard.opening import geojson, placed
from dashboard.opening.content import content_of
from dashboard.opening.json_text import values
from dashboard.opening.limits import MOST_COLUMNS
from dashboard.opening.placed import Placed
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
    own, has_points = list(seen.columns.get(place, ())), place in seen.with_points
    if not own and not has_points:
        raise _is_empty(path)
    records = (_record(raw, project, path) for raw in seen.records(place, path, most))
    rows = (placed.cells(record, own, has_points=has_points) for record in records)
    return Rows(placed.columns(own, has_points=has_points), enumerate(rows, start=1), notes=notes)


@dataclass(slots=True)
class _Seen:
    """What was seen of a JSON text: the members of its object, and for each place the records and their columns;
    `with_points` are the places where a record has one."""

    members: dict[str, Any] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    columns: dict[str, dict[str, None]] = field(default_factory=dict)
    with_points: set[str] = field(default_factory=set)
    first: object = None

    def note(self, place: str, record: Placed) -> None:
        """A record stands at this place."""
        self.columns.setdefault(place, {}).update(dict.fromkeys(record.values))
        if record.point:
            self.with_points.add(place)

    def place(self, path: Path) -> tuple[str, tuple[str, ...]]:
        """Where the records are, and what has to be said of them; empty for one feature that is the whole text."""
        for place in _BARE:
            if place in self.counts:
                return place, ()
        if not self.members:
            raise _is_empty(path)
        geojson.refuse_other_maps({**self.members, "features": [self.first]} if self.first else self.members, path)
        if self.members.get("type") == "Feature":
            self.note("", _record(self.members, None, path))
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
            seen.note(place, _record(value, None, path))
            if len(placed.columns(seen.columns[place], has_points=place in seen.with_points)) > MOST_COLUMNS:
                raise too_many_columns(path, MOST_COLUMNS)
    return seen


def _missing(count: int, total: object) -> Iterator[str]:
    """An API gives its events by pages, and a file holds one."""
    if isinstance(total, int) and total > count:
        yield _("This is one page of an answer: {count} of {total} events. Add the other pages too.").format(
            count=f"{count:,}", total=f"{total:,}"
        )


def _record(record: object, project: Projection | None, path: Path) -> Placed:
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
    return Placed(record)


def _is_empty(path: Path) -> FileError:
    return not_a_table(path, _("an empty GeoJSON or JSON file"))


def _no_events(path: Path) -> FileError:
    return not_a_table(path, _("JSON without events"))
