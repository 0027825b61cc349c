"""Text of any usual encoding, and any ends of lines, as UTF-8 with line feeds."""

import codecs
import re
from pathlib import Path

from dashboard.language import _
from dashboard.opening.content import content_of
from dashboard.opening.refusals import not_a_table

CHUNK = 1 << 20
# Excel's word on the delimiter, before the header.
SEP_LINE = re.compile(rb"^(\xef\xbb\xbf)?sep=[^\r\n]\r?\n", re.IGNORECASE)
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def decode_head(head: bytes) -> str:
    """The beginning of a file as text, in the encoding that these bytes suggest; its last letter may lack."""
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


def encoding_of(path: Path, most: int | None) -> str:
    """UTF-8 if the whole file is; else by its byte order mark; else what Windows writes in this region, or Latin-1."""
    with content_of(path, most) as content:
        head = content.read(4)
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return encoding
    for encoding in ("utf-8", "cp1250"):
        decoder = codecs.getincrementaldecoder(encoding)()
        is_between_letters = True
        try:
            with content_of(path, most) as content:
                while chunk := content.read(CHUNK):
                    if b"\0" in chunk:
                        raise not_a_table(path, _("a binary file"))
                    if not (chunk.isascii() and is_between_letters):
                        decoder.decode(chunk)
                        is_between_letters = not decoder.getstate()[0]
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def write_as_utf8(path: Path, target: Path, encoding: str, most: int | None) -> None:
    """Make `target` the table in the file as UTF-8 text; FileError where it is longer than `most` bytes."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    is_old_mac: bool | None = None
    carried = b""
    with content_of(path, most) as content, target.open("wb") as out:
        while chunk := content.read(CHUNK):
            text = chunk if encoding == "utf-8" else decoder.decode(chunk).encode()
            if is_old_mac is None:
                is_old_mac = b"\r" in chunk and b"\n" not in chunk
                text = SEP_LINE.sub(b"\n", text)  # a blank line in its place: the others keep their numbers
            text = carried + text
            carried = b"\r" if text.endswith(b"\r") else b""
            out.write(_even(text.removesuffix(carried), is_old_mac))
        out.write(_even(carried, bool(is_old_mac)))


def _even(text: bytes, is_old_mac: bool) -> bytes:
    """The text with line feeds alone; a stray carriage return within a line is a blank."""
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n" if is_old_mac else b" ")


def has_even_lines(path: Path) -> bool:
    """True where all lines end alike and no carriage return stands anywhere else."""
    with path.open("rb") as file:
        if not any(b"\r" in chunk for chunk in iter(lambda: file.read(CHUNK), b"")):
            return True  # seen in a fifth of the time that counting takes
    feeds = returns = both = 0
    last = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            feeds += chunk.count(b"\n")
            if b"\r" in chunk or last == b"\r":
                returns += chunk.count(b"\r")
                both += chunk.count(b"\r\n") + (last == b"\r" and chunk.startswith(b"\n"))
            last = chunk[-1:]
    return returns == both and both in {0, feeds}
