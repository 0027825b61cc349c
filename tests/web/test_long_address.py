"""Streamlit reads 1,000 parameters, and where there are more, none: that must not happen in silence."""

import urllib.error
import urllib.request

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard.web.long_address import LongAddress
from tests.serving import serving


def answered(path: str) -> tuple[int, str]:
    page = Route("/{rest:path}", lambda _request: PlainTextResponse("the page"))
    with serving(Starlette(routes=[page], middleware=[Middleware(LongAddress)])) as port:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


def test_as_many_parameters_as_streamlit_reads_are_let_through():
    from streamlit.runtime.state import query_params

    assert query_params.CLIENT_STATE_QUERY_STRING_MAX_FIELDS == 1000
    assert answered("/?" + "&".join(["type=ASSAULT"] * 1000)) == (200, "the page")


@pytest.mark.parametrize("before", ["", "/dash"])
def test_one_more_is_told(before):
    sentence = "The address has 1,001 parameters, and the page reads at most 1,000: leave some out."
    assert answered(f"{before}/?" + "&".join(["type=ASSAULT"] * 1001)) == (400, sentence)


def test_routes_read_more():
    assert answered("/api/events.csv?" + "&".join(["type=ASSAULT"] * 5000)) == (200, "the page")
