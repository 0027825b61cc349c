"""Where the tension goes on a query's last day, in sentences: the readings of the ledger, put together for a brief."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from dashboard.language import _
from dashboard.query import Query
from dashboard.query.options import HALF_LIFE
from dashboard.query.wording import short_day
from dashboard.reading import direction, ledger
from dashboard.reading.sentence import dataset_name
from dashboard.reading.weights import Weights
from dashboard.store import Store

_YEARS_LOOKED_AT = timedelta(days=3 * 366)


def outlook(store: Store, query: Query) -> list[str]:
    """What the ledger says of each dataset's last day, and whether it rises or falls; or why that cannot be told."""
    sentences = []
    for one in query.by_dataset():
        said = list(_of_dataset(store, one))
        if len(query.datasets) > 1:
            named = dataset_name(store, one.datasets[0])
            said = [_("{dataset}: {text}").format(dataset=named, text=sentence) for sentence in said]
        sentences += said
    return sentences


def _of_dataset(store: Store, query: Query) -> Iterator[str]:
    (name,) = query.datasets
    about = store.about(name)
    if about is not None and about.card.key == "gdelt":
        yield _("No direction: these rows are reports, not events, and many reports may tell of one event.")
        return
    day = ledger.last_day(store, query)
    extent = store.extent(Query(datasets=(name,)))
    if day is None or extent is None:
        yield _("No direction: there is no event.")
        return
    weights = Weights(store.dossier.weights)
    asked = replace(query, since=None, until=day)
    added = ledger.daily_weights(store, asked, weights, is_peacekeeping_added=False)
    history = direction.History(
        added=added,
        line=ledger.faded(added, HALF_LIFE, day - _YEARS_LOOKED_AT, day),
        half_life=HALF_LIFE,
        cover=direction.cover(store, name, day),
        first=extent[0],
    )
    yield from direction.in_words(history, day)
    here = ledger.on_day(added, day, HALF_LIFE)
    yield _(
        "Hostility {hostility} and cooperation {cooperation} points on {day}, by the published weights; half of a "
        "weight is left after {half_life} days."
    ).format(
        hostility=f"{here[ledger.HOSTILITY]:,.1f}",
        cooperation=f"{here[ledger.COOPERATION]:,.1f}",
        day=short_day(day),
        half_life=HALF_LIFE,
    )
