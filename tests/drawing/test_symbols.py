import re

import pytest

from dashboard.drawing.symbols import colour, shape
from dashboard.event import EventType


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("event_type", EventType)
def test_every_type_has_a_colour_in_both_themes(event_type, theme):
    assert re.fullmatch(r"#[0-9a-f]{6}", colour(event_type, theme))


@pytest.mark.parametrize("event_type", EventType)
def test_every_type_has_a_shape(event_type):
    assert re.fullmatch(r"M[-\d. MmLlHhVvAaCcQqZz]+[zZ]", shape(event_type))


def test_every_shape_is_told_from_the_others():
    assert len({shape(one) for one in EventType}) == len(EventType)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_types_of_one_family_share_a_colour_and_families_do_not(theme):
    colours: dict[str, set[str]] = {}
    for one in EventType:
        colours.setdefault(one.family, set()).add(colour(one, theme))
    assert all(len(shades) == 1 for shades in colours.values())
    assert len({shade for shades in colours.values() for shade in shades}) == len(colours) == 5


def brightness(colour: str) -> float:
    """Relative luminance of WCAG 2.1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("theme", "ground"), [("light", "#ffffff"), ("dark", "#14181c")])
@pytest.mark.parametrize("event_type", EventType)
def test_a_symbol_stands_out_from_its_ground(event_type, theme, ground):
    lighter, darker = sorted((brightness(colour(event_type, theme)), brightness(ground)), reverse=True)
    # WCAG 2.1, success criterion 1.4.11: graphics need 3 to 1.
    assert (lighter + 0.05) / (darker + 0.05) >= 3
