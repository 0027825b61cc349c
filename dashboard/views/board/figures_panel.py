"""Key figures: each with its unit, speaker and date, and a way to all claims on it."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TypedDict

import streamlit as st

from dashboard.dossier.event import Claim, Spread
from dashboard.language import _, ngettext
from dashboard.query import Query
from dashboard.query.query import CURATED
from dashboard.query.wording import partial_day
from dashboard.reading.key_figures import Figure
from dashboard.reading.low_best_high import spread_words
from dashboard.reading.measures import by_measure, counted, stated
from dashboard.views.parts import markup
from dashboard.views.session import answers, names, reader
from dashboard.views.session.cache import cached


class ClaimRow(TypedDict):
    """A row of the claims table; `refers_to` and `note` may be empty."""

    words: str
    said_by: str
    side: str
    date_said: str
    refers_to: str
    url: str
    source: str
    marks: list[str]
    note: str
    is_shown: bool


class ClaimGroup(TypedDict):
    """All that is claimed of one measure."""

    measure: str
    claims: list[ClaimRow]


class _Card(TypedDict):
    """A figure with who said it; the value is None where it is unknown, and no claims open where there are none."""

    key: str
    label: str
    value: str | None
    unit: str
    detail: str
    said: str
    note: str
    claims: list[ClaimGroup]
    all_claims: str


def show(query: Query) -> None:
    """The chosen figures with all claims, then what the events of each dataset add up to.

    Each as one piece, since a piece costs server and browser as much as a card; two, since the first seldom changes.
    """
    st.html(_figures(Query(), answers.figures(query), *_remarks(query)))
    st.html(markup.render("figures.html", cards=[_totals_card(part, query) for part in query.by_dataset()]))


@cached
def _figures(_asked: Query, figures: tuple[Figure, ...], of_all: str, of_standing: str) -> str:
    """Their cards, which are the same for most queries."""
    cards = [_card(figure, of_standing if figure.is_standing else of_all) for figure in figures]
    return markup.render("figures.html", cards=cards)


def _remarks(query: Query) -> tuple[str, str]:
    """What has to be said of figures under this query, and what of standing ones."""
    if CURATED not in query.datasets:
        return (_("of the curated dossier, which is not shown"),) * 2
    narrowed = replace(query, datasets=(CURATED,)).narrows_beyond_dates
    return "", _("standing figure: follows the dates only") if narrowed else ""


def _shown_of(query: Query, dataset: str) -> str:
    """What a card counts; the curated dataset is named only beside others."""
    if query.datasets == (CURATED,):
        return _("Events shown")
    return _("Events shown, {dataset}").format(dataset=names.dataset(dataset))


def _card(figure: Figure, remark: str) -> _Card:
    contested = any(claim.claim_id in answers.rivals() for claim in figure.shown)
    count = len(figure.claims)
    return {
        "key": figure.measure,
        "label": figure.label,
        "value": figure.value,
        "unit": figure.unit,
        "detail": figure.detail,
        "said": _said(figure),
        "note": " · ".join(filter(None, (_("contested") if contested else "", remark))),
        "claims": claim_groups(figure.claims, figure.shown),
        "all_claims": ngettext("{count} claim", "All {count} claims", count).format(count=count),
    }


def _said(figure: Figure) -> str:
    """Who said it and when, and whether that was only after the dates asked for."""
    if not figure.shown:
        return ""
    speaker, said_on = figure.shown[0].said_by, partial_day(figure.shown[0].date_said)
    if figure.established_later:
        return _("established later, {date}, by {speaker}").format(date=said_on, speaker=speaker)
    return _("{speaker}, {date}").format(speaker=speaker, date=said_on)


def _totals_card(part: Query, query: Query) -> _Card:
    """What the events of one of the query's datasets add up to."""
    totals = answers.totals(part)
    name = part.dataset
    return {
        "key": "events" if name == CURATED else f"events-{name}",
        "label": _shown_of(query, name),
        "value": f"{totals.events:,}",
        "unit": "",
        "detail": (
            _("killed: {killed} · injured: {injured}").format(
                killed=_sum_words(totals.fatalities), injured=_sum_words(totals.injured)
            )
            if totals.events
            else ""
        ),
        "said": _("our sums over these events"),
        "note": "",
        "claims": [],
        "all_claims": "",
    }


def _sum_words(spread: Spread) -> str:
    return spread_words(spread) if spread.is_known else _("no figure")


def claim_groups(claims: Iterable[Claim], shown: Collection[Claim] = ()) -> list[ClaimGroup]:
    """The claims table: a group for each measure, and in its rows what corrects or contradicts a claim in words."""
    return [
        {"measure": measure, "claims": [_claim_row(claim, claim in shown) for claim in group]}
        for measure, group in by_measure(claims)
    ]


def _claim_row(claim: Claim, is_shown: bool) -> ClaimRow:
    source = reader.store().dossier.sources[claim.source_id]
    return {
        "words": stated(claim),
        "said_by": claim.said_by,
        "side": claim.side,
        "date_said": partial_day(claim.date_said),
        "refers_to": partial_day(claim.refers_to),
        "url": source.url,
        "source": f"{source.publisher}: {source.title}",
        "marks": claim_marks(claim),
        "note": claim.note,
        "is_shown": is_shown,
    }


def claim_marks(claim: Claim) -> list[str]:
    """What corrects a claim or is corrected by it, and every claim that contradicts it, in words."""
    claims = reader.store().dossier.claims
    against = [claims[key] for key in answers.rivals().get(claim.claim_id, ())]
    return [
        *answers.reversals().words(claim),
        *(
            _("conflicts with {value} ({speaker})").format(value=counted(other), speaker=other.said_by)
            for other in against
        ),
    ]
