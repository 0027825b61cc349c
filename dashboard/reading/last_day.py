"""Where the tension ledger stands on the last day of a query."""

from decimal import Decimal

from dashboard.query import Query
from dashboard.reading.ledger import COOPERATION, HOSTILITY, daily_weights, last_day, on_day, rounded
from dashboard.reading.weights import Weights
from dashboard.store import Store


def ledger_on_last_day(store: Store, query: Query, half_life: int, is_peacekeeping_added: bool) -> dict[str, Decimal]:
    """Hostility and cooperation in weight points: what happened before the query's dates still counts.

    The query is of one dataset; `half_life` is in days. Empty where there is no event, and for a dataset that counts
    reports, not events.
    """
    about = store.about(query.datasets[0])
    day = last_day(store, query)
    if day is None or (about is not None and about.card.key == "gdelt"):
        return {}
    weights = Weights(store.dossier.weights)
    added = daily_weights(store, query, weights, is_peacekeeping_added=is_peacekeeping_added)
    lines = on_day(added, day, half_life)
    return {line: rounded(lines[line]) for line in (HOSTILITY, COOPERATION)}
