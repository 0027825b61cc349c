"""The bytes of the table that a file holds: of a ZIP its only table, of a gzip what it holds."""

import codecs
import errno
import gzip
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from dashboard.language import _
from dashboard.opening.file_names import shown_name
from dashboard.opening.refusals import damaged, not_a_table
from dashboard.publisher import FileError

_TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".geojson", ".json")
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


@contextmanager
def content_of(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of the table in the file: of a ZIP its only table, of a gzip what it holds."""
    if not path.is_file():
        raise FileError(_("There is no file “{name}”: check the path.").format(name=shown_name(path)))
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise not_a_table(path, _("an empty file"))
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
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError) as error:
        raise damaged(path) from error
    except OSError as error:
        # Without a number it comes from what unpacks. Of a ZIP that lacks some of its bytes, places before its
        # beginning are asked for.
        if error.errno not in {None, errno.EINVAL}:
            raise
        raise damaged(path) from error


def _only_table(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if any(member.filename.startswith("xl/") for member in members):
        raise not_a_table(path, _("an Excel workbook"), _("Save the sheet as “CSV UTF-8” and give that."))
    tables = [member for member in members if member.filename.lower().endswith(_TABLE_ENDINGS)]
    tables = [member for member in tables if not member.filename.startswith("__MACOSX/")]
    if len(tables) != 1:
        names = ", ".join(member.filename for member in (tables or members)[:8]) or _("nothing")
        raise FileError(
            _("“{name}” is a ZIP that holds {names}; needed is one table. Unpack it and give the table.").format(
                name=shown_name(path), names=names
            )
        )
    return tables[0]


def check_is_text(head: bytes, path: Path) -> None:
    """FileError if a file that begins so is no text; it says what it seems to be."""
    if not head.strip(b"\r\n\t ,;\xef\xbb\xbf"):
        raise not_a_table(path, _("an empty file"))
    for signature, seems in _SIGNATURES.items():
        if head.startswith(signature):
            raise not_a_table(path, seems())
    if head.startswith(codecs.BOM_UTF32_LE):
        raise not_a_table(path, _("text in UTF-32"), _("Save it as UTF-8 and give that."))
    if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise not_a_table(path, _("a binary file"))
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:9].lower() in {b"<!doctype", b"<html lan"} or head.lstrip().startswith(
        (b"<html", b"<?xml", b"<HTML")
    ):
        raise not_a_table(path, _("a web page or XML"), _("Download the table itself and give that."))
