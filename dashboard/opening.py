"""Opens what analysts have: a ZIP, gzip, GeoJSON or text file of any usual encoding becomes one UTF-8 table on disk."""

import codecs
import csv
import errno
import gzip
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast
from uuid import uuid4

from dashboard.language import _
from dashboard.publisher import FileError, Sample

_CHUNK = 1 << 20
_HEAD = 1 << 16
_SAMPLE_ROWS = 30
_MOST_COLUMNS = 2000
_DELIMITERS = ",;\t|"
# In bytes: file systems that encrypt names take fewer than the 255 of the others.
_LONGEST_NAME, _LONGEST_ENDING = 140, 10
_TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".geojson", ".json")
# Excel's word on the delimiter, before the header.
_SEP_LINE = re.compile(rb"^(\xef\xbb\xbf)?sep=[^\r\n]\r?\n", re.IGNORECASE)
# What a file is by its first bytes, where it is no table.
_SIGNATURES: dict[bytes, Callable[[], str]] = {
    b"%PDF": lambda: _("a PDF document"),
    b"\x89PNG": lambda: _("a picture"),
    b"\xff\xd8\xff": lambda: _("a picture"),
    b"PK\x05\x06": lambda: _("an empty ZIP archive"),
    b"PAR1": lambda: _("a Parquet file"),
    b"SQLite format 3": lambda: _("a SQLite database"),
    b"\xd0\xcf\x11\xe0": lambda: _("an old Excel or Word document"),
    b"7z\xbc\xaf": lambda: _("a 7-Zip archive"),
    b"Rar!": lambda: _("a RAR archive"),
}
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table as UTF-8 text on disk; `sha256` is of the file as it was given."""

    path: Path
    file_name: str
    sha256: str
    encoding: str
    delimiter: str
    sample: Sample


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in the file: its first line (from 1), its first byte (from 0) and its bytes."""

    line: int
    offset: int
    raw: bytes


def peek(path: Path) -> Sample:
    """The first records of a file; FileError where it is no table."""
    with _content(path) as content:
        head = content.read(_HEAD)
        _check_is_text(head, path)
        if _is_json(head):
            return _sample(_geojson_as_csv(head + content.read(), path), ",", _name(path))
    text = _decode_head(_SEP_LINE.sub(b"", head))
    return _sample(text, _delimiter(text, path), _name(path))


def open_table(path: Path, work: Path, longest: int | None = None) -> Table:
    """The whole file as a table; FileError where it is none or longer than `longest` bytes.

    What is no plain UTF-8 text is written into the folder `work` as such.
    """
    with ThreadPoolExecutor(1) as thread:  # which has a processor of its own while it works out a hash
        hashing = thread.submit(_sha256, path)
        target, encoding = _as_utf8(path, work / f"{uuid4().hex}.csv", longest)
        sha256 = hashing.result()
    with target.open("rb") as file:
        text = file.read(_HEAD).decode("utf-8-sig", errors="ignore")
    delimiter = _delimiter(text, path)
    return Table(target, _name(path), sha256, encoding, delimiter, _sample(text, delimiter, _name(path)))


def _as_utf8(path: Path, target: Path, longest: int | None) -> tuple[Path, str]:
    """Make `target` the table as UTF-8 text; with the encoding of the file."""
    with _content(path) as content:
        head = content.read(_HEAD)
        _check_is_text(head, path)
        if _is_json(head):
            target.write_text(_geojson_as_csv(head + content.read(), path), "utf-8", errors="replace")
            encoding = "utf-8"
        else:
            encoding = _encoding(path)
            if encoding == "utf-8" and _is_plain(head, path) and _has_even_lines(path):
                target.symlink_to(path.resolve())  # under a name that no engine takes for a pattern
            else:
                _write_as_utf8(path, target, encoding, longest)
    if longest is not None and target.stat().st_size > longest:
        raise _too_long(path, longest)
    return target, encoding


def records(path: Path, delimiter: str, is_quoted: bool) -> Iterator[Record]:
    """Every record of a table in UTF-8, blank lines left out; a quoted cell may run over several lines.

    A quotation mark opens a cell only where the cell begins with it, as the engine has it.
    """
    with path.open("rb") as file:
        yield from records_of(file, delimiter, is_quoted)


def records_of(
    lines: Iterable[bytes], delimiter: str, is_quoted: bool, first_line: int = 1, offset: int = 0
) -> Iterator[Record]:
    """As `records`, of lines of which the first is that of this number, at this byte of the file."""
    opening = delimiter.encode() + b'"'
    inside = False
    parts: list[bytes] = []
    start = (first_line, offset)
    for number, line in enumerate(lines, start=first_line):
        if not inside:
            parts, start = [], (number, offset)
        parts.append(line)
        offset += len(line)
        if is_quoted and b'"' in line:
            inside = _ends_inside(line, inside, opening)
        if not inside and line.strip(b"\r\n"):
            yield Record(*start, b"".join(parts))
    if inside:
        yield Record(*start, b"".join(parts))


def _ends_inside(line: bytes, inside: bool, opening: bytes) -> bool:
    """Whether a quoted cell is still open at the end of a line; `opening` is the delimiter and a quotation mark."""
    at = 0
    if not inside and line.startswith(b'"'):
        inside, at = True, 1
    while True:
        if inside:
            closing = line.find(b'"', at)
            if closing < 0:
                return True
            at = closing + 1
            if line.startswith(b'"', at):  # doubled: a mark of the text
                at += 1
            else:
                inside = False
        else:
            start = line.find(opening, at)
            if start < 0:
                return False
            inside, at = True, start + len(opening)


def _is_plain(head: bytes, path: Path) -> bool:
    """True where the file's own bytes are the table's."""
    if _SEP_LINE.match(head):
        return False
    with path.open("rb") as file:
        return file.read(len(head)) == head and (b"\n" in head or b"\r" not in head)


def safe_name(given: str) -> str:
    r"""A name that any file system takes, as near as may be to the one that somebody gave; its ending stays.

    >>> safe_name("..\\data\\events\0.csv"), safe_name("..")
    ('events_.csv', 'file')
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    name = "".join(one if one.isprintable() else "_" for one in last).strip(" .") or "file"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING or not ending.isascii():
        stem, dot, ending = name, "", ""
    kept = stem.encode()[: _LONGEST_NAME - len(dot + ending)].decode(errors="ignore")
    return f"{kept}{dot}{ending}"


def _name(path: Path) -> str:
    """The file's name in one line, with "?" for bytes that are no text."""
    return " ".join(path.name.encode(errors="replace").decode().split())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _content(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of the table in the file: of a ZIP its only table, of a gzip what it holds."""
    if not path.is_file():
        raise FileError(_("There is no file “{name}”: check the path.").format(name=_name(path)))
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise _not_a_table(path, _("an empty file"))
    try:
        if start.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(path) as archive, archive.open(_only_table(archive, path)) as member:
                yield member
        elif start.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(path) as unpacked:
                yield cast(IO[bytes], unpacked)
        else:
            with path.open("rb") as plain:
                yield plain
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, RuntimeError) as error:
        raise _damaged(path) from error
    except OSError as error:
        # Of a ZIP that lacks some of its bytes, places before its beginning are asked for.
        if error.errno != errno.EINVAL:
            raise
        raise _damaged(path) from error


def _damaged(path: Path) -> FileError:
    return FileError(
        _("“{name}” is a damaged or encrypted archive: unpack it yourself and give the table.").format(name=_name(path))
    )


def _only_table(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if any(member.filename.startswith("xl/") for member in members):
        raise _not_a_table(path, _("an Excel workbook"), _("Save the sheet as “CSV UTF-8” and give that."))
    tables = [member for member in members if member.filename.lower().endswith(_TABLE_ENDINGS)]
    tables = [member for member in tables if not member.filename.startswith("__MACOSX/")]
    if len(tables) != 1:
        names = ", ".join(member.filename for member in (tables or members)[:8]) or _("nothing")
        raise FileError(
            _("“{name}” is a ZIP that holds {names}; needed is one table. Unpack it and give the table.").format(
                name=_name(path), names=names
            )
        )
    return tables[0]


def _not_a_table(path: Path, seems: str, remedy: str = "") -> FileError:
    remedy = remedy or _("Give a table of events: CSV, TSV or GeoJSON, also in a ZIP or gzip.")
    return FileError(_("“{name}” seems to be {seems}. {remedy}").format(name=_name(path), seems=seems, remedy=remedy))


def _too_long(path: Path, longest: int) -> FileError:
    return FileError(
        _("“{name}” holds more than {limit} MB: give a part of it, or import it by command line.").format(
            name=_name(path), limit=longest // 2**20
        )
    )


def _check_is_text(head: bytes, path: Path) -> None:
    if not head.strip(b"\r\n\t ,;\xef\xbb\xbf"):
        raise _not_a_table(path, _("an empty file"))
    for signature, seems in _SIGNATURES.items():
        if head.startswith(signature):
            raise _not_a_table(path, seems())
    if head.startswith(codecs.BOM_UTF32_LE):
        raise _not_a_table(path, _("text in UTF-32"), _("Save it as UTF-8 and give that."))
    if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _not_a_table(path, _("a binary file"))
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:9].lower() in {b"<!doctype", b"<html lan"} or head.lstrip().startswith(
        (b"<html", b"<?xml", b"<HTML")
    ):
        raise _not_a_table(path, _("a web page or XML"), _("Download the table itself and give that."))


def _is_json(head: bytes) -> bool:
    return _decode_head(head[:100]).lstrip("\ufeff \t\r\n")[:1] in {"{", "["}


def _decode_head(head: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return _to_line_feeds(head.decode(encoding, errors="ignore"))
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return _to_line_feeds(decoder.decode(head))
    except UnicodeDecodeError:
        return _to_line_feeds(head.decode("cp1250", errors="replace"))


def _to_line_feeds(text: str) -> str:
    """Old Macintosh files end their lines with a carriage return alone."""
    return text if "\n" in text else text.replace("\r", "\n")


def _encoding(path: Path) -> str:
    """UTF-8 if the whole file is; else by its byte order mark; else what Windows writes in this region, or Latin-1."""
    with _content(path) as content:
        head = content.read(4)
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return encoding
    for encoding in ("utf-8", "cp1250"):
        decoder = codecs.getincrementaldecoder(encoding)()
        is_between_letters = True
        try:
            with _content(path) as content:
                while chunk := content.read(_CHUNK):
                    if b"\0" in chunk:
                        raise _not_a_table(path, _("a binary file"))
                    if not (chunk.isascii() and is_between_letters):
                        decoder.decode(chunk)
                        is_between_letters = not decoder.getstate()[0]
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def _write_as_utf8(path: Path, target: Path, encoding: str, longest: int | None) -> None:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    length = 0
    is_old_mac: bool | None = None
    carried = b""
    with _content(path) as content, target.open("wb") as out:
        while chunk := content.read(_CHUNK):
            length += len(chunk)
            if longest is not None and length > longest:
                raise _too_long(path, longest)
            text = chunk if encoding == "utf-8" else decoder.decode(chunk).encode()
            if is_old_mac is None:
                is_old_mac = b"\r" in chunk and b"\n" not in chunk
                text = _SEP_LINE.sub(b"\n", text)  # a blank line in its place: the others keep their numbers
            text = carried + text
            carried = b"\r" if text.endswith(b"\r") else b""
            out.write(_even(text.removesuffix(carried), is_old_mac))
        out.write(_even(carried, bool(is_old_mac)))


def _even(text: bytes, is_old_mac: bool) -> bytes:
    """The text with line feeds alone; a stray carriage return within a line is a blank."""
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n" if is_old_mac else b" ")


def _has_even_lines(path: Path) -> bool:
    """True where all lines end alike and no carriage return stands anywhere else."""
    with path.open("rb") as file:
        if not any(b"\r" in chunk for chunk in iter(lambda: file.read(_CHUNK), b"")):
            return True  # seen in a fifth of the time that counting takes
    feeds = returns = both = 0
    last = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            feeds += chunk.count(b"\n")
            if b"\r" in chunk or last == b"\r":
                returns += chunk.count(b"\r")
                both += chunk.count(b"\r\n") + (last == b"\r" and chunk.startswith(b"\n"))
            last = chunk[-1:]
    return returns == both and both in {0, feeds}


def _delimiter(text: str, path: Path) -> str:
    """The separator that the first line has most of, outside quotation marks."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    best = max(_DELIMITERS, key=outside.count)
    if not first:
        raise _not_a_table(path, _("an empty file"))
    if outside.count(best) >= _MOST_COLUMNS:
        raise _not_a_table(path, _("a table of more than {count} columns").format(count=_MOST_COLUMNS))
    if not outside.count(best):
        raise _not_a_table(path, _("a text without columns"))
    return best


def _sample(text: str, delimiter: str, file_name: str) -> Sample:
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    try:
        rows = [tuple(row) for row in islice(csv.reader(lines, delimiter=delimiter), _SAMPLE_ROWS)]
    except csv.Error:
        rows = [tuple(line.split(delimiter)) for line in text.splitlines()[:_SAMPLE_ROWS]]
    return Sample(file_name, tuple(row for row in rows if row))


def _geojson_as_csv(content: bytes, path: Path) -> str:
    """One row per feature: its properties, its id, and lon, lat of a point (EPSG:4326, RFC 7946)."""
    try:
        document: Any = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _not_a_table(path, _("damaged JSON")) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise _not_a_table(path, _("JSON, but no GeoJSON FeatureCollection"))
    rows = [_feature_row(feature) for feature in features]
    columns = dict.fromkeys(name for row in rows for name in row)
    if not columns:
        raise _not_a_table(path, _("an empty GeoJSON file"))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _feature_row(feature: dict[str, Any]) -> dict[str, str]:
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    row = {str(name): _cell(value) for name, value in properties.items()}
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
