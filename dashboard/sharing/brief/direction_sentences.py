"""Where the tension goes on a query's last day, in sentences: the readings of the ledger, put together for a brief."""

from collections.abc import Iterator
from dataclasses import replace

from dashboard.language import _
from dashboard.query import Query
from dashboard.query.half_life import HALF_LIFE
from dashboard.query.wording import short_day
from dashboard.reading import direction
from dashboard.reading.ledger.days import (
    COOPERATION,
    HOSTILITY,
    LedgerDay,
    counts_reports,
    daily_weights,
    last_day,
    on_day,
)
from dashboard.reading.sentence import dataset_name
from dashboard.store import Store


def outlook(store: Store, query: Query) -> list[str]:
    """What the ledger says of each dataset's last day, and whether it rises or falls; or why that cannot be told."""
    sentences = []
    for part in query.by_dataset():
        said = list(_of_dataset(store, part))
        if len(query.datasets) > 1:
            named = dataset_name(store, part.dataset)
            said = [_("{dataset}: {text}").format(dataset=named, text=sentence) for sentence in said]
        sentences += said
    return sentences


def _of_dataset(store: Store, query: Query) -> Iterator[str]:
    name = query.dataset
    if counts_reports(store, name):
        yield _("No direction: these rows are reports, not events, and many reports may tell of one event.")
        return
    day = last_day(store, query)
    if day is None or store.extent(Query(datasets=(name,))) is None:
        yield _("No direction: there is no event.")
        return
    added = daily_weights(store, replace(query, since=None, until=day), is_peacekeeping_added=False)
    ledger_day = LedgerDay(name, day, HALF_LIFE)
    yield from direction.in_words(direction.history(store, added, ledger_day), day)
    here = on_day(added, ledger_day)
    yield _(
        "Hostility {hostility} and cooperation {cooperation} points on {day}, by the published weights; half of a "
        "weight is left after {half_life} days."
    ).format(
        hostility=f"{here[HOSTILITY]:,.1f}",
        cooperation=f"{here[COOPERATION]:,.1f}",
        day=short_day(day),
        half_life=HALF_LIFE,
    )
