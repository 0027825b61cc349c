"""The typeface of files: how wide a text is in it, and the faces themselves, cut down to the letters that are used."""

import base64
import io
from functools import cache
from pathlib import Path
from typing import Literal

import font_source_sans_pro
from fontTools import subset
from fontTools.ttLib import TTFont
from PIL import ImageFont

from dashboard.drawing.cartography import CARTOGRAPHY

# Names of more than one word in quotation marks, as CSS wants them.
FAMILY = ", ".join(f"'{name}'" if " " in name else name for name in CARTOGRAPHY.typeface)
Face = Literal["Regular", "Semibold", "It"]
_FILES = Path(font_source_sans_pro.__file__).parent / "files"
_STYLES: dict[Face, tuple[int, str]] = {"Regular": (400, "normal"), "Semibold": (600, "normal"), "It": (400, "italic")}
_MEASURED_AT = 100  # px: large enough that hinting changes no width


def width_px(text: str, size: float, face: Face = "Regular", spacing: float = 0) -> float:
    """How wide a line of text is at a size in px; `spacing` px stand after each letter."""
    return _measure(face).getlength(text) * size / _MEASURED_AT + spacing * len(text)


def wrapped(text: str, most: float, size: float, face: Face = "Regular") -> list[str]:
    """The text in lines no wider than `most` px where its words allow that."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_px(longer, size, face) > most:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def font_faces(text: str) -> str:
    """CSS that brings the faces along, with the letters of the text: the file looks the same everywhere and asks for
    nothing. Letters that the typeface lacks are left to the reader's own."""
    letters = frozenset(map(ord, text))
    return "\n".join(_font_face(face, letters) for face in _STYLES)


@cache
def _measure(face: Face) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_file(face), _MEASURED_AT)


def _file(face: Face) -> Path:
    return _FILES / f"SourceSansPro-{face}.ttf"


def _font_face(face: Face, letters: frozenset[int]) -> str:
    weight, style = _STYLES[face]
    return (
        f'@font-face{{font-family:"Source Sans Pro";font-weight:{weight};font-style:{style};'
        f'src:url("data:font/ttf;base64,{base64.b64encode(_cut_down(face, letters)).decode()}")}}'
    )


def _cut_down(face: Face, letters: frozenset[int]) -> bytes:
    """A font file with these letters alone, and without the tables of kerning and ligatures: reading these takes longer
    than all else, and width_px() knows nothing of them either."""
    font = TTFont(_file(face), recalcTimestamp=False)
    for table in ("GPOS", "GSUB", "GDEF"):
        del font[table]
    cutter = subset.Subsetter(subset.Options(hinting=False, notdef_outline=True))
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()
