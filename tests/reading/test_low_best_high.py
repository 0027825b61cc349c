import pytest

from dashboard.dossier.event import Spread
from dashboard.reading.low_best_high import spread_words


@pytest.mark.parametrize(
    ("spread", "words"),
    [
        (Spread(), "unknown"),
        (Spread(0, 0, 0), "none reported"),
        (Spread(best=0), "none reported"),
        (Spread(4, 4, 4), "4"),
        (Spread(best=4), "4"),
        (Spread(4, 4, 5), "4 (4 to 5)"),
        (Spread(1, 2, 3), "2 (1 to 3)"),
        (Spread(0, 0, 2), "0 (0 to 2)"),
        (Spread(low=3), "at least 3"),
        (Spread(high=200), "at most 200"),
        (Spread(low=1, high=5), "1 to 5"),
        (Spread(low=5, high=5), "5"),
        (Spread(1000, 1200, 1500), "1,200 (1,000 to 1,500)"),
    ],
)
def test_casualties_in_words(spread, words):
    assert spread_words(spread) == words
