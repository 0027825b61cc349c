"""The events of a query as files, and its figures as JSON."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dashboard.language import _
from dashboard.sharing.export import FORMATS, about, export
from dashboard.sharing.figures import figures_of
from dashboard.sharing.permalink import file_name
from dashboard.web.routes.answering import described, naming, saved_as
from dashboard.web.routes.asking import BadRequestError, asked_by, store_of
from dashboard.web.streaming import Exports, FileResponse


def events(exports: Exports, request: Request) -> Response:
    """The events in the format that the address ends with."""
    extension = request.path_params["extension"]
    if extension not in FORMATS:
        raise BadRequestError(
            _("There is no events.{extension}: it can be {known}.").format(
                extension=extension[:20], known=", ".join(f"events.{known}" for known in FORMATS)
            )
        )
    query = asked_by(request).query
    return FileResponse(
        exports,
        export(store_of(request), query, extension),
        FORMATS[extension].media_type,
        {**saved_as(file_name(query, extension)), **described("events"), **naming(query)},
    )


def figures(request: Request) -> Response:
    """Key figures with all their claims, and the count and casualties of the events."""
    query, store = asked_by(request).query, store_of(request)
    if len(query.datasets) > 1:
        raise BadRequestError(
            _("Figures are of one dataset, since numbers of several are never added up: give dataset once.")
        )
    found = figures_of(store, query)
    return JSONResponse(about(store, query, found["events"]) | found, headers=naming(query))
