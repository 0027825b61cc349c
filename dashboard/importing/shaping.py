"""Makes rows of an events table from what a publisher's module read and where it was placed."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import ibis
from ibis import udf

from dashboard.dossier.gazetteer import Gazetteer, fold
from dashboard.sources import cells
from dashboard.sources.cells import strlen
from dashboard.store.columns import PLACE_NAMES, SCHEMA, place_names

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, StringValue, Table

# The warning on records in which a letter could not be read, which stands there as U+FFFD.
UNREADABLE = "unreadable"
_IN_ITS_PLACE = "\ufffd"
_NOT_OF_THE_FILE = {"refused", "warning", "event_type", "mode", "date_precision", "geo_precision"}

_NAMES_SCHEMA = ibis.schema(dict.fromkeys(("name_key", *PLACE_NAMES), "string"))

# Marks of good typesetting, ours among them, for which no text has to be folded letter by letter; as fold() has them.
_DASH = "–"
_MARKS = {_DASH: "-", "…": "...", "’": "'"}


@udf.scalar.builtin  # type: ignore[untyped-decorator]
def strip_accents(text: str) -> str:
    """Letters without their accents."""
    raise RuntimeError("the engine has it built in")


@udf.scalar.python  # type: ignore[untyped-decorator]
def folded(text: str) -> str:
    """As gazetteer.fold, for what the engine cannot fold by itself."""
    return fold(text)


def shape(placed: "Table", dataset: str, connection: Any, gazetteer: Gazetteer) -> "Table":
    """The kept records as rows of SCHEMA, in their order; the gazetteer's names of known places come with them."""
    forms = [{"name_key": place.key} | place_names(place.names) for place in gazetteer.values()]
    connection.create_table("forms", ibis.memtable(forms, schema=_NAMES_SCHEMA), overwrite=True)
    known = connection.table("forms")
    table = placed.left_join(known, placed.key == known.name_key)
    row = table.mutate(
        id=ibis.literal(f"{dataset}:") + table.publisher_id,
        dataset=ibis.literal(dataset),
        last_day=ibis.coalesce(table.date_end, table.date_start),
        date_end=table.date_end.nullif(table.date_start),
        actors=ibis.literal(";") + ibis.literal(";").join([table.actor1, table.actor2]) + ";",
        place_name=table.place,
        place=table.key,
        search_text=_searchable(
            ibis.literal(" ").join(
                [table.title.replace(_DASH, "-"), table.summary, table.place, table.country, table.actor1, table.actor2]
            )
        ),
        in_article=ibis.literal(False),
        corroborated=table.corroborated.fill_null(False),
    )
    columns = {
        name: row[name].cast(dtype) if name in row.columns else ibis.null(dtype) for name, dtype in SCHEMA.items()
    }
    may_be_null = {"area", "elsewhere", "confidence", "search_text"}
    return row.select(
        **{
            name: column.fill_null("") if column.type().is_string() and name not in may_be_null else column
            for name, column in columns.items()
        }
    )


def _searchable(text: "StringValue") -> "StringValue":
    """The text folded, where more has to be done than to make its letters small, which a question does by itself; null
    elsewhere. The engine folds where it can, which is most Latin letters."""
    marked = text
    for mark, ascii_mark in _MARKS.items():
        marked = marked.replace(mark, ascii_mark)
    plain = strip_accents(marked.lower())
    known = ibis.ifelse(_is_ascii(plain), plain, folded(text))
    return ibis.ifelse(_is_ascii(text), ibis.null("string"), known)


def _is_ascii(text: "StringValue") -> "BooleanValue":
    return strlen(text) == text.length()


def marked(records: "Table") -> "Table":
    """Records as a publisher's module read them, with a warning more for those with a letter that could not be read."""
    texts = [name for name, dtype in records.schema().items() if dtype.is_string() and name not in _NOT_OF_THE_FILE]
    is_unreadable = reduce(or_, (records[name].contains(_IN_ITS_PLACE) for name in texts)).fill_null(False)
    also = cells.warnings({UNREADABLE: is_unreadable})
    return records.mutate(warning=cells.joined(";", records.warning.fill_null(""), also.fill_null("")).nullif(""))
