"""The story of the crisis on the page."""

import html
import json
import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.store import Store
from tests.app_page import open_page

STORY = "banjska-2023"
FIRST = "2023-09-24-banjska-bridge-blocked"


@pytest.fixture
def opened():
    """Open the page at an address."""

    return open_page


def html_of(page: AppTest) -> str:
    return "\n".join(one.proto.body for one in page.get("html"))


def story_of(page: AppTest) -> str:
    return html_of(page).split('<article class="details story"')[1].split("</article>")[0]


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click()
    page.run()
    assert len(page.exception) == 0
    return page


def address_of(page: AppTest) -> dict[str, str]:
    return {name: value[0] if isinstance(value, list) else value for name, value in page.query_params.items()}


def payload_of(page: AppTest) -> dict:
    sent = json.loads(page.get("component_instance")[0].proto.json_args)
    return json.loads(re.search(r"dossier\.show\((.+)\);", sent["feature_group"]).group(1))


def test_a_quiet_button_opens_the_first_step_with_its_days_event_and_view(opened, seed_rows):
    page = press(opened(), "story-open")
    first = seed_rows("stories")[0]
    assert address_of(page) == {"until": "2023-09-24", "story": STORY, "event": FIRST}
    assert "Step 1 of 11" in story_of(page)
    assert html.escape(first["text"], quote=False) in html.unescape(story_of(page)).replace("&", "&amp;")
    assert payload_of(page)["view"] == {
        "key": f"{STORY}/1", "lat": float(first["lat"]), "lon": float(first["lon"]), "zoom": float(first["zoom"]),
    }  # fmt: skip


def test_a_step_shows_who_said_what_it_rests_on(opened):
    text = html.unescape(story_of(opened(story=STORY, step="4")))
    assert "Xhelal Sveçla, Kosovo interior minister (Pristina), 24 Sep 2023" in text
    assert "<li>1 gunman killed <small>Kosovo Police (Pristina), 24 Sep 2023." in text
    assert "corrected on 24 Sep 2023: at least 3 gunmen killed" in text
    assert "corrects what was said on 24 Sep 2023: 1 gunman killed" in text
    assert 'rel="noopener noreferrer"' in text


def test_next_and_previous_walk_through_all_steps(opened, seed_rows):
    page = press(opened(), "story-open")
    for row in seed_rows("stories")[1:]:
        page = press(page, "story-next")
        assert address_of(page)["step"] == row["step"]
        assert address_of(page)["event"] == row["event_id"]
        assert html.escape(row["title"]) in story_of(page)
    assert page.button(key="story-next").disabled
    page = press(page, "story-previous")
    assert address_of(page)["step"] == "10"


def test_other_filters_are_lifted_by_a_step(opened):
    page = press(opened(type="AID", q="police", since="2008-01-01"), "story-open")
    assert set(address_of(page)) == {"until", "story", "event"}


def test_closing_leaves_days_and_event_and_gives_back_figures_and_list(opened):
    page = press(press(opened(), "story-open"), "story-close")
    assert address_of(page) == {"until": "2023-09-24", "event": FIRST}
    assert "NATO-led troops in Kosovo" in html_of(page)
    assert payload_of(page)["view"] is None


def test_the_map_itself_is_the_same_in_every_step(opened):
    def script(page: AppTest) -> str:
        return json.loads(page.get("component_instance")[0].proto.json_args)["script"]

    assert script(opened()) == script(opened(story=STORY, step="8"))


def test_a_step_beyond_the_last_says_how_many_there_are(opened):
    page = opened(story=STORY, step="12")
    assert "There is no step 12: this story has steps 1 to 11." in page.warning.values
    assert address_of(press(page, "story-first")) == {"until": "2023-09-24", "story": STORY, "event": FIRST}


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"story": "another"}, "story=another is not known in this data."),
        ({"story": STORY, "step": "0"}, "step=0 cannot be used"),
        ({"story": STORY, "step": "two"}, "step=two cannot be used"),
    ],
)
def test_an_unknown_story_or_step_is_said(opened, params, message):
    page = opened(**params)
    assert message in html.unescape("\n".join(page.warning.values))


def test_a_reader_who_left_the_steps_view_gets_back_to_it(opened):
    page = opened(story=STORY, step="2", since="2023-01-01")
    page = press(page, "story-again")
    assert address_of(page)["event"] == "2023-09-24-banjska-ambush"
    assert "story-again" not in [one.key for one in page.button]


def test_another_event_chosen_on_the_map_shows_its_details_above_the_step(opened):
    page = opened(story=STORY, until="2023-09-24", event="2023-09-24-six-arrested")
    assert "Six people arrested" in html_of(page).split('class="details story"')[0]
    assert "Step 1 of 11" in story_of(page)


def test_another_story_needs_no_code(curated_store, monkeypatch, opened):
    dossier = curated_store.dossier
    steps = dossier.stories[STORY]
    other = tuple(replace(one, story="other", title=f"*Other* {one.step}") for one in steps[:2])
    store = Store(replace(dossier, stories=dossier.stories | {"other": other}), curated_store.municipalities)
    monkeypatch.setattr("dashboard.importing.private.current", lambda: store)
    page = opened(story="other", step="2")
    assert "Step 2 of 2" in story_of(page)
    assert "*Other* 2" in story_of(page)


def test_without_a_story_there_is_no_button(curated_store, monkeypatch, opened):
    store = Store(replace(curated_store.dossier, stories={}), curated_store.municipalities)
    monkeypatch.setattr("dashboard.importing.private.current", lambda: store)
    assert "story-open" not in [one.key for one in opened().button]


def test_hostile_text_in_a_step_and_its_claims_stays_text(curated_store, monkeypatch, opened):
    attack = "<img src=x onerror=alert(1)>${alert(1)}"
    dossier = curated_store.dossier
    steps = tuple(replace(one, title=attack, text=attack) for one in dossier.stories[STORY])
    hostile = replace(
        dossier,
        stories={STORY: steps},
        statements=tuple(replace(one, paraphrase=attack, speaker=attack) for one in dossier.statements),
        claims={key: replace(one, said_by=attack, unit=attack) for key, one in dossier.claims.items()},
        sources={
            key: replace(one, publisher=attack, url="javascript:alert(1)") for key, one in dossier.sources.items()
        },
    )
    store = Store(hostile, curated_store.municipalities)
    monkeypatch.setattr("dashboard.importing.private.current", lambda: store)
    text = story_of(opened(story=STORY, step="4"))
    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    assert "<img" not in text
    assert "javascript:" not in text


def test_a_step_says_what_was_taken_back_and_what_undid_its_event(opened):
    assert "undone on 18 Oct 2023: " in html.unescape(story_of(opened(story=STORY, step="5")))
    assert "taken back on 1 Oct 2023: " in html.unescape(story_of(opened(story=STORY, step="6")))
