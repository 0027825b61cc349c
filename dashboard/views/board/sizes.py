"""How long a download will be, said before it is begun where it is long."""

from dashboard.language import _
from dashboard.query import Query
from dashboard.sharing.export import FORMATS, bytes_per_event
from dashboard.sharing.workbook import MOST_ROWS
from dashboard.views.session import answers, reader
from dashboard.views.session.cache import cached

# Files of more events than this are told of beforehand.
MANY_EVENTS = 50_000
_UNITS = ("kB", "MB", "GB")


def sizes(query: Query) -> str:
    """How many rows the query's files have, and about how long each is; empty where they are short."""
    rows = answers.count(query)
    if rows <= MANY_EVENTS:
        return ""
    files = [
        f"{form.label} {about(sum(answers.count(part) * _of(part)[extension] for part in query.by_dataset()))}"
        for extension, form in FORMATS.items()
        if extension != "xlsx" or rows <= MOST_ROWS
    ]
    return _("{rows} rows. About: {files}.").format(rows=f"{rows:,}", files=", ".join(files))


def _of(query: Query) -> dict[str, float]:
    return _bytes_per_event(Query(datasets=query.datasets))


@cached
def _bytes_per_event(query: Query) -> dict[str, float]:
    dataset = query.dataset
    return bytes_per_event(reader.store(), dataset)


def about(size: float) -> str:
    """A number of bytes, as exactly as an estimate can be meant.

    >>> about(88_692_897), about(1_234_567_890), about(940)
    ('89 MB', '1.2 GB', '1 kB')
    """
    size /= 1000
    unit = 0
    while size >= 999.5 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.1f} {_UNITS[unit]}" if size < 9.95 and unit else f"{max(1, size):.0f} {_UNITS[unit]}"
