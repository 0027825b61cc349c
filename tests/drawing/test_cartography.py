"""What the map looks like is written once: nothing of it stands both in the frame's scripts and in our modules."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.drawing.cartography import FRAME, CartographyError, read

DRAWING = Path("dashboard/drawing")
TABLE = (FRAME / "cartography.json").read_text("utf-8")
# A constant by its name, as both languages write it; a leading underscore and a unit are not part of what it says.
NAMED = {".js": r"\bconst ([A-Z][A-Z0-9_]+) =", ".py": r"^_?([A-Z][A-Z0-9_]+)(?:: [^=\n]+)? ="}
# Numbers that say something: those with decimals, but for the commonest shares.
NUMBER = r"(?<![\w.#-])\d*\.\d+(?![\w.%])"
COMMON = {0.1, 0.2, 0.25, 0.5, 0.75}
# Of another thing in each: what it is worth that a name stays, and the scale's line; a zoom, and the letters of a chip.
BY_CHANCE = {1.5, 10.5}
# As long in every language.
UNITS = {"DAY_MS"}


def sources(*extensions: str) -> dict[Path, str]:
    files = [path for extension in extensions for path in DRAWING.rglob(f"*{extension}")]
    return {path: path.read_text("utf-8") for path in sorted(files)}


def found(pattern: str, text: str) -> Iterator[str]:
    return (match.group(match.lastindex or 0) for match in re.finditer(pattern, text, re.MULTILINE))


def in_both(pattern_js: str, pattern_py: str) -> set[str]:
    scripts = {word for text in sources(".js").values() for word in found(pattern_js, text)}
    modules = {word for text in sources(".py").values() for word in found(pattern_py, text)}
    return scripts & modules


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"""["'`](M[-\d. MmLlHhVvAaCcQqZz]{4,})["'`]""", id="paths"),
        pytest.param(r"#[0-9a-fA-F]{6}\b", id="colours"),
        pytest.param(r"""["'](\d[\d.]* \d[\d.]*)["']""", id="dashes"),
    ],
)
def test_no_path_colour_or_dash_stands_in_two_languages(pattern):
    assert in_both(pattern, pattern) == set()


def test_no_constant_has_its_name_in_two_languages():
    assert in_both(NAMED[".js"], NAMED[".py"]) <= UNITS


def test_no_number_with_decimals_stands_in_two_languages():
    scripts = {float(number) for text in sources(".js").values() for number in found(NUMBER, without_comments(text))}
    of_maps = {
        path: text for path, text in sources(".py").items() if path.parent.name != "charts" and path.stem != "timeline"
    }
    modules = {float(number) for text in of_maps.values() for number in found(NUMBER, without_comments(text))}
    assert (scripts & modules) - COMMON == BY_CHANCE


def without_comments(text: str) -> str:
    """The code of a script or a module."""
    return re.sub(r'"""[\s\S]*?"""|/\*[\s\S]*?\*/|(^| )(//|#) .*', "", text, flags=re.MULTILINE)


def test_what_the_table_has_is_neither_in_a_script_nor_in_a_module():
    written = set(re.findall(r'"(M[^"]{4,}|#[0-9a-f]{6})"', TABLE)) | set(re.findall(r'"\d[\d.]* \d[\d.]*"', TABLE))
    assert len(written) > 40
    for path, text in sources(".js", ".py", ".css").items():
        assert [word for word in sorted(written) if word in text] == [], path


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda table: table["strip"].pop("depth"), "cartography.json, strip: depth stands in the table or in its"),
        (lambda table: table["names"]["note"].update(colour=1), "cartography.json, names, note: colour stands in"),
        (lambda table: table["marks"]["shapes"]["town"].pop("d"), "cartography.json, marks, shapes, town: d stands in"),
    ],
)
def test_an_entry_too_few_or_too_many_is_named(change, sentence):
    table = json.loads(TABLE)
    change(table)
    with pytest.raises(CartographyError, match=re.escape(sentence)):
        read(json.dumps(table))


def test_both_themes_have_the_same_colours():
    palette = json.loads(TABLE)["palette"]
    assert set(palette["light"]) == set(palette["dark"])
    assert all(
        re.fullmatch(r"#[0-9a-f]{6}|rgba\([\d.,]+\)", ink) for theme in palette.values() for ink in theme.values()
    )


def test_the_boundary_line_is_drawn_as_at_the_nearest_zoom_of_the_table():
    lines = read(TABLE).lines
    assert [lines.boundary_at(zoom).width for zoom in (6, 8.9, 9, 10.5, 11, 14)] == [1.7, 1.7, 2, 2.2, 2.6, 2.6]
