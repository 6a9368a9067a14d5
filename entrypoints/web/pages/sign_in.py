"""Signing in and out, and the one-time link that sets a password."""

from typing import TYPE_CHECKING

from sqlmodel import col, select

from entrypoints.web.access import limits, links, passwords, sessions
from entrypoints.web.endpoints import cookie_name
from entrypoints.web.page import Form, get, post
from entrypoints.web.posted import kept_form
from entrypoints.web.visit import Visit, own_address
from schemas.errors import CallRefused
from schemas.records import Member

if TYPE_CHECKING:
    from starlette.responses import Response

    from tools.desk import Desk

WRONG = "That name and password don't belong together. You are not signed in."

TYPED_BEFORE = "You are signed in again. This was not sent yet: look at it, and send it."


class SignInForm(Form):
    """The form to sign in."""

    name: str
    password: str
    back: str = "/"
    kept: str = ""


class PasswordForm(Form):
    """A first password, or a new one by a link."""

    password: str
    again: str


@get("/sign-in", public=True)
def show_sign_in(visit: Visit, back: str = "/") -> "Response":
    """Show the page to sign in."""
    if visit.signed_in is not None:
        return visit.to(own_address(back))
    return visit.page("sign_in.html", back=own_address(back), problem="", name="", kept="", typed={})


@post("/sign-in", public=True)
def sign_in(visit: Visit, form: SignInForm) -> "Response":
    """Take a name and a password."""
    desk, back = visit.site.at_the_door(), own_address(form.back)
    try:
        try_id = limits.begin_try(desk, form.name, _address(visit))
    except CallRefused as error:
        return _once_more(visit, form, 429, error.message)
    member = _named(desk, form.name)
    if not passwords.is_right(desk, member, form.password) or member is None:
        return _once_more(visit, form, 403, WRONG)
    token = visit.site.new_token()
    with desk.unit.writing():
        limits.succeed(desk, try_id)
        sessions.begin(desk, member, token, visit.request.headers.get("user-agent", ""), _address(visit))
    kept = kept_form(form.kept, member.member_id) if form.kept else None
    if kept is None:
        return _with_cookie(visit, visit.to(back), token)
    cookie = f"{cookie_name(visit.site)}={token}"
    answer = visit.again({"message": TYPED_BEFORE}, 200, lambda: visit.to(back), posted=kept, cookie=cookie)
    return _with_cookie(visit, answer, token)


def _once_more(visit: Visit, form: SignInForm, status: int, problem: str) -> "Response":
    """Show the page to sign in again, with the reason; what was typed before waits on."""
    back = own_address(form.back)
    typed = {"": ""} if form.kept else {}
    return visit.page(
        "sign_in.html", status, back=back, problem=problem, name=form.name, kept=form.kept, typed=typed
    )


@get("/welcome/{token}", public=True)
def show_welcome(visit: Visit, token: str) -> "Response":
    """Show a one-time link; looking at it does not use it up."""
    desk = visit.site.at_the_door()
    with desk.unit.reading():
        name = links.member_of(desk, token).name
    return visit.page("welcome.html", token=token, name=name, problem="")


@post("/welcome/{token}", public=True)
def set_password(visit: Visit, token: str, form: PasswordForm) -> "Response":
    """Set the password of the link's member, end their other sessions, and sign them in."""
    desk, new_session = visit.site.at_the_door(), visit.site.new_token()
    with desk.unit.reading():
        name = links.member_of(desk, token).name
    try:
        passwords.check_password(form.password, name)
        problem = "" if form.password == form.again else "The two are not the same. Nothing was changed."
    except CallRefused as error:
        problem = error.message
    if problem:
        return visit.page("welcome.html", 422, token=token, name=name, problem=problem)
    with desk.unit.writing():
        member = links.use(desk, token)
        passwords.keep_password(desk, member, form.password)
        sessions.end_all(desk, member)
        browser = visit.request.headers.get("user-agent", "")
        sessions.begin(desk, member, new_session, browser, _address(visit))
    return _with_cookie(visit, visit.to("/"), new_session)


@post("/sign-out")
def sign_out(visit: Visit, form: Form) -> "Response":
    """Sign this browser out."""
    desk = visit.site.at_the_door()
    if visit.signed_in is not None:
        with desk.unit.writing():
            sessions.end(desk, visit.signed_in.session_id)
    return _without_cookie(visit)


@post("/sign-out-everywhere")
def sign_out_everywhere(visit: Visit, form: Form) -> "Response":
    """End every session of the member, this one too."""
    desk = visit.site.at_the_door()
    with desk.unit.writing():
        sessions.end_all(desk, visit.member)
    return _without_cookie(visit)


def _named(desk: "Desk", name: str) -> Member | None:
    """Return the member with a name, however it is capitalised; None where none or several have it."""
    wanted = " ".join(name.casefold().split())
    with desk.unit.reading() as session:
        members = session.exec(select(Member).order_by(col(Member.created_at)).limit(500)).all()
        found = [one for one in members if " ".join(one.name.casefold().split()) == wanted]
        if len(found) != 1:
            return None
        session.expunge(found[0])
        return found[0]


def _address(visit: Visit) -> str:
    client = visit.request.client
    return client.host if client is not None else ""


def _with_cookie(visit: Visit, response: "Response", token: str) -> "Response":
    response.set_cookie(
        cookie_name(visit.site),
        token,
        max_age=int(sessions.LONGEST.total_seconds()),
        path="/",
        httponly=True,
        samesite="strict",
        secure=visit.site.secure,
    )
    return response


def _without_cookie(visit: Visit) -> "Response":
    response = visit.to("/sign-in")
    response.delete_cookie(
        cookie_name(visit.site), path="/", httponly=True, samesite="strict", secure=visit.site.secure
    )
    response.headers["clear-site-data"] = '"cache"'
    return response
