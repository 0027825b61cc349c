"""What changed since a day, or since a version of the dataset: new events, revised and contradicted claims, rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.dossier.event import Change, Claim, Event
from dashboard.dossier.partial_date import days_of
from dashboard.reading.contested import rivals
from dashboard.reading.reversals import Reversal, reversals
from dashboard.reading.rows import day_of, event_of
from dashboard.sources.curated import Curated


@dataclass(frozen=True, slots=True)
class Revision:
    """All that one side said of a figure, oldest first, where the last day brought a claim that supersedes an earlier.

    `new` holds the ids of the claims that were said after the day asked for.
    """

    claims: tuple[Claim, ...]
    new: frozenset[str]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A claim said after the day asked for, and the claims of others before it that it contradicts."""

    claim: Claim
    earlier: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """What is new: events that began later, what was said later of earlier figures, and rows of the dataset.

    `reversals` are of statements and events; those of claims are told as `revisions`, with all of a figure's claims.
    """

    events: tuple[Event, ...] = ()
    revisions: tuple[Revision, ...] = ()
    reversals: tuple[Reversal, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    rows: tuple[Change, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True where nothing changed."""
        return not (self.events or self.revisions or self.reversals or self.contradictions or self.rows)


class UnknownPointError(ValueError):
    """What was given is neither a day nor a version that the dataset had."""


def point_of(text: str, changes: Iterable[Change]) -> date | str:
    """The day, or the version, that a text means; UnknownPointError if it is neither."""
    if text in versions(changes):
        return text
    days = days_of(text)
    if days is None or days.first != days.last:
        raise UnknownPointError(text)
    return days.first


def versions(changes: Iterable[Change]) -> list[str]:
    """The versions that the dataset had, oldest first."""
    return sorted({change.version for change in changes}, key=_parts)


def changed_since_version(version: str, changes: Iterable[Change]) -> Changed:
    """The rows that later versions added, revised or withdrew."""
    later = (change for change in changes if _parts(change.version) > _parts(version))
    return Changed(rows=tuple(sorted(later, key=lambda change: _parts(change.version))))


def changed_since_day(day: date, events: Iterable[Event], dossier: Curated) -> Changed:
    """What came after the day, which is itself not included; `events` are those asked for.

    Of claims and statements those about these events or about none count, and of events that were undone these. What
    is of a partial date counts where it may be of a later day.
    """
    events = tuple(events)
    ids = {event.id for event in events}
    claims = dossier.claims
    meant = {key: claim for key, claim in claims.items() if not claim.event_id or claim.event_id in ids}
    new = {key for key, claim in meant.items() if _may_be_after(claim.date_said, day)}
    against = rivals(claims.values())
    contradictions = []
    for key in sorted(new, key=lambda key: _when(claims[key])):
        others = sorted((claims[other] for other in against.get(key, ())), key=_when)
        earlier = tuple(other for other in others if _when(other) < _when(claims[key]))
        if earlier:
            contradictions.append(Contradiction(claims[key], earlier))
    return Changed(
        events=tuple(event for event in events if event.date_start > day),
        revisions=tuple(_revisions(meant.values(), new)),
        reversals=tuple(
            reversal
            for reversal in reversals(dossier).all
            if not isinstance(reversal.later, Claim)
            and event_of(reversal.earlier) in ids | {""}
            and _may_be_after(day_of(reversal.later), day)
        ),
        contradictions=tuple(contradictions),
        rows=tuple(change for change in dossier.changes if date.fromisoformat(change.date) > day),
    )


def _revisions(claims: Iterable[Claim], new: set[str]) -> list[Revision]:
    """Figures that a side revised: those where a new claim supersedes another one."""
    figures: defaultdict[tuple[str, str, str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        figures[claim.event_id, claim.measure, claim.unit, claim.side].append(claim)
    return [
        Revision(_in_order(figure), frozenset(claim.claim_id for claim in figure) & new)
        for figure in figures.values()
        if any(claim.superseded_by in new for claim in figure)
    ]


def _in_order(figure: Sequence[Claim]) -> tuple[Claim, ...]:
    """By day; on one day what was superseded comes before what superseded it."""
    ordered = sorted(figure, key=_when)
    for claim in sorted(figure, key=_when):
        later = next((at for at, other in enumerate(ordered) if other.claim_id == claim.superseded_by), None)
        if later is not None and ordered.index(claim) > later:
            ordered.remove(claim)
            ordered.insert(later, claim)
    return tuple(ordered)


def _when(claim: Claim) -> tuple[date, str]:
    days = days_of(claim.date_said)
    return days[0] if days else date.min, claim.claim_id


def _may_be_after(said_on: str, day: date) -> bool:
    days = days_of(said_on)
    return days is not None and days.last > day


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
