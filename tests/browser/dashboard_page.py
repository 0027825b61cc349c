"""What a reader sees and does on the page, as plain functions of a Playwright page."""

import re
from datetime import date
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect

MAPS_PLACE = ".st-key-map"  # there as soon as the page is; the frame in it comes later
MAP = f"{MAPS_PLACE} iframe"
ROWS = '[class*="st-key-event-rows"] [data-testid=stRadioOption]'
_SELECTED = re.compile(r"\bselected\b")
STRIP = "Reported build-up; extent and depth not stated; disputed by Serbia"


def open_page(page: Page, address: str = "") -> None:
    """Open the page at an address such as "?type=ASSAULT" and wait for what it shows, and for its map if it has one."""
    page.goto(f"/{address}")
    expect(sentence(page)).to_be_visible()
    wait_until_idle(page)
    if page.locator(MAPS_PLACE).count():
        wait_for_the_map(page)


def start_again(page: Page, address: str = "") -> None:
    """Bring an open page to an address, as the Back button would; quicker than to open it anew.

    What floats over page and map is closed; the map looks where it looked. It has the colours of the page's scheme.
    """
    page.locator("header.masthead h1").click()  # closes what floats over the page
    if page.locator(MAP).count():
        map_frame(page).evaluate("document.querySelector('.event-list header button')?.click()")
    wait_until_idle(page)
    asked, scheme = page.evaluate(_GO_AND_WAIT, address)
    wait_until_idle(page)
    assert page.evaluate("location.href") == asked  # else a run that was still to come has changed it
    if page.locator(MAPS_PLACE).count():
        the_map(page).locator(f"#map_div[data-shown][data-theme={scheme}]").wait_for()


# Until a run has begun and ended: before it begins, the page shows what the address was before. A run whose beginning
# is drawn together with its end isn't seen; then the page, idle for a second, is asked once more.
_GO_AND_WAIT = """address => new Promise((done) => {
  const app = document.querySelector("[data-testid=stApp]");
  const scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const isIdle = () => app.dataset.testScriptState === "notRunning";
  const ask = () => dispatchEvent(new PopStateEvent("popstate"));
  const asking = setInterval(() => isIdle() && ask(), 1_000);
  const watching = new MutationObserver(() => {
    if (!isIdle()) return;
    clearInterval(asking);
    watching.disconnect();
    done([asked, scheme]);
  });
  watching.observe(app, { attributeFilter: ["data-test-script-state"] });
  history.pushState({}, "", location.pathname + address);
  const asked = location.href;
  ask();
})"""


def wait_for_the_map(page: Page) -> None:
    """Until the markers are drawn and the server has nothing left to say."""
    the_map(page).locator("#map_div[data-shown]").wait_for()
    wait_until_idle(page)


def wait_until_idle(page: Page) -> None:
    """Until no run of the page is under way."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def the_map(page: Page) -> FrameLocator:
    """The map's frame, for finding things in it."""
    return page.frame_locator(MAP)


def map_frame(page: Page) -> Frame:
    """The map's frame, for running scripts in it."""
    frame = page.locator(MAP).element_handle().content_frame()
    assert frame is not None
    return frame


def markers(page: Page) -> Locator:
    """Every marker, area and strip."""
    return the_map(page).locator("[data-events]")


def marker(page: Page, event_id: str) -> Locator:
    """The marker, area or strip that stands for an event."""
    return the_map(page).locator(f'[data-events~="{event_id}"]')


def shown_ids(page: Page) -> list[str]:
    """The ids of the events on the map, sorted."""
    texts = markers(page).evaluate_all("nodes => nodes.map((node) => node.dataset.events)")
    return sorted(event_id for text in texts for event_id in text.split())


def wait_for_markers(page: Page, count: int) -> None:
    """Until the map shows so many events."""
    the_map(page).locator(f'#map_div[data-shown="{count}"]').wait_for()


def click_on(page: Page, node: Locator) -> None:
    """Click where nothing covers the node: the middle of an area may lie under a marker, or outside of the area."""
    page.locator(MAP).scroll_into_view_if_needed()
    box = page.locator(MAP).bounding_box()
    assert box is not None
    at = node.evaluate(
        """node => {
          const box = node.getBoundingClientRect();
          for (let y = Math.max(2, box.top); y < Math.min(box.bottom, innerHeight); y += 4)
            for (let x = Math.max(2, box.left); x < Math.min(box.right, innerWidth); x += 4) {
              const there = [[x, y], [x + 2, y], [x, y + 2], [x + 2, y + 2]];
              const isOn = ([x, y]) => node.contains(document.elementFromPoint(x, y));
              if (there.every(isOn)) return { x: x + 1, y: y + 1 };
            }
          throw new Error("covered everywhere");
        }"""
    )
    page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])


def map_view(page: Page) -> list[float]:
    """Zoom, latitude and longitude of the map's centre."""
    view: list[float] = map_frame(page).evaluate("[map.getZoom(), map.getCenter().lat, map.getCenter().lng]")
    return view


def named(page: Page, text: str) -> Locator:
    """What is visible in the map's frame under a name: written text, or the name of a marker."""
    frame = the_map(page)
    written = frame.locator(f'span:visible:not(.off):text-is("{text}")')
    broken_in_two = frame.locator("span:visible:not(.off)").filter(
        has_text=text.replace("/", "/\n") if "/" in text else text
    )
    return written.or_(broken_in_two).or_(frame.locator(f'[data-events][aria-label*="{text}"]')).first


def sentence(page: Page) -> Locator:
    """The sentence that says what is shown."""
    return page.locator(".sentence")


def map_line(page: Page) -> Locator:
    """The line above the map."""
    return page.locator(".st-key-map-line .map-line")


def figure(page: Page, measure: str) -> Locator:
    """The card of a key figure."""
    return page.locator(f'[data-figure="{measure}"]')


def row(page: Page, title: str) -> Locator:
    """An event's row in the list."""
    return page.locator(ROWS).filter(has_text=title)


def details(page: Page) -> Locator:
    """The details of the chosen event."""
    return page.locator(".st-key-details article")


def params(page: Page) -> list[tuple[str, str]]:
    """The parameters in the address bar."""
    return parse_qsl(urlsplit(page.url).query, keep_blank_values=True)


def preset(page: Page, name: str) -> Locator:
    """The button of a preset."""
    return page.locator(".st-key-filter").get_by_role("radio", name=name, exact=True)


def type_date(page: Page, which: str, day: date) -> None:
    """Type a date into the field labelled `which` and leave the field: that is when it counts."""
    field = page.locator(".st-key-filter").get_by_role("group", name=which)
    for _ in range(5):
        field.locator('[data-type="year"]').focus()
        page.keyboard.type(f"{day:%Y%m%d}")
        if field.get_by_role("spinbutton").all_inner_texts() == [f"{day:%Y}", f"{day:%m}", f"{day:%d}"]:
            break
        page.wait_for_timeout(200)  # a page that has just come on a busy machine puts its own date back
    page.keyboard.press("Tab")  # to the calendar button
    page.keyboard.press("Tab")  # and out of the field
    wait_until_idle(page)


def brush(page: Page, shaded: tuple[date, date], first: date, last: date) -> None:
    """Drag on the histogram from the middle of one day to the middle of another.

    `shaded` are the dates that the chart shades, which is how days are found on it: the shade is seen in the canvas.
    """
    canvas = page.locator(".st-key-histogram canvas")
    canvas.scroll_into_view_if_needed()
    left, right = _shade(canvas)
    day_px = (right - left) / ((shaded[1] - shaded[0]).days + 1)
    box = canvas.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2

    def middle(day: date) -> float:
        return box["x"] + left + ((day - shaded[0]).days + 0.5) * day_px

    page.mouse.move(middle(first), y)
    page.mouse.down()
    page.mouse.move(middle(last), y, steps=8)
    page.mouse.up()


def _shade(canvas: Locator) -> tuple[float, float]:
    """Left and right edge, in CSS px, of the columns that shade or bars fill nearly whole."""
    edges: list[float] = canvas.evaluate(
        """canvas => {
          const { width, height } = canvas;
          const rows = Math.floor(height * 0.6);
          const pixels = canvas.getContext("2d").getImageData(0, 0, width, rows).data;
          const isFull = (x) => {
            let filled = 0;
            for (let y = 0; y < rows; y++) {
              const at = 4 * (y * width + x);
              if (pixels[at + 3] > 0 && Math.min(pixels[at], pixels[at + 1], pixels[at + 2]) < 246) filled++;
            }
            return filled > rows * 0.8;
          };
          const columns = [...Array(width).keys()].filter(isFull);
          const ratio = canvas.clientWidth / width;
          return [columns[0] * ratio, (columns[columns.length - 1] + 1) * ratio];
        }"""
    )
    return edges[0], edges[1]


def tab_to(page: Page, is_there: str, most: int = 120) -> None:
    """Press Tab until the focused element matches a CSS selector, in the page or in the map's frame."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if _focus_matches(page, is_there):
            return
    raise AssertionError(f"{most} Tabs did not reach {is_there}")


def table_box(page: Page) -> tuple[float, float]:
    """Upper left corner of the table of all columns, after opening it."""
    page.get_by_text("All columns as a table").click()
    canvas = page.locator(".st-key-table canvas").first
    canvas.scroll_into_view_if_needed()
    wait_until_idle(page)
    before = None
    while (box := canvas.bounding_box()) != before or box is None:  # it moves while the panel opens
        before = box
        page.wait_for_timeout(200)
    return box["x"], box["y"]


def _focus_matches(page: Page, selector: str) -> bool:
    script = """selector => {
      let focused = document.activeElement;
      while (focused && focused.contentDocument) focused = focused.contentDocument.activeElement;
      return Boolean(focused && focused.closest(selector));
    }"""
    return bool(page.evaluate(script, selector))


def expect_chosen(page: Page, event_id: str, title: str) -> None:
    """The event is in the address, its row and marker stand out, and its details are open."""
    expect(details(page).get_by_role("heading", name=title)).to_be_visible()
    wait_until_idle(page)
    expect(row(page, title).locator("input")).to_be_checked()
    expect(marker(page, event_id)).to_have_class(_SELECTED)
    assert ("event", event_id) in params(page)
