"""A business in which everything that pages show is there once: people, jobs, mail, cards of every kind, talk."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlmodel import col, select
from web.browsing import Page

from agent.models.endpoint import Usage
from agent.usage import used
from entrypoints.bootstrap import mails_in
from schemas.effects import Call, Outcome
from schemas.enums import ConnectionStatus, ModelPurpose
from schemas.records import Connection, Contact, Interaction, Opportunity

Words = Callable[[str], str]
"""A maker of words for a slot, given the slot's ordinary text."""


def live_in(page: Page, folder: Path, words: Words = str) -> None:
    """Fill the business.

    Args:
        page: of an empty business.
        folder: for the mail that comes in; empty.
        words: changes every text that somebody outside, or the owner, would have written.
    """
    _people_and_jobs(page, words)
    _mail(page, folder, words)
    _cards(page, words)
    _settings(page, words)
    _talk(page, words)


def _do(page: Page, tool: str, **arguments: Any) -> Outcome:
    outcome = page.office.gate.submit(page.office.desk("cli"), Call(tool=tool, arguments=arguments))
    assert outcome.kind in {"done", "waiting"}, (tool, outcome.problem)
    return outcome


def _decide(page: Page, outcome: Outcome, answer: str = "") -> Outcome:
    assert outcome.card is not None
    desk = page.office.desk("cli")
    return page.office.gate.decide(desk, outcome.card.approval, outcome.card.digest, answer)


def _data(outcome: Outcome) -> dict[str, Any]:
    assert outcome.result is not None, outcome
    return outcome.result.data


def _people_and_jobs(page: Page, words: Words) -> None:
    for number, (first, last) in enumerate(
        (("Maria", "Lopez"), ("Bob", "Stone"), ("Ann", "Fox"), ("Ann", "Foxe"))
    ):
        _do(
            page,
            "add_contact",
            first_name=words(first),
            last_name=words(last),
            phone=f"512-555-01{40 + number}",
            email=f"p{number}@example.com",
            address=words("12 Oak St, Austin"),
            notes=words("Has a dog"),
            company=words("Bakery") if number == 0 else "",
        )
    maria, bob, ann, other = (f"p{number}@example.com" for number in range(4))
    faucet = _lead(page, words, "Leaky faucet", maria)
    _do(page, "log_interaction", about=faucet, summary=words("Asked for Friday"), outcome="spoke")
    _do(page, "set_reminder", about=faucet, date="2026-11-18", text=words("Call her back"))
    given_up = _lead(page, words, "Old pipes", other)
    _do(page, "disqualify_lead", lead=given_up, reason="budget", note=words("Too dear"))
    won = _job(page, words, "New bath", bob, site_visit=True)
    _decide(page, _do(page, "mark_won", opportunity=won))
    lost = _job(page, words, "Water heater", ann)
    _do(page, "mark_lost", opportunity=lost, reason="price", note=words("Somebody cheaper"))
    _job(page, words, "Garden tap", ann)
    rental = _data(_do(page, "add_site", address=words("44 Elm St"), contact=maria, label=words("rental")))
    heater = {"what": words("water heater"), "make": words("Rheem"), "warranty_until": "2030-06-30"}
    for serial, details in (
        ("R 1", {}),
        ("R 2", {"site": rental["site_id"], "notes": words("In the attic")}),
    ):
        _do(page, "add_equipment", contact=maria, serial_number=serial, **heater, **details)


def _lead(page: Page, words: Words, title: str, whose: str) -> str:
    described = words("It drips all night")
    return str(
        _data(_do(page, "open_lead", title=words(title), contact=whose, description=described))["lead_id"]
    )


def _job(page: Page, words: Words, title: str, whose: str, **details: Any) -> str:
    lead = _lead(page, words, title, whose)
    return str(_data(_do(page, "convert_lead", lead=lead, amount="3200", **details))["opportunity_id"])


def _mail(page: Page, folder: Path, words: Words) -> None:
    inquiry = _letter(
        words("Jane Doe"), "jane@example.net", words("My toilet leaks"), words("Please come on Friday.")
    )
    inquiry.add_attachment(b"not a picture", "image", "jpeg", filename=words("leak.jpg").replace("\n", " "))
    news = _letter(
        "Pipe News", "news@example.org", words("20% off"), words("Our newsletter. Unsubscribe here.")
    )
    news["List-Unsubscribe"], news["Precedence"] = "<https://example.org/out>", "bulk"
    answer = _letter("Maria", "p0@example.com", words("Re: Friday"), words("Friday is fine, thank you."))
    for number, letter in enumerate((inquiry, news, answer)):
        letter["Message-ID"] = f"<{number}@example.net>"
        (folder / f"{number}.eml").write_bytes(letter.as_bytes())
    taken = list(page.office.intake("inbox").receive_all(mails_in(folder)))
    assert {one.outcome for one in taken} >= {"lead", "interaction"}, taken


def _letter(name: str, address: str, subject: str, text: str) -> EmailMessage:
    letter = EmailMessage()
    plain = " ".join(sign if sign.isprintable() else " " for sign in name).replace('"', "'")
    letter["From"] = f'"{_on_one_line(name)}" <{address}>' if plain else address
    letter["To"] = "office@riveraplumbing.example.com"
    letter["Subject"] = _on_one_line(subject)
    letter.set_content(f"Hello,\n\n{text}\n\nMy sink leaks, can you come? 512-555-0177\n")
    return letter


def _on_one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() and sign not in '"\\' else " " for sign in text)[:300]


def _cards(page: Page, words: Words) -> None:
    def letter(to: str) -> Outcome:
        return _do(
            page, "send_message", to=to, subject=words(f"About {to}"), text=words("See you on Friday.")
        )

    _decide(page, letter("p0@example.com"))
    _decide(page, letter("p1@example.com"), "cancel")
    waiting = letter("p2@example.com")
    assert waiting.card is not None
    page.office.gate.edit(
        page.office.desk("cli"), waiting.card.approval, {"text": words("See you on Monday at eight.")}
    )
    _do(page, "merge_contacts", keep="p2@example.com", other="p3@example.com")


def _settings(page: Page, words: Words) -> None:
    _do(page, "add_closing_day", date="2026-12-24", until="2026-12-31", why=words("vacation"))
    _do(page, "leave_out_of_auto_send", contact="p1@example.com", said=words("no more of these"))
    _decide(page, _do(page, "turn_on_auto_send", kind="inquiry"))
    _do(page, "add_member", name=words("Nina New"), role="staff")
    _do(page, "set_quiet_hours", begin="21:00", end="6:30")
    _do(page, "set_delivery", channel="mail", on=True)
    desk = page.office.desk("cli")
    with desk.unit.writing() as session:
        session.add(
            used(desk, ModelPurpose.TURN, "a-model", usage=Usage(tokens_in=900, tokens_out=40, total_ms=700))
        )
        session.add(
            Connection(
                business_id=desk.business_id,
                service="gmail",
                account="office@riveraplumbing.example.com",
                status=ConnectionStatus.LOST,
                connected_at=desk.now() - timedelta(days=3),
                problem=words("Google refused the sign-in."),
            )
        )


def _talk(page: Page, words: Words) -> None:
    orchestrator = page.office.orchestrator()
    desk = page.site.desk_of(page.office.owner)
    said = orchestrator.turn(desk, "who are our newest customers?")
    orchestrator.turn(desk, words("what is our pipeline?"), said.conversation)


def further(page: Page) -> list[str]:
    """Return addresses that lie behind a form or a long list: a merge of two, one stage, one entry of a history."""
    with page.office.desk("cli").unit.reading() as session:
        people = list(session.exec(select(Contact.contact_id).order_by(col(Contact.contact_id)).limit(4)))
        touch = session.exec(select(Interaction.interaction_id).limit(1)).one()
        job = session.exec(select(Opportunity.opportunity_id).limit(1)).one()
    return [
        f"/people/{people[2]}/merge/{people[3]}",
        f"/people/{people[0]}",
        f"/touches/{touch}",
        f"/jobs/{job}",
        "/pipeline/estimating",
        "/settings/members",
        "/mail/1",
    ]
