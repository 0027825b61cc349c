"""Events as tables for files: the columns of seeds/events.csv, then names, sources, the publisher's, the footnote."""

from collections.abc import Generator

import polars as pl

from dashboard.query import Query
from dashboard.reading.contested import contested_measures
from dashboard.sharing.footnote_column import NOTE, noted
from dashboard.sharing.published import published_names
from dashboard.store import Store
from dashboard.store.columns import PLACE_NAMES

# The header of seeds/events.csv, in its order.
SEED_COLUMNS = (
    "id", "date_start", "date_end", "date_precision", "time_local", "title", "place", "country_side", "lat", "lon",
    "geo_precision", "zone", "event_type", "mode", "context", "actor1", "actor2", "fatalities_low",
    "fatalities_best", "fatalities_high", "injured_low", "injured_best", "injured_high", "summary", "confidence",
    "source_ids", "episode", "in_article", "superseded_by",
)  # fmt: skip
ADDED_COLUMNS = (
    *PLACE_NAMES, "source_titles", "source_urls", "contested", "place_name", "country", "distance_km", "publisher_id",
    "publisher_type", "warning", "dataset", *NOTE,
)  # fmt: skip
COLUMNS = SEED_COLUMNS + ADDED_COLUMNS
_CONTESTED, _UNDONE = "contested", "superseded_by"


def event_tables(store: Store, query: Query) -> Generator[pl.DataFrame, None, None]:
    """The query's events with COLUMNS, some thousand rows at a time; unknown is null, also in text.

    `contested` names the measures of which claims about the event contradict each other, separated by ";";
    `superseded_by` the event that undid it.
    """
    asked = tuple(name for name in COLUMNS if name not in {_CONTESTED, _UNDONE, *NOTE})
    of_the_dossier = [
        pl.col("id").replace_strict(found, default=None, return_dtype=pl.String).alias(name)
        for name, found in (
            (_CONTESTED, contested_measures(store.dossier.claims)),
            (_UNDONE, store.dossier.undone_by),
        )
    ]
    note = [pl.lit(text).alias(column) for column, text in noted().items()]
    in_article = pl.when("in_article").then(pl.lit("yes")).otherwise(pl.lit("no")).alias("in_article")
    own = [
        pl.col("id", "dataset").str.replace(f"^{name}", called)
        for name, called in published_names(query.datasets).items()
    ]
    for batch in store.batches(query, asked):
        table = pl.DataFrame(batch).with_columns(in_article, *of_the_dossier, *note)
        for called in own:
            table = table.with_columns(called)
        yield table.with_columns(pl.col(pl.String).replace("", None)).select(COLUMNS)
