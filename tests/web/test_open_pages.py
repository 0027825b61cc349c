from dashboard.web import open_pages
from dashboard.web.open_pages import OpenPage


def test_a_page_is_known_for_as_long_as_its_session_holds_it(get):
    page = OpenPage(is_connected=lambda: connected)
    name = page.name
    connected = True
    assert get("/api/page", {"name": name}).json() == {"standing": "connected"}
    connected = False
    assert get("/api/page", {"name": name}).json() == {"standing": "away"}
    del page
    assert get("/api/page", {"name": name}).json() == {"standing": "unknown"}


def test_a_page_that_was_never_open_is_unknown_and_nothing_is_kept(get):
    answer = get("/api/page")
    assert (answer.status, answer.json()) == (200, {"standing": "unknown"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_pages_have_names_that_nobody_guesses():
    pages = [OpenPage(lambda: True) for _page in range(100)]
    assert len({page.name for page in pages}) == 100
    assert min(len(page.name) for page in pages) >= 16
    assert open_pages.standing(pages[0].name[:-1]) == "unknown"
