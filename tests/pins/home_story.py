"""The story of the pinned home, told through the gate alone, as the owner, the jobs and the intake do."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pinned_home import Opened
from pinned_outside import letter

from schemas.effects import Outcome, OutcomeKind
from schemas.enums import ActorKind
from schemas.records import AuditRow, Contact, ImportRun, Interaction, Lead, MailMessage

CALLS: list[dict[str, Any]] = yaml.load(
    (Path(__file__).parent / "calls.yaml").read_text(encoding="utf-8"), yaml.BaseLoader
)
PLACEHOLDER = re.compile(r"\$(\w+)\(([^)]*)\)")

PEOPLE = [
    "Maria", "Uma", "Arno", "Carla", "Olga", "Uwe", "Quinn", "Finn", "Rhea", "Conny", "Lars", "Lena", "Rita", "Cora", "Carl",
    "Moni", "Hugo", "Lisa", "Silas", "Sita", "Tina", "Otto", "Pat", "Kay", "Kim", "Stan", "Wendy", "Wim", "Dora", "Ursa",
    "Rosa",
]  # fmt: skip
JOBS = {
    "Gutter": "Uwe", "Quince wall": "Quinn", "Fence": "Finn", "Shed": "Rhea", "Boiler": "Conny", "Repipe": "Maria",
    "Drain": "Lars", "Sink": "Lena", "Tub": "Rita", "Pump": "Cora", "Valve": "Carl", "Filter": "Moni", "Heater": "Hugo",
    "Patio": "Pat", "Spa": "Kay", "Pool": "Kim", "Tank": "Wendy", "Door": "Dora",
}  # fmt: skip
"""Title of each job → whose it is."""
DEALS = ("Repipe", "Drain", "Heater")


def done(at: Opened, tool: str, by: ActorKind = ActorKind.MEMBER, **arguments: Any) -> Outcome:
    """Submit a call that is done, or waits as a card; a second passes, so that no two things happen at once.

    Raises:
        AssertionError: it was refused or failed.
    """
    outcome = at.submit(tool, by, **arguments)
    at.later(seconds=1)
    if outcome.kind not in {OutcomeKind.DONE, OutcomeKind.WAITING}:
        raise AssertionError(f"{tool} {arguments}: {outcome.problem}")
    return outcome


def approved(at: Opened, tool: str, answer: str = "", **arguments: Any) -> Outcome:
    """Submit a call, and say yes to its card as the owner."""
    card = done(at, tool, **arguments).card
    assert card is not None, tool
    outcome = at.office.gate.decide(at.office.desk("cli"), card.approval, card.digest, answer)
    assert outcome.kind == OutcomeKind.DONE, outcome.problem
    return outcome


@dataclass
class Family:
    """The people of one surname, and what is done about them.

    Args:
        at: the open home.
        surname: theirs.
        number: a digit of their phone numbers.
        words: further placeholders of `calls.yaml`.
    """

    at: Opened
    surname: str
    number: int
    words: dict[str, Any] = field(default_factory=dict)

    def furnish(self) -> None:
        """Add people, jobs, sites, promises, imports and mails, as the calls need them."""
        for index, first in enumerate(PEOPLE):
            done(
                self.at, "add_contact", first_name=first, last_name=self.surname,
                phone=f"512-555-{self.number}1{index:02}", address=f"{index + 1} Main St",
                email=f"{first}.{self.surname}@example.com".lower(),
            )  # fmt: skip
        done(self.at, "update_contact", contact=self._of("Maria"), company=self._of("Bakery"))
        for title, whose in JOBS.items():
            done(
                self.at, "open_lead", title=self._of(title), contact=self._of(whose), estimated_value="300.50"
            )
        for title in DEALS:
            done(self.at, "convert_lead", lead=self._of(title), amount=900, site_visit=title == "Heater")
        done(self.at, "disqualify_lead", lead=self._of("Shed"), reason="timing")
        for title in ("Pump", "Valve", "Filter"):
            done(self.at, "set_reminder", about=self._of(title), date="2026-11-20", text="Ask again")
        for label, whose in (("shop", "Otto"), ("barn", "Tina")):
            done(
                self.at, "add_site", address=f"9 {label} Rd {self.surname}", contact=self._of(whose),
                part="landlord", label=f"{label} of the {self.surname}",
            )  # fmt: skip
        done(self.at, "update_contact", contact=self._of("Ursa"), notes="A note to be taken back")
        done(self.at, "add_member", name=self._of("Role"), role="staff")
        done(self.at, "add_member", name=self._of("Ending"), role="staff")
        approved(self.at, "grant_deciding", member=self._of("Ending"), kind="send_message")
        for title in ("Pool", "Tank"):
            done(
                self.at,
                "begin_cadence",
                ActorKind.ROUTINE,
                cadence="new-lead-cadence",
                lead_id=self._meant("lead", title),
            )
        self._receive_mails()
        self._import_files()

    def calls(self) -> list[tuple[str, ActorKind, dict[str, Any]]]:
        """Return the calls of `calls.yaml` for this family: tool, by whom, arguments."""
        return [
            (tool, ActorKind(call.get("by", "member")), arguments)
            for call in CALLS
            for tool, arguments in call.items()
            if tool != "by"
        ]

    def filled(self, value: Any) -> Any:
        """Return arguments with every placeholder filled in; asked for only when the call is made."""
        if isinstance(value, dict):
            return {key: self.filled(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.filled(one) for one in value]
        if value.removeprefix("$") in self.words:
            return self.words[value.removeprefix("$")]
        for known, filling in (("$S", self.surname), ("$s", self.surname.lower()), ("$N", str(self.number))):
            value = value.replace(known, filling)
        whole = PLACEHOLDER.fullmatch(value)
        return self._meant(*whole.groups()) if whole else value

    def _of(self, name: str) -> str:
        return f"{name} {self.surname}"

    def _meant(self, kind: str, name: str) -> Any:
        """Return the number or id of the row with a title, name or subject."""
        kinds: dict[str, tuple[type[Any], Callable[[Any], bool], str]] = {
            "lead": (Lead, lambda row: row.title == self._of(name), "lead_id"),
            "contact": (
                Contact,
                lambda row: (row.first_name, row.last_name) == (name, self.surname),
                "contact_id",
            ),
            "mail": (MailMessage, lambda row: row.subject == self._of(name), "number"),
            "message": (Interaction, lambda row: row.subject == self._of(name), "interaction_id"),
            "run": (ImportRun, lambda row: row.file_name == name, "number"),
            "written": (AuditRow, lambda row: row.line == f"Change {self._of(name)}'s details", "audit_id"),
        }
        table, fits, column = kinds[kind]
        found = [row for row in self.at.rows(table) if fits(row)]
        assert found, f"{kind}({name}) of the {self.surname}"
        return getattr(found[-1], column)

    def _receive_mails(self) -> None:
        intake = self.at.office.intake(f"box of the {self.surname}")
        small = self.surname.lower()
        for number, (sender, subject, text, more) in enumerate(
            (
                (
                    f"lea.{small}@example.net",
                    "Broken pipe",
                    f"My pipe leaks. Can you come? 512-555-088{self.number}",
                    {},
                ),
                (
                    f"nell.{small}@example.net",
                    "Spring offers",
                    "Cheap pipes.",
                    {"List_Id": "<offers.example.net>"},
                ),
                (f"uwe.{small}@example.com", "About the gutter", "When do you come?", {}),
            ),
            start=3 * self.number,
        ):
            raw = letter(
                f"{sender.split('.')[0].title()} {self.surname} <{sender}>",
                self._of(subject),
                text,
                number,
                **more,
            )
            intake.receive(f"m{number}", raw)

    def _import_files(self) -> None:
        """Import six files, each left at another stage."""
        line = {"first_name": "Isa", "last_name": self.surname}
        for index, stage in enumerate(("half", "whole", "past", "undone", "half undone", "kept")):
            name = f"{stage} of the {self.surname}.csv"
            done(self.at, "begin_import", file_name=name, digest=f"a{self.number}{index}")
            run = self._meant("run", name)
            reached = {"phones": [f"512-555-{self.number}3{index:02}"], "line": 1}
            lines = [{**line, **reached, "first_name": f"Isa {stage.replace(' ', '-').title()}"}]
            if stage == "past":
                lines[0] |= {"won_title": "An old job", "won_amount": "120", "won_on": "2024-05-06"}
            done(self.at, "import_lines", ActorKind.FOLLOW_ON, run=run, lines=lines)
            if stage in {"half", "whole"}:
                continue
            done(self.at, "finish_import", ActorKind.FOLLOW_ON, run=run)
            if stage == "past":
                approved(self.at, "import_past", run=run)
            if stage == "half undone":
                done(self.at, "undo_import", run=run)
