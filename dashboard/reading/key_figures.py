"""Key figures: the claims that people chose to show, for the dates asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.dossier.event import Claim, Event, KeyFigure
from dashboard.dossier.partial_date import days_of, is_after, is_within
from dashboard.language import _
from dashboard.query import Query


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure for one query.

    `value` is None where no claim for these dates was published: unknown, never 0. `established_later` is the date of
    the claim where it was said only after the dates asked for. `claims` are all claims on it, the shown ones first.
    """

    measure: str
    label: str
    unit: str
    value: str | None
    detail: str
    shown: tuple[Claim, ...]
    claims: tuple[Claim, ...]
    established_later: str
    is_standing: bool


def key_figures(
    query: Query, chosen: Iterable[KeyFigure], claims: Mapping[str, Claim], events: Mapping[str, Event]
) -> list[Figure]:
    """The figures in their order; `claims` and `events` by id, from the same dataset."""
    return [_figure(query, figure, claims, events) for figure in chosen]


def _figure(query: Query, chosen: KeyFigure, claims: Mapping[str, Claim], events: Mapping[str, Event]) -> Figure:
    candidates = [claims[key] for key in chosen.shown_claims]
    shown = tuple(claim for claim in candidates if _is_about(claim, query, events))
    value, detail = _split(chosen.shown_as)
    if len(shown) < len(candidates):
        value, detail = ", ".join(value_of(claim) for claim in shown), ""
    leading = shown[0] if shown else None
    return Figure(
        measure=chosen.measure,
        label=chosen.label,
        unit=chosen.unit,
        value=value or None,
        detail=detail,
        shown=shown,
        claims=tuple(_with_their_rivals(chosen, claims)),
        established_later=leading.date_said if leading and is_after(leading.date_said, query.until) else "",
        is_standing=all(not claim.event_id for claim in candidates),
    )


def _is_about(claim: Claim, query: Query, events: Mapping[str, Event]) -> bool:
    """True where the claim's event, or for a standing figure its date, meets the dates asked for."""
    event = events.get(claim.event_id)
    if event:
        return (query.until is None or event.date_start <= query.until) and (
            query.since is None or event.last_day >= query.since
        )
    return any(
        is_within(dated, query.since, query.until) for dated in (claim.refers_to or claim.date_said, claim.date_said)
    )


def _split(shown_as: str) -> tuple[str, str]:
    """The figure and what stands beside it in brackets.

    >>> _split("4 (1 police officer, 3 gunmen)")
    ('4', '1 police officer, 3 gunmen')
    """
    value, _bracket, rest = shown_as.partition(" (")
    return value, rest.removesuffix(")")


def _with_their_rivals(chosen: KeyFigure, claims: Mapping[str, Claim]) -> list[Claim]:
    """Claims shown, then those to see also, then any that supersede or contradict one of them."""
    keys = dict.fromkeys((*chosen.shown_claims, *chosen.see_also_claims))
    linked = [
        claim.claim_id
        for claim in claims.values()
        if claim.superseded_by in keys or any(other in keys for other in claim.contradicted)
    ]
    linked += [link for key in keys for link in (claims[key].superseded_by, *claims[key].contradicted) if link]
    rest = sorted(set(linked) - set(keys), key=lambda key: (_first_day(claims[key]), key))
    return [claims[key] for key in (*keys, *rest)]


def _first_day(claim: Claim) -> str:
    days = days_of(claim.date_said)
    return days.first.isoformat() if days else ""


def value_of(claim: Claim) -> str:
    """The claimed value as a reader would write it.

    "4,500"; "500 to 650" for a range; "at least 5" or "at most 200" where only one end was given; "2 (1 to 3)"; the
    text of a claim without a number.
    """
    match claim.low, claim.best, claim.high:
        case None, None, None:
            return claim.value_text
        case low, _best, None if low is not None:
            return _("at least {number}").format(number=_number(low))
        case None, None, high if high is not None:
            return _("at most {number}").format(number=_number(high))
        case low, None, high if low is not None and high is not None and low != high:
            return _("{low} to {high}").format(low=_number(low), high=_number(high))
        case low, best, high:
            likely = best if best is not None else high if high is not None else 0
            ends = (likely if low is None else low, likely if high is None else high)
            if ends == (likely, likely):
                return _number(likely)
            return _("{best} ({low} to {high})").format(
                best=_number(likely), low=_number(ends[0]), high=_number(ends[1])
            )


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,}"
