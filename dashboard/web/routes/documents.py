"""The brief and the map, made when they are asked for."""

from collections.abc import Generator
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from dashboard.web.hosting import public_url
from dashboard.web.routes.answering import naming, refused
from dashboard.web.routes.asking import asked_by, store_of
from dashboard.web.streaming import Exports, FileResponse

NAMES = ("brief.html", "brief.pdf", "map.svg", "map.png")


def document(exports: Exports, request: Request) -> Response:
    """The document of this name; its permalink leads to the page that this address belongs to."""
    from dashboard.sharing.brief.brief import BriefStamp
    from dashboard.sharing.documents import DOCUMENTS, NoPaperError, document_name, make, missing

    name = request.url.path.rpartition("/")[2]
    query = asked_by(request).query
    if why := missing(name):
        return refused(request, NoPaperError(why), HTTPStatus.NOT_IMPLEMENTED)
    stamp = BriefStamp(datetime.now(UTC).date(), public_url() or str(request.base_url))
    # An address with a reader's key is not for a browser to show, nor for anybody to copy.
    is_shown = DOCUMENTS[name].is_shown and "key" not in request.query_params
    disposition = "inline" if is_shown else "attachment"

    def parts() -> Generator[bytes, None, None]:
        yield make(store_of(request), query, name, stamp)

    return FileResponse(
        exports,
        parts(),
        DOCUMENTS[name].media_type,
        {"Content-Disposition": f'{disposition}; filename="{document_name(query, name)}"', **naming(query)},
    )
