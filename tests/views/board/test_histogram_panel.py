from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

PAGE = str(Path(__file__).parents[3] / "dashboard" / "page.py")


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({}, "Histogram of 42 events; highest bar 24 Sep 2023: 10."),  # counted by hand in seeds/events.csv
        ({"since": "2023-09-24", "until": "2023-09-24", "q": "nobody"}, "Histogram of events: none for these dates."),
    ],
)
def test_the_histogram_is_told_in_words(params, words):
    page = AppTest.from_file(PAGE, default_timeout=60)
    for name, value in params.items():
        page.query_params[name] = value
    page.run()
    (chart,) = page.get("vega_lite_chart")
    assert chart.proto.alt == words
