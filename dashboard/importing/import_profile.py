"""What was said of a file to import, as a small file of its own: the same can be said of the next one."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import mkstemp
from types import MappingProxyType

from dashboard.dossier.event import EventType
from dashboard.dossier.profile import PROFILE
from dashboard.importing.importing import Request
from dashboard.language import _
from dashboard.opening.encoding import known_encoding
from dashboard.opening.file_names import shown_name
from dashboard.sources import own
from dashboard.sources.conventions import Order
from dashboard.sources.file_error import FileError
from dashboard.store.about import About

# In bytes; of as many columns and words as anybody names it has a tenth.
LONGEST = 100_000
_KIND, _VERSION = f"import choices of the {PROFILE.title}", 1
_MEMBERS = ("kind", "version", "columns", "types", "dates", "encoding", "part")


@dataclass(frozen=True, slots=True)
class Profile:
    """Choices for an import; each as in Request, where it is described, and empty where nothing was said."""

    mapping: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    types: Mapping[str, EventType] = field(default_factory=lambda: MappingProxyType({}))
    dates: Order | None = None
    encoding: str = ""
    part: str = ""


def said(request: Request, about: About) -> Profile:
    """What was said of the files of an import, and the columns that were taken for the fields."""
    left_out = {field: "" for field, column in request.mapping.items() if not column}
    mapping = {**left_out, **about.mapping}
    return Profile(mapping, request.types, request.dates, request.encoding, request.part)


def filled(request: Request, profile: Profile) -> Request:
    """The request with what it does not say itself."""
    return replace(
        request,
        mapping={**profile.mapping, **request.mapping},
        types={**profile.types, **request.types},
        dates=request.dates or profile.dates,
        encoding=request.encoding or profile.encoding,
        part=request.part or profile.part,
    )


def lacking(profile: Profile, columns: tuple[str, ...]) -> list[str]:
    """The columns that it names and a file of these columns has not."""
    return [column for column in dict.fromkeys(profile.mapping.values()) if column and column not in columns]


def to_json(profile: Profile) -> str:
    """As the text of a file."""
    values = {
        "kind": _KIND,
        "version": _VERSION,
        "columns": dict(profile.mapping),
        "types": {word: str(meant) for word, meant in profile.types.items()},
        "dates": str(profile.dates or ""),
        "encoding": profile.encoding,
        "part": profile.part,
    }
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def from_json(content: bytes, name: str) -> Profile:
    """Back from to_json(), whoever wrote the file of this name; FileError says what is wrong with it."""
    if len(content) > LONGEST:
        raise _is_none(name, _("it is larger than {size} kB").format(size=LONGEST // 1000))
    try:
        values = json.loads(content.decode("utf-8-sig"))
        json.dumps(values, ensure_ascii=False).encode()  # UnicodeEncodeError of half a letter
    except (ValueError, RecursionError) as error:
        raise _is_none(name, _("it is no JSON text in UTF-8")) from error
    if not isinstance(values, dict) or values.get("kind") != _KIND:
        raise _is_none(name, _("it does not say that it is one"))
    if values.get("version") != _VERSION:
        raise FileError(
            _(
                "The saved choices “{name}” are of another version of this program: save them anew with this one."
            ).format(name=name)
        )
    if unknown := [member for member in values if member not in _MEMBERS]:
        raise _is_none(name, _("nobody knows its {members}").format(members=_listed(unknown)))
    return Profile(
        _columns(_pairs(values, "columns", name), name),
        _types(_pairs(values, "types", name), name),
        _dates(_text(values, "dates", name), name),
        known_encoding(told) if (told := _text(values, "encoding", name)) else "",
        _text(values, "part", name),
    )


def load(path: Path) -> Profile:
    """The choices in a file; FileError where it is none of these."""
    if not path.is_file():
        raise FileError(_("There is no file “{name}”: check the path.").format(name=shown_name(path)))
    with path.open("rb") as file:
        return from_json(file.read(LONGEST + 1), shown_name(path))


def check_may_be_saved(path: Path) -> None:
    """FileError where something else is there already, which is never overwritten, or no folder to save in."""
    if not path.parent.is_dir():
        raise FileError(
            _("There is no folder for “{name}”: make it, or name another file.").format(name=shown_name(path))
        )
    if not path.exists() and not path.is_symlink():
        return
    try:
        load(path)
    except FileError as error:
        raise FileError(
            _("“{name}” is there and holds no saved choices, so it is not overwritten: name another file.").format(
                name=shown_name(path)
            )
        ) from error


def save(path: Path, profile: Profile) -> None:
    """Write the choices into a file, whole or not at all; FileError as of check_may_be_saved()."""
    check_may_be_saved(path)
    handle, new = mkstemp(dir=path.parent, prefix=".choices-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(to_json(profile))
        Path(new).replace(path.resolve())
    finally:
        Path(new).unlink(missing_ok=True)


def _pairs(values: Mapping[str, object], member: str, name: str) -> dict[str, str]:
    found = values.get(member, {})
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise _is_none(name, _("its {member} are no names with a text each").format(member=member))
    return found


def _text(values: Mapping[str, object], member: str, name: str) -> str:
    found = values.get(member, "")
    if not isinstance(found, str):
        raise _is_none(name, _("its {member} is no text").format(member=member))
    return found


def _columns(pairs: dict[str, str], name: str) -> dict[str, str]:
    if unknown := [field for field in pairs if field not in own.FIELDS]:
        raise _is_none(
            name,
            _("no field is called {unknown}; they are {known}").format(
                unknown=_listed(unknown), known=", ".join(own.FIELDS)
            ),
        )
    return {field: column.strip().lower() for field, column in pairs.items()}


def _types(pairs: dict[str, str], name: str) -> dict[str, EventType]:
    if unknown := [meant for meant in pairs.values() if meant not in set(EventType)]:
        raise _is_none(
            name,
            _("no type is called {unknown}; they are {known}").format(
                unknown=_listed(unknown), known=", ".join(EventType)
            ),
        )
    if not all(word.strip() for word in pairs):
        raise _is_none(name, _("an empty word is given a type"))
    return {word.strip(): EventType(meant) for word, meant in pairs.items()}


def _dates(text: str, name: str) -> Order | None:
    if text and text not in set(Order):
        raise _is_none(name, _("its dates are neither dmy nor mdy"))
    return Order(text) if text else None


def _listed(names: list[str]) -> str:
    return ", ".join(name[:40] for name in names[:5]) + (", …" if len(names) > 5 else "")


def _is_none(name: str, why: str) -> FileError:
    return FileError(
        _("“{name}” holds no saved choices that can be used: {why}. Give a file that this program saved.").format(
            name=name, why=why
        )
    )
