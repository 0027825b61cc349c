"""The frame's own scripts in a browser, served from memory: no network, no Streamlit."""

import json
import mimetypes
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import font_source_sans_pro
import geopandas
import pytest
import shapely
import xstatic.pkg.jquery
import xstatic.pkg.leaflet
from streamlit_folium import _get_map_string

from dashboard.dossier.boundaries import METRIC, WGS84, read_layers
from dashboard.dossier.extent import Box
from dashboard.dossier.profile import GEODATA, MAP, LayerFile, Party, Themed, Zooms
from dashboard.drawing.cartography import FRAME
from dashboard.drawing.map.base_map import base_map
from dashboard.drawing.map.event_layer import EventLayer
from dashboard.drawing.map.frame_script import frame_script

FOLDERS = {
    "leaflet": Path(xstatic.pkg.leaflet.BASE_DIR),
    "jquery": Path(xstatic.pkg.jquery.BASE_DIR),
    "map": FRAME,
    "geodata": GEODATA,
    "fonts": Path(font_source_sans_pro.__file__).parent / "files",
}
HERE = "http://127.0.0.1:1/component/map/index.html"
# Resolves when every layer is drawn or its failure shown.
READY = "dossier.use('base_map').ready"
STRIP = (
    "dossier.use('strip')({id: 'boundary_serbian_side', label: 'Reported build-up',"
    " note: 'Reported build-up; extent and depth not stated'})"
)
LABELS = [
    {
        "key": "pristina",
        "text": "Prishtinë/Priština",
        "kind": "capital",
        "rank": 1,
        "lat": 42.67,
        "lon": 21.17,
        "country": "XK",
    },
    {
        "key": "obiliq",
        "text": "Obiliq/Obilić",
        "kind": "town",
        "rank": 1,
        "lat": 42.68,
        "lon": 21.16,
        "country": "XK",
    },
    {
        "key": "x",
        "text": "<b onload=alert(1)>",
        "kind": "town",
        "rank": 1,
        "lat": 43.3,
        "lon": 21.9,
        "country": "RS",
    },
]


def page_html(theme: str, basemap_url: str | None) -> str:
    chart = base_map("en", theme, basemap_url)
    chart.get_root().render()
    scripts = "".join(f'<script src="{url}"></script>' for _, url in chart.default_js)
    styles = "".join(f'<link rel="stylesheet" href="{url}">' for _, url in chart.default_css)
    start = f"<script>{_get_map_string(chart)}; window.map = map_div;</script>"
    return f'<html lang="en"><head>{styles}</head><body><div id="map_div"></div>{scripts}{start}</body></html>'


@contextmanager
def opened_frame(browser, width=900, height=520, *, theme="light", missing=(), basemap_url=None):
    """A frame, with the files asked for and the missing ones as `asked`, `missing`; no script of it may fail."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.missing, page.asked, page.mistakes = set(missing), [], []
    page.on("pageerror", lambda mistake: page.mistakes.append(str(mistake)))
    page.route("**/*", lambda route: answer(page, route, theme, basemap_url))
    page.goto(HERE)
    page.evaluate(READY)
    wait_until_drawn(page)
    yield page
    assert page.mistakes == []
    page.close()


def wait_until_drawn(page) -> None:
    """Until what waits for the next picture has had it; a machine that does other work takes its time for one."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")


@pytest.fixture
def frame(browser):
    """Opens frames for tests that change them."""
    with ExitStack() as opened:
        yield lambda *size, **options: opened.enter_context(opened_frame(browser, *size, **options))


@pytest.fixture(scope="module")
def untouched(browser):
    """A frame as it is at first, for tests that only look; it takes seconds to load."""
    with opened_frame(browser) as page:
        yield page


@pytest.fixture(scope="module")
def small(browser):
    """A narrow one."""
    with opened_frame(browser, 358, 360) as page:
        yield page


@pytest.fixture(scope="module")
def _frame_for_strips(browser):
    with opened_frame(browser) as page:
        page.evaluate("window.first = [map.getCenter(), map.getZoom()]")
        yield page


@pytest.fixture
def with_strip(_frame_for_strips):
    """A frame with the strip, at the view that it opens with; the strip goes after each test."""
    page = _frame_for_strips
    page.evaluate("void map.setView(...first, {animate: false})")
    # void: else the layer would be handed over, and with it, piece by piece, the whole map.
    page.evaluate(f"void (window.strip = {STRIP}.addTo(map))")
    yield page
    page.evaluate("void strip.remove()")


def answer(page, route, theme, basemap_url):
    url = urlsplit(route.request.url)
    page.asked.append(route.request.url)
    name = url.path.rsplit("/", 1)[-1]
    if name in page.missing:
        route.fulfill(status=404)
    elif url.path == "/component/map/index.html":
        route.fulfill(content_type="text/html", body=page_html(theme, basemap_url))
    elif url.path == "/api/labels.json":
        route.fulfill(content_type="application/json", body=json.dumps(LABELS))
    elif url.path == "/assets/map/frame.js":
        route.fulfill(content_type="text/javascript", body=frame_script())
    elif url.path.startswith("/assets/"):
        _, _, folder, rest = url.path.split("/", 3)
        file = FOLDERS[folder] / rest
        route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file)[0] or "application/json")
    else:
        route.fulfill(status=404)


@pytest.mark.parametrize(("width", "height"), [(900, 520), (1400, 900), (358, 360)])
def test_the_whole_boundary_line_is_in_view_at_first(frame, width, height):
    page = frame(width, height)
    # western and eastern ends, northernmost and easternmost points of the line
    for lat, lon in [(42.833, 20.353), (42.263, 21.587), (43.273, 20.81), (42.68, 21.79)]:
        assert page.evaluate(f"map.getBounds().contains([{lat}, {lon}])")


def test_names_are_written_in_a_typeface_that_comes_along(untouched):
    loaded = untouched.evaluate(
        "[...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family)"
    )
    assert [family.strip('"') for family in loaded] == ["Source Sans Pro"] * 4
    assert (
        untouched.locator(".name")
        .first.evaluate("name => getComputedStyle(name).fontFamily")
        .startswith('"Source Sans Pro"')
    )


def test_the_frame_asks_once_for_all_of_our_scripts_and_tables(untouched):
    ours = [urlsplit(url).path for url in untouched.asked if "/assets/map/" in url]
    assert sorted(ours) == ["/assets/map/frame.js", "/assets/map/map.css"]


def test_our_scripts_leave_one_name_and_what_the_page_calls(untouched):
    assert untouched.evaluate("Object.keys(dossier)") == [
        "define", "use", "cartography", "events", "playback", "show",
    ]  # fmt: skip


def test_what_ties_the_map_to_a_crisis_is_in_its_ground_alone(frame, monkeypatch):
    """Bulgaria as the only party, with a footnote: no line, no strip, another extent, and only two layers."""
    layers = (LayerFile("countries", "countries.geojson"), LayerFile("sea", "sea.geojson"))
    parties = (Party("BG", "Bulgaria", Themed("#ffffff", "#000000"), "*"),)
    box = Box(22.4, 42.2, 23.4, 43.2)
    ground = replace(
        MAP,
        extent=box,
        focus=box,
        centre=(42.7, 22.9),
        zooms=Zooms(7, 11, 7),
        parties=parties,
        layers=layers,
        strip=None,
    )
    monkeypatch.setattr("dashboard.drawing.map.base_map.MAP", ground)
    page = frame()
    texts = page.locator(".name-country").all_text_contents()
    assert [text for text in texts if "*" in text] == ["BULGARIA*"]
    assert (
        page.evaluate("[map.getBounds().contains([42.21, 22.41]), map.getBounds().contains([43.19, 23.39])]")
        == [True] * 2
    )
    assert page.evaluate("[map.options.minZoom >= 7, map.getMaxZoom()]") == [True, 11]
    asked = {urlsplit(url).path.rsplit("/", 1)[-1] for url in page.asked if "/geodata/" in url}
    assert asked == {"countries.geojson", "sea.geojson"}
    assert page.get_by_role("alert").count() == 0
    assert not page.locator(".legend").get_by_text("Boundary line", exact=True).is_visible()
    assert page.locator(".boundary-line").count() == 0


def test_the_frame_asks_for_nothing_outside(untouched):
    assert all(urlsplit(url).hostname == "127.0.0.1" for url in untouched.asked)


def test_the_view_stays_the_readers_when_the_frame_changes_its_size(frame):
    page = frame()
    page.click(".leaflet-control-zoom-in")
    page.wait_for_timeout(500)
    zoom = page.evaluate("map.getZoom()")
    page.set_viewport_size({"width": 700, "height": 520})
    page.wait_for_timeout(200)
    assert page.evaluate("map.getZoom()") == zoom


def test_text_from_data_is_never_markup(untouched):
    assert untouched.locator(".name b").count() == 0
    assert untouched.get_by_text("<b onload=alert(1)>").count() == 1


def test_names_never_overlap(untouched):
    boxes = untouched.evaluate(
        "[...document.querySelectorAll('.name:not(.off)')].map((one) => one.getBoundingClientRect().toJSON())"
    )
    assert len(boxes) > 2
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            apart = (
                a["right"] <= b["left"] or b["right"] <= a["left"] or a["bottom"] <= b["top"] or b["bottom"] <= a["top"]
            )
            assert apart, (a, b)


def test_a_name_stands_clear_of_an_event_on_its_place(frame):
    page = frame()
    page.evaluate("dossier.use('names').keepOut([{lat: 42.67, lon: 21.17, radiusPx: 15}])")
    wait_until_drawn(page)
    gap = page.evaluate(
        """() => {
          const {x, y} = map.latLngToContainerPoint([42.67, 21.17]);
          const shown = [...document.querySelectorAll(".name:not(.off)")];
          const name = shown.find((one) => one.textContent.startsWith("Prishtinë"));
          const {left, right, top, bottom} = name.getBoundingClientRect();
          return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
        }"""
    )
    assert gap >= 15


def test_only_kosovo_carries_an_asterisk(untouched):
    assert [text for text in untouched.locator(".name-country").all_text_contents() if "*" in text] == ["KOSOVO*"]


def test_a_layer_that_does_not_load_is_named_and_can_be_tried_again(frame):
    page = frame(missing={"municipalities.geojson"})
    assert page.get_by_role("alert").inner_text().startswith("Not loaded: municipalities.")
    page.missing.clear()
    page.get_by_role("button", name="Retry").click()
    page.wait_for_timeout(300)
    assert page.get_by_role("alert").count() == 0
    assert page.evaluate("Object.keys(dossier.use('geodata').municipalities).length") == 30


def test_no_control_offers_an_online_map_unless_the_deployer_set_one(untouched):
    assert untouched.locator(".leaflet-control-layers").count() == 0


def test_an_online_map_is_off_until_the_reader_asks(frame):
    page = frame(basemap_url="https://tiles.example/{z}/{x}/{y}.png")
    assert not any("tiles.example" in url for url in page.asked)
    page.locator(".leaflet-control-layers").hover()
    page.get_by_text("Online map").click()
    page.wait_for_timeout(200)
    assert any("tiles.example" in url for url in page.asked)


def beyond_serbia_km(hits: list[tuple[float, float]]) -> list[float]:
    countries = read_layers().countries.set_index("iso").to_crs(METRIC)
    points = geopandas.GeoSeries([shapely.Point(lon, lat) for lon, lat in hits], crs=WGS84).to_crs(METRIC)
    return list(points.distance(countries.geometry["RS"]) / 1000)


def test_the_strip_lies_only_on_the_serbian_side(with_strip):
    page = with_strip
    # What the browser would hit there, every 4 px, as (lon, lat).
    hits = page.evaluate(
        """() => {
          const hits = [];
          for (let x = 2; x < innerWidth; x += 4)
            for (let y = 2; y < innerHeight; y += 4)
              if (document.elementFromPoint(x, y) === strip.getElement()) {
                const {lng, lat} = map.containerPointToLatLng([x, y]);
                hits.push([lng, lat]);
              }
          return hits;
        }"""
    )
    assert len(hits) > 300
    # A screen pixel is 260 m wide here, and Leaflet draws to whole pixels: nothing reaches further over the line.
    assert max(beyond_serbia_km(hits)) < 0.26


def is_on_strip(page, lat, lon) -> bool:
    return page.evaluate(
        """([lat, lon]) => {
          const {x, y} = map.latLngToContainerPoint([lat, lon]);
          return document.elementFromPoint(x, y) === strip.getElement();
        }""",
        [lat, lon],
    )


def test_the_strip_stays_in_step_and_as_wide_when_zoomed(with_strip):
    page = with_strip
    before = page.evaluate("strip.getElement().getAttribute('stroke-width')")
    page.evaluate("void map.setView([43.2186, 20.6917], 11, {animate: false})")
    wait_until_drawn(page)
    assert page.evaluate("strip.getElement().getAttribute('stroke-width')") == before == "44"
    assert is_on_strip(page, 43.2225, 20.6890)  # beyond the Jarinje crossing
    assert not is_on_strip(page, 43.2100, 20.7000)  # south of it


def test_the_strip_can_be_chosen_by_keyboard(with_strip):
    page = with_strip
    page.evaluate("window.chosen = 0; strip.on('click', () => chosen++); null")
    button = page.get_by_role("button", name="Reported build-up")
    button.focus()
    button.press("Enter")
    button.press(" ")
    assert page.evaluate("chosen") == 2


def test_the_legend_explains_the_strip_while_it_is_there(untouched, with_strip):
    assert not _says_what_a_strip_is(untouched)
    assert _says_what_a_strip_is(with_strip)
    with_strip.evaluate("void strip.remove()")
    assert not _says_what_a_strip_is(with_strip)


def _says_what_a_strip_is(page) -> bool:
    return page.locator(".legend").get_by_text("extent and depth not stated").is_visible()


def test_the_legend_starts_closed_on_a_narrow_frame(small):
    assert small.locator(".legend").get_attribute("open") is None


def test_the_disclaimer_opens_by_keyboard_on_a_narrow_frame(small):
    text = small.get_by_text("Boundaries and names don't imply endorsement")
    assert not text.is_visible()
    small.get_by_role("button", name="About boundaries").press("Enter")
    assert text.is_visible()
    small.keyboard.press("Escape")
    assert not text.is_visible()


def test_a_chip_is_clear_of_the_legend_when_this_grows_after_it(frame):
    page = frame()
    page.evaluate("options => dossier.events(options)", EventLayer().options)
    legend = page.locator(".legend")
    lat, lon = page.evaluate(
        """() => {
          const {top} = document.querySelector(".legend").getBoundingClientRect();
          const {lat, lng} = map.containerPointToLatLng([230, top - 8]);
          return [lat, lng];
        }"""
    )
    shut = {"key": "x", "lat": lat, "lon": lon, "place": "Jarinje", "isClosed": True, "text": "closed 24 Sep 2023"}
    closure = shut | {"start": "2023-09-24", "end": "2023-10-18"}
    empty = {"events": [], "names": [], "strip": "", "density": None, "selected": "", "view": None}
    page.evaluate("message => dossier.show(message)", empty | {"closures": [closure]})
    page.locator(".closure").wait_for()
    before = legend.bounding_box()["y"]
    page.add_style_tag(content=".legend summary { padding-bottom: 26px !important; }")
    wait_until_drawn(page)
    chip, box = page.locator(".closure").bounding_box(), legend.bounding_box()
    assert box["y"] <= before - 19
    assert chip["x"] < box["x"] + box["width"]  # it hangs over the legend ...
    assert chip["y"] + chip["height"] <= box["y"]  # ... and ends above it


def wheel(page):
    page.mouse.move(450, 260)
    page.mouse.wheel(0, -400)
    page.wait_for_timeout(600)
    return page.evaluate("map.getZoom()")


def test_the_wheel_zooms_only_a_map_in_use(frame):
    page = frame()
    at_first = page.evaluate("map.getZoom()")
    assert wheel(page) == at_first
    page.locator("#map_div").focus()
    assert wheel(page) > at_first


def test_ctrl_and_wheel_zoom_at_once(frame):
    page = frame()
    at_first = page.evaluate("map.getZoom()")
    page.keyboard.down("Control")
    assert wheel(page) > at_first
