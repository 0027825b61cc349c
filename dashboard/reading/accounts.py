"""The sides' accounts: what each side said by day, what is contested and what is agreed, without a verdict."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.dossier.event import Claim, Statement
from dashboard.dossier.partial_date import days_of, is_after, is_within
from dashboard.dossier.sides import sides, with_account
from dashboard.query import Query
from dashboard.reading.contested import disputes
from dashboard.reading.rows import day_of


@dataclass(frozen=True, slots=True)
class Day:
    """What was said on a day, which may be partial ("2024-10") or unknown (empty): by side, as with_account() orders.

    `is_later` where that was only after the dates asked for.
    """

    said_on: str
    is_later: bool
    by_side: tuple[tuple[Statement | Claim, ...], ...]


@dataclass(frozen=True, slots=True)
class Accounts:
    """What is said of the events asked for.

    `disputes` are groups of claims that contradict each other, whoever made them; `agreed` are groups of claims of one
    figure that two sides or more give alike and nobody contradicts; both by measure. `sayings` are all claims and
    statements meant, in the order of their days, also of those who have no column.
    """

    days: tuple[Day, ...]
    disputes: tuple[tuple[Claim, ...], ...]
    agreed: tuple[tuple[Claim, ...], ...]
    sayings: tuple[Statement | Claim, ...]

    @property
    def others(self) -> int:
        """How many sayings are of those who have no column: courts, media and others."""
        return sum(not sides()[saying.side].has_account for saying in self.sayings)


def accounts(
    query: Query,
    event_ids: Collection[str],
    claims: Mapping[str, Claim],
    statements: Iterable[Statement],
    event_id: str = "",
) -> Accounts:
    """The accounts of one event, or without `event_id` of the query's events, whose ids are `event_ids`.

    What is said of these counts whenever it was said; so does, unless the query narrows beyond dates, all that was said
    within its dates. `claims` are by id.
    """

    def is_meant(about: str, said_on: str) -> bool:
        if event_id:
            return about == event_id
        return about in event_ids or (not query.narrows_beyond_dates and is_within(said_on, query.since, query.until))

    meant = {key: claim for key, claim in claims.items() if is_meant(claim.event_id, claim.date_said)}
    said = [statement for statement in statements if is_meant(statement.event_id, statement.date)]
    contested = [group for group in disputes(claims) if any(claim.claim_id in meant for claim in group)]
    everything: list[Statement | Claim] = [*said, *meant.values()]
    everything.sort(key=lambda saying: _order(day_of(saying)))
    return Accounts(
        days=tuple(_days(everything, None if event_id else query.until)),
        disputes=tuple(sorted(contested, key=_by_measure)),
        agreed=tuple(sorted(_agreed(claims, meant), key=_by_measure)),
        sayings=tuple(everything),
    )


def _days(everything: Iterable[Statement | Claim], until: date | None) -> list[Day]:
    by_day: defaultdict[str, list[Statement | Claim]] = defaultdict(list)
    for saying in everything:
        if sides()[saying.side].has_account:
            by_day[day_of(saying)].append(saying)
    return [
        Day(
            day,
            is_after(day, until),
            tuple(tuple(saying for saying in by_day[day] if saying.side == side) for side in with_account()),
        )
        for day in by_day
    ]


def _order(day: str) -> tuple[date, str]:
    """Days in their order; a partial date comes after all days that it may mean, an unknown one at the end."""
    known = days_of(day)
    return (known.last if known else date.max), day


def _by_measure(group: tuple[Claim, ...]) -> tuple[str, str]:
    return group[0].measure, group[0].claim_id


def _agreed(claims: Mapping[str, Claim], meant: Collection[str]) -> list[tuple[Claim, ...]]:
    """Claims of one event, measure and unit that stand and are all alike, of two sides with an account or more."""
    contested = {claim.claim_id for group in disputes(claims) for claim in group}
    figures: defaultdict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    for claim in claims.values():
        if claim.event_id:
            figures[claim.event_id, claim.measure, claim.unit].append(claim)
    found = []
    for group in figures.values():
        standing = tuple(claim for claim in group if not claim.superseded_by)
        is_alike = len({_value(claim) for claim in standing}) == 1
        is_contested = any(claim.claim_id in contested for claim in group)
        agreeing = {claim.side for claim in standing if sides()[claim.side].has_account}
        if is_alike and not is_contested and len(agreeing) > 1 and any(claim.claim_id in meant for claim in standing):
            found.append(standing)
    return found


def _value(claim: Claim) -> tuple[float | None, float | None, float | None, str]:
    return claim.low, claim.best, claim.high, claim.value_text
