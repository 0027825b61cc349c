import asyncio
import re

import pytest
from starlette.responses import PlainTextResponse

from dashboard.web.security import SecurityHeaders, policy

TILES = "https://{s}.tiles.example/{z}/{x}/{y}.png"


def directives(basemap_url=None) -> dict[str, list[str]]:
    return {name: values for name, *values in (one.split() for one in policy(basemap_url).split("; "))}


def hosts(text: str) -> list[str]:
    return re.findall(r"https?://[^\s;]+|\*\.[^\s;]+|//[^\s;]+", text)


def test_no_outside_host_is_named():
    assert hosts(policy(None)) == []
    assert "*" not in policy(None)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (TILES, "https://*.tiles.example"),
        ("https://tiles.example/{z}/{x}/{y}.png?key=1", "https://tiles.example"),
        ("http://tiles.example:8080/{z}/{x}/{y}.png", "http://tiles.example:8080"),
    ],
)
def test_a_basemap_adds_its_host_for_images_and_nothing_else(url, host):
    assert hosts(policy(url)) == [host]
    with_basemap, without = directives(url), directives()
    assert with_basemap.pop("img-src") == [*without.pop("img-src"), host]
    assert with_basemap == without


@pytest.mark.parametrize("url", ["", None])
def test_no_basemap_is_no_host(url):
    assert policy(url) == policy(None)


@pytest.mark.parametrize(
    "url",
    [
        "https://tiles.example; script-src *",
        "tiles.example/{z}/{x}/{y}.png",
        "javascript:alert(1)",
        "http://[",
        "https://tiles.example/",
        "https://:443/{z}/{x}/{y}.png",
    ],
)
def test_a_basemap_address_that_names_no_host_is_refused(url):
    with pytest.raises(ValueError, match="BASEMAP_URL"):
        policy(url)


@pytest.mark.parametrize(
    ("directive", "values"),
    [
        ("default-src", ["'self'"]),
        ("object-src", ["'none'"]),
        ("frame-ancestors", ["'self'"]),
        ("base-uri", ["'self'"]),
        ("form-action", ["'self'"]),
    ],
)
def test_what_the_policy_allows(directive, values):
    assert directives()[directive] == values


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/media/0123abcd.csv", "no-store, private"),
        ("/base/media/0123abcd.csv", "no-store, private"),
        ("/api/events.csv?key=x", "no-store, private"),
        ("/static/js/index.js", "public"),
    ],
)
def test_no_cache_keeps_what_may_be_a_readers_own(path, kept):
    path, _, query = path.partition("?")
    sent = []

    async def send(message):
        sent.append(message)

    app = SecurityHeaders(PlainTextResponse("a", headers={"Cache-Control": "public"}))
    asyncio.run(app({"type": "http", "path": path, "query_string": query.encode()}, None, send))
    assert dict(sent[0]["headers"])[b"cache-control"].decode() == kept
