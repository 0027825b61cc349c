"""What ties the program to one crisis: seeds/dossier.json and geodata/map.json of the dossier's folder, read once.

The folder is the repository's own, or that which DOSSIER names. PROFILE says what is told, MAP what is drawn. Where
one of the files breaks a rule, whatever was started ends with a sentence.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    ConfigDict,
    Field,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.dataclasses import dataclass
from pyproj import CRS
from pyproj.exceptions import CRSError

from dashboard.dossier.extent import Box
from dashboard.dossier.json_file import JsonError, parse, text_of
from dashboard.dossier.json_lines import line_of
from dashboard.language import DEFAULT_LANGUAGE, current_language

OWN_FOLDER = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("DOSSIER") or OWN_FOLDER).resolve()
SEEDS, GEODATA = FOLDER / "seeds", FOLDER / "geodata"

_FORBIDS = ConfigDict(extra="forbid")
_Read = TypeVar("_Read")


class ProfileError(ValueError):
    """A file that does not describe a dossier; the message has file, line, rule and remedy."""


class Words:
    """A text of the dossier, in the languages that it has it in; as str() that of whoever reads, else English."""

    def __init__(self, by_language: Mapping[str, str]) -> None:
        self.by_language = dict(by_language)

    def __str__(self) -> str:
        return self.by_language.get(current_language(), self.by_language[DEFAULT_LANGUAGE])


def _words(given: object) -> Words:
    if isinstance(given, Words):
        return given
    if not isinstance(given, dict) or not all(isinstance(text, str) for text in given.values()):
        raise ValueError('has to be texts by language, as {"en": "…"}')
    if not given.get(DEFAULT_LANGUAGE):
        raise ValueError(f'lacks its text in "{DEFAULT_LANGUAGE}"')
    return Words(given)


_Texts = Annotated[Words, PlainValidator(_words)]
_Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
_Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
_Iso = Annotated[str, Field(pattern=r"^[A-Z]{2,3}$")]
_Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


@dataclass(frozen=True, config=_FORBIDS)
class Note:
    """The footnote that every file carries in `column`; `short` is what stands on the map.

    `mark` is the name that it is about with its sign, as "Name*": the sign begins the note too.
    """

    column: _Key
    mark: Annotated[str, Field(min_length=1)]
    text: _Texts
    short: _Texts

    @field_validator("column")
    @classmethod
    def _check_column(cls, column: str) -> str:
        if not column.endswith("_note"):  # as no other column of a file does, so that none has two of one name
            raise ValueError('the column has to end in "_note", as "lake_note"')
        return column


@dataclass(frozen=True, config=_FORBIDS)
class Licence:
    """How the dossier's rows may be passed on: the licence's SPDX identifier, its name short and whole, its address."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9.+-]+$")]
    short: Annotated[str, Field(min_length=1)]
    title: Annotated[str, Field(min_length=1)]
    path: Annotated[str, Field(pattern=r"^https?://")]


@dataclass(frozen=True, config=_FORBIDS)
class NameForm:
    """A form in which names are kept, in columns called name_KEY; `transliterated` is the language by whose rules its
    script is written in Latin letters, for search ("" where it is Latin)."""

    key: _Key
    label: _Texts
    description: str
    transliterated: str = ""


@dataclass(frozen=True, config=_FORBIDS)
class Dates:
    """Days, both included; None is an open end."""

    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _check(self) -> "Dates":
        if self.since and self.until and self.until < self.since:
            raise ValueError("ends before it begins")
        return self


@dataclass(frozen=True, config=_FORBIDS)
class Preset:
    """Dates that readers often ask for, and what the button says."""

    label: _Texts
    dates: Dates


@dataclass(frozen=True, config=_FORBIDS)
class CountryNames:
    """Names, folded, under which publishers put events that may lie in the countries of these codes."""

    codes: frozenset[_Iso]
    names: tuple[str, ...]


@dataclass(frozen=True, config=_FORBIDS)
class Imports:
    """What helps to read files of others.

    `headers` are more names of columns, by what they hold; `encodings` what is written in the region before UTF-8, and
    `letters` the letters and marks that its languages have beyond ASCII; `countries` how publishers call the map's
    countries, `codes_here` two-letter codes that mean one of them on the map and another country elsewhere, `extents`
    how far those reach that the map's edge cuts (west, south, east, north), and `fips` labels for codes of FIPS 10-4.
    """

    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    encodings: tuple[str, ...] = ("cp1252",)
    letters: str = ""
    countries: tuple[CountryNames, ...] = ()
    codes_here: dict[str, frozenset[_Iso]] = field(default_factory=dict)
    extents: dict[_Iso, tuple[float, float, float, float]] = field(default_factory=dict)
    fips: dict[str, str] = field(default_factory=dict)

    @field_validator("encodings")
    @classmethod
    def _check_encodings(cls, encodings: tuple[str, ...]) -> tuple[str, ...]:
        if not encodings:
            raise ValueError('encodings have to name one at least, as "cp1252"')
        for name in encodings:
            try:
                "a".encode(name)
            except (LookupError, ValueError) as error:
                raise ValueError(f'encodings name "{name}", which is no encoding of texts that Python knows') from error
        return encodings


@dataclass(frozen=True, config=_FORBIDS)
class Profile:
    """What a dossier is called and how it is told.

    `slug` begins the names of its files. `local_forms` lists, by the code in the column first_form, the forms of which
    the label of a place is made, the local majority's first. `dates` are shown first. `article` is the source from
    which the collection started, if there is one. `speakers_of_no_one` are words that tell no speaker from another.
    """

    title: _Texts
    short_title: _Texts
    slug: _Slug
    dates: Dates
    forms: tuple[NameForm, ...]
    note: Note | None = None
    licence: Licence | None = None
    local_forms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    presets: tuple[Preset, ...] = ()
    article: str = ""
    speakers_of_no_one: frozenset[str] = frozenset()
    imports: Imports = field(default_factory=Imports)

    @field_validator("forms")
    @classmethod
    def _check_forms(cls, forms: tuple[NameForm, ...]) -> tuple[NameForm, ...]:
        keys = [form.key for form in forms]
        if not keys or keys[0] != DEFAULT_LANGUAGE or len(set(keys)) < len(keys):
            raise ValueError(f'forms have to begin with "{DEFAULT_LANGUAGE}", each key once')
        return forms

    @field_validator("local_forms")
    @classmethod
    def _check_local_forms(
        cls, local_forms: dict[str, tuple[str, ...]], info: ValidationInfo
    ) -> dict[str, tuple[str, ...]]:
        known = {form.key for form in info.data.get("forms", ())}
        unknown = {key for forms in local_forms.values() for key in forms} - known
        if unknown and known:  # forms that break a rule of their own are told of alone
            raise ValueError(f"local_forms name {', '.join(sorted(unknown))}, which forms do not describe")
        return local_forms


@dataclass(frozen=True, config=_FORBIDS)
class Themed:
    """A colour in each theme, as #rrggbb."""

    light: _Colour
    dark: _Colour


@dataclass(frozen=True, config=_FORBIDS)
class Party:
    """A country of the countries' layer that is party to the crisis; `name` stands in the column country_side."""

    iso: _Iso
    name: str
    fill: Themed
    mark: str = ""


Role = Literal["line", "countries", "borders", "municipalities", "districts", "zones", "sea", "relief"]


@dataclass(frozen=True, config=_FORBIDS)
class LayerFile:
    """A file of geodata/ and what it is on the map."""

    role: Role
    file: Annotated[str, Field(pattern=r"^[\w-]+\.(geojson|json)$")]


@dataclass(frozen=True, config=_FORBIDS)
class Strip:
    """A zone that is drawn as a hatched strip of constant width along a line, on the side of `side`.

    `disputed` says so where all of its events are of `disputed_episode`, `mixed` where some are, `words` where none is.
    """

    zone: str
    side: _Iso
    words: _Texts
    disputed_episode: str
    disputed: _Texts
    mixed: _Texts


@dataclass(frozen=True, config=_FORBIDS)
class Zooms:
    """The zooms that the map has, and that which it begins with."""

    least: int
    most: int
    first: int

    @model_validator(mode="after")
    def _check(self) -> "Zooms":
        if not self.least <= self.first <= self.most:
            raise ValueError("the first zoom has to lie between the least and the most")
        return self


@dataclass(frozen=True, config=_FORBIDS)
class MapProfile:
    """Where a dossier lies and what its map shows.

        `extent` is the part of the world that the map has, `focus` what it shows whole at first; lon, lat in EPSG:4326.
    Metres are measured in `metric_crs`. Of parties the first one's name is placed first, and it counts for a point that
    two polygons hold. `largest` is the key of the town whose name is larger than others of its rank.
    """

    name: _Texts
    extent: Box
    focus: Box
    centre: tuple[float, float]  # lat, lon
    zooms: Zooms
    metric_crs: str
    credit: str
    parties: tuple[Party, ...]
    layers: tuple[LayerFile, ...]
    line_name: _Texts | None = None
    largest: str = ""
    strip: Strip | None = None

    @field_validator("extent", "focus")
    @classmethod
    def _check_box(cls, box: Box, info: ValidationInfo) -> Box:
        if not (-180 <= box.west < box.east <= 180 and -85 <= box.south < box.north <= 85):
            raise ValueError(
                f"{info.field_name} has to run from west to east and from south to north, in degrees, not over 180°"
            )
        return box

    @field_validator("metric_crs")
    @classmethod
    def _check_crs(cls, name: str) -> str:
        try:
            crs = CRS.from_user_input(name)
        except CRSError as error:
            raise ValueError(f'metric_crs is no reference system that PROJ knows: "{name}"') from error
        if not crs.is_projected:
            raise ValueError(f'metric_crs has to be projected, in metres: "{name}" is not')
        return name

    @field_validator("layers")
    @classmethod
    def _check_layers(cls, layers: tuple[LayerFile, ...]) -> tuple[LayerFile, ...]:
        for number, layer in enumerate(layers):
            if layer in layers[:number]:
                raise ValueError(f"layers list {layer.file} twice as {layer.role}: one of the two has to go")
        return layers

    @field_validator("strip")
    @classmethod
    def _check_strip(cls, strip: Strip | None, info: ValidationInfo) -> Strip | None:
        parties = info.data.get("parties")
        if strip and parties is not None and strip.side not in {party.iso for party in parties}:
            raise ValueError(f"strip lies on the side of {strip.side}, which is no party")
        return strip

    @property
    def codes(self) -> tuple[str, ...]:
        """The parties' codes."""
        return tuple(party.iso for party in self.parties)

    def mark_of(self, iso: str) -> str:
        """What follows the name of a country that the footnote is about; empty for every other."""
        return next((party.mark for party in self.parties if party.iso == iso), "")

    def files(self, role: Role) -> list[str]:
        """The files of a role."""
        return [layer.file for layer in self.layers if layer.role == role]


def footnote() -> str:
    """What the mark in the title stands for; empty where the dossier has none."""
    return str(PROFILE.note.text) if PROFILE.note else ""


def footnote_line() -> str:
    """The same behind its sign, which is the last letter of the mark: "* This designation …"."""
    return f"{PROFILE.note.mark[-1]} {PROFILE.note.text}" if PROFILE.note else ""


def read(path: Path, kind: type[_Read]) -> _Read:
    """A file as Profile or MapProfile; ProfileError names what is wrong with it."""
    try:
        text = text_of(path)
        given = parse(text)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ProfileError(
            f"{path.parent.name}/{path.name} is not there, in {path.parent.parent}. A dossier is a folder with "
            "seeds/dossier.json and geodata/map.json: give DOSSIER such a folder, or make one with "
            "`python -m dashboard.commands.dossier new FOLDER`."
        ) from error
    except OSError as error:
        raise ProfileError(
            f"{path.parent.name}/{path.name} cannot be read ({error.strerror}). Make it a file that may be read."
        ) from error
    except JsonError as error:
        raise ProfileError(f"{path.name}, {error}. {error.remedy}.") from error
    try:
        return TypeAdapter(kind).validate_python(given)
    except ValidationError as error:
        sentences = [_sentence(path.name, text, found) for found in error.errors()]
        raise ProfileError("\n".join(sentences)) from error


def _sentence(file: str, text: str, found: Any) -> str:
    """One broken rule, with the line of what breaks it."""
    where = found["loc"]
    name = ".".join(map(str, where)) or "the file"
    rule = found["msg"].removeprefix("Value error, ")
    return f"{file}, line {line_of(text, where)}, {name}: {rule}. README, “Another crisis”, says what it can be."


try:
    PROFILE = read(SEEDS / "dossier.json", Profile)
    MAP = read(GEODATA / "map.json", MapProfile)
except ProfileError as error:  # whatever was started needs them from its first line on
    sys.exit(f"The dossier cannot be read.\n{error}")
