"""Marks the records in which a letter could not be read."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from dashboard import cells

if TYPE_CHECKING:
    from ibis.expr.types import Table

UNREADABLE = "unreadable"
_IN_ITS_PLACE = "\ufffd"
_NOT_OF_THE_FILE = {"refused", "warning", "event_type", "mode", "date_precision", "geo_precision"}


def marked(records: "Table") -> "Table":
    """Records as a publisher's module read them, with a warning more for those with a letter that could not be read."""
    texts = [name for name, dtype in records.schema().items() if dtype.is_string() and name not in _NOT_OF_THE_FILE]
    is_unreadable = reduce(or_, (records[name].contains(_IN_ITS_PLACE) for name in texts)).fill_null(False)
    also = cells.warnings({UNREADABLE: is_unreadable})
    return records.mutate(warning=cells.joined(";", records.warning.fill_null(""), also.fill_null("")).nullif(""))
