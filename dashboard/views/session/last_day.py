"""Where the ledger stands on a query's last day, kept."""

from decimal import Decimal

from dashboard.query import Query
from dashboard.reading.last_day import ledger_on_last_day
from dashboard.views.session import reader
from dashboard.views.session.cache import kept


@kept
def ledger(query: Query, half_life: int, is_peacekeeping_added: bool) -> dict[str, Decimal]:
    """Hostility and cooperation of one dataset; never changed by its readers."""
    return ledger_on_last_day(reader.store(), query, half_life, is_peacekeeping_added)
