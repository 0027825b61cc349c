"""Text of any usual encoding, and any ends of lines, as UTF-8 with line feeds."""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from dashboard.dossier.profile import PROFILE
from dashboard.language import _
from dashboard.opening.content import content_of
from dashboard.opening.limits import LONGEST_RECORD, Readable
from dashboard.opening.refusals import not_utf_16, zero_byte
from dashboard.opening.stopping import check
from dashboard.sources.publisher import FileError

CHUNK = 1 << 20
# Excel's word on the delimiter, before the header.
SEP_LINE = re.compile(rb"^(?:\xef\xbb\xbf)?sep=([^\r\n])(?:\r\n?|\n)", re.IGNORECASE)
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_ASCII = bytes(range(128))
# What Windows and DOS write in this region, and the letters and marks that its languages have beyond ASCII.
_REGIONAL = PROFILE.imports.encodings
_MARKS = "„“”‘’–—…«»°\u00a0"
_LETTERS = frozenset(PROFILE.imports.letters + _MARKS)
# Those of the West of Europe, which are no settled matter here but read better than as letters of no language nearby.
_WESTERN = frozenset("àâäáæçèéêëìíîïñòóôöœùúûüßÀÂÄÁÆÇÈÉÊËÌÍÎÏÑÒÓÔÖŒÙÚÛÜ„“”‘’–—…«»°\u00a0")
_CYRILLIC = re.compile("(?<![A-Za-zЀ-ӿ])[Ѐ-ӿ]{2,}(?![A-Za-z])")
# A text of Latin and Cyrillic letters and of marks, with a delimiter in it.
_OF_THE_REGION = re.compile("(?=.*[,;\t|])[\t\n\r -~\xa0-\u052f\u2000-\u20cf\u2100-\u218f]+", re.DOTALL)
# Of the letters beyond ASCII, so large a part and so many have to be of the region until an encoding is settled.
_SURE, _ENOUGH = 0.6, 4
_SAMPLE, _MOST_NAMED = 1 << 16, 1000
# Of lines that are no UTF-8 there must be so many times those that are until a text is taken for none.
_FEW, _PLENTY = 10, 100_000


@dataclass(frozen=True, slots=True)
class Encoding:
    """A text's encoding by its name in Python; whether that is certain; and the lines (from 1) that hold bytes which
    are none in it, a thousand of them at most."""

    name: str
    is_settled: bool = True
    foreign: tuple[int, ...] = ()


def encoding_of(path: Path, most: int | None, named: str = "") -> Encoding:
    """The encoding of a whole file, or that which was named; FileError where the file is no text.

    UTF-8 if the file is, but for a few lines at most; by its byte order mark; UTF-16 by where its zero bytes are; else
    what is written in this region, by its letters, or what a detector says.
    """
    seen = path.stat()
    return _encoding_of(path, most, named, (seen.st_ino, seen.st_size, seen.st_mtime_ns))


@lru_cache(maxsize=256)  # a look at a file and its import ask the same
def _encoding_of(path: Path, most: int | None, named: str, version: tuple[int, int, int]) -> Encoding:
    with content_of(path, most) as content:
        head = content.read(_SAMPLE)
    marked = next((encoding for mark, encoding in _BYTE_ORDER_MARKS.items() if head.startswith(mark)), "")
    told = named or marked or utf_16_of(head)
    if told == "utf-16" and marked != told:  # which of the two, the name alone doesn't say
        told = utf_16_of(head)
        if not told:
            raise not_utf_16(path)
    if told.startswith("utf-16"):
        return Encoding(told, is_settled=bool(named or marked))
    with content_of(path, most) as content:
        seen = _look(content, path, told)
    if told:
        return Encoding(told, True, seen.foreign)
    if not seen.odd:
        return Encoding("utf-8")
    if seen.even * _FEW >= seen.odd:
        return Encoding("utf-8", seen.even >= seen.odd, seen.foreign)
    found = _legacy(seen)
    if found.name in seen.possible:
        return found
    with content_of(path, most) as content:
        return replace(found, foreign=_look(content, path, found.name).foreign)


@dataclass(slots=True)
class _Seen:
    """What was seen of a text's lines: those beyond ASCII that are of the encoding looked for, and those that are not,
    with the numbers of the first of these, their beginning, and the regional encodings that all of them can be."""

    even: int = 0
    odd: int = 0
    foreign: tuple[int, ...] = ()
    sample: bytes = b""
    possible: list[str] = field(default_factory=lambda: [*_REGIONAL, "latin-1"])


def _look(content: Readable, path: Path, told: str) -> _Seen:
    seen = _Seen()
    encoding = told or "utf-8"
    first = 1
    for lines in _whole_lines(content):
        if b"\0" in lines:
            raise zero_byte(path, first + lines.count(b"\n", 0, lines.index(b"\0")))
        if not lines.isascii():
            if _is(encoding, lines):
                seen.even += _lines_beyond_ascii(lines) if seen.even < _PLENTY else 1
            else:
                _look_closer(lines, first, encoding, seen)
        first += lines.count(b"\n")
    return seen


def _lines_beyond_ascii(lines: bytes) -> int:
    return sum(not line.isascii() for line in lines.split(b"\n"))


def _look_closer(lines: bytes, first: int, encoding: str, seen: _Seen) -> None:
    for number, line in enumerate(lines.split(b"\n"), start=first):
        if line.isascii():
            continue
        if _is(encoding, line):
            seen.even += 1
            continue
        seen.odd += 1
        if len(seen.foreign) < _MOST_NAMED:
            seen.foreign += (number,)
        if len(seen.sample) < _SAMPLE:
            seen.sample += line[:_SAMPLE] + b"\n"
        seen.possible = [name for name in seen.possible if _is(name, line)]


def _whole_lines(content: Readable) -> Iterator[bytes]:
    """The text with line feeds alone, in pieces that end with a line, as far as lines do end."""
    carried = b""
    for chunk in _even(iter(lambda: content.read(CHUNK), b"")):
        whole, feed, rest = chunk.rpartition(b"\n")
        if feed or len(carried) > LONGEST_RECORD:
            yield carried + whole + feed
            carried = rest
        else:
            carried += chunk
    if carried:
        yield carried


def _is(encoding: str, text: bytes) -> bool:
    try:
        text.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _legacy(seen: _Seen) -> Encoding:
    """The encoding of a text that is no UTF-8: by the region's letters, else by the detector's word, which is none that
    settles it."""
    shares = {name: _share(seen.sample.decode(name, errors="replace")) for name in _REGIONAL}
    best = max(shares, key=lambda name: shares[name], default="")
    western = seen.sample.decode("cp1252", errors="replace")
    if _part(western, _WESTERN) > max(shares[best], _SURE):
        return Encoding("cp1252", is_settled=False)
    if best and shares[best] >= _SURE:
        is_alone = list(shares.values()).count(shares[best]) == 1
        return Encoding(
            best, is_settled=is_alone and not seen.even and len(seen.sample.translate(None, _ASCII)) >= _ENOUGH
        )
    from charset_normalizer import from_bytes

    found = from_bytes(seen.sample, cp_isolation=[*_REGIONAL, "cp1252", "latin_1"]).best()
    said = found.encoding if found else ""
    if said in seen.possible or (said == "cp1252" and _is(said, seen.sample)):
        return Encoding(said, is_settled=False)
    return Encoding(seen.possible[0], is_settled=False)


def _share(text: str) -> float:
    """The part of the characters beyond ASCII that this region writes: Cyrillic beside Cyrillic and no Latin letter.

    >>> _share("Čačak, Ужице"), _share("ZveиРan")
    (1.0, 0.0)
    """
    cyrillic = sum(map(len, _CYRILLIC.findall(text)))
    return cyrillic / max(1, sum(not character.isascii() for character in text)) + _part(text, _LETTERS)


def _part(text: str, letters: frozenset[str]) -> float:
    """The part of the characters beyond ASCII that are among these letters."""
    return sum(character in letters for character in text) / max(1, sum(not character.isascii() for character in text))


def utf_16_of(head: bytes) -> str:
    """“utf-16-le” or “utf-16-be” where a text begins so without a mark: each second byte of ASCII is a zero there.

    Where few letters are ASCII, the delimiters, digits and ends of lines still are, and all others have to be such as
    this region writes.
    """
    even, odd = head[::2].count(0), head[1::2].count(0)
    few, many = sorted((even, odd))
    if few * 20 > many:
        return ""
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = _in_utf_16(head, name)
    if "\0" in text or not ("\n" in text or "\r" in text):
        return ""
    return name if many * 8 >= len(head) or _OF_THE_REGION.fullmatch(text) else ""


def _in_utf_16(head: bytes, name: str) -> str:
    """The text that begins so; empty where it is none."""
    try:
        return codecs.getincrementaldecoder(name)().decode(head)
    except UnicodeDecodeError:
        return ""


def known_encoding(name: str) -> str:
    """The name of an encoding as Python has it; FileError where it knows none of this name that takes any bytes.

    >>> known_encoding("Windows-1250")
    'cp1250'
    """
    try:
        " ".encode(name)  # a codec of bytes, such as hex, is none
        known = codecs.lookup(name).name
        if known != "utf-16":
            codecs.getincrementaldecoder(known)(errors="replace").decode(b"date\xff\xfe\n\n", final=True)
        return known
    except (LookupError, ValueError) as error:
        raise FileError(
            _("No encoding that we can read is called “{name}”: say utf-8, cp1250, cp1251, cp852 or utf-16.").format(
                name=name[:40]
            )
        ) from error


def decode_head(head: bytes, encoding: str) -> str:
    """The beginning of a file as text with line feeds; its last letter may lack."""
    text = SEP_LINE.sub(b"", _decoded(head, encoding))
    return b"".join(_even([text])).decode()


def told_delimiter(head: bytes, encoding: str) -> str:
    """The separator that a file which begins so says it has; empty where it says none.

    >>> told_delimiter(b"sep=;\\r\\na,b;c\\r\\n", "utf-8")
    ';'
    """
    told = SEP_LINE.match(_decoded(head, encoding))
    mark = told[1].decode(errors="ignore") if told else ""
    return "" if mark.isalnum() or mark in {'"', " "} else mark


def _decoded(head: bytes, encoding: str) -> bytes:
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(head).encode(errors="replace")


def write_as_utf8(path: Path, target: Path, encoding: Encoding, most: int | None) -> None:
    """Make `target` the table in the file as UTF-8 text; FileError where it is longer than `most` bytes."""
    with content_of(path, most) as content, target.open("wb") as out:
        out.writelines(_even(_without_sep_line(_as_utf8(content, encoding))))


def _as_utf8(content: Readable, encoding: Encoding) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding.name)(errors="replace")
    is_utf8 = encoding == Encoding("utf-8")
    while chunk := content.read(CHUNK):
        yield chunk if is_utf8 else decoder.decode(chunk).encode(errors="replace")
    if not is_utf8:
        yield decoder.decode(b"", final=True).encode()


def _without_sep_line(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A blank line in place of the word on the delimiter: the others keep their numbers."""
    yield SEP_LINE.sub(b"\n", next(chunks, b""))
    yield from chunks


def _even(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The text with line feeds alone. A carriage return alone ends a line too, as readers of CSV have it: a record's
    outside quotation marks, and one of the cell's inside."""
    last = b""
    for chunk in chunks:
        text = chunk.removeprefix(b"\n") if last == b"\r" else chunk  # of a pair, which was written already
        last = chunk[-1:] or last
        yield text.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in text else text


def has_even_lines(path: Path) -> bool:
    """True where all lines end alike and no carriage return stands anywhere else."""
    with path.open("rb") as file:
        if not any(b"\r" in chunk for chunk in iter(lambda: file.read(CHUNK), b"")):
            return True  # seen in a fifth of the time that counting takes
    feeds = returns = both = 0
    last = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            check()
            feeds += chunk.count(b"\n")
            if b"\r" in chunk or last == b"\r":
                returns += chunk.count(b"\r")
                both += chunk.count(b"\r\n") + (last == b"\r" and chunk.startswith(b"\n"))
            last = chunk[-1:]
    return returns == both and both in {0, feeds}
