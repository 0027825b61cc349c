import re

import pytest

from dashboard.dossier.event import EventType
from dashboard.drawing.symbols import colour, shape
from tests.contrast import contrast


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


@pytest.mark.parametrize(("theme", "ground"), [("light", "#ffffff"), ("dark", "#14181c")])
@pytest.mark.parametrize("event_type", EventType)
def test_a_symbol_stands_out_from_its_ground(event_type, theme, ground):
    # WCAG 2.1, success criterion 1.4.11: graphics need 3 to 1.
    assert contrast(colour(event_type, theme), ground) >= 3
