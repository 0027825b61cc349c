"""What kinds of file there are besides text, told by their content and never by their name."""

import codecs
import re
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from dashboard.opening.encoding import decode_head, utf_16_of

_HEAD = 1 << 12
# The element that an XML text begins with, after declarations, comments and its type.
_ROOT = re.compile(
    r"(?>\s+|\ufeff|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?:\[.*?\]\s*+)?>)*+<(?:[\w.-]+:)?([\w.-]+)", re.DOTALL
)
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
_TABLES = (".csv", ".tsv", ".txt", ".tab", ".geojson", ".json")


class Reader(StrEnum):
    """Who reads a kind of file: each is a library for which a process of its own is started."""

    SHEETS = "sheets"
    LAYERS = "layers"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its reader, the ending that its name should have, and what of it is opened: members of a ZIP."""

    reader: Reader
    ending: str
    members: tuple[str, ...] = ()


def kind_of(path: Path) -> Kind | None:
    """The kind of a file that one of the readers reads; None for text, JSON, archives of these, and anything else."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        # A RuntimeError: encrypted, or packed in a way that zipfile doesn't know.
        with suppress(zipfile.BadZipFile, OSError, RuntimeError), zipfile.ZipFile(path) as archive:
            return _of_archive(archive)
        return None
    if head.startswith(b"PAR1"):
        return Kind(Reader.PARQUET, "parquet")
    if head.startswith(b"fgb\x03fgb"):
        return Kind(Reader.LAYERS, "fgb")
    if head.startswith(b"SQLite format 3\0") and head[68:72] in {b"GPKG", b"GP10", b"GP11"}:
        return Kind(Reader.LAYERS, "gpkg")
    marked = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ""
    root = _ROOT.match(decode_head(head, marked or utf_16_of(head) or "utf-8")) if b"<" in head else None
    return Kind(Reader.LAYERS, root[1].lower()) if root and root[1].lower() in {"kml", "gpx"} else None


def _of_archive(archive: zipfile.ZipFile) -> Kind | None:
    names = [name for name in archive.namelist() if not name.startswith("__MACOSX/")]
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return Kind(Reader.SHEETS, "xlsx")
    if names and names[0] == "mimetype" and archive.open("mimetype").read(100).startswith(_OPEN_DOCUMENT):
        return Kind(Reader.SHEETS, "ods")
    if shapes := [name for name in names if name.lower().endswith(".shp")]:
        return Kind(Reader.LAYERS, "shp", tuple(shapes))
    if any(name.lower().endswith(_TABLES) for name in names):
        return None
    marks = sorted((name for name in names if name.lower().endswith(".kml")), key=lambda name: (name.count("/"), name))
    return Kind(Reader.LAYERS, "kml", tuple(marks[:1])) if marks else None
