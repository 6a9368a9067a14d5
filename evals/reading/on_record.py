"""People and jobs of a labelled message, put on record before it is said, beside people whom it doesn't speak of."""

from dataclasses import dataclass, field
from typing import Any

from entrypoints.made_up.words import LAST_NAMES
from evals.harness.door import EvaluatedDoor
from evals.reading.labelled import ELSEWHERE_LAST, Labelled, Message
from evals.reading.values_said import days_of
from schemas.effects import Call, Outcome, OutcomeKind
from schemas.enums import HandOffKind
from schemas.errors import BadConfiguration
from schemas.keys import fold
from schemas.records import HandOff

ON_LEADS = frozenset(
    {
        *("update_lead", "qualify_lead", "disqualify_lead", "convert_lead", "show_lead", "draft_follow_up"),
        *("reopen_lead", "set_job_site"),
    }
)
ON_DEALS = frozenset({"update_opportunity", "mark_won", "mark_lost", "show_opportunity"})
ON_PROMISES = frozenset({"complete_follow_up", "cancel_follow_up", "move_follow_up"})
ABOUT_SOMEBODY = ON_LEADS | ON_DEALS | ON_PROMISES | {"complete_hand_off"}
"""Requests about somebody, or about a job or promise of somebody, also where no name is said."""
AT_A_SITE = frozenset({"show_site", "set_site_person", "end_site_person", "set_job_site"})
TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr"})
SURNAMES = frozenset(fold(name) for name in (*LAST_NAMES, *ELSEWHERE_LAST))
STAND_IN = "Dana Ambrose"
"""Owner of the job, promise or place is that a message speaks of without a name."""
OTHERS = (
    ("Quentin", "Zastrow", "Chimney cap", "2026-11-20"),
    ("Yvette", "Hargrove", "Skylight leak", "2026-11-18"),
    ("Lionel", "Ambler", "Radon test", "2026-11-23"),
)
"""First name, last name, job and day of a reminder of the people whom no message speaks of."""
UNDONE = OTHERS[0][0]
"""Person whose change is taken back where a message asks for that."""
CHANGED = "Quentin Zastrow has a new phone number, 737-555-0199"
TODAY = "2026-11-18"


@dataclass
class Meant:
    """The people whom one request of a message means.

    Args:
        clause: the request.
        people: contact ids of those on record.
        new: names of those it adds.
    """

    clause: Labelled
    people: set[str] = field(default_factory=set)
    new: list[str] = field(default_factory=list)


def said_of(clause: Labelled, *kinds: str) -> list[str]:
    """Return the values of some kinds that a request has."""
    return [part.text.strip() for part in clause.parts if part.kind in kinds]


def names_of(said: str) -> tuple[str, str]:
    """Return first and last name of a person as a message names them; what it doesn't say is made up."""
    words = [word[:1].upper() + word[1:] for word in said.split()]
    titled = [word for word in words if fold(word.strip(".")) not in TITLES]
    if len(titled) > 1:
        return titled[0], " ".join(titled[1:])
    if not titled:
        return said, "Ambrose"
    is_last = fold(titled[0]) in SURNAMES or fold(words[0].strip(".")) in {"mr", "mrs", "ms", "dr"}
    return ("Terry", titled[0]) if is_last else (titled[0], "Ambrose")


class OnRecord:
    """Puts on record what a message speaks of.

    Args:
        door: to an office just founded.
    """

    def __init__(self, door: EvaluatedDoor) -> None:
        self.door = door
        self.people: dict[str, str] = {}
        self.leads: dict[str, str] = {}
        self.deals: dict[str, str] = {}
        self.promised: set[str] = set()
        self.sites: set[str] = set()
        self.made = len(OTHERS)

    def others(self) -> None:
        """Put the people on record whom no message speaks of."""
        self.made = 0
        for first, last, job, day in OTHERS:
            contact = self._somebody(first, last)
            self._lead(contact, job)
            self._done("set_reminder", about=contact, date=day, text=f"Call about the {job.lower()}")
        self._deal(contact, job)

    def put(self, message: Message) -> list[Meant]:
        """Put what a message speaks of on record; returns whom each request means."""
        found: list[Meant] = []
        done: set[str] = set()
        for clause in message.clauses:
            meant = self._meant(clause, found[-1] if found else None)
            self._furnish(meant, message, done)
            found.append(meant)
            done.add(clause.request)
        return found

    def _meant(self, clause: Labelled, before: Meant | None) -> Meant:
        people, firms = said_of(clause, "person"), said_of(clause, "company")
        request = clause.request
        if _adds_somebody(clause):
            return Meant(clause, new=people or firms)
        if request == "add_company":
            return Meant(clause)
        if before is not None and before.new and all(_is_one_of(name, before.new) for name in people):
            return Meant(clause, new=before.new)
        if request in {"merge_contacts", "unmerge_contacts"} and people:
            twice = people if len(people) > 1 else [people[0], people[0]]
            return Meant(clause, {self._new_person(name) for name in twice})
        ids = {self._person(name, firms[0] if firms else "") for name in people}
        if not people and firms:
            ids = {self._firm(firms[0])}
        if not ids and before is not None and not said_of(clause, "job", "address"):
            return Meant(clause, set(before.people), list(before.new))
        if not ids and (request in ABOUT_SOMEBODY or (request == "find_contact" and clause.parts)):
            ids = {self._person(STAND_IN)}
        return Meant(clause, ids)

    def _furnish(self, meant: Meant, message: Message, done: set[str]) -> None:
        clause, request = meant.clause, meant.clause.request
        for address in said_of(clause, "address"):
            self._place(request, address, meant)
        match request:
            case "undo":
                self.door.say(CHANGED)
                meant.people = {
                    key for key, row in self.door.state().rows["contacts"].items() if UNDONE in row.values()
                }
            case "turn_off_auto_send":
                self._agreed(self._call("turn_on_auto_send", kind="inquiry", daily_limit=3))
            case "unmerge_contacts" if len(meant.people) > 1:
                keep, other = sorted(meant.people)
                self._agreed(self._call("merge_contacts", keep=keep, other=other))
                meant.people = {keep, other}
        for contact in sorted(meant.people):
            title = next(iter(said_of(clause, "job")), "Yearly service")
            self._of_person(contact, request, _titled(title), message, done)

    def _of_person(self, contact: str, request: str, title: str, message: Message, done: set[str]) -> None:
        match request:
            case "unarchive_contact":
                self._done("archive_contact", contact=contact)
            case "list_sites":
                self._done("add_site", address="610 Juniper Ct, Austin", contact=contact)
            case "last_touch":
                self._done("log_interaction", about=contact, summary="Asked about the price")
            case "complete_hand_off":
                self._hand_off(contact, message.said)
            case _ if request in ON_PROMISES and not done & {"set_reminder"}:
                self._promise(contact, message)
            case _ if request in ON_DEALS and "convert_lead" not in done:
                self._deal(contact, title)
            case _ if request in ON_LEADS and "open_lead" not in done:
                self._lead(contact, title)
                if request == "reopen_lead":
                    self._done("disqualify_lead", lead=self.leads[contact], reason="other")

    def _place(self, request: str, address: str, meant: Meant) -> None:
        if request == "find_contact":
            (contact,) = meant.people
            self._done("update_contact", contact=contact, address=f"1210 {address}, Austin")
        elif request in AT_A_SITE and fold(address) not in self.sites:
            leaves = meant.people if request == "end_site_person" else set()
            for contact in leaves or {self._person(STAND_IN)}:
                self._done("add_site", address=address, contact=contact, part="tenant" if leaves else "owner")
        self.sites.add(fold(address))

    def _person(self, said: str, firm: str = "") -> str:
        known = next((one for name, one in self.people.items() if _is_one_of(said, [name])), None)
        return known or self._new_person(said, firm)

    def _new_person(self, said: str, firm: str = "") -> str:
        first, last = names_of(said)
        contact = self._somebody(first, last, **({"company": firm} if firm else {}))
        self.people.setdefault(said, contact)
        return contact

    def _firm(self, said: str) -> str:
        return self.people.get(said) or self.people.setdefault(
            said, self._somebody("Robin", "Ambrose", company=said)
        )

    def _somebody(self, first: str, last: str, **more: str) -> str:
        self.made += 1
        number = self.made + 10
        plain = "".join(sign for sign in fold(f"{first}{last}") if sign.isalnum())
        reached = {
            "phone": f"737-555-01{number}",
            "email": f"{plain}{number}@example.net",
            "address": f"{number} Juniper Ct, Austin",
        }
        return str(
            self._done("add_contact", first_name=first, last_name=last, **reached, **more)["contact_id"]
        )

    def _lead(self, contact: str, title: str) -> None:
        if contact not in self.leads:
            self.leads[contact] = str(self._done("open_lead", contact=contact, title=title)["lead_id"])

    def _deal(self, contact: str, title: str) -> None:
        if contact not in self.deals:
            self._lead(contact, title)
            made = self._done("convert_lead", lead=self.leads[contact], amount="2500")
            self.deals[contact] = str(made["opportunity_id"])

    def _promise(self, contact: str, message: Message) -> None:
        if contact in self.promised:
            return
        self.promised.add(contact)
        clause = next(one for one in message.clauses if one.request in ON_PROMISES)
        days = said_of(clause, "day")
        day = days[0] if days and (len(days) > 1 or clause.request != "move_follow_up") else TODAY
        named = said_of(clause, "person", "company")
        text = "Call back" if named else message.said.split(".")[0]
        self._done("set_reminder", about=contact, date=self._day(day), text=text)

    def _day(self, said: str) -> str:
        return min(days_of(said), key=lambda day: day < TODAY, default=TODAY)

    def _hand_off(self, contact: str, said: str) -> None:
        self._lead(contact, "Yearly service")
        kind = HandOffKind.ESTIMATE
        for word, other in (("invoic", HandOffKind.INVOICE), ("schedul", HandOffKind.BOOKING)):
            kind = other if word in said.casefold() else kind
        desk = self.door.office.desk("cli")
        with desk.unit.writing() as session:
            session.add(
                HandOff(
                    business_id=desk.business_id,
                    hand_off_id=desk.new_id(),
                    kind=kind,
                    subject="Yearly service",
                    contact_id=contact,
                    matter_id=self.leads[contact],
                )
            )

    def _call(self, tool: str, **arguments: Any) -> Outcome:
        office = self.door.office
        return office.gate.submit(office.desk("cli"), Call(tool=tool, arguments=arguments))

    def _done(self, tool: str, **arguments: Any) -> dict[str, Any]:
        outcome = self._call(tool, **arguments)
        if outcome.kind != OutcomeKind.DONE or outcome.result is None:
            raise BadConfiguration(f"{tool} {arguments} can't be put on record: {outcome.problem}")
        return outcome.result.data

    def _agreed(self, outcome: Outcome) -> None:
        if outcome.card is None:
            raise BadConfiguration(f"{outcome.tool} made no card: {outcome.problem}")
        self.door.decide(outcome.card.approval, outcome.card.digest, next(iter(outcome.card.answers)))


def _adds_somebody(clause: Labelled) -> bool:
    reached = said_of(clause, "phone", "email")
    return clause.request == "add_contact" or (
        clause.request in {"open_lead", "record_inquiry"} and bool(reached)
    )


def _is_one_of(said: str, names: list[str]) -> bool:
    words = set(fold(said).split())
    return any(words <= set(fold(name).split()) or set(fold(name).split()) <= words for name in names)


def _titled(said: str) -> str:
    words = said.split()
    plain = words[1:] if len(words) > 1 and fold(words[0]) in {"the", "a", "an", "her", "his"} else words
    title = " ".join(plain)
    return title[:1].upper() + title[1:]
