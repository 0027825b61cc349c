"""GeoJSON features as rows of a table."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from dashboard.language import _
from dashboard.opening.content import content_of
from dashboard.opening.json_text import values
from dashboard.opening.limits import MOST_COLUMNS, most_unpacked
from dashboard.opening.refusals import no_text, not_a_table, too_deep, too_long, too_many_columns
from dashboard.publisher import FileError

Row = dict[str, str]

_NO_LETTER = re.compile("[\0\ud800-\udfff]")


def first_rows(path: Path, most: int | None, count: int) -> str:
    """The header of all features and the rows of the first ones, as CSV."""
    columns = _columns(path, most)
    return "".join(_lines(columns, islice(_rows(path, most), count)))


def write_csv(path: Path, target: Path, most: int | None) -> None:
    """Make `target` a table with one row per feature: its properties, its id, and lon, lat of a point (EPSG:4326, RFC
    7946); FileError where it would be longer than `most` bytes."""
    columns = _columns(path, most)
    limit = most_unpacked(path) if most is None else most
    with target.open("wb") as out:
        for line in _lines(columns, _rows(path, most)):
            out.write(line.encode())
            if out.tell() > limit:
                raise too_long(path, limit)


def _columns(path: Path, most: int | None) -> list[str]:
    columns: dict[str, None] = {}
    for row in _rows(path, most):
        columns.update(dict.fromkeys(row))
        if len(columns) > MOST_COLUMNS:
            raise too_many_columns(path, MOST_COLUMNS)
    if not columns:
        raise not_a_table(path, _("an empty GeoJSON file"))
    return list(columns)


def _lines(columns: list[str], rows: Iterable[Row]) -> Iterator[str]:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    for cells in ([columns], ([row.get(name, "") for name in columns] for row in rows)):
        for one in cells:
            writer.writerow(one)
            yield out.getvalue()
            out.seek(0)
            out.truncate()


def _rows(path: Path, most: int | None) -> Iterator[Row]:
    is_collection, number = False, 0
    with content_of(path, most) as content:
        for place, value in values(content, path):
            is_collection = is_collection or (place == "features" and value == [])
            if place != "features.item":
                continue
            if not isinstance(value, dict):
                raise _no_collection(path)
            try:
                row = _feature_row(value)
            except RecursionError as error:
                raise too_deep(path) from error
            number += 1
            for text in (*row, *row.values()):
                if not text.isascii() or "\0" in text:
                    _check_letters(text, number, path)
            yield row
    if not is_collection:
        raise _no_collection(path)


def _no_collection(path: Path) -> FileError:
    return not_a_table(path, _("JSON, but no GeoJSON FeatureCollection"))


def _feature_row(feature: dict[str, Any]) -> Row:
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    row = {name: _cell(value) for name, value in properties.items()}
    if "id" not in row and feature.get("id") is not None:
        row["id"] = str(feature["id"])
    geometry = feature.get("geometry")
    if isinstance(geometry, dict) and geometry.get("type") == "Point":
        coordinates = geometry.get("coordinates")
        lon, lat = [*(coordinates if isinstance(coordinates, list) else ()), None, None][:2]
        row |= {"lon": _cell(lon), "lat": _cell(lat)}
    return row


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _check_letters(text: str, number: int, path: Path) -> None:
    """FileError where JSON spells what no table can hold: half a letter (a lone surrogate) or a NUL."""
    if _NO_LETTER.search(text):
        raise no_text(path, number, ascii(text[:40]))
