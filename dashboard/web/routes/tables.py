"""Readings as tables: a comparison, a day of the ledger, records refused; and what the columns of files hold."""

from datetime import UTC, datetime

import orjson
from starlette.requests import Request
from starlette.responses import Response

from dashboard.dossier.profile import PROFILE
from dashboard.importing import private
from dashboard.language import _
from dashboard.reading.comparison import ComparisonError, compare
from dashboard.sharing.tables import dictionary
from dashboard.sharing.tables.comparison import comparison_csv, comparison_file_name
from dashboard.sharing.tables.ledger import LedgerDayError, ledger_file
from dashboard.store import UnknownDatasetError
from dashboard.web.routes.answering import described, naming, saved_as
from dashboard.web.routes.asking import BadRequestError, asked_by, store_of

_CSV = "text/csv; charset=utf-8"


def columns(table: str, request: Request) -> Response:
    """What the columns of a table's files hold, the same for every query; written for people to read too."""
    asked_by(request)
    body = orjson.dumps(dictionary.table_schema(store_of(request), table), option=orjson.OPT_INDENT_2)
    return Response(body, media_type=dictionary.MEDIA_TYPE)


def comparison(request: Request) -> Response:
    """Two periods or two datasets side by side, as the page compares them."""
    asked, store = asked_by(request), store_of(request)
    if len(asked.query.datasets) > 1:
        raise BadRequestError(_("A comparison takes one dataset: give the other one as against_dataset."))
    try:
        found = compare(store, asked.query, asked.options)
    except (ComparisonError, UnknownDatasetError) as error:
        raise BadRequestError(str(error)) from error
    return Response(
        comparison_csv(found, asked.options, store.shared.vocabulary()),
        media_type=_CSV,
        headers={**saved_as(comparison_file_name(found)), **described("comparison"), **naming(asked.query)},
    )


def ledger(request: Request) -> Response:
    """What each event adds to one day of the tension ledger; of a dataset of reports, these by day."""
    asked = asked_by(request)
    if len(asked.query.datasets) > 1:
        raise BadRequestError(_("A ledger is of one dataset: give dataset once."))
    try:
        file = ledger_file(store_of(request), asked.query, asked.options)
    except (LedgerDayError, UnknownDatasetError) as error:
        raise BadRequestError(str(error)) from error
    return Response(
        file.content,
        media_type=_CSV,
        headers={**saved_as(file.name), **described(file.table), **naming(asked.query)},
    )


TABLES = {"comparison.csv": comparison, "ledger.csv": ledger}


def refused_records(request: Request) -> Response:
    """What was refused of a reader's own file, with the lines, for this reader alone."""
    given = request.query_params
    file = private.refused_file(given.get("key", ""), given.get("dataset", ""))
    try:
        content = file.read_bytes() if file else None
    except FileNotFoundError:  # deleted meanwhile
        content = None
    if content is None:
        raise BadRequestError(_("There are no refused records that this address opens."))
    name = f"{PROFILE.slug}-refused_{datetime.now(UTC).date()}.csv"
    return Response(content, media_type=_CSV, headers=saved_as(name))
