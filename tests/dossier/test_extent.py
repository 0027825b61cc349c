import math

import numpy as np
import pytest

from dashboard.dossier.extent import Box

BOX = Box(west=-35, south=-10, east=20.5, north=44.25)
POINTS = {
    (-35, -10): True,
    (20.5, 44.25): True,
    (0, 0): True,
    (math.nextafter(-35, -36), 0): False,
    (math.nextafter(20.5, 21), 0): False,
    (0, math.nextafter(-10, -11)): False,
    (0, math.nextafter(44.25, 45)): False,
    (0, 45): False,  # it would be in, the other way round
    (math.nan, 0): False,
}


@pytest.mark.parametrize(("point", "is_in"), POINTS.items())
def test_a_box_contains_its_edges_and_nothing_beyond(point, is_in):
    assert BOX.contains(*point) is is_in


def test_many_points_are_told_at_once():
    lon, lat = np.array(list(POINTS)).T
    assert BOX.contains(lon, lat).tolist() == list(POINTS.values())
