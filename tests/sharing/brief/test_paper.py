import ctypes
import http.server
import io
import threading

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image

from dashboard.query import DEFAULT
from dashboard.sharing.brief.brief import BriefStamp
from dashboard.sharing.brief.paper import pdf, png
from dashboard.sharing.documents import make


@pytest.fixture(scope="module")
def sheets(curated_store):
    """The brief of the default view, read by another library than the one that writes it."""
    return pypdfium2.PdfDocument(make(curated_store, DEFAULT, "brief.pdf", BriefStamp(DEFAULT.until)))


@pytest.fixture
def asked():
    """Paths that a server of this machine was asked for, and its address."""
    paths = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *_args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield paths, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def words(document):
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


def test_the_default_view_takes_two_sheets_of_a4(sheets):
    assert len(sheets) == 2
    assert [round(side / 72 * 25.4) for side in sheets[0].get_size()] == [210, 297]


def test_its_text_can_be_searched_in_every_script_and_spelling(sheets):
    text = words(sheets)
    for wanted in (
        "42 events from 24 September to 6 October 2023.",
        "Mitrovicë/Kosovska Mitrovica",
        "Radoičić",
        "Direction",
    ):
        assert wanted in text
    assert "Бањска Ђ ћ" in words(pypdfium2.PdfDocument(pdf("<p>Бањска Ђ ћ</p>", "sr")))


def test_it_has_a_title_and_a_language(sheets, curated_store):
    assert sheets.get_metadata_dict()["Title"] == "Kosovo*–Serbia tension: brief from 24 September to 6 October 2023"
    raw = make(curated_store, DEFAULT, "brief.pdf", BriefStamp(DEFAULT.until))
    assert b"/Lang (en)" in raw


def links(document):
    """For each link of the sheets, whether it leads to a place in the document."""
    found, link, at = [], pdfium.FPDF_LINK(), ctypes.c_int(0)
    for page in document:
        at.value = 0
        while pdfium.FPDFLink_Enumerate(page, at, link):
            found.append(bool(pdfium.FPDFLink_GetDest(document, link)))
    return found


def test_its_fonts_are_embedded_and_it_links_within_and_to_the_web(sheets, curated_store):
    assert b"SourceSansPro" in make(curated_store, DEFAULT, "brief.pdf", BriefStamp(DEFAULT.until))
    inside = links(sheets)
    # References to sources within; addresses of the sources outside.
    assert inside.count(True) > 100
    assert inside.count(False) > 60


def test_nothing_is_asked_of_anybody(asked, tmp_path):
    paths, address = asked
    picture = tmp_path / "secret.png"
    Image.new("RGB", (4, 4), "red").save(picture)
    html = (
        f'<style>@import "{address}/a.css"; body {{ background: url({address}/b.png) }}</style>'
        f'<link rel="stylesheet" href="{address}/c.css"><img src="{address}/d.png"><img src="file://{picture}">'
        f'<svg><image href="{address}/e.png" width="9" height="9"/></svg><p>still there</p>'
    )
    document = pypdfium2.PdfDocument(pdf(html, "en"))
    assert words(document) == "still there"
    assert not [one for one in document[0].get_objects() if one.type == pdfium.FPDF_PAGEOBJ_IMAGE]
    png(f'<svg width="9" height="9"><image href="{address}/f.png" width="9" height="9"/></svg>', (9, 9), 1)
    assert paths == []


def test_a_png_is_twice_the_size_and_not_blank(curated_store):
    picture = Image.open(io.BytesIO(make(curated_store, DEFAULT, "map.png", BriefStamp(DEFAULT.until))))
    assert picture.size == (2400, 1560)
    assert len(set(picture.convert("RGB").resize((60, 39)).get_flattened_data())) > 100
