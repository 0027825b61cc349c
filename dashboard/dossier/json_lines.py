"""Where in a JSON text a value stands, for errors that name a line."""

from collections.abc import Iterable, Iterator
from json.decoder import JSONDecoder

_BLANKS = " \t\r\n"
_DECODER = JSONDecoder()


def line_of(text: str, path: Iterable[str | int]) -> int:
    """The line, from 1, of the value at a path of keys and positions, or of the last part of it that is there.

    >>> line_of('{"a": 1,\\n "b": [2,\\n 3]}', ["b", 1]), line_of('{"a": 1,\\n "b": 2}', ["c"])
    (3, 1)
    """
    at = _after_blanks(text, 0)
    for part in path:
        found = _position(text, at, part)
        if found is None:
            break
        at = found
    return text.count("\n", 0, at) + 1


def repeated_key(text: str, start: int = 0) -> int | None:
    """The line, from 1, of the first key that its object has already, in the value that begins at `start`.

    >>> repeated_key('{"a": {"b": 1},\\n "c": [{"b": 1,\\n "b": 2}]}'), repeated_key('[{"a": 1}, {"a": 2}]')
    (3, None)
    """
    seen = set()
    for key, key_at, value_at in _members(text, _after_blanks(text, start)):
        if key in seen:
            return text.count("\n", 0, key_at) + 1
        seen.add(key)
        if (line := repeated_key(text, value_at)) is not None:
            return line
    return None


def _position(text: str, at: int, part: str | int) -> int | None:
    """Where the value of a key or of a position within the value at `at` begins; None where it has none such."""
    return next((value_at for key, _key_at, value_at in _members(text, at) if key == part), None)


def _members(text: str, at: int) -> Iterator[tuple[str | int, int, int]]:
    """The keys, or positions, of the value at `at`, with where each and its own value begin."""
    if text[at] not in "{[":
        return
    is_object, number = text[at] == "{", 0
    at = _after_blanks(text, at + 1)
    while text[at] not in "}]":
        key: str | int = number
        key_at = at
        if is_object:
            key, at = _DECODER.raw_decode(text, at)
            at = _after_blanks(text, text.index(":", at) + 1)
        yield key, key_at, at
        _value, at = _DECODER.raw_decode(text, at)
        at = _after_blanks(text, at)
        at = _after_blanks(text, at + 1) if text[at] == "," else at
        number += 1


def _after_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANKS:
        at += 1
    return at
