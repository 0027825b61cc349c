"""The key figures of a query as JSON, with all claims behind them."""

from collections.abc import Mapping
from typing import TypedDict

from dashboard.dossier.event import Claim, Source, Spread
from dashboard.query import Query
from dashboard.reading.key_figures import Figure, key_figures, value_of
from dashboard.reading.measures import counted, measure_name
from dashboard.store import Store


class SpreadJson(TypedDict):
    """Casualties; None where no event reported any."""

    low: int | None
    best: int | None
    high: int | None


class ClaimJson(TypedDict):
    """Who claims what, in words and as in the table of claims."""

    claim_id: str
    measure: str
    measure_words: str
    in_words: str
    value: str
    unit: str
    said_by: str
    side: str
    date_said: str
    source: str
    url: str
    superseded_by: str | None
    conflicts_with: str | None


class FigureJson(TypedDict):
    """A key figure: what the page shows, the claims that this is drawn from, and all there are."""

    measure: str
    label: str
    value: str | None
    detail: str
    unit: str
    established_later: str | None
    shown_claims: list[ClaimJson]
    all_claims: list[ClaimJson]


class FiguresJson(TypedDict):
    """What a query adds up to."""

    figures: list[FigureJson]
    events: int
    fatalities: SpreadJson
    injured: SpreadJson


def figures_of(store: Store, query: Query) -> FiguresJson:
    """Count and casualties of a query to one dataset, and the curated key figures of its dates."""
    dossier = store.dossier
    totals = store.of(query).totals(query)
    events = {event.id: event for event in dossier.events}
    figures = key_figures(query, dossier.key_figures, dossier.claims, events)
    return {
        "figures": [_figure(figure, dossier.sources) for figure in figures],
        "events": totals.events,
        "fatalities": _spread(totals.fatalities),
        "injured": _spread(totals.injured),
    }


def _figure(figure: Figure, sources: Mapping[str, Source]) -> FigureJson:
    return {
        "measure": figure.measure,
        "label": figure.label,
        "value": figure.value,
        "detail": figure.detail,
        "unit": figure.unit,
        "established_later": figure.established_later or None,
        "shown_claims": [_claim(claim, sources) for claim in figure.shown],
        "all_claims": [_claim(claim, sources) for claim in figure.claims],
    }


def _claim(claim: Claim, sources: Mapping[str, Source]) -> ClaimJson:
    source = sources[claim.source_id]
    return {
        "claim_id": claim.claim_id,
        "measure": claim.measure,
        "measure_words": measure_name(claim.measure),
        "in_words": counted(claim),
        "value": value_of(claim),
        "unit": claim.unit,
        "said_by": claim.said_by,
        "side": claim.side,
        "date_said": claim.date_said,
        "source": f"{source.publisher}: {source.title}",
        "url": source.url,
        "superseded_by": claim.superseded_by or None,
        "conflicts_with": claim.conflicts_with or None,
    }


def _spread(spread: Spread) -> SpreadJson:
    return {"low": spread.low, "best": spread.best, "high": spread.high}
