"""Two sides of a comparison: which ones are meant, and what each counts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from dashboard.dossier.days import Days
from dashboard.dossier.event import EventType
from dashboard.language import _
from dashboard.query import Query
from dashboard.query.options import Options
from dashboard.query.wording import day, short_span, type_name
from dashboard.reading.ledger.days import COOPERATION, HOSTILITY, on_last_day
from dashboard.reading.sentence import actor_name, dataset_name, place_name
from dashboard.store import Store, Totals


class ComparisonError(ValueError):
    """Two sides that cannot be compared; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one side counts. `query` is of one dataset and has both dates, which are included.

    `types`, `places` and `actors` hold numbers of events, the most frequent first; a place without a key of the
    gazetteer goes by its publisher's name, and "" is one without a name. `names` says how readers call each, by
    measure ("type", "place", "actor") and key. `ledger` has hostility and cooperation on the side's last day, in weight
    points; it is empty where a dataset counts reports, not events.
    """

    query: Query
    label: str
    totals: Totals
    types: Mapping[str, int]
    places: Mapping[str, int]
    actors: Mapping[str, int]
    names: Mapping[tuple[str, str], str]
    ledger: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """How many days the side has."""
        return dates(self.query).length


@dataclass(frozen=True, slots=True)
class Row:
    """One measure on both sides; None is unknown. `key` says what is counted, and `name` how readers call it."""

    measure: str
    key: str
    name: str
    first: int | Decimal | None
    second: int | Decimal | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides; `in_both` events reach from one period into the other and count on both sides."""

    first: Side
    second: Side
    in_both: int = 0

    @property
    def is_of_one_dataset(self) -> bool:
        """True where numbers may be subtracted: those of two datasets never are."""
        return self.first.query.datasets == self.second.query.datasets

    @property
    def are_equally_long(self) -> bool:
        """True where both sides have as many days."""
        return self.first.days == self.second.days

    def rows(self, measure: str) -> list[Row]:
        """The rows of "type", "place" or "actor", those with the most events on the fuller side first."""
        counted = {"type": "types", "place": "places", "actor": "actors"}[measure]
        first, second = getattr(self.first, counted), getattr(self.second, counted)
        keys = sorted({*first, *second}, key=lambda key: (-max(first.get(key, 0), second.get(key, 0)), key))
        names = {**self.second.names, **self.first.names}
        return [Row(measure, key, names[measure, key], first.get(key, 0), second.get(key, 0)) for key in keys]

    def difference(self, row: Row) -> int | Decimal | None:
        """The first less the second; None where either is unknown, or where they are of two datasets."""
        if row.first is None or row.second is None or not self.is_of_one_dataset:
            return None
        return row.first - row.second


def compared(store: Store, query: Query, options: Options) -> tuple[Query, Query]:
    """The queries of both sides, each of one dataset and with both dates; ComparisonError where that cannot be.

    The first is first_side(). The second has the dataset and the dates that the options name: those of another dataset
    are the same, else a year earlier.
    """
    first = first_side(store, query)
    dataset = options.against_dataset or first.dataset
    is_other = dataset != first.dataset
    since, until = options.against_since, options.against_until
    if since is None or until is None:
        since, until = dates(first) if options.against_dataset else year_earlier(first)
    second = replace(first, since=since, until=until, datasets=(dataset,))
    days = dates(first)
    if not is_other and days.meets(dates(second)):
        raise ComparisonError(
            _(
                "The periods overlap: {first} and {second}. Events in both would be compared with themselves; "
                "choose a second period that ends before {since} or begins after {until}."
            ).format(first=_label(first), second=_label(second), since=day(days.first), until=day(days.last))
        )
    return first, second


def first_side(store: Store, query: Query) -> Query:
    """The query to its first dataset, open ends closed by its first and last event; ComparisonError without any."""
    query = query.by_dataset()[0]
    days = query.closed(store.extent)
    if days is None:
        raise ComparisonError(
            _("The dates have an open end and no event closes it: give a first and a last day to compare them.")
        )
    return replace(query, since=days.first, until=days.last)


def year_earlier(query: Query) -> Days:
    """The same days a year earlier; 29 February becomes the 28th."""
    since, until = dates(query)
    return Days(_year_before(since), _year_before(until))


def weeks_before(query: Query) -> Days:
    """As many days, ending the day before."""
    since, until = dates(query)
    return Days(since - (until - since) - timedelta(days=1), since - timedelta(days=1))


def _year_before(value: date) -> date:
    is_leap_day = (value.month, value.day) == (2, 29)
    return value.replace(year=value.year - 1, day=28) if is_leap_day else value.replace(year=value.year - 1)


def dates(query: Query) -> Days:
    """First and last day of a side."""
    if query.since is None or query.until is None:
        raise ValueError(f"a side of a comparison has two dates, not {query.since} and {query.until}")
    return Days(query.since, query.until)


def _label(query: Query) -> str:
    return short_span(*dates(query))


def side(store: Store, query: Query, is_named: bool) -> Side:
    """What the store counts for a query of compared(); its label names the dataset where that is asked for."""
    dataset = store.of(query)
    places: Counter[str] = Counter()
    for key, publishers, events in dataset.places(query):
        places[key or publishers] += events
    types, actors = dict(dataset.types(query)), dict(dataset.actors(query))
    names = (
        {("type", key): type_name(EventType(key)) for key in types}
        | {("place", key): place_name(store, key) or _("no place named") for key in places}
        | {("actor", key): actor_name(store, key) for key in actors}
    )
    label = _label(query)
    if is_named:
        label = _("{dataset}, {dates}").format(dataset=dataset_name(store, query.dataset), dates=label)
    return Side(query, label, dataset.totals(query), types, dict(places), actors, names)


def in_both(store: Store, first: Query, second: Query) -> int:
    """How many events of one dataset reach from one side's dates into the other's; 0 for two datasets."""
    if first.datasets != second.datasets:
        return 0
    earlier, later = sorted((first, second), key=dates)
    return store.of(first).spanning(first, dates(earlier).last, dates(later).first)


def compare(store: Store, query: Query, options: Options) -> Comparison:
    """The whole comparison that a query and options ask for; ComparisonError where there is none."""
    first, second = compared(store, query, options)
    is_named = first.datasets != second.datasets
    counted = [
        replace(side(store, query, is_named), ledger=on_last_day(store, query, options.ledger_rules))
        for query in (first, second)
    ]
    return Comparison(counted[0], counted[1], in_both(store, first, second))


def figures(comparison: Comparison) -> list[Row]:
    """Events, casualties and the ledger of both sides."""
    first, second = comparison.first.totals, comparison.second.totals
    rows = [Row("events", "", _("Events"), first.events, second.events)]
    for what, words in (("fatalities", _("Killed")), ("injured", _("Injured"))):
        for part, name in (("low", _("low")), ("best", _("best")), ("high", _("high"))):
            spreads = (getattr(totals, what) for totals in (first, second))
            rows.append(Row(f"{what}_{part}", "", f"{words}, {name}", *(getattr(spread, part) for spread in spreads)))
    ledgers = comparison.first.ledger, comparison.second.ledger
    for line, name in ((HOSTILITY, _("Hostility on the last day")), (COOPERATION, _("Cooperation on the last day"))):
        if any(ledgers):
            rows.append(Row(line, "", name, *(lines.get(line) for lines in ledgers)))
    return rows
