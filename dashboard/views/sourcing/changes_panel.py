"""What changed since a day, or since a version of the curated dataset."""

from datetime import date
from functools import partial
from typing import TypedDict

import streamlit as st

from dashboard.dossier.event import Change, Claim, Event, Statement
from dashboard.language import _
from dashboard.query import Query
from dashboard.query.options import Options
from dashboard.query.query import EARLIEST, LATEST
from dashboard.query.wording import day, partial_day, short_day
from dashboard.reading.changes import Changed, Contradiction, Revision, UnknownPointError, point_of, versions
from dashboard.reading.key_figures import value_of
from dashboard.reading.measures import counted, measure_name
from dashboard.reading.reversals import Reversal, later_words, words_of
from dashboard.reading.rows import day_of, id_of
from dashboard.sharing.export import FORMATS
from dashboard.sharing.permalink import file_name, page_address
from dashboard.sharing.tables.changes import changed, changes_csv
from dashboard.views.parts import markup
from dashboard.views.session import address, answers, reader
from dashboard.views.session.cache import cached

_DAY, _VERSION = "changed-since-day", "changed-since-version"


def show(query: Query, options: Options) -> None:
    """A day or a version to choose, and what changed since."""
    dossier = reader.store().dossier
    with st.container(key="changes", gap="small"):
        st.html(markup.render("heading.html", text=_("What changed since")))
        point: date | str | None = None
        try:
            point = point_of(options.changed_since, dossier.changes) if options.changed_since else None
        except UnknownPointError:
            st.warning(_unknown(options.changed_since))
        _show_choice(point)
        if point is None:
            st.html(markup.render("map_line.html", text=_explained()))
            return
        found = _changed(query, point)
        st.html(_page(query, found, point))
        if not found.is_empty:
            st.download_button(
                FORMATS["csv"].label,
                data=partial(_csv, query, point),
                file_name=file_name(query, "csv", f"changes-since-{point}"),
                mime=FORMATS["csv"].media_type,
                on_click="ignore",
                key="download-changes",
                help=_("A row for each new event, revised or contradicting claim, reversal, and change of the dataset"),
            )


def _explained() -> str:
    return _(
        "Choose a day: events of this filter that began later, and what was said later that revises or contradicts "
        "earlier figures. Or a version: rows of the dataset that later versions added, revised or withdrew."
    )


def _unknown(text: str) -> str:
    known = ", ".join(versions(reader.store().dossier.changes))
    sentence = _(
        "changed_since={value} cannot be used: give a day as 2024-12-31, or a version of the dataset ({known})."
    )
    return markup.plain(sentence.format(value=text[:40], known=known))


def _show_choice(point: date | str | None) -> None:
    st.session_state[_DAY] = point if isinstance(point, date) else None
    st.session_state[_VERSION] = point if isinstance(point, str) else None
    with st.container(horizontal=True, gap="small", key="changes-choice"):
        st.date_input(
            _("A day, itself not included"),
            key=_DAY,
            min_value=EARLIEST,
            max_value=LATEST,
            format="YYYY-MM-DD",
            on_change=_chosen,
            args=(_DAY,),
        )
        st.selectbox(
            _("Or a version"),
            versions(reader.store().dossier.changes),
            key=_VERSION,
            placeholder=_("none"),
            on_change=_chosen,
            args=(_VERSION,),
        )


def _chosen(key: str) -> None:
    address.show_as(changed_since=str(st.session_state[key] or ""))


@cached
def _changed(query: Query, point: date | str) -> Changed:
    return changed(reader.store(), query, point)


def _csv(query: Query, point: date | str) -> bytes:
    return changes_csv(reader.store(), query, point)


class _Said(TypedDict):
    """A claim with who said it, and where it stands."""

    value: str
    words: str
    speaker: str
    date: str
    source: str
    url: str


class _LinkOfChain(_Said):
    """One of all claims that a side made of a figure."""

    is_new: bool


class _About(TypedDict):
    """What a claim is about; the event is empty for a standing figure."""

    measure: str
    event: str
    href: str


class _RevisionRow(_About):
    """All that a side said of a figure, the oldest first."""

    side: str
    chain: list[_LinkOfChain]


class _ReversalRow(TypedDict):
    """What was taken back and what took it back; `speaker`, `source` and `url` are empty where nobody said so."""

    date: str
    earlier: str
    href: str
    later: str
    speaker: str
    source: str
    url: str


class _ContradictionRow(_About):
    """A claim, and the earlier ones that it contradicts."""

    claim: _Said
    earlier: list[_Said]


def _page(query: Query, found: Changed, point: date | str) -> str:
    if isinstance(point, date):
        of = _("After {day}, of the events of this filter and the standing figures.").format(day=day(point))
    else:
        of = _("After version {version}.").format(version=point)
    return markup.render(
        "changes.html",
        of=of,
        is_empty=found.is_empty,
        events=[
            {"when": short_day(event.date_start), "title": event.title, "href": page_address(query, event.id)}
            for event in found.events
        ],
        revisions=[_revision(query, revision) for revision in found.revisions],
        reversals=[_reversal(query, reversal) for reversal in found.reversals],
        contradictions=[_contradiction(query, contradiction) for contradiction in found.contradictions],
        rows=[_row(row) for row in found.rows],
    )


def _revision(query: Query, revision: Revision) -> _RevisionRow:
    last = revision.claims[-1]
    return {
        **_about(query, last),
        "side": last.side,
        "chain": [{**_said(claim), "is_new": claim.claim_id in revision.new} for claim in revision.claims],
    }


def _reversal(query: Query, reversal: Reversal) -> _ReversalRow:
    """A statement or event with what took it back; what was undone leads to its details."""
    earlier, later = reversal.earlier, reversal.later
    source = reader.store().dossier.sources[later.source_id] if isinstance(later, Statement) else None
    return {
        "date": partial_day(day_of(earlier)),
        "earlier": words_of(earlier),
        "href": page_address(query, id_of(earlier)) if isinstance(earlier, Event) else "",
        "later": later_words(later),
        "speaker": later.speaker if isinstance(later, Statement) else "",
        "source": source.publisher if source else "",
        "url": source.url if source else "",
    }


def _contradiction(query: Query, contradiction: Contradiction) -> _ContradictionRow:
    return {
        **_about(query, contradiction.claim),
        "claim": _said(contradiction.claim),
        "earlier": [_said(claim) for claim in contradiction.earlier],
    }


def _about(query: Query, claim: Claim) -> _About:
    event = answers.event(claim.event_id) if claim.event_id else None
    return {
        "measure": measure_name(claim.measure),
        "event": event.title if event else "",
        "href": page_address(query, event.id) if event else "",
    }


def _said(claim: Claim) -> _Said:
    source = reader.store().dossier.sources[claim.source_id]
    return {
        "value": value_of(claim),
        "words": counted(claim),
        "speaker": claim.said_by,
        "date": partial_day(claim.date_said),
        "source": source.publisher,
        "url": source.url,
    }


def change_name(change: Change) -> str:
    """What happened to the row, in a word."""
    return {"added": _("added"), "revised": _("revised"), "withdrawn": _("withdrawn")}[change.change]


def _row(change: Change) -> dict[str, str]:
    return {
        "version": change.version,
        "date": partial_day(change.date),
        "what": " ".join(filter(None, (change.table, change.row_id))),
        "change": change_name(change),
        "note": change.note,
    }
