"""The kinds of JSON in which events come: GeoJSON, whole or by lines, lists of objects, and the answers of APIs."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from dashboard.language import _
from dashboard.opening import geojson
from dashboard.opening.points import Projection
from dashboard.opening.refusals import not_a_table, too_long
from dashboard.opening.rows import MOST_COLUMNS, Rows

# Between texts of a sequence: line ends, the mark of RFC 8142, and a byte order mark.
_BETWEEN = re.compile(r"[\s\x1e\ufeff]*")
# Where an answer of ACLED's or UCDP's API holds its events, and how many there are in all.
_HELD = {"features": "", "data": "total_count", "Result": "TotalCount"}


def is_json(text: str) -> bool:
    """Whether a text that begins so is JSON, of whatever kind."""
    return text.lstrip("\ufeff\x1e \t\r\n")[:1] in {"{", "["}


def read_json(content: IO[bytes], path: Path, longest: int | None) -> Rows:
    """The records of a JSON text, or of several in a row; FileError where they are no events or longer than allowed."""
    raw = content.read() if longest is None else content.read(longest + 1)
    if longest is not None and len(raw) > longest:
        raise too_long(path, longest)
    values = _values(raw, path)
    notes: tuple[str, ...] = ()
    if len(values) == 1 and isinstance(values[0], dict):
        records, notes = _held(values[0], path)
        project = geojson.crs_of(values[0], path)
    else:
        records = values[0] if len(values) == 1 and isinstance(values[0], list) else values
        project = None
    rows = [_row(one, project, path) for one in records]
    columns = _columns(rows, path)
    return Rows(columns, enumerate(([row.get(name) for name in columns] for row in rows), start=1), notes=notes)


def _values(raw: bytes, path: Path) -> list[Any]:
    values = []
    decoder = json.JSONDecoder()
    at = 0
    try:
        text = raw.decode(json.detect_encoding(raw), "surrogatepass")
        while (at := _end_of_blanks(text, at)) < len(text):
            value, at = decoder.raw_decode(text, at)
            values.append(value)
    except json.JSONDecodeError as error:
        raise not_a_table(path, _("damaged JSON (line {line})").format(line=error.lineno)) from error
    except (ValueError, RecursionError) as error:
        raise not_a_table(path, _("damaged JSON")) from error
    return values


def _end_of_blanks(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _held(document: dict[str, Any], path: Path) -> tuple[list[Any], tuple[str, ...]]:
    """The records of one object, and what has to be said of them."""
    geojson.refuse_other_maps(document, path)
    if document.get("type") == "Feature":
        return [document], ()
    for member, total in _HELD.items():
        records = document.get(member)
        if isinstance(records, list):
            return records, tuple(_missing(len(records), document.get(total)))
    raise _no_events(path)


def _missing(count: int, total: object) -> Iterator[str]:
    """An API gives its events by pages, and a file holds one."""
    if isinstance(total, int) and total > count:
        yield _("This is one page of an answer: {count} of {total} events. Add the other pages too.").format(
            count=f"{count:,}", total=f"{total:,}"
        )


def _row(record: object, project: Projection | None, path: Path) -> dict[str, object]:
    if not isinstance(record, dict):
        raise _no_events(path)
    if record.get("type") == "Feature" or "geometry" in record or isinstance(record.get("properties"), dict):
        return geojson.record(record, geojson.crs_of(record, path) or project)
    return record


def _columns(rows: list[dict[str, object]], path: Path) -> tuple[str, ...]:
    """The names of all rows in the order in which they come; refused before many of them make a table of nothing."""
    columns: dict[str, None] = {}
    for row in rows:
        columns |= dict.fromkeys(row)
        if len(columns) > MOST_COLUMNS:
            raise not_a_table(path, _("a table of more than {count} columns").format(count=MOST_COLUMNS))
    if not columns:
        raise not_a_table(path, _("an empty GeoJSON or JSON file"))
    return tuple(columns)


def _no_events(path: Path) -> Exception:
    return not_a_table(path, _("JSON without events"))
