"""Key figures: each with its unit, speaker and date, and a way to all claims on it."""

from dataclasses import replace

import streamlit as st

from dashboard import store
from dashboard.event import Claim, Spread
from dashboard.language import _, ngettext
from dashboard.query import Query
from dashboard.query.question import CURATED
from dashboard.query.wording import partial_day
from dashboard.reading.key_figures import Figure, unit_of, value_of
from dashboard.reading.spreads import spread_words
from dashboard.store import Totals
from dashboard.views import answers, markup, names, popover


def show(query: Query) -> None:
    """The chosen figures, then what the events of each dataset add up to."""
    for figure in answers.figures(query):
        with st.container(key=f"figure-{figure.measure}", gap=None):
            st.html(markup.render("figure.html", **_card(figure, query)))
            count = len(figure.claims)
            label = ngettext("{count} claim", "All {count} claims", count).format(count=count)
            if claims := popover.opened(label, f"claims-{figure.measure}", "tertiary"):
                claims.html(markup.render("claims.html", claims=claim_rows(figure.claims, figure.shown)))
    for one in query.by_dataset():
        (name,) = one.datasets
        with st.container(key="figure-events" if name == CURATED else f"figure-events-{name}", gap=None):
            st.html(markup.render("figure.html", **_totals_card(answers.totals(one), _shown_of(query, name))))


def _shown_of(query: Query, dataset: str) -> str:
    """What a card counts; the curated dataset is named only beside others."""
    if query.datasets == (CURATED,):
        return _("Events shown")
    return _("Events shown, {dataset}").format(dataset=names.dataset(dataset))


def _card(figure: Figure, query: Query) -> dict[str, object]:
    return {
        "label": figure.label,
        "value": figure.value,
        "unit": figure.unit,
        "detail": figure.detail,
        "said": _said(figure),
        "note": _note(figure, query),
    }


def _note(figure: Figure, query: Query) -> str:
    """What a reader has to know: contested claims, and a figure that does not follow the filter."""
    contested = any(claim.claim_id in answers.rivals() for claim in figure.shown)
    return " · ".join(filter(None, (_("contested") if contested else "", _standing_note(figure, query))))


def _standing_note(figure: Figure, query: Query) -> str:
    if CURATED not in query.datasets:
        return _("of the curated dossier, which is not shown")
    narrowed = replace(query, datasets=(CURATED,)).narrows_beyond_dates
    return _("standing figure: follows the dates only") if figure.is_standing and narrowed else ""


def _said(figure: Figure) -> str:
    """Who said it and when, and whether that was only after the dates asked for."""
    if not figure.shown:
        return ""
    speaker, said_on = figure.shown[0].said_by, partial_day(figure.shown[0].date_said)
    if figure.established_later:
        return _("established later, {date}, by {speaker}").format(date=said_on, speaker=speaker)
    return _("{speaker}, {date}").format(speaker=speaker, date=said_on)


def _totals_card(totals: Totals, label: str) -> dict[str, object]:
    return {
        "label": label,
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
    }


def _sum_words(spread: Spread) -> str:
    return spread_words(spread) if spread.is_known else _("no figure")


def claim_rows(claims: tuple[Claim, ...] | list[Claim], shown: tuple[Claim, ...] = ()) -> list[dict[str, object]]:
    """Rows of the claims table, with what supersedes or contradicts each in words."""
    dossier = store.current().dossier
    rows: list[dict[str, object]] = []
    for claim in claims:
        source = dossier.sources[claim.source_id]
        rows.append(
            {
                "value": value_of(claim),
                "unit": unit_of(claim),
                "said_by": claim.said_by,
                "side": claim.side,
                "date_said": partial_day(claim.date_said),
                "refers_to": partial_day(claim.refers_to),
                "url": source.url,
                "source": f"{source.publisher}: {source.title}",
                "marks": claim_marks(claim),
                "note": claim.note,
                "is_shown": claim in shown,
            }
        )
    return rows


def claim_marks(claim: Claim) -> list[str]:
    """What supersedes a claim, and every claim that contradicts it, in words."""
    claims = store.current().dossier.claims
    marks = []
    if claim.superseded_by:
        later = claims[claim.superseded_by]
        marks.append(
            _("superseded by {value} ({date})").format(value=value_of(later), date=partial_day(later.date_said))
        )
    for key in answers.rivals().get(claim.claim_id, ()):
        other = claims[key]
        marks.append(_("conflicts with {value} ({speaker})").format(value=value_of(other), speaker=other.said_by))
    return marks
