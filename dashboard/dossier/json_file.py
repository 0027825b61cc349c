"""JSON as people write it: read whole, or refused with the line and the rule.

What Python's reader takes and a browser or a file of ours does not (NaN, half a character) is refused too.
"""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dashboard.dossier.json_lines import line_of, repeated_key

_HALF = re.compile("[\ud800-\udfff]")
_MAY_HOLD_HALVES = re.compile(r"\\u[dD][89a-fA-F]")


class JsonError(ValueError):
    """A text that is no JSON to rely on: `where` names the line, if one is known, `rule` what is wrong there."""

    def __init__(self, line: int | None, rule: str, remedy: str = "Write it as JSON in UTF-8") -> None:
        self.line, self.rule, self.remedy = line, rule, remedy
        self.where = f"line {line}" if line else "the file"
        super().__init__(f"{self.where}: {rule}")


def text_of(path: Path) -> str:
    """The text of a file in UTF-8, with or without a byte order mark; else JsonError. OSError where there is none."""
    raw = path.read_bytes().removeprefix(BOM_UTF8)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonError(raw.count(b"\n", 0, error.start) + 1, "is not UTF-8") from error


def parse(text: str) -> Any:
    """What a JSON text says; JsonError for none, for a key that stands twice, and for what cannot be written again."""
    try:
        said = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise JsonError(error.lineno, f"is not JSON ({error.msg})") from error
    except RecursionError:
        raise JsonError(None, "nests deeper than can be read", "Write fewer brackets within brackets") from None
    except _TwiceError as error:
        raise JsonError(repeated_key(text), str(error), "Leave one of the two") from None
    except ValueError as error:
        raise JsonError(None, str(error), "Write a number, or leave it out") from error
    if _MAY_HOLD_HALVES.search(text):
        for place in _halves(said):
            rule = "has half a character, a lone surrogate (\\ud800 to \\udfff)"
            raise JsonError(line_of(text, place), rule, "Write the character itself")
    return said


class _TwiceError(ValueError):
    """A key stands twice in an object, and only one of its values would count."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for key, value in pairs:
        if key in said:
            raise _TwiceError(f"has the key {json.dumps(key)} twice")
        said[key] = value
    return said


def _constant(name: str) -> float:
    raise ValueError(f"has {name}, which is no number in JSON")


def _halves(said: object, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The places of texts that hold one half of a pair; of a key that does, the place of its object."""
    if isinstance(said, str) and _HALF.search(said):
        yield place
    elif isinstance(said, list):
        for number, value in enumerate(said):
            yield from _halves(value, (*place, number))
    elif isinstance(said, dict):
        for key, value in said.items():
            yield from _halves(key, place)
            yield from _halves(value, (*place, key))
