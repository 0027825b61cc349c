from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.dossier.event import DatePrecision, EventType, Spread, Statement
from dashboard.sharing.report import Field, fields_of, mail_link, report
from tests.factories import SOURCE, claim, event, store

RAID = event(
    "2023-09-24-raid",
    title="A raid",
    summary="What happened there.",
    date_end=date(2023, 9, 26),
    date_precision=DatePrecision.WEEK,
    time_local="02:30",
    event_type=EventType.ASSAULT,
    mode="firearms",
    fatalities=Spread(1, 1, 1),
)
KILLED = claim("raid-c1", event_id=RAID.id, measure="killed_gunmen", best=3, said_by="A minister")
OTHER = claim("other-c1", event_id="e2", best=9)
SAID = Statement("s-1", RAID.id, "2023-09-24", "A president", "Belgrade", "It was otherwise.", "agency")
STORE = store(RAID, event("e2"), claims=[KILLED, OTHER], statements=[SAID], sources=[SOURCE])
LINK = "https://dossier.example/?data=1.2.0&event=2023-09-24-raid"


def by_label() -> dict[str, Field]:
    return {one.label: one for one in fields_of(STORE, RAID)}


def test_the_event_its_fields_and_each_claim_and_statement_on_it_can_be_corrected():
    assert [(one.label, one.table, one.row_id) for one in fields_of(STORE, RAID)] == [
        ("The event as a whole", "events", "2023-09-24-raid"),
        *(
            (label, "events", "2023-09-24-raid")
            for label in ("Title", "Summary", "Date", "Place", "Type", "Actors", "Casualties", "Sources")
        ),
        ("Figure: 3 gunmen killed (A minister)", "claims", "raid-c1"),
        ("Statement of A president", "statements", "s-1"),
    ]


@pytest.mark.parametrize(
    ("label", "says"),
    [
        ("The event as a whole", ""),
        ("Title", "A raid"),
        ("Summary", "What happened there."),
        ("Date", "24–26 Sep 2023, to the week, 02:30"),
        ("Place", "Banjska/Banjskë (Village)"),
        ("Type", "Armed attack / firearms"),
        ("Actors", "Armed group / Kosovo Police"),
        ("Casualties", "killed: 1 · injured: unknown"),
        ("Sources", "Agency: A report"),
        ("Figure: 3 gunmen killed (A minister)", "3 gunmen killed, 24 Sep 2023, Agency: A report"),
        ("Statement of A president", "It was otherwise."),
    ],
)
def test_a_field_says_what_it_says_now(label, says):
    assert by_label()[label].says == says


def test_the_columns_of_a_field_are_those_of_the_table(seed_rows):
    columns = set(seed_rows("events")[0])
    for field in fields_of(STORE, RAID):
        assert set(field.columns) <= columns, field.label


def test_a_report_names_event_link_version_row_and_column_and_leaves_room_for_value_and_source():
    assert report(STORE, RAID, by_label()["Date"], LINK) == (
        "Event: A raid\n"
        "Id: 2023-09-24-raid\n"
        "Link: https://dossier.example/?data=1.2.0&event=2023-09-24-raid\n"
        "Dataset: Curated dataset, version 1.2.0 of 24 November 2026\n"
        "To correct: Date\n"
        "Row: seeds/events.csv, 2023-09-24-raid: date_start, date_end, date_precision, time_local\n"
        "It says now: 24–26 Sep 2023, to the week, 02:30\n"
        "It should say: …\n"
        "By this source (publisher, title, date, address): …"
    )


def test_a_report_on_a_claim_names_the_claim():
    text = report(STORE, RAID, by_label()["Figure: 3 gunmen killed (A minister)"], LINK)
    assert "\nTo correct: Figure: 3 gunmen killed (A minister)\n" in text
    assert "\nRow: seeds/claims.csv, raid-c1\nIt says now: 3 gunmen killed," in text


def test_a_long_text_is_cut_with_a_mark():
    text = report(STORE, RAID, Field("Summary", "events", "e", says="word " * 200), LINK)
    (line,) = [one for one in text.split("\n") if one.startswith("It says now: ")]
    assert line.endswith("word …")
    assert 290 < len(line) < 320


ATTACKS = [
    "Raid\r\nBcc: all@evil.example\r\n\r\nEvent: another",
    "Raid%0d%0aBcc:%20all@evil.example",
    "Raid&bcc=all@evil.example&body=x",
    "Raid?cc=all@evil.example#fragment",
    "Raid\u2028Bcc: x\u2029\x0bBcc: y\x85Bcc: z\x1c\x00",
    "\u202eRaid\u200f",
    '"><script>window.hit=1</script>',
]


def headers_and_body(link: str) -> tuple[str, dict[str, list[str]]]:
    """Addressee and fields of a mailto link, as Python's own parsers read them."""
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc, parts.fragment) == ("mailto", "", "")
    return unquote(parts.path), parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)


def sent(contact: str, fields: dict[str, list[str]]) -> EmailMessage:
    """The mail that a program makes of it, read back from its bytes; the policy refuses a header of two lines."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["To"], mail["Subject"] = contact, fields["subject"][0]
    mail.set_content(fields["body"][0])
    return message_from_bytes(mail.as_bytes(), policy=policy.SMTP)


@pytest.mark.parametrize("text", ATTACKS)
def test_a_hostile_text_is_neither_header_nor_addressee_nor_line(text):
    hostile = event(text, title=text, summary=text)
    known = store(hostile, claims=[claim("c", event_id=text, said_by=text, value_text=text)])
    for field in fields_of(known, hostile):
        body = report(known, hostile, field, LINK)
        names = [line.partition(":")[0] for line in body.split("\n")]
        assert names[:6] == ["Event", "Id", "Link", "Dataset", "To correct", "Row"]
        assert len(body.splitlines()) == len(names) == (9 if field.says else 8)
        assert "\u202e" not in body
        contact, fields = headers_and_body(mail_link("errors@dossier.example", hostile, body))
        assert contact == "errors@dossier.example"
        assert {name: len(values) for name, values in fields.items()} == {"subject": 1, "body": 1}
        assert fields["body"][0].replace("\r\n", "\n") == body
        mail = sent(contact, fields)
        assert set(mail.keys()) <= {"To", "Subject", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"}
        assert mail["To"] == "errors@dossier.example"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_title_arrives_as_it_is_shown(title):
    named = event("e1", title=title)
    body = report(STORE, named, Field("Title", "events", "e1"), LINK)
    _contact, fields = headers_and_body(mail_link("errors@dossier.example", named, body))
    assert fields["body"][0].split("\r\n")[0].startswith("Event: ")
    assert len(fields["body"][0].splitlines()) == 8


@pytest.mark.parametrize("contact", ["a?bcc=x@evil.example", "a&b@dossier.example", "a%0ab@dossier.example", "ä b@x"])
def test_an_odd_address_is_an_address_alone(contact):
    there, fields = headers_and_body(mail_link(contact, RAID, "text"))
    assert (there, set(fields)) == (contact, {"subject", "body"})
