"""What a request asks for: its query, options, language and reader, read from the address."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import QueryParams
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.importing import private
from dashboard.language import DEFAULT_LANGUAGE, LANGUAGES, speaking
from dashboard.query import Query
from dashboard.query.options import Options, options_from_params
from dashboard.query.query import from_params
from dashboard.query.wording import first_of
from dashboard.store import Store


class BadRequestError(ValueError):
    """An address asks for something that does not exist; the message says what and what can be asked."""


def store_of(request: Request) -> Store:
    """The store as this request may see it: `key` opens the datasets of the reader to whom the page gave it."""
    return private.for_reader(request.query_params.get("key", ""))


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: a query, and how to show what it finds."""

    query: Query
    options: Options


def asked_by(request: Request, *, but: Sequence[str] = ()) -> Asked:
    """The query and options of the address; BadRequestError names every parameter that cannot be taken.

    Parameters in `but` are the route's own; those that say how the page shows it must be such as the page takes, since
    the page's address can be given to a route.
    """
    params: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name not in {"key", *but}:
            params.setdefault(name, []).append(value)
    store = store_of(request)
    query, problems = from_params(params, store.vocabulary())
    options, more = options_from_params(params, store.known_options())
    problems += more
    if problems:
        raise BadRequestError(" ".join(first_of(problems)))
    return Asked(query, options)


def language_of(request: Request) -> str:
    """The language that is asked for; BadRequestError where there is no such one."""
    options, problems = options_from_params({"lang": request.query_params.getlist("lang")})
    if problems:
        raise BadRequestError(" ".join(problems))
    return options.language


class InTheLanguageAsked:
    """Answers in the language that `lang` names; that there is no such one says the route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Whatever the request makes run speaks it, streams included."""
        given = QueryParams(scope["query_string"]).get("lang", "")
        with speaking(given if given in LANGUAGES else DEFAULT_LANGUAGE):
            await self.app(scope, receive, send)


SPOKEN = [Middleware(InTheLanguageAsked)]
