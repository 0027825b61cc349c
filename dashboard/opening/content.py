"""The bytes of the table that a file holds: of a ZIP its only table, of a gzip what it holds."""

import bz2
import codecs
import csv
import errno
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

from dashboard.language import _
from dashboard.opening.file_names import shown_name
from dashboard.opening.limits import Limited, Readable
from dashboard.opening.refusals import damaged, not_a_table
from dashboard.sources.file_error import FileError

_TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".geojson", ".json")
# What a text is made of, in any encoding but those of two bytes a letter; of other bytes it may have one in so many.
_TEXT, _MOST_ODD = bytes([*b"\t\n\r", *range(32, 256)]), 20
# How much of a ZIP's member is looked at to see whether it is a table, and how many members.
_LOOK, _LINES_LOOKED_AT, _MOST_LOOKED_AT = 1 << 16, 5, 50
_DELIMITERS, _LISTS = ",;\t|", ("features", "data", "Result", "geometry", "properties")
# Of the header of a ZIP's member: the flag of an encrypted one, and where the lengths of name and extra field stand.
_ENCRYPTED, _LENGTHS_AT = 0x1, 26
_PACKED_CHUNK, _UNPACKER_MEMORY = 1 << 16, 2**26
# What a file is by its first bytes, where it is no table.
_SIGNATURES: dict[bytes, Callable[[], str]] = {
    b"%PDF": lambda: _("a PDF document"),
    b"\x89PNG": lambda: _("a picture"),
    b"\xff\xd8\xff": lambda: _("a picture"),
    b"PK\x05\x06": lambda: _("an empty ZIP archive"),
    b"SQLite format 3": lambda: _("a SQLite database"),
    b"\xd0\xcf\x11\xe0": lambda: _(
        "an old Excel or Word document, or one with a password: save it as .xlsx without one"
    ),
    b"7z\xbc\xaf": lambda: _("a 7-Zip archive"),
    b"Rar!": lambda: _("a RAR archive"),
}


@contextmanager
def content_of(path: Path, most: int | None = None) -> Iterator[Limited]:
    """The bytes of the table in the file, `most` of them after unpacking: of a ZIP its only table, of a gzip what it
    holds. FileError, also from reading on, where there are more, or none can be read."""
    if not path.is_file():
        raise FileError(_("There is no file “{name}”: check the path.").format(name=shown_name(path)))
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise not_a_table(path, _("an empty file"))
    try:
        if start.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(path) as archive, _member(archive, _only_table(archive, path)) as member:
                yield Limited(member, path, most, is_packed=True)
        elif start.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(path) as unpacked:
                yield Limited(unpacked, path, most, is_packed=True)
        else:
            with path.open("rb") as plain:
                yield Limited(plain, path, most, is_packed=False)
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError) as error:
        raise damaged(path) from error
    except OSError as error:
        # Without a number it comes from what unpacks. Of a ZIP that lacks some of its bytes, places before its
        # beginning are asked for.
        if error.errno not in {None, errno.EINVAL}:
            raise
        raise damaged(path) from error


@contextmanager
def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[Readable]:
    """The bytes of a member, never more of them in memory than are asked for."""
    if member.compress_type not in {zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA} or member.flag_bits & _ENCRYPTED:
        with archive.open(member) as opened:
            yield opened
        return
    with Path(str(archive.filename)).open("rb") as packed:
        packed.seek(member.header_offset + _LENGTHS_AT)
        name, extra = struct.unpack("<HH", packed.read(4))
        packed.seek(name + extra, io.SEEK_CUR)
        yield _Unpacked(packed, member)


class _Unpacked:
    """A ZIP's member packed by bzip2 or LZMA, of which `zipfile` unpacks a thousand times what was asked for."""

    def __init__(self, packed: IO[bytes], member: zipfile.ZipInfo) -> None:
        self._packed, self._left, self._checksum = packed, member.compress_size, member.CRC
        self._found = 0
        self._unpacker: bz2.BZ2Decompressor | lzma.LZMADecompressor = bz2.BZ2Decompressor()
        self._given = b""
        if member.compress_type == zipfile.ZIP_LZMA:
            # Four bytes of version and length, then the properties, which begin a file of LZMA alone too; there follows
            # the length there, and unknown is written so.
            self._given = self._next(9)[4:] + b"\xff" * 8
            self._unpacker = lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_UNPACKER_MEMORY)

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or fewer; none at the end."""
        while not self._unpacker.eof:
            if self._unpacker.needs_input:
                self._given += self._next(_PACKED_CHUNK)
                if not self._given:
                    break
            part = self._unpacker.decompress(self._given, size)
            self._given = b""
            if part:
                self._found = zlib.crc32(part, self._found)
                return part
        if self._found != self._checksum:
            raise zipfile.BadZipFile("the checksum is another")
        return b""

    def _next(self, size: int) -> bytes:
        data = self._packed.read(min(size, self._left))
        self._left -= len(data)
        return data


def _only_table(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    members = [member for member in archive.infolist() if not member.is_dir()]
    members = [member for member in members if not member.filename.startswith("__MACOSX/")]
    named = [member for member in members if member.filename.lower().endswith(_TABLE_ENDINGS)]
    tables = named
    if len(named) != 1 or not _is_a_table(archive, named[0]):
        # What is beside a table, such as a README, is told by its content; the table may have any name.
        tables = [member for member in named if _is_a_table(archive, member)]
        tables = tables or [member for member in members[:_MOST_LOOKED_AT] if _is_a_table(archive, member)] or named
    if len(tables) != 1:
        names = ", ".join(member.filename for member in (tables or members)[:8]) or _("nothing")
        raise FileError(
            _("“{name}” is a ZIP that holds {names}; needed is one table. Unpack it and give the table.").format(
                name=shown_name(path), names=names
            )
        )
    return tables[0]


def _is_a_table(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether a member begins as a table does: as JSON that holds events, or as records of two cells and more, of which
    the first ones have the same number."""
    with _member(archive, member) as content:
        head = content.read(_LOOK)
    odd = head.translate(None, _TEXT)
    if len(odd) * _MOST_ODD > len(head) and set(odd) != {0}:
        return False
    text = head.replace(b"\0", b"").decode("latin-1").lstrip("ï»¿ÿþ \t\r\n")
    if text.startswith(("{", "[")):
        return text.startswith("[") or any(f'"{name}"' in text for name in _LISTS)
    for delimiter in _DELIMITERS:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            rows = [len(row) for row in islice(filter(any, lines), _LINES_LOOKED_AT)]
        except csv.Error:
            continue
        if len(rows) > 1 and rows[0] > 1 and rows.count(rows[0]) * 2 > len(rows):
            return True
    return False


def check_is_text(head: bytes, path: Path) -> None:
    """FileError if a file that begins so is no text; it says what it seems to be."""
    if not head.strip(b"\r\n\t ,;\xef\xbb\xbf"):
        raise not_a_table(path, _("an empty file"))
    for signature, seems in _SIGNATURES.items():
        if head.startswith(signature):
            raise not_a_table(path, seems())
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not head.startswith(codecs.BOM_UTF32_LE):
        return
    if head.startswith(codecs.BOM_UTF32_LE):
        raise not_a_table(path, _("text in UTF-32"), _("Save it as UTF-8 and give that."))
    # What was never written at the end of a file is zeros: of them the look at its encoding tells.
    written = head.rstrip(b"\0")
    if b"\0" in head and len(written.translate(None, _TEXT)) * _MOST_ODD > len(written):
        raise not_a_table(path, _("a binary file"), _could_be_utf_16(head))
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:9].lower() in {b"<!doctype", b"<html lan"} or head.lstrip().startswith(
        (b"<html", b"<?xml", b"<HTML")
    ):
        raise not_a_table(path, _("a web page or XML"), _("Download the table itself and give that."))


def _could_be_utf_16(head: bytes) -> str:
    """What to do with a file that begins so, if it could be a text of two bytes a letter."""
    names = ("utf-16-le", "utf-16-be")
    for name in names if head[1::2].count(0) >= head[::2].count(0) else reversed(names):
        try:
            text = codecs.getincrementaldecoder(name)().decode(head)
        except UnicodeDecodeError:
            continue
        if "\n" in text or "\r" in text:
            return _(
                "If it is a text in UTF-16, save it as UTF-8 and give that, or import it by command line with "
                "--encoding {name}."
            ).format(name=name)
    return ""
