"""Tools by need: what a message is about chooses what a model is offered, one read finds any other, and what was not offered is
refused; a request stays short however much is installed.
"""

import json
from typing import Any

import pytest
from loopback_endpoint import Server, calls, words
from rivera import NOW
from sqlmodel import func, select
from talking import MARIA, known, outcomes, results, say

from agent.intake.receive import Intake
from agent.intake.recogniser_table import load_table
from entrypoints.bootstrap import Office, open_office
from schemas.effects import Call
from schemas.enums import ActorKind
from schemas.records import MailMessage

MOST_CHARACTERS = 24_000
"""Of a request as it is sent: 6,000 tokens by the plain rule of four characters a token."""

FORGED = (
    "log_sent_mail",
    {"about": "Maria", "contact": "Maria", "address": "maria@example.com", "subject": "A", "text": "B"},
)


def offered(body: dict[str, Any]) -> list[str]:
    return [tool["function"]["name"] for tool in body["tools"]]


def size(body: dict[str, Any]) -> int:
    """Return the characters of what a request tells and offers, as the client sends them."""
    return len(json.dumps([body["messages"], body["tools"]], ensure_ascii=False, separators=(",", ":")))


@pytest.mark.parametrize(
    ("said", "tool"),
    [
        ("we're closed Friday", "add_closing_day"),
        ("push my call to Monday", "move_follow_up"),
        ("that one was no lead, it was junk", "leave_out_mail"),
        ("what mails came in today", "list_mail"),
        ("read me the mail from Tom", "read_mail"),
        ("bring Bill back", "unarchive_contact"),
        ("he demands that we erase his personal data", "redact_person"),
        ("my wife should be a member of this too", "add_member"),
        ("the tenant moved out", "end_site_person"),
        ("they are in QuickBooks already, number 58", "link_quickbooks_customer"),
        ("stop texting him", "record_consent"),
        ("what did we win this year", "win_loss"),
    ],
)
def test_what_a_message_is_about_brings_its_tools(
    driven: Office, server: Server, said: str, tool: str
) -> None:
    server.plays(words("Well."))
    say(driven, said)
    assert tool in offered(server.asked[0])
    assert "log_sent_mail" not in offered(server.asked[0])


def test_a_tool_that_was_not_offered_is_refused_and_a_mail_cannot_be_forged(
    driven: Office, server: Server
) -> None:
    known(driven, **MARIA)
    server.plays(
        calls(FORGED),
        calls(("what_can_be_done", {"about": "log a sent mail"})),
        calls(FORGED),
        words("Well."),
    )
    reply = say(driven, "hello you")
    assert outcomes(reply) == ["refused", "done", "refused"]
    assert "not among the tools that you were offered" in results(server)[0]["content"]
    with driven.desk("cli").unit.reading() as session:
        assert session.exec(select(func.count()).select_from(MailMessage)).one() == 0


def test_one_read_finds_any_tool_and_adds_it_to_the_turn(driven: Office, server: Server) -> None:
    closing = ("add_closing_day", {"date": "2026-11-26", "why": "Thanksgiving"})
    server.plays(
        calls(closing),
        calls(("what_can_be_done", {"about": "a day on which we don't work"})),
        calls(closing),
        words("Ok."),
    )
    reply = say(driven, "hello you")
    assert outcomes(reply)[:3] == ["refused", "done", "waiting"]
    assert "add_closing_day: Close the business on a day" in results(server)[1]["content"]


def test_an_offer_of_a_result_brings_its_tool(driven: Office, server: Server) -> None:
    known(driven, **MARIA)
    server.plays(
        calls(("open_lead", {"contact": "Maria", "title": "Leaky tap"})), words("Opened."), words("Well.")
    )
    first = say(driven, "open a lead for Maria, leaky tap")
    mail = ("send_message", {"to": "Maria", "subject": "Visit", "text": "At nine."})
    server.plays(calls(mail), words("It waits."), words("Well."))
    say(driven, "write her that I come at nine", first.conversation)
    say(driven, "hm", first.conversation)
    assert {"edit_card", "show_card", "send_message"} <= set(offered(server.asked[-1]))
    assert "edit_card" not in offered(server.asked[0])


def test_a_change_of_stage_brings_the_procedures_that_wait_for_it(
    driven: Office, server: Server, model_environment: dict[str, str]
) -> None:
    own = driven.settings.home / "procedures"
    own.mkdir(parents=True, exist_ok=True)
    front = "name: boats\ntitle: Boats\nversion: '1'\nevents: {stage_changed: [qualify_lead]}\n"
    (own / "boats.md").write_text(
        f"---\n{front}tools: [link_quickbooks_customer]\n---\nAfter an estimate, ask for the hull number.\n"
    )
    again = open_office(now=NOW, environment=model_environment)
    known(again, **MARIA)
    server.plays(
        calls(("open_lead", {"contact": "Maria", "title": "Leaky tap"})),
        calls(("qualify_lead", {"lead": "Maria", "stage": "needs_analysis"})),
        words("Noted."),
    )
    say(again, "open a lead for Maria, leaky tap; the lead is qualified, we're estimating it")
    assert "hull number" not in json.dumps(server.asked[1])
    assert "hull number" in server.asked[2]["messages"][-1]["content"]
    assert "link_quickbooks_customer" in offered(server.asked[2])
    again.close()


def test_a_request_of_the_cores_turns_stays_short(driven: Office, server: Server) -> None:
    known(driven, **MARIA)
    conversation = ""
    for said, call in [
        (
            "open a lead for Maria, leaky tap, about 300",
            ("open_lead", {"contact": "Maria", "title": "Leaky tap"}),
        ),
        (
            "log a call with Maria, she wants a quote by Friday",
            ("log_interaction", {"about": "Maria", "summary": "wants a quote"}),
        ),
        ("who are my leads?", ("list_leads", {})),
        ("follow up with her", ("draft_follow_up", {"lead": "Maria"})),
        ("what's our pipeline", ("show_pipeline", {})),
        ("good morning, the morning list please", ("show_morning_list", {})),
        ("show me everything about Maria", ("show_contact", {"contact": "Maria"})),
    ]:
        server.plays(calls(call), words("There you are."))
        reply = say(driven, said, conversation)
        conversation = reply.conversation
        assert set(outcomes(reply)) <= {"done", "waiting"}, reply
    assert max(map(size, server.asked)) <= MOST_CHARACTERS


def test_a_request_does_not_grow_with_what_is_installed(
    driven: Office, server: Server, model_environment: dict[str, str]
) -> None:
    own = driven.settings.home / "procedures"
    own.mkdir(parents=True, exist_ok=True)
    for number in range(60):
        front = f"name: area{number}\ntitle: Area {number}\nversion: '1'\ntriggers: {{keywords: [boat, hull{number}]}}\n"
        (own / f"area{number}.md").write_text(
            f"---\n{front}tools: [undo_import]\n---\n" + "Scrub the hull first.\n" * 80
        )
    again = open_office(now=NOW, environment=model_environment)
    server.plays(words("Well."))
    say(again, "scrub the boat, and then " + " ".join(f"hull{number}" for number in range(60)))
    assert size(server.asked[0]) <= MOST_CHARACTERS
    again.close()


def test_a_result_is_told_once_and_cut_at_the_end_of_a_line(driven: Office, server: Server) -> None:
    for number in range(150):
        known(driven, first_name=f"Kim{number}", last_name="Lopez", phone=f"512-556-{number:04}")
    server.plays(calls(("find_contact", {"query": "Lopez"})), words("Those."))
    say(driven, "find everybody called Lopez")
    told = results(server)[0]["content"].removeprefix("<record>").removesuffix("</record>")
    assert len(told) < 6_000
    for line in told.splitlines()[1:-1]:
        assert line.count("Kim") <= 1, line
    names = [line for line in told.splitlines() if "Kim" in line]
    assert len(names) == len(set(names))


def test_what_the_clock_told_this_morning_brings_its_procedures(
    driven: Office, server: Server, model_environment: dict[str, str]
) -> None:
    own = driven.settings.home / "procedures"
    own.mkdir(parents=True, exist_ok=True)
    front = "name: mondays\ntitle: Mondays\nversion: '1'\nevents: {weekly_run: [show_pipeline]}\ntools: [undo_import]\n"
    (own / "mondays.md").write_text(f"---\n{front}---\nOn Mondays, name the three largest first.\n")
    again = open_office(now=NOW, environment=model_environment)
    told = {
        "key": "weekly_pipeline 2026-11-16",
        "kind": "weekly_pipeline",
        "subject": "The pipeline",
        "text": "2 won.",
    }
    server.plays(words("Well."))
    say(again, "hello you")
    assert "three largest" not in json.dumps(server.asked[-1])
    outcome = again.gate.submit(again.desk("job", ActorKind.ROUTINE), Call(tool="tell_owner", arguments=told))
    assert outcome.problem is None, outcome.problem
    say(again, "hello you")
    assert "three largest" in server.asked[-1]["messages"][0]["content"]
    assert "The clock told the owner today: The pipeline." in server.asked[-1]["messages"][-1]["content"]
    again.close()


def test_a_card_that_is_to_be_reworded_brings_the_procedures_of_its_words(
    driven: Office, server: Server, model_environment: dict[str, str]
) -> None:
    known(driven, **MARIA)
    mail = ("send_message", {"to": "Maria", "subject": "Your sewer", "text": "We come on Monday."})
    server.plays(calls(mail), words("It waits."), words("Hm."))
    first = say(driven, "write her that we come on Monday")
    assert "Running water, sewage or gas" not in server.asked[-1]["messages"][0]["content"]
    say(driven, "shorter", first.conversation)
    assert "Running water, sewage or gas" in server.asked[-1]["messages"][0]["content"]


def test_a_mail_is_read_by_talk_with_its_thread_and_marked_as_theirs(driven: Office, server: Server) -> None:
    known(driven, **MARIA)
    intake = driven.desk("intake", ActorKind.INTAKE)
    sent = {
        "about": "Maria",
        "contact": contact_id(driven),
        "address": "maria@example.com",
        "subject": "Tap",
        "text": "Is Monday fine?",
    }
    driven.gate.submit(
        driven.desk("cli"),
        Call(tool="log_sent_mail", arguments={**sent, "message_id": "one@rivera.example"}),
    )
    raw = (
        b"From: Maria Lopez <maria@example.com>\r\nTo: sam@riveraplumbing.example.com\r\nSubject: Re: Tap\r\n"
        b"Message-ID: <two@example.com>\r\nIn-Reply-To: <one@rivera.example>\r\n\r\nMonday suits me well.\r\n"
    )
    taken = Intake(driven.gate, intake, driven.settings.home, load_table(()), "test").receive("1", raw)
    assert taken.number == 2, taken
    server.plays(calls(("read_mail", {"mail": 2})), words("She says Monday suits."))
    say(driven, "read me the mail from Maria")
    told = results(server)[0]["content"]
    assert told.index("Is Monday fine?") < told.index("Monday suits me well.")
    assert "It holds words of a customer, quoted." in told


def contact_id(office: Office) -> str:
    found = office.gate.submit(
        office.desk("cli"), Call(tool="show_contact", arguments={"contact": "Maria"})
    ).result
    assert found is not None
    return str(found.data["contact_id"])
