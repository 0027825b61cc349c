"""A comparison as one file: every number of both sides and their difference."""

from dashboard.dossier.profile import PROFILE
from dashboard.query.options import Options, View
from dashboard.query.query import Vocabulary
from dashboard.reading.comparison import Comparison, Side, dates, figures
from dashboard.sharing.footnote_column import NOTE, noted
from dashboard.sharing.permalink import permalink
from dashboard.sharing.published import published
from dashboard.spreadsheet import csv_file

COLUMNS = ("measure", "key", "name", "first", "second", "difference", *NOTE)


def comparison_csv(comparison: Comparison, options: Options, shared: Vocabulary | None = None) -> bytes:
    """A row per measure, with an empty difference where one number is unknown or the sides are of two datasets.

    The first rows say what the sides are; `first` and `second` of the others are numbers, empty where unknown. The
    address names nothing that is not in the vocabulary `shared` by all.
    """
    sides = comparison.first, comparison.second
    asked = Options(
        view=View.COMPARE,
        against_since=options.against_since,
        against_until=options.against_until,
        against_dataset=options.against_dataset,
        half_life=options.half_life,
        is_peacekeeping_added=options.is_peacekeeping_added,
    )
    link = permalink(comparison.first.query, "", asked, shared)
    named = [side.query.dataset for side in sides]
    heads = [
        ("address", link.address, link.left_out),
        ("dataset", *(published(name, named) for name in named)),
        ("since", *(dates(side.query).first.isoformat() for side in sides)),
        ("until", *(dates(side.query).last.isoformat() for side in sides)),
        ("days", *(side.days for side in sides)),
        ("half_life_days", options.half_life, options.half_life),
        ("peacekeeping_added", *(("yes" if options.is_peacekeeping_added else "no",) * 2)),
    ]
    rows: list[dict[str, object]] = [
        {"measure": measure, "key": "", "name": "", "first": first, "second": second, "difference": None}
        for measure, first, second in heads
    ]
    for row in [*figures(comparison), *(row for of in ("type", "place", "actor") for row in comparison.rows(of))]:
        rows.append(
            {
                "measure": row.measure,
                "key": row.key,
                "name": row.name,
                "first": row.first,
                "second": row.second,
                "difference": comparison.difference(row),
            }
        )
    return csv_file(COLUMNS, [row | noted() for row in rows])


def comparison_file_name(comparison: Comparison) -> str:
    """A name that carries the dates of both sides."""
    return f"{PROFILE.slug}-comparison_{_span(comparison.first)}_against_{_span(comparison.second)}.csv"


def _span(side: Side) -> str:
    since, until = dates(side.query)
    return f"{since.isoformat()}_{until.isoformat()}"
