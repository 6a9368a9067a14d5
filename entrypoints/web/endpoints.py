"""From a request to a page function and back: who is there, is the form ours, what is said when something goes wrong."""

import inspect
import sys
import traceback
from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

from pydantic import ValidationError

from entrypoints.web.access import sessions
from entrypoints.web.access.tokens import is_form_token
from entrypoints.web.page import Form
from entrypoints.web.posted import posted_of
from entrypoints.web.routes import FoundPage
from entrypoints.web.site import Site
from entrypoints.web.visit import Refused, Visit, own_address
from schemas.errors import (
    BadArguments,
    CallRefused,
    DeskhandError,
    NotFound,
    NotPermitted,
    OperatorMustAct,
    OwnerMustAct,
)

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

MOST_FIELDS = 300
LARGEST = 2**31 - 1
"""Of the numbers on record, as of those that tools take."""


def cookie_name(site: Site) -> str:
    """Return the name of the session's cookie; two businesses on one machine share a host, and cookies know no
    ports.
    """
    known_as = f"deskhand-{sha256(site.office.business.business_id.encode()).hexdigest()[:8]}"
    return f"__Host-{known_as}" if site.secure else known_as


def endpoint_of(site: Site, found: FoundPage) -> Callable[..., "Response"]:
    """Return the framework's endpoint for an address: a plain function, which it runs in a thread."""
    from fastapi import Depends
    from starlette.datastructures import FormData
    from starlette.requests import Request

    async def read_form(request: Request) -> FormData:
        return await request.form(max_fields=MOST_FIELDS, max_files=0)

    def endpoint(request: Request, given: FormData | None = None, **values: Any) -> "Response":
        return _answered(site, found, request, given, values)

    kept = [
        one.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for one in list(inspect.signature(found.function).parameters.values())[1:]
        if one.annotation is not found.form
    ]
    request = inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)
    form = inspect.Parameter(
        "given", inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[Any, Depends(read_form)]
    )
    endpoint.__signature__ = inspect.Signature([request, *([form] if found.form else []), *kept])  # type: ignore[attr-defined]
    endpoint.__name__ = found.function.__name__
    endpoint.__doc__ = found.function.__doc__
    return endpoint


def _answered(
    site: Site, found: FoundPage, request: "Request", given: "FormData | None", values: dict[str, Any]
) -> "Response":
    token = request.cookies.get(cookie_name(site), "")
    visit = Visit(site, request, None)
    try:
        signed_in = sessions.find(site.at_the_door(), token) if token else None
        as_of = site.live.latest() if signed_in is not None else ""
        posted = posted_of(request, given) if given is not None else None
        visit = Visit(site, request, signed_in, token if signed_in else "", as_of, posted)
        if signed_in is None and not found.route.public:
            return _sign_in_first(visit, token)
        _refuse_what_no_row_holds(values)
        if found.form is not None and given is not None:
            site.office.look_again()
            values = {**values, _form_parameter(found): _form_of(visit, found.form, given)}
        response: Response = found.function(visit, **values)
        return response
    except Refused as refused:
        return visit.after(refused.outcome, "/")
    except DeskhandError as error:
        return _explained(visit, error)
    except Exception as error:
        sys.stderr.write("".join(traceback.format_exception(error)))
        return _explained(visit, error)


def _refuse_what_no_row_holds(values: dict[str, Any]) -> None:
    """Refuse an address with values that no record can hold, before a database is asked for them and breaks.

    That is the sign of number 0, which no text on record holds and PostgreSQL takes from nobody, and a number beyond those of
    a column.

    Raises:
        BadArguments.
    """
    if any(isinstance(one, str) and "\0" in one for one in values.values()):
        raise BadArguments("That address holds a sign that stands in no text. Type it again.")
    if any(isinstance(one, int) and abs(one) > LARGEST for one in values.values()):
        raise BadArguments(
            f"That address holds a number beyond {LARGEST:,}; there is nothing of that number."
        )


def _sign_in_first(visit: Visit, token: str) -> "Response":
    """Return the page to sign in, and back to where one was; what was typed waits there meanwhile."""
    posted = visit.posted
    wanted = visit.request.url.path if posted is None else own_address(posted.at or "/")
    if posted is None and visit.request.url.query:
        wanted += f"?{visit.request.url.query}"
    if posted is not None and posted.typed:
        whose = sessions.whose(visit.site.at_the_door(), token)
        shown = {"back": wanted, "name": "", "problem": "", "kept": posted.as_text(whose)}
        answer = visit.page("sign_in.html", 403, typed=posted.typed, **shown)
        if visit.improved:
            answer.headers.update({"HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML"})
        return answer
    return visit.to("/sign-in" if wanted == "/" else f"/sign-in?back={quote(wanted, safe='')}")


def _form_parameter(found: FoundPage) -> str:
    parameters = inspect.signature(found.function).parameters.values()
    return next(one.name for one in parameters if one.annotation is found.form)


def _form_of(visit: Visit, form: type[Form], given: "FormData") -> Form:
    """Return the checked form.

    Raises:
        NotPermitted: it was not made by a page of this session.
        BadArguments: a field is missing, unknown, or not of its kind.
    """
    fields: dict[str, Any] = {}
    for name in dict.fromkeys(given.keys()):
        values = [value for value in given.getlist(name) if isinstance(value, str)]
        fields[name] = values if name.endswith("[]") or len(values) > 1 else "".join(values)
    fields.pop("form_at", None)
    if visit.signed_in is not None and not is_form_token(str(fields.get("csrf", "")), visit.token):
        raise NotPermitted("That form is too old, or not of this page. Nothing was changed; try again here.")
    if any("\0" in text for name, values in fields.items() for text in (name, *values)):
        raise BadArguments(
            "That form holds a sign that stands in no text. Nothing was changed; type it again."
        )
    try:
        return form.model_validate(fields)
    except ValidationError as error:
        wrong = {".".join(map(str, one["loc"])): one["msg"] for one in error.errors()}
        named = "; ".join(f"{name}: {problem}" for name, problem in wrong.items())
        raise BadArguments(f"That form can't be read ({named[:500]}). Nothing was changed.", wrong) from None


def _explained(visit: Visit, error: Exception) -> "Response":
    """Return an error page: what went wrong, why, what to do."""
    if isinstance(error, DeskhandError):
        status, message = _status(error), error.message
    else:
        status = 500
        message = (
            f"Something in Deskhand itself broke ({type(error).__name__}). What was under way was undone; please "
            "report this, with what deskhand serve wrote on its terminal."
        )
    problem = error.as_problem() if isinstance(error, DeskhandError) else {"message": message}
    return visit.again(problem, status, lambda: visit.page("problem.html", status, message=message))


def _status(error: DeskhandError) -> int:
    """Return the HTTP status of an error, by who has to act."""
    for kind, status in (
        (NotFound, 404),
        (NotPermitted, 403),
        (CallRefused, 422),
        (OwnerMustAct, 409),
        (OperatorMustAct, 503),
    ):
        if isinstance(error, kind):
            return status
    return 502
