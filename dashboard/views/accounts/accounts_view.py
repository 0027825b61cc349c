"""The sides' accounts: what each side said, in columns by day; what is contested and what is agreed."""

from collections.abc import Iterable
from functools import partial
from itertools import groupby
from typing import TypedDict

import streamlit as st

from dashboard.dossier.event import Claim, Event, Statement
from dashboard.dossier.sides import with_account
from dashboard.language import _, ngettext
from dashboard.query import Query
from dashboard.query.options import Options
from dashboard.query.query import CURATED
from dashboard.query.wording import partial_day
from dashboard.reading.accounts import Accounts, Day
from dashboard.reading.measures import counted, measure_name, stated
from dashboard.reading.rows import speaker_of
from dashboard.sharing.export import FORMATS
from dashboard.sharing.permalink import file_name, page_address
from dashboard.sharing.tables.accounts import accounts_csv, accounts_of
from dashboard.views.board.figures_panel import claim_marks
from dashboard.views.parts import markup
from dashboard.views.session import address, answers, reader
from dashboard.views.session.cache import cached


def show(query: Query, options: Options, theme: str) -> None:
    """The accounts of the query's events, or of the chosen one alone."""
    chosen = address.selected_event()
    event = answers.event(chosen) if chosen else None
    with st.container(key="accounts", gap="small"):
        if chosen and event is None:
            st.warning(_("There is no event “{id}” in this data.").format(id=markup.plain(chosen[:80])))
        _show_head(query, event)
        if CURATED not in query.datasets or (event and event.dataset != CURATED):
            st.info(_("Only the curated dossier holds what the sides said; imported events come without it."))
            return
        found = _accounts(query, event.id if event else "")
        if not found.sayings:
            st.info(_("Nothing that a side said is held of these events. Longer dates or fewer filters may find some."))
            return
        st.html(_page(query, found))


def _show_head(query: Query, event: Event | None) -> None:
    """What this is, of what, and the download."""
    of = _("Of one event: {title}.").format(title=event.title) if event else _("Of all events shown.")
    explained = _(
        "What each side said, day by day in our paraphrase, without a verdict; "
        "figures that contradict each other and those that agree stand first."
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="accounts-head"):
        st.html(markup.render("map_line.html", text=f"{explained} {of}"))
        if event:
            st.button(_("All events"), key="accounts-all", on_click=address.select, args=("",))
        st.download_button(
            FORMATS["csv"].label,
            data=partial(_csv, query, event.id if event else ""),
            file_name=file_name(query, "csv", "accounts"),
            mime=FORMATS["csv"].media_type,
            on_click="ignore",
            key="download-accounts",
            help=_("Every claim and statement of these accounts, with its source"),
        )


@cached
def _accounts(query: Query, event_id: str) -> Accounts:
    return accounts_of(reader.store(), query, event_id)


def _csv(query: Query, event_id: str) -> bytes:
    return accounts_csv(reader.store(), query, event_id)


class _Source(TypedDict):
    """Where it was said."""

    source: str
    url: str


class _EventLink(TypedDict):
    """The way to an event."""

    title: str
    href: str


class _ClaimOfCard(_Source):
    """One of the claims of a card."""

    words: str
    speaker: str
    side: str
    date: str
    marks: list[str]


class _Card(TypedDict):
    """What is claimed of one measure, and of which events."""

    measure: str
    events: list[_EventLink]
    claims: list[_ClaimOfCard]


class _Part(TypedDict):
    """A statement, or a figure, with what took it back."""

    text: str
    marks: list[str]


class _Saying(_Source):
    """What one speaker said in one source of one event, or of none."""

    parts: list[_Part]
    speaker: str
    event: _EventLink | None


class _Day(TypedDict):
    """A day with what each side said, by side."""

    when: str
    is_later: bool
    sides: list[tuple[str, list[_Saying]]]


def _page(query: Query, found: Accounts) -> str:
    others = ngettext(
        "{count} claim or statement of courts, media and others has no column: event details and the download hold it.",
        "{count} claims and statements of courts, media and others have no column: "
        "event details and the download hold them.",
        found.others,
    ).format(count=found.others)
    return markup.render(
        "accounts.html",
        contested=[_card(query, group) for group in found.disputes],
        agreed=[_card(query, group) for group in found.agreed],
        sides=with_account(),
        days=[_day(query, day) for day in found.days],
        others=others if found.others else "",
    )


def _card(query: Query, group: tuple[Claim, ...]) -> _Card:
    events = list(dict.fromkeys(claim.event_id for claim in group if claim.event_id))
    return {
        "measure": measure_name(group[0].measure),
        "events": [_event_link(query, event_id) for event_id in events],
        "claims": [
            {
                "words": stated(claim),
                "speaker": claim.said_by,
                "side": claim.side,
                "date": partial_day(claim.date_said),
                "marks": answers.reversals().words(claim),
                **_source(claim.source_id),
            }
            for claim in group
        ],
    }


def _day(query: Query, day: Day) -> _Day:
    sides = zip(with_account(), day.by_side, strict=True)
    return {
        "when": partial_day(day.said_on) if day.said_on else _("day unknown"),
        "is_later": day.is_later,
        "sides": [(side, list(_sayings(query, cell))) for side, cell in sides],
    }


def _sayings(query: Query, cell: Iterable[Statement | Claim]) -> Iterable[_Saying]:
    """What one side said on a day; figures that one speaker gave in one source are one saying."""
    for (speaker, source_id, event_id), group in groupby(cell, key=_together):
        yield {
            "parts": [_part(saying) for saying in group],
            "speaker": speaker,
            "event": _event_link(query, event_id) if event_id else None,
            **_source(source_id),
        }


def _together(saying: Statement | Claim) -> tuple[str, str, str]:
    return speaker_of(saying), saying.source_id, saying.event_id


def _part(saying: Statement | Claim) -> _Part:
    if isinstance(saying, Statement):
        return {"text": saying.paraphrase, "marks": answers.reversals().words(saying)}
    return {"text": counted(saying), "marks": claim_marks(saying)}


def _event_link(query: Query, event_id: str) -> _EventLink:
    event = answers.event(event_id)
    return {"title": event.title if event else event_id, "href": page_address(query, event_id)}


def _source(source_id: str) -> _Source:
    source = reader.store().dossier.sources[source_id]
    return {"source": source.publisher, "url": source.url}
