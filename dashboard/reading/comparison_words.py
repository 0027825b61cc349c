"""A comparison in words: how its sides differ, and what to know before reading a difference."""

from collections.abc import Iterable

from dashboard.dossier.event import Coverage
from dashboard.language import _, ngettext
from dashboard.query import Query
from dashboard.query.query import CURATED
from dashboard.query.wording import day
from dashboard.reading.comparison import Comparison, Side, dates
from dashboard.reading.ledger.days import COOPERATION, HOSTILITY, points_text
from dashboard.reading.low_best_high import spread_words
from dashboard.reading.sentence import dataset_in_text
from dashboard.store import Store

# A percentage of fewer than this many says less than the numbers themselves.
LEAST_BASE = 10
_MOST_NAMED = 3


def differences(comparison: Comparison) -> list[str]:
    """How the sides differ, a sentence each: events, casualties, the ledger, then what differs most."""
    sentences = [_events_words(comparison)]
    sentences += [
        _casualty_words(comparison, name, what)
        for what, name in (("fatalities", _("Killed")), ("injured", _("Injured")))
    ]
    sentences += _ledger_words(comparison)
    if comparison.is_of_one_dataset:
        by = (("type", _("By type")), ("place", _("By place")), ("actor", _("By actor")))
        sentences += filter(None, (_most_different(comparison, measure, name) for measure, name in by))
    return sentences


def _events_words(comparison: Comparison) -> str:
    first, second = comparison.first.totals.events, comparison.second.totals.events
    if not comparison.is_of_one_dataset:
        text = _("Events: {first} in the first and, apart from them, {second} in the second.")
        return text.format(first=f"{first:,}", second=f"{second:,}")
    words = _("Events: {first} against {second}").format(first=f"{first:,}", second=f"{second:,}")
    words = f"{words}, {_change(first, second)}"
    if not comparison.are_equally_long:
        words += _("; a day {first} against {second}").format(
            first=f"{first / comparison.first.days:,.2f}", second=f"{second / comparison.second.days:,.2f}"
        )
    return f"{words}."


def _change(first: int, second: int) -> str:
    if first == second:
        return _("as many")
    text = _("{count} more") if first > second else _("{count} fewer")
    words = text.format(count=f"{abs(first - second):,}")
    if second >= LEAST_BASE:
        words += _(" ({percent} %)").format(percent=f"{100 * (first - second) / second:+,.0f}")
    return words


def _casualty_words(comparison: Comparison, name: str, what: str) -> str:
    first, second = (getattr(side.totals, what) for side in (comparison.first, comparison.second))
    if not first.is_known and not second.is_known:
        return _("{name}: no figure on either side.").format(name=name)
    words = [spread_words(spread) if spread.is_known else _("no figure") for spread in (first, second)]
    text = _("{name}: {first} against {second}") if comparison.is_of_one_dataset else _("{name}: {first}; {second}")
    said = text.format(name=name, first=words[0], second=words[1])
    if comparison.is_of_one_dataset and first.best is not None and second.best is not None:
        said = f"{said}, {_change(first.best, second.best)}"
    return f"{said}."


def _ledger_words(comparison: Comparison) -> Iterable[str]:
    """Hostility and cooperation on the last days; never netted, and of two datasets never subtracted."""
    first, second = comparison.first.ledger, comparison.second.ledger
    if not first and not second:
        return
    lines = [
        _("{name} {first} against {second}").format(
            name=name,
            first=points_text(first[line]) if first else _("no figure"),
            second=points_text(second[line]) if second else _("no figure"),
        )
        for line, name in ((HOSTILITY, _("hostility")), (COOPERATION, _("cooperation")))
    ]
    yield _("Tension ledger on each side’s last day: {lines}.").format(lines=", ".join(lines))


def _most_different(comparison: Comparison, measure: str, name: str) -> str:
    changes = [(row, comparison.difference(row)) for row in comparison.rows(measure)]
    changed = [(row, int(change)) for row, change in changes if change]
    if not changed:
        return ""
    most = sorted(changed, key=lambda pair: -abs(pair[1]))[:_MOST_NAMED]
    parts = [
        _("{name} {change} ({first} against {second})").format(
            name=row.name, change=f"{change:+,}", first=f"{row.first:,}", second=f"{row.second:,}"
        )
        for row, change in most
    ]
    rest = len(changed) - len(most)
    more = ngettext("; {count} more differs", "; {count} more differ", rest).format(count=rest) if rest else ""
    return _("{name}: {parts}{more}.").format(name=name, parts=", ".join(parts), more=more)


def cautions(store: Store, comparison: Comparison) -> list[str]:
    """What a reader has to know before reading a difference, a sentence each."""
    first, second = comparison.first, comparison.second
    sentences: list[str] = []
    if not comparison.is_of_one_dataset:
        sentences += _of_two_datasets(comparison)
    if not comparison.are_equally_long:
        sentences.append(
            _("The sides are not equally long: {first} and {second}.").format(
                first=_days(first.days), second=_days(second.days)
            )
        )
    if comparison.in_both:
        sentences.append(
            ngettext(
                "{count} event lasts from one period into the other and counts on both sides.",
                "{count} events last from one period into the other and count on both sides.",
                comparison.in_both,
            ).format(count=f"{comparison.in_both:,}")
        )
    for side in (first, second):
        sentences += _outside(store, side)
    return [*sentences, *_coverage_words(store.dossier.coverage, comparison)]


def _of_two_datasets(comparison: Comparison) -> Iterable[str]:
    yield _(
        "Two datasets follow different rules of what an event is: their numbers stand side by side and are neither "
        "added nor subtracted."
    )
    if comparison.first.query.actors or comparison.first.query.places:
        yield _("Each dataset names actors and places its own way, so this filter may find less in one of them.")


def _days(count: int) -> str:
    return ngettext("{count} day", "{count} days", count).format(count=f"{count:,}")


def _outside(store: Store, side: Side) -> Iterable[str]:
    """Where a period lies partly outside of what an imported dataset holds at all."""
    name = side.query.dataset
    extent = store.extent(Query(datasets=(name,)))
    if name == CURATED or extent is None or extent.contains(dates(side.query)):
        return
    yield _("{dataset} has events from {first} to {last} only: {period} lies outside, wholly or in part.").format(
        dataset=dataset_in_text(store, name), first=day(extent.first), last=day(extent.last), period=side.label
    )


def _coverage_words(coverage: Iterable[Coverage], comparison: Comparison) -> Iterable[str]:
    """How evenly the curated dossier covers its sides, by the rows of coverage.csv that speak of all places."""
    everywhere = [row for row in coverage if not row.place]
    sides = [side for side in (comparison.first, comparison.second) if side.query.datasets == (CURATED,)]
    rules = [_rules_of(everywhere, side) for side in sides]
    if not sides or all(rule and all(row.is_complete for row in rule) for rule in rules):
        return
    if len(sides) == 2 and rules[0] != rules[1]:
        yield _(
            "The selection is not equally dense in both periods: more events may mean more collecting, "
            "not more tension."
        )
    else:
        yield _("The curated dossier is a selection, not a complete record.")
    for side, rule in zip(sides, rules, strict=True):
        said = " ".join(row.rule for row in rule) or _("nothing was collected for these dates")
        yield _("Rule for {period}: {rule}").format(period=side.label, rule=said)


def _rules_of(coverage: Iterable[Coverage], side: Side) -> list[Coverage]:
    since, until = dates(side.query)
    return [row for row in coverage if row.date_from <= until and (row.date_to is None or row.date_to >= since)]
