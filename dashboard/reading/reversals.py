"""What was taken back, corrected or undone: claims and statements by their speaker, events by what came later."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.dossier.event import Claim, Event, Statement
from dashboard.dossier.partial_date import days_of
from dashboard.language import _
from dashboard.query.wording import partial_day
from dashboard.reading.measures import counted
from dashboard.reading.rows import Row, day_of, id_of
from dashboard.sources.curated import Curated


@dataclass(frozen=True, slots=True)
class Reversal:
    """A row and the later one, of the same kind, that takes it back."""

    earlier: Row
    later: Row


class Reversals:
    """The reversals of a dataset, by the rows that they are about."""

    def __init__(self, found: Iterable[Reversal]) -> None:
        self.all = tuple(
            sorted(
                found, key=lambda reversal: (_first_day(reversal.later), id_of(reversal.later), id_of(reversal.earlier))
            )
        )
        self._of: defaultdict[tuple[type, str], list[Reversal]] = defaultdict(list)
        for reversal in self.all:
            self._of[_key(reversal.earlier)].append(reversal)
            self._of[_key(reversal.later)].append(reversal)

    def of(self, row: Row) -> tuple[Reversal, ...]:
        """Those in which a row is the earlier or the later one."""
        return tuple(self._of.get(_key(row), ()))

    def words(self, row: Row) -> list[str]:
        """What a reader has to know beside a row: what took it back, and what it takes back itself."""
        return [
            later_words(reversal.later) if id_of(reversal.earlier) == id_of(row) else earlier_words(reversal.earlier)
            for reversal in self.of(row)
        ]


def reversals(dossier: Curated) -> Reversals:
    """All reversals of the curated dataset."""
    events = {event.id: event for event in dossier.events}
    statements = {statement.statement_id: statement for statement in dossier.statements}
    return Reversals(
        [
            *_pairs({key: claim.superseded_by for key, claim in dossier.claims.items()}, dossier.claims),
            *_pairs({key: statement.superseded_by for key, statement in statements.items()}, statements),
            *_pairs(dossier.undone_by, events),
        ]
    )


def _pairs(superseded_by: Mapping[str, str], rows: Mapping[str, Row]) -> list[Reversal]:
    return [Reversal(rows[key], rows[later]) for key, later in superseded_by.items() if later]


def later_words(later: Row) -> str:
    """Beside what was taken back: when, and what was said or done instead."""
    sentence = {
        Claim: _("corrected on {date}: {what}"),
        Statement: _("taken back on {date}: {what}"),
        Event: _("undone on {date}: {what}"),
    }[type(later)]
    return sentence.format(date=partial_day(day_of(later)), what=words_of(later))


def earlier_words(earlier: Row) -> str:
    """Beside what takes something back: what that was, and of when."""
    sentence = {
        Claim: _("corrects what was said on {date}: {what}"),
        Statement: _("takes back what was said on {date}: {what}"),
        Event: _("undoes what happened on {date}: {what}"),
    }[type(earlier)]
    return sentence.format(date=partial_day(day_of(earlier)), what=words_of(earlier))


def words_of(row: Row) -> str:
    """What was claimed, said or done."""
    match row:
        case Claim():
            return counted(row)
        case Statement():
            return row.paraphrase
        case Event():
            return row.title


def _key(row: Row) -> tuple[type, str]:
    return type(row), id_of(row)


def _first_day(row: Row) -> date:
    days = days_of(day_of(row))
    return days.first if days else date.min
