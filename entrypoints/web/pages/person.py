"""One person: how to reach them, what is open, the whole history; changing them, and making one record of two."""

from typing import TYPE_CHECKING, Any

from sqlmodel import col

from entrypoints.web.page import get, post
from entrypoints.web.pages.people import PersonForm
from entrypoints.web.visit import Visit
from schemas.effects import OutcomeKind
from schemas.enums import CLOSED_STAGES, OPEN_LEAD_STATUSES, Channel, Source
from schemas.records import Interaction
from tools.matters import people
from tools.matters.history import history, whole_text
from tools.matters.resolve_sites import called
from tools.people.person import alike, side_of, whole_person
from tools.search.searching import known_people, search_people
from tools.sites.showing_sites import sites_of

if TYPE_CHECKING:
    from starlette.responses import Response

TOUCHES = 20
FOUND = 10


@get("/people/{contact_id}")
def person(visit: Visit, contact_id: str, before: str = "") -> "Response":
    """Show one person, whole; a record that was merged leads to the one that stands."""
    desk = visit.desk
    with desk.unit.reading():
        whole = whole_person(desk, contact_id)
        own = whole.contact.contact_id
        if own != contact_id:
            return visit.to(f"/people/{own}")
        return visit.page(
            "person.html",
            person=whole,
            contact=whole.contact,
            open_leads=[one for one in whole.leads if one.status in OPEN_LEAD_STATUSES],
            closed_leads=[
                one
                for one in whole.leads
                if one.status not in OPEN_LEAD_STATUSES and not one.converted_opportunity_id
            ],
            open_jobs=[one for one in whole.deals if one.stage not in CLOSED_STAGES],
            closed_jobs=[one for one in whole.deals if one.stage in CLOSED_STAGES],
            properties=[(one.site_id, called(one), part) for one, part in sites_of(desk, own)],
            past=history(desk, col(Interaction.contact_id) == own, most=TOUCHES, before=before),
            before=before,
        )


@get("/touches/{interaction_id}")
def touch(visit: Visit, interaction_id: str) -> "Response":
    """Show one entry of a history, with all of its text."""
    desk = visit.desk
    with desk.unit.reading():
        found = whole_text(desk, interaction_id)
        return visit.page("touch.html", touch=found, name=people.name_of_id(desk, found.contact_id))


@get("/people/{contact_id}/change")
def show_change(visit: Visit, contact_id: str) -> "Response":
    """Show the details of a person, to be changed."""
    return _form(visit, contact_id, _as_known(visit, contact_id), {})


@post("/people/{contact_id}/change")
def change(visit: Visit, contact_id: str, form: PersonForm) -> "Response":
    """Change what was changed in the form; a phone that another has becomes a question to the owner."""
    outcome = visit.submit("update_contact", contact=contact_id, **form.changed(_as_known(visit, contact_id)))
    if outcome.problem is not None and outcome.kind == OutcomeKind.REFUSED:
        return _form(visit, contact_id, form.model_dump(exclude={"csrf"}), outcome.problem)
    return visit.after(outcome, f"/people/{contact_id}")


def _as_known(visit: Visit, contact_id: str) -> dict[str, str]:
    with visit.desk.unit.reading():
        side = side_of(visit.desk, contact_id)
        found = side.contact
        return {
            "first_name": found.first_name,
            "last_name": found.last_name,
            "phone": side.phones[0].number if side.phones else "",
            "email": side.emails[0].address if side.emails else "",
            "address": found.address or "",
            "company": side.company,
            "source": str(found.source or ""),
            "preferred_channel": str(found.preferred_channel),
            "notes": "",
        }


def _form(visit: Visit, contact_id: str, given: dict[str, Any], problem: dict[str, Any]) -> "Response":
    with visit.desk.unit.reading():
        name = people.name_of(visit.desk, people.by_id(visit.desk, contact_id))
    return visit.page(
        "person_form.html",
        422 if problem else 200,
        title=f"Change {name}",
        action=f"/people/{contact_id}/change",
        back=f"/people/{contact_id}",
        press="Save",
        given=given,
        problem=problem,
        sources=list(Source),
        channels=list(Channel),
        notes_hint="A line to add to their notes; what is there stays.",
    )


@get("/people/{contact_id}/merge")
def choose_other(visit: Visit, contact_id: str, q: str = "") -> "Response":
    """Show who may be the same person: those who look alike, or those who are looked for."""
    desk = visit.desk
    with desk.unit.reading():
        keep = people.by_id(desk, contact_id)
        likely = [] if q.strip() else known_people(desk, alike(desk, keep))
        found = likely or search_people(desk, q, most=FOUND).people
        return visit.page(
            "merge_choose.html",
            keep=keep,
            name=people.name_of(desk, keep),
            q=q,
            found=[one for one in found if one.contact_id != keep.contact_id],
        )


@get("/people/{contact_id}/merge/{other_id}")
def preview_merge(visit: Visit, contact_id: str, other_id: str) -> "Response":
    """Show what one record of two would hold, before anybody is asked."""
    desk = visit.desk
    with desk.unit.reading():
        keep, other = side_of(desk, contact_id), side_of(desk, other_id)
        if keep.contact.contact_id == other.contact.contact_id:
            return visit.to(f"/people/{keep.contact.contact_id}")
        return visit.page("merge.html", keep=keep, other=other)
