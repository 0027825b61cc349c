"""The sides' accounts on the page."""

import html
from dataclasses import replace
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.store import Store
from dashboard.store.catalogue import Catalogue
from tests.app_page import open_page
from tests.synthetic import import_synthetic


@pytest.fixture
def opened():
    """Open the accounts at an address."""

    return partial(open_page, view="accounts")


def html_of(page: AppTest) -> str:
    return html.unescape("\n".join(one.proto.body for one in page.get("html")))


def test_the_view_explains_itself_and_says_of_what_it_is(opened):
    text = html_of(opened())
    assert "What each side said, day by day in our paraphrase, without a verdict" in text
    assert "Of all events shown." in text


def test_seven_sides_stand_in_columns(opened):
    head = html_of(opened()).split("<thead>")[1].split("</thead>")[0]
    sides = ["Pristina", "Belgrade", "Kosovo Serb", "NATO/KFOR", "EU", "US", "UN"]
    assert [f'<th scope="col">{side}</th>' in head for side in sides] == [True] * 7


def test_how_many_gunmen_were_killed_is_contested_and_that_one_officer_was_is_agreed(opened):
    contested, agreed = html_of(opened()).split("<h2>Agreed</h2>")
    assert contested.count("<h3>Gunmen killed</h3>") == 1
    assert "<b>4 gunmen killed</b> <small>Prosecutor Naim Abazi (Pristina), 25 Sep 2023." in contested
    assert "corrected on 26 Sep 2023: 3 gunmen killed" in contested
    assert "<h3>Police officers killed</h3>" in agreed
    assert "<h3>Police officers killed</h3>" not in contested


def test_a_chosen_event_stands_alone_and_a_button_leads_back_to_all(opened):
    page = opened(event="2023-09-29-us-warning")
    text = html_of(page)
    assert "Of one event: White House urges Serbia to pull back forces." in text
    assert "Sees a large Serbian deployment" in text
    assert "Condemns the attack on police firmly" not in text
    page.button(key="accounts-all").click()
    page.run()
    assert "Of all events shown." in html_of(page)
    assert "event" not in page.query_params


def test_an_unknown_event_is_said(opened):
    page = opened(event="<b>no such</b>")
    assert "There is no event “<b>no such</b>”" in html.unescape("\n".join(page.warning.values))


def test_nothing_said_explains_itself(opened):
    page = opened(since="2009-05-01", until="2009-05-10")
    assert page.info.values == [
        "Nothing that a side said is held of these events. Longer dates or fewer filters may find some."
    ]


def test_an_imported_dataset_has_no_accounts_and_says_so(curated_store, tmp_path, monkeypatch, opened):
    import_synthetic(tmp_path, "many", 30)
    store = Store(curated_store.dossier, curated_store.municipalities, catalogue=Catalogue(tmp_path))
    monkeypatch.setattr("dashboard.importing.private.current", lambda: store)
    page = opened(dataset="many")
    assert page.info.values == ["Only the curated dossier holds what the sides said; imported events come without it."]


def test_the_download_carries_the_dates_in_its_name(opened):
    (download,) = [one for one in opened().get("download_button") if one.proto.label == "CSV"]
    assert download.proto.help == "Every claim and statement of these accounts, with its source"


def test_hostile_text_stays_text(curated_store, monkeypatch, opened):
    attack = "<img src=x onerror=alert(1)>"
    dossier = curated_store.dossier
    hostile = replace(
        dossier,
        statements=tuple(replace(one, paraphrase=attack, speaker=attack) for one in dossier.statements),
        claims={
            key: replace(one, said_by=attack, unit=attack, value_text=attack) for key, one in dossier.claims.items()
        },
        sources={
            key: replace(one, publisher=attack, url="javascript:alert(1)") for key, one in dossier.sources.items()
        },
    )
    store = Store(hostile, curated_store.municipalities)
    monkeypatch.setattr("dashboard.importing.private.current", lambda: store)
    bodies = "\n".join(one.proto.body for one in opened().get("html"))
    assert "&lt;img src=x onerror=alert(1)&gt;" in bodies
    assert "<img" not in bodies
    assert "javascript:" not in bodies


def test_a_statement_stands_with_what_took_it_back(opened):
    text = " ".join(html_of(opened(event="2023-09-26-kosovo-drone-video", since="", until="")).split())
    said = text.split("Calls the video fake")[1]
    assert said.split("</p>")[0].count('<span class="mark">taken back on 1 Oct 2023: ') == 1
