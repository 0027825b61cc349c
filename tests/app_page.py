"""The page run without a browser."""

from streamlit.testing.v1 import AppTest

from dashboard.dossier.profile import OWN_FOLDER as ROOT


def open_page(*open_already: str, **params) -> AppTest:
    """The page at an address; `open_already` are keys of what stands open on it. Fails where the page throws."""
    page = AppTest.from_file(str(ROOT / "dashboard" / "page.py"), default_timeout=60)
    for name, value in params.items():
        page.query_params[name] = value
    for key in open_already:
        page.session_state[key] = True
    page.run()
    assert len(page.exception) == 0
    return page
