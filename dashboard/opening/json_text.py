"""JSON read value by value, in memory for the largest of them, however long the text is."""

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path

from dashboard.language import _
from dashboard.opening.limits import LONGEST_RECORD, MOST_VALUES, Readable
from dashboard.opening.refusals import not_a_table, too_deep, too_many_values
from dashboard.sources.publisher import FileError

_CHUNK = 1 << 18
# Between texts that follow one another there may be the mark of RFC 8142, or a byte order mark.
_BLANKS = re.compile(r"[ \t\n\r\x1e\ufeff]*")
_DECODER = json.JSONDecoder()
_NUMBER_ENDS = "0123456789+-.eE"


def values(content: Readable, path: Path) -> Iterator[tuple[str, object]]:
    """The values of a JSON text, each with its place: “item” in the outermost array, else the name of the member, and
    for each element of an array that is a member “NAME.item”; at the beginning of such an array “NAME” with []. Of
    several texts that follow one another each is “text”.

    FileError where it is damaged, too deep, or one value is too long or there are too many.
    """
    try:
        text = _Text(content)
        found = _elements(text, "item") if text.next() == "[" else _members_or_texts(text)
        for number, element in enumerate(found):
            if number > MOST_VALUES:
                raise too_many_values(path, MOST_VALUES)
            yield element
        if text.next():
            raise ValueError("more follows")
    except FileError:
        raise  # which is a ValueError: of what is read from
    except RecursionError as error:
        raise too_deep(path) from error
    except ValueError as error:
        raise not_a_table(path, _("damaged JSON")) from error


def _members_or_texts(text: "_Text") -> Iterator[tuple[str, object]]:
    try:
        first = text.value()
    except json.JSONDecodeError:  # it is longer than a value may be, or damaged: what it holds is read one by one
        yield from _members(text)
        return
    if not text.next():
        if not isinstance(first, dict):
            raise ValueError("neither object nor array")
        for name, value in first.items():
            yield name, [] if isinstance(value, list) else value
            if isinstance(value, list):
                yield from ((f"{name}.item", element) for element in value)
        return
    yield "text", first
    while text.next():
        yield "text", text.value()


def _members(text: "_Text") -> Iterator[tuple[str, object]]:
    text.take("{")
    if text.next() == "}":
        text.take("}")
        return
    while True:
        name = text.value()
        if not isinstance(name, str):
            raise ValueError("the name of a member is no text")
        text.take(":")
        if text.next() == "[":
            yield name, []
            yield from _elements(text, f"{name}.item")
        else:
            yield name, text.value()
        if text.take(",}") == "}":
            return


def _elements(text: "_Text", place: str) -> Iterator[tuple[str, object]]:
    text.take("[")
    if text.next() == "]":
        text.take("]")
        return
    while True:
        yield place, text.value()
        if text.take(",]") == "]":
            return


class _Text:
    """JSON's text as it comes, and what of it was not yet taken."""

    def __init__(self, content: Readable) -> None:
        head = content.read(_CHUNK)
        encoding = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else json.detect_encoding(head)
        self._decode = codecs.getincrementaldecoder(encoding)().decode
        self._content = content
        self._text, self._at, self._is_all = self._decode(head), 0, not head

    def next(self) -> str:
        """The first character that is no blank, which stays; none at the end."""
        while True:
            found = _BLANKS.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._read(_CHUNK):
                return ""

    def take(self, expected: str) -> str:
        """One of the characters that can follow; ValueError where another does."""
        found = self.next()
        if not found or found not in expected:
            raise ValueError(f"none of {expected} follows")
        self._at += 1
        return found

    def value(self) -> object:
        """The value that follows, whole; ValueError where there is none or it is too long."""
        self.next()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                # It may be that only its end is missing; each time twice as much is read, so that this stays linear.
                missing = len(self._text) - self._at
                room = LONGEST_RECORD - missing
                if room <= 0 or not self._read(min(max(_CHUNK, missing), room)):
                    raise
                continue
            is_cut = end == len(self._text) and self._text[end - 1] in _NUMBER_ENDS
            if is_cut and self._read(_CHUNK):
                continue
            self._at = end
            return value

    def _read(self, size: int) -> bool:
        """Read on; False where nothing follows."""
        data = b"" if self._is_all else self._content.read(max(0, size))
        self._is_all = self._is_all or not data
        more = self._decode(data, not data)
        self._text, self._at = self._text[self._at :] + more, 0
        return bool(data)
