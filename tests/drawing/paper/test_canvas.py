import math

import pytest
import shapely

from dashboard.dossier.extent import Box
from dashboard.drawing.paper.canvas import Frame, Lettering, path, picture, source_of, title, write
from tests.pictures import parsed


def test_a_place_lies_where_web_mercator_puts_it():
    # At zoom 1 the world is 512 px wide and high, and latitude 66.51326 lies a quarter below its upper edge.
    frame = Frame(512, 512, 1, 0, 0)
    assert frame.point(0, 0) == pytest.approx((256, 256))
    assert frame.point(90, 66.51326) == pytest.approx((384, 128), abs=0.01)


def test_a_fitted_frame_keeps_the_box_clear_of_the_padding():
    frame = Frame.fit(800, 400, Box(20, 42, 22, 43), (100, 20, 60, 40))
    left, top = frame.point(20, 43)
    right, bottom = frame.point(22, 42)
    # 640 by 340 px are free; the box is 2 degrees wide and less than 1.4 of them high, so its height decides.
    assert (top, bottom) == pytest.approx((20, 360))
    assert (left + right) / 2 == pytest.approx(420)
    assert right - left < 640


def test_points_and_degrees_are_each_other_s_inverse():
    frame = Frame.fit(800, 400, Box(20, 42, 22, 43), (0, 0, 0, 0))
    ((lon, lat),) = frame.degrees([frame.point(20.7803, 42.9701)])
    assert (lon, lat) == pytest.approx((20.7803, 42.9701))


def test_a_kilometre_is_as_long_as_at_its_latitude():
    frame = Frame(512, 512, 1, 0, 0)
    assert frame.px_per_km(0) == pytest.approx(512 / 40075, rel=1e-4)
    assert frame.px_per_km(60) == pytest.approx(2 * 512 / 40075, rel=1e-4)
    assert math.isclose(frame.scale, 2)


def test_a_hole_is_kept_in_a_path():
    ring = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    assert path(ring).count("Z") == 2


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a & b", "quote \" and ' end", "]]>", "bell \x07 end"])
def test_text_stays_text_and_the_picture_well_formed(text):
    svg = picture(10, 10, text)
    write(svg, text, 1, 1, Lettering(10, halo=2))
    title(svg, text)
    read = parsed(source_of(svg))
    assert {one.text for one in read} == {text.replace("\x07", "")}
    assert not [one for one in read.iter() if one.tag.endswith("script")]
