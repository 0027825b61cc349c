import json
from pathlib import Path

import pytest

from dashboard.sharing.documents import DOCUMENTS
from dashboard.store import current
from tests.pictures import SVG, parsed

BEGINNINGS = {
    "brief.html": b"<!DOCTYPE html>",
    "brief.pdf": b"%PDF-",
    "map.svg": b"<svg ",
    "map.png": b"\x89PNG\r\n",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_comes_with_its_type_its_query_and_a_name_with_the_dates(get, name):
    answer = get(f"/api/{name}", [("since", "2023-05-01"), ("until", "2023-05-31")])
    assert answer.status == 200
    assert answer.body.lstrip().startswith(BEGINNINGS[name])
    assert answer.headers["Content-Type"] == DOCUMENTS[name].media_type
    what, extension = name.split(".")
    assert f'filename="kosovo-serbia-{what}_2023-05-01_2023-05-31.{extension}"' in answer.headers["Content-Disposition"]
    assert answer.headers["Dossier-Query"] == "since=2023-05-01&until=2023-05-31"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_only_the_brief_opens_in_the_browser(get):
    assert get("/api/brief.html").headers["Content-Disposition"].startswith("inline")
    assert get("/api/map.svg").headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_bad_parameter_is_answered_with_what_can_be_asked(get, name):
    answer = get(f"/api/{name}", [("type", "WAR")])
    assert answer.status == 400
    assert "type=WAR is not known" in answer.json()["error"]


def test_the_brief_leads_to_the_page_that_it_was_asked_of(get, port):
    body = get("/api/brief.html", [("type", "ASSAULT")]).body.decode()
    version = json.loads(Path("seeds/datapackage.json").read_text("utf-8"))["version"]
    assert f'<a href="http://127.0.0.1:{port}/?type=ASSAULT&amp;data={version}">' in body


def test_the_map_file_says_what_it_shows(get):
    texts = [one.text for one in parsed(get("/api/map.svg").body.decode()).iter(f"{SVG}text")]
    assert "42 events from 24 September to 6 October 2023. 24 on the map, 18 elsewhere." in texts
    assert any(f"version {current().dossier.version}" in (text or "") for text in texts)
