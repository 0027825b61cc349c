"""A reader's own data is seen by this reader alone: tried from outside by every parameter, route and form of id."""

import csv
import http.client
import io
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import product
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect
from starlette.routing import Route

from dashboard.query.options import PARAMETERS, View
from dashboard.query.query import HOW_PARAMETERS
from dashboard.web.routes import routes
from dashboard.web.streaming import Exports
from tests.browser.dashboard_page import MAP, details, open_page, wait_until_idle
from tests.browser.server import Server
from tests.browser.tabs import Tabs
from tests.browser.witness import NewPage, Witness

SECRETS = ("Zrnovo", "Qarkullimi", "Tajanstvo", "Nigdina", "dosije-blau.csv")
TABLE = (
    b"date,title,actor,place,lat,lon,summary\n"
    b"2023-09-24,Zrnovo raid,Qarkullimi group,Nigdina,42.97,20.78,Tajanstvo one\n"
    b"2023-09-26,Zrnovo talks,Qarkullimi group,Nigdina,42.90,20.87,Tajanstvo two\n"
)
# What a query is asked by; the rest are options of the page and parameters of single routes.
ASKED = ("since", "until", "type", "actor", "place", "precision", "confidence", "q", "dataset")
CONNECTIONS = 4
OF_ROUTES = ("box", "zoom", "list", "key", "lang")


@pytest.fixture(scope="module")
def mine(tabs: Tabs, server: Server) -> Iterator[Page]:
    """The page of a reader who has added a file and chosen its first event."""
    with tabs.tab(Witness(), base_url=server.url, reader="with own data") as page:
        add_own_data(page)
        yield page


def add_own_data(page: Page) -> None:
    open_page(page)
    page.get_by_role("button", name="Add data").click()
    page.locator("input[type=file]").first.set_input_files(
        {"name": "dosije-blau.csv", "mimeType": "text/csv", "buffer": TABLE}
    )
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Show it on the map").click()
    expect(page.get_by_text("2 events of dosije-blau.csv from 24 September to 26 September 2023.")).to_be_visible()
    page.get_by_text("Zrnovo raid").first.click()
    expect(details(page)).to_contain_text("Tajanstvo one")
    wait_until_idle(page)


@pytest.fixture
def name(mine: Page) -> str:
    """What the reader's own address calls the dataset."""
    (found,) = re.findall(r"dataset=(own-[0-9a-f]{16})", mine.url)
    return str(found)


def forms(name: str) -> list[str]:
    """The name and the ids of its events, as somebody could write them who has seen the reader's address."""
    ids = [f"{name}:row 1", f"{name}:row 2", f"{name}:row%201", f"{name}: row 1", f" {name}:row 1 "]
    return [name, name.upper(), f" {name}", f"{name}\0", f"curated,{name}", *ids, "own", "own:row 1", "own:row 2"]


def answered(server: Server, address: str, cookie: str = "") -> tuple[int, bytes]:
    request = urllib.request.Request(server.url + address, headers={"Cookie": cookie} if cookie else {})  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def all_answered(server: Server, addresses: Sequence[str]) -> list[tuple[int, bytes]]:
    """The answers to many addresses, in their order, over a few connections that are kept."""
    parts = [addresses[first::CONNECTIONS] for first in range(CONNECTIONS)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        answers = list(pool.map(lambda part: _answered_by_one(server, part), parts))
    return [answers[at % CONNECTIONS][at // CONNECTIONS] for at in range(len(addresses))]


def _answered_by_one(server: Server, addresses: Sequence[str]) -> list[tuple[int, bytes]]:
    found = []
    with closing(http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)) as connection:
        for address in addresses:
            connection.request("GET", address)
            answer = connection.getresponse()
            found.append((answer.status, answer.read()))
    return found


def told(body: bytes) -> list[str]:
    return [secret for secret in SECRETS if secret.encode() in body]


def csv_link(page: Page) -> str:
    return f"/{page.get_by_role('link', name='CSV', exact=True).get_attribute('href')}"


def test_the_reader_sees_it_and_downloads_it_under_a_name_that_opens_nothing(mine: Page, server: Server, name: str):
    status, body = answered(server, csv_link(mine))
    assert status == 200
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert [(row["id"], row["dataset"], row["title"]) for row in rows] == [
        ("own:row 1", "own", "Zrnovo raid"),
        ("own:row 2", "own", "Zrnovo talks"),
    ]
    assert name.encode() not in body


def test_every_file_leaves_the_name_and_the_key_out(mine: Page, server: Server, name: str):
    query = urlsplit(csv_link(mine)).query
    key = dict(parse_qsl(query))["key"]
    files = [
        *(f"/api/events.{extension}" for extension in ("csv", "geojson", "parquet", "zip")),
        *(f"/api/{one}" for one in ("brief.html", "map.svg", "ledger.csv", "figures.json")),
    ]
    for file in files:
        status, body = answered(server, f"{file}?{query}")
        assert status == 200
        assert name.encode() not in body, file
        assert key.encode() not in body, file
        with urllib.request.urlopen(f"{server.url}{file}?{query}", timeout=30) as answer:  # noqa: S310 - loopback
            assert answer.headers["Cache-Control"] == "no-store, private"
            assert name not in str(answer.headers)


def test_no_route_tells_a_stranger_by_any_parameter_or_form_of_id(mine: Page, server: Server, name: str):
    paths = [route.path.replace("{extension}", "csv") for route in routes(Exports()) if isinstance(route, Route)]
    paths += [f"/api/events.{extension}" for extension in ("geojson", "zip")]
    parameters = sorted({*ASKED, *HOW_PARAMETERS, *PARAMETERS, *OF_ROUTES})
    view = {"box": "18,40,23,45", "zoom": "8"}
    tried = []
    for path, parameter in product(paths, parameters):
        if path.endswith((".pdf", ".png")) and parameter not in {"dataset", "event"}:
            continue  # made of the same HTML and SVG, and slow
        fixed = {
            **(view if "density" in path else {}),
            **({"since": "", "until": ""} if "since" not in parameter else {}),
        }
        # All forms at once where a parameter may be repeated: each is looked at on its own there.
        asked = [*((one, value) for one, value in fixed.items() if one != parameter)]
        asked += [(parameter, form) for form in forms(name)]
        tried.append(f"{path}?{urlencode(asked)}")
    assert len(tried) > 300
    for address, (status, body) in zip(tried, all_answered(server, tried), strict=True):
        assert status in {200, 400, 404}, address
        assert told(body) == [], address


def test_neither_the_cookie_alone_nor_a_part_of_the_key_opens_a_route(mine: Page, server: Server, name: str):
    query = [pair for pair in parse_qsl(urlsplit(csv_link(mine)).query) if pair[0] != "key"]
    key = dict(parse_qsl(urlsplit(csv_link(mine)).query))["key"]
    (cookie,) = (one for one in mine.context.cookies() if one["name"] == "reader")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    for given in ("", key[:-1], key.lower(), f"{key} ", cookie["value"]):
        _status, body = answered(server, f"/api/events.csv?{urlencode([*query, ('key', given)])}")
        assert told(body) == []
    assert told(answered(server, f"/api/events.csv?{urlencode(query)}", f"{cookie['name']}={cookie['value']}")[1]) == []


def seen_on(page: Page) -> str:
    """All text that the page and its frames hold, visible or not, and the names of what is in them."""
    return " ".join(frame.locator("html").evaluate("node => node.outerHTML") for frame in page.frames)


@pytest.mark.parametrize("view", list(View))
def test_no_view_tells_a_stranger(new_page: NewPage, mine: Page, name: str, view: View):
    page = new_page(reader="stranger")
    asked = [("view", view), ("dataset", name), ("event", f"{name}:row 1"), ("against_dataset", name)]
    asked += [("of", "Qarkullimi group" if view is View.ACTOR else "Nigdina"), ("since", ""), ("until", "")]
    page.goto(f"/?{urlencode(asked, quote_via=quote)}")
    page.get_by_text(f"dataset={name} is not known in this data").or_(
        page.get_by_text(f"dataset={name} is not known:")
    ).first.wait_for()
    wait_until_idle(page)
    shown = seen_on(page)
    # What the stranger typed stands in the address and may be repeated in a sentence that refuses it.
    for secret in set(SECRETS) - {"Qarkullimi", "Nigdina"}:
        assert secret not in shown
    assert "Qarkullimi group</" not in shown.replace("“Qarkullimi group”", "")


@pytest.mark.parametrize("form", ["{name}:row 1", "{name}:row 2", " {name}:row 1", "own:row 1"])
def test_no_form_of_an_events_id_tells_a_stranger(new_page: NewPage, mine: Page, name: str, form: str):
    page = new_page(reader="stranger")
    page.goto(f"/?event={quote(form.format(name=name))}")
    expect(page.get_by_text("There is no event")).to_be_visible()
    wait_until_idle(page)
    assert told(seen_on(page).encode()) == []


def test_a_stranger_with_data_of_their_own_sees_that_alone(new_page: NewPage, mine: Page, name: str):
    page = new_page(reader="another")
    open_page(page)
    page.get_by_role("button", name="Add data").click()
    page.locator("input[type=file]").first.set_input_files(
        {"name": "other.csv", "mimeType": "text/csv", "buffer": b"date,title\n2023-09-24,Something else\n"}
    )
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Show it on the map").click()
    expect(page.get_by_text("1 event of other.csv")).to_be_visible()
    (others,) = re.findall(r"dataset=(own-[0-9a-f]{16})", page.url)
    assert others != name
    page.goto(f"/?dataset={others}&dataset={name}&event={name}:row%201&since=&until=")
    expect(page.get_by_text("1 event of other.csv")).to_be_visible()
    wait_until_idle(page)
    assert told(seen_on(page).encode()) == []


def test_a_citation_leaves_it_out_and_says_so(mine: Page, name: str):
    mine.get_by_role("button", name="Cite this view").click()
    cited = mine.locator("[data-testid=stPopoverBody] code")
    expect(cited).to_contain_text("without the reader’s own data, which nobody else can open")
    assert name not in cited.inner_text()
    mine.keyboard.press("Escape")
    expect(details(mine)).to_contain_text("Only you see this event, so no link leads to it.")


def test_it_is_there_again_after_f5_and_in_a_second_tab_of_the_same_browser(mine: Page, name: str):
    mine.reload()
    expect(mine.get_by_text("2 events of dosije-blau.csv from 24 September to 26 September 2023.")).to_be_visible()
    expect(details(mine)).to_contain_text("Tajanstvo one")
    mine.locator(MAP).wait_for()
    second = mine.context.new_page()
    second.goto(f"/?dataset={name}&since=&until=")
    expect(second.get_by_text("2 events of dosije-blau.csv of all dates.")).to_be_visible()
    second.close()
