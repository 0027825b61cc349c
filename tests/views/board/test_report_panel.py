"""“Report an error” in the details of an event."""

import html
import json
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from streamlit.testing.v1 import AppTest

from dashboard.importing.importing import Request
from dashboard.importing.private import Private
from dashboard.query import Query
from dashboard.store import Store
from dashboard.store.catalogue import Catalogue
from tests.app_page import open_page
from tests.synthetic import import_synthetic

AMBUSH = "2023-09-24-banjska-ambush"
CLASH = "2023-05-29-zvecan-kfor-clash"
OPEN = f"report-{AMBUSH}"


def known(monkeypatch, store: Store) -> None:
    monkeypatch.setattr("dashboard.views.session.reader.store", lambda: store)


def html_of(page: AppTest) -> str:
    return " ".join("\n".join(one.proto.body for one in page.get("html")).split())


def expanders(page: AppTest) -> list[str]:
    return [one.label for one in page.expander]


def line(page: AppTest, name: str) -> str:
    """What stands behind a name in the text to copy."""
    (text,) = [one.value for one in page.text_area]
    (found,) = [one for one in text.split("\n") if one.startswith(f"{name}: ")]
    return found.removeprefix(f"{name}: ")


def test_the_text_names_the_event_as_the_seeds_have_it_and_the_version(seed_rows, curated_store):
    page = open_page(f"report-{CLASH}", event=CLASH)
    (row,) = [one for one in seed_rows("events") if one["id"] == CLASH]
    assert line(page, "Event") == row["title"]
    assert line(page, "Id") == CLASH
    package = json.loads(open("seeds/datapackage.json", encoding="utf-8").read())  # noqa: SIM115, PTH123
    assert f"version {package['version']} of" in line(page, "Dataset")
    assert parse_qs(urlsplit(line(page, "Link")).query) == {
        "since": [row["date_start"]],
        "until": [row["date_end"] or row["date_start"]],
        "data": [package["version"]],
        "event": [CLASH],
    }


def test_each_claim_and_statement_of_the_event_can_be_chosen(seed_rows):
    page = open_page(OPEN, event=AMBUSH)
    ours = [[one for one in seed_rows(table) if one["event_id"] == AMBUSH] for table in ("claims", "statements")]
    (choice,) = [one for one in page.selectbox if one.label == "What is wrong?"]
    assert len(choice.options) == 9 + len(ours[0]) + len(ours[1])
    choice.set_value(9)
    page.run()
    assert line(page, "Row") == f"seeds/claims.csv, {ours[0][0]['claim_id']}"


def test_without_an_address_it_can_be_copied_and_nothing_mails_it():
    page = open_page(OPEN, event=AMBUSH)
    assert "mailto:" not in html_of(page)
    assert "Copy it and hand it to whoever keeps this dossier" in html_of(page)


def test_where_the_dossier_has_an_address_it_can_be_mailed(monkeypatch, curated_store):
    dossier = replace(curated_store.dossier, contact="errors@dossier.example")
    known(monkeypatch, Store(dossier, curated_store.municipalities))
    page = open_page(OPEN, event=AMBUSH)
    (href,) = re.findall(r'<a href="(mailto:[^"]*)">Mail it to errors@dossier\.example</a>', html_of(page))
    parts = urlsplit(html.unescape(href))
    assert parts.path == "errors@dossier.example"
    assert parse_qs(parts.query)["body"][0].replace("\r\n", "\n") == page.text_area[0].value


def test_what_a_reader_writes_into_the_text_is_mailed(monkeypatch, curated_store):
    dossier = replace(curated_store.dossier, contact="errors@dossier.example")
    known(monkeypatch, Store(dossier, curated_store.municipalities))
    page = open_page(OPEN, event=AMBUSH)
    page.text_area[0].set_value('It should say: "two" & no more\nBcc: all@evil.example')
    page.run()
    (href,) = re.findall(r'<a href="(mailto:[^"]*)">', html_of(page))
    assert parse_qs(urlsplit(html.unescape(href)).query) == {
        "subject": [f"Error in the event {AMBUSH}"],
        "body": ['It should say: "two" & no more\r\nBcc: all@evil.example'],
    }


def test_of_an_imported_event_its_publisher_is_named(monkeypatch, curated_store, tmp_path):
    import_synthetic(tmp_path, "few", 3)
    store = Store(curated_store.dossier, curated_store.municipalities, catalogue=Catalogue(tmp_path))
    known(monkeypatch, store)
    (first, *_rest) = store.headlines(Query(datasets=("few",)), 1)
    page = open_page(since="", until="", dataset="few", event=first.id)
    assert "Report an error" not in expanders(page)
    assert (
        "An error in this event? It stands here as its publisher gave it, so write to them: "
        '<a href="https://example.org" target="_blank" rel="noopener noreferrer">Nobody</a>'
    ) in html_of(page)


def test_of_a_readers_own_event_nothing_is_reported(monkeypatch, curated_store, tmp_path):
    table, folder = tmp_path / "mine.csv", tmp_path / "own"
    table.write_text("date,title\n2023-09-24,A raid\n", "utf-8")
    folder.mkdir()
    holder = Private(curated_store, lambda: None, folder)
    holder.add(Request((table,)), lambda step, done: None)
    (name,) = holder.store.own
    known(monkeypatch, holder.store)
    page = open_page(since="", until="", dataset=name, event=f"{name}:row 1")
    assert "A raid" in html_of(page)
    assert "Only you see this event" in html_of(page)
    assert "Report an error" not in expanders(page)
    assert "An error in this event?" not in html_of(page)
    holder.close()
