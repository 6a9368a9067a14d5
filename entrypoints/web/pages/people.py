"""People: found as one types, and added, with the question where somebody is on record already (row C12; H3)."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from entrypoints.web.page import Form, get, page, post
from entrypoints.web.visit import Visit
from schemas.effects import OutcomeKind
from schemas.enums import Channel, Source
from tools.search.searching import list_archived, list_people, search_people

if TYPE_CHECKING:
    from starlette.responses import Response

LISTED = 25


class PersonForm(Form):
    """The details of a person, as typed."""

    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    company: str = ""
    source: str = ""
    preferred_channel: str = ""
    notes: str = ""


@page("/people", title="People", order=50, thumb=True)
def people(visit: Visit, q: str = "", archived: bool = False, start: int = 0) -> "Response":
    """List the people who fit what is typed; without it everybody by name, or everybody who was archived."""
    start, typed = max(0, start), q.strip()
    with visit.desk.unit.reading():
        if typed:
            found = search_people(visit.desk, typed, most=LISTED, offset=start)
        else:
            listed = list_archived if archived else list_people
            found = listed(visit.desk, most=LISTED, offset=start)
    return visit.page(
        "people.html",
        q=q,
        typed=typed,
        archived=archived,
        people=found.people,
        before=_at(typed, archived, start - LISTED) if start else "",
        after=_at(typed, archived, start + LISTED) if found.more else "",
    )


def _at(typed: str, archived: bool, start: int) -> str:
    which = {"archived": 1} if archived else {"q": typed}
    return f"/people?{urlencode({**which, 'start': max(0, start)})}"


@get("/people/new")
def new_person(visit: Visit, q: str = "") -> "Response":
    """Show an empty form; what was looked for in vain is taken over."""
    first, _, last = q.strip().partition(" ")
    is_name = bool(first) and not any(sign.isdigit() or sign == "@" for sign in q)
    given = PersonForm(
        first_name=first if is_name else "",
        last_name=last if is_name else "",
        phone="" if is_name or "@" in q else q,
        email=q if "@" in q else "",
    )
    return _form(visit, given.model_dump(), {})


@post("/people/new")
def add_person(visit: Visit, form: PersonForm) -> "Response":
    """Add somebody; where their phone or e-mail is on record, the card asks whether it is the same person."""
    typed = form.model_dump(exclude={"csrf"})
    outcome = visit.submit("add_contact", **{name: value for name, value in typed.items() if value})
    if outcome.kind == OutcomeKind.DONE and outcome.result is not None:
        return visit.after(outcome, f"/people/{outcome.result.data['contact_id']}")
    if outcome.problem is not None:
        return _form(visit, typed, outcome.problem)
    return visit.after(outcome, "/people")


def _form(visit: Visit, given: dict[str, Any], problem: dict[str, Any]) -> "Response":
    return visit.page(
        "person_form.html",
        422 if problem else 200,
        title="Somebody new",
        action="/people/new",
        back="/people",
        press="Add",
        given=given,
        problem=problem,
        sources=list(Source),
        channels=list(Channel),
        notes_hint="",
    )
