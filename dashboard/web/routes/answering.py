"""What answers of routes have in common: headers that name the query, compressed JSON, and refusals in a sentence."""

import gzip
from collections.abc import Mapping
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from dashboard.dossier.layer_rules import LayerError
from dashboard.query import Query
from dashboard.query.pasted import is_tracker
from dashboard.sharing.published import published
from dashboard.sharing.tables import dictionary
from dashboard.sharing.workbook import TooManyRowsError
from dashboard.sources.curated_rules import SeedError
from dashboard.store import DamagedError, UnknownDatasetError
from dashboard.web.refusal import refusal
from dashboard.web.routes.asking import BadRequestError
from dashboard.web.streaming import TooManyExportsError

# Names the query that was answered, since a request without parameters gets the page's default.
QUERY_HEADER = "Dossier-Query"
_WORTH_COMPRESSING = 1000  # bytes
# A longer header is left out: nginx answers 502 where all of them are longer than 4 KB.
_LONGEST_NAMED = 1024  # bytes


def naming(query: Query) -> dict[str, str]:
    """The header that names the query, where it is short enough for every proxy."""
    since = query.since.isoformat() if query.since else ""
    until = query.until.isoformat() if query.until else ""
    rest = [pair for pair in query.to_params() if pair[0] not in {"since", "until"}]
    named = published(urlencode([("since", since), ("until", until), *rest]), query.datasets)
    return {QUERY_HEADER: named} if len(named) <= _LONGEST_NAMED else {}


def described(table: str) -> dict[str, str]:
    """The header that leads to a table's dictionary (RFC 8288), relative to the file's own address, so that it holds
    below any path and behind any host."""
    return {"Link": f'<{dictionary.file_name(table)}>; rel="describedby"; type="{dictionary.MEDIA_TYPE}"'}


def saved_as(name: str) -> dict[str, str]:
    """The header by which a browser saves the answer under this name."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def compact(request: Request, answer: Mapping[str, object]) -> Response:
    """JSON without blanks, compressed where the client takes that and it is worth it."""
    body = orjson.dumps(answer)
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if len(body) > _WORTH_COMPRESSING and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, compresslevel=1, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type="application/json", headers=headers)


def answer_bad_request(request: Request, error: Exception) -> Response:
    """400 with the sentence that the error carries."""
    return refused(request, error, 400)


def answer_broken_data(request: Request, error: Exception) -> Response:
    """503 with file, line, column, rule and remedy; of an imported dataset with its reason."""
    return refused(request, error, 503)


def answer_too_many(request: Request, error: TooManyExportsError) -> Response:
    """503 with the sentence that the error carries, and when to ask again."""
    return refused(request, error, 503, {"Retry-After": str(error.seconds)})


def refused(request: Request, error: Exception, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """The error's sentence: as a page where a reader follows a link, else as JSON."""
    headers = {"Vary": "Accept", "Cache-Control": "no-store", **(headers or {})}
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"error": str(error)}, status, headers)
    asked = request.query_params.multi_items()
    view = urlencode([(name, value) for name, value in asked if name != "key" and not is_tracker(name)])
    return HTMLResponse(refusal(str(error), f"../?{view}" if view else "../"), status, headers)


# The answer to each error that a route lets through.
EXCEPTION_HANDLERS = {
    BadRequestError: answer_bad_request,
    TooManyRowsError: answer_bad_request,
    TooManyExportsError: answer_too_many,
    UnknownDatasetError: answer_bad_request,
    DamagedError: answer_broken_data,
    SeedError: answer_broken_data,
    LayerError: answer_broken_data,
}
