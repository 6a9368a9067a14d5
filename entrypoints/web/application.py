"""The application: pages found in their folder, under one guard. Synchronous underneath; only the edge is not."""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from entrypoints.bootstrap import Office
from entrypoints.web import pages
from entrypoints.web.access.tokens import NewToken, new_token
from entrypoints.web.endpoints import endpoint_of
from entrypoints.web.guard import Guard
from entrypoints.web.page import Form
from entrypoints.web.render import STATIC
from entrypoints.web.routes import FoundPage, find_pages, navigation
from entrypoints.web.site import Site
from entrypoints.web.visit import Visit
from schemas.identity import Clock, MachineClock

if TYPE_CHECKING:
    from fastapi import FastAPI

ANSWERS: dict[int | str, str] = {
    204: "done, and nothing to show",
    303: "go on there",
    400: "no form that can be read",
    403: "not the member's to do, or a form of no page of the session",
    404: "nothing there",
    408: "took too long to arrive",
    409: "somebody else was first, or an owner has to act",
    413: "more than a form may hold",
    421: "not a name of this page",
    422: "refused, and why",
    429: "too many tries",
    502: "an outside service failed",
    503: "the machine, or its database, can't be used",
}
"""The answers of any address besides its page."""
PACKED = 5
"""The compression level of answers, of 9; beyond it bytes hardly fall and time does."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


def make_site(
    office: Office,
    machine: Clock | None = None,
    hosts: frozenset[str] = LOOPBACK,
    *,
    secure: bool = False,
    token: NewToken = new_token,
) -> Site:
    """Return the site: what all visits of one office share.

    Args:
        office: open.
        machine: the machine's time.
        hosts: names that the page answers to.
        secure: whether it is reached by https only.
        token: makes secrets.
    """
    return Site(office, machine or MachineClock(), token, secure, hosts)


def make_app(site: Site) -> Guard:
    """Return the application of one office, under its guard."""
    return Guard(make_pages(site), site.hosts, site.secure)


def make_pages(site: Site) -> "FastAPI":
    """Return the pages alone; their schema is for tests, and is served nowhere."""
    from fastapi import FastAPI
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException
    from starlette.middleware.gzip import GZipMiddleware
    from starlette.staticfiles import StaticFiles

    app = FastAPI(title="Deskhand", openapi_url=None, docs_url=None, redoc_url=None)
    # Packing gives nothing away here: no other site's request carries the session (SameSite=Strict), and the one secret
    # of a page, its form's token, is written differently in each answer (access/tokens.py).
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=PACKED)
    found = find_pages(pages)
    site.navigation = navigation(found)
    for one in found:
        _add(app, site, one)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(HTTPException, _nothing_here(site))
    app.add_exception_handler(RequestValidationError, _nothing_here(site))
    return app


def _add(app: "FastAPI", site: Site, found: FoundPage) -> None:
    from starlette.responses import HTMLResponse

    app.add_api_route(
        found.route.path,
        endpoint_of(site, found),
        methods=[found.route.method],
        response_class=HTMLResponse,
        responses={number: {"description": words} for number, words in ANSWERS.items()},
        openapi_extra=_described(found.form) if found.form is not None else None,
    )


@cache
def _described(form: type[Form]) -> dict[str, Any]:
    """Return what the schema of the pages says of a form."""
    content = {"application/x-www-form-urlencoded": {"schema": form.model_json_schema()}}
    return {"requestBody": {"required": True, "content": content}}


def _nothing_here(site: Site) -> Callable[[Any, Exception], Awaitable[Any]]:
    """Return the handler for an address that no page has, or that holds what no page can read."""
    from starlette.concurrency import run_in_threadpool
    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.responses import Response

    async def answer(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        message = (
            "There is nothing at this address."
            if status == 404
            else "That can't be read. Nothing was changed; go back and try again."
        )
        return await run_in_threadpool(
            lambda: Visit(site, request, None).page("problem.html", status, message=message)
        )

    return answer
