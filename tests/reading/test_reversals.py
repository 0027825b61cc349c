from dataclasses import replace
from datetime import date

from dashboard.dossier.event import Statement
from dashboard.reading.reversals import reversals
from tests.factories import claim, dossier, event


def gunmen(claim_id, number, said_on, **changes):
    return claim(claim_id, event_id="shut", measure="killed_gunmen", best=number, date_said=said_on, **changes)


SAID = [
    Statement("s-1", "shut", "2023-09-27", "Minister", "Belgrade", "Calls the video fake.", "agency", "s-2"),
    Statement("s-2", "", "2023-10-01", "Minister", "Belgrade", "Says that he was wrong.", "agency"),
]
EVENTS = [
    event("shut", title="Crossing shut"),
    event("open", title="Crossing opens", date_start=date(2023, 10, 18)),
    event("other"),
]
CLAIMS = [
    gunmen("c-1", 1, "2023-09-24", superseded_by="c-2"),
    gunmen("c-2", 4, "2023-09-25", superseded_by="c-3"),
    gunmen("c-3", 3, "2023-09"),
]
FOUND = reversals(replace(dossier(EVENTS, claims=CLAIMS, statements=SAID), undone_by={"shut": "open"}))


def test_a_claim_says_what_corrected_it_and_what_it_corrects():
    assert [FOUND.words(one) for one in CLAIMS] == [
        ["corrected on 25 Sep 2023: 4 gunmen killed"],
        ["corrected on Sep 2023: 3 gunmen killed", "corrects what was said on 24 Sep 2023: 1 gunman killed"],
        ["corrects what was said on 25 Sep 2023: 4 gunmen killed"],
    ]


def test_a_statement_says_what_took_it_back_and_what_it_takes_back():
    assert [FOUND.words(one) for one in SAID] == [
        ["taken back on 1 Oct 2023: Says that he was wrong."],
        ["takes back what was said on 27 Sep 2023: Calls the video fake."],
    ]


def test_an_event_says_what_undid_it_and_what_it_undoes():
    assert [FOUND.words(one) for one in EVENTS] == [
        ["undone on 18 Oct 2023: Crossing opens"],
        ["undoes what happened on 24 Sep 2023: Crossing shut"],
        [],
    ]


def test_rows_of_two_kinds_with_one_id_are_not_mixed_up():
    assert FOUND.words(replace(CLAIMS[0], claim_id="s-1")) == []
    assert FOUND.words(event("c-1")) == []


def test_braces_in_what_was_said_are_text():
    said = [replace(SAID[0], paraphrase="{date}"), replace(SAID[1], paraphrase="{what}")]
    found = reversals(dossier(EVENTS, statements=said))
    assert found.words(said[0]) == ["taken back on 1 Oct 2023: {what}"]
