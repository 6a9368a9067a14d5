"""Arguments and lists of a language model: words for nothing are nothing, days are days, and letters are those of the desk."""

import json

import pytest
from loopback_endpoint import Server, calls, words
from sqlmodel import select
from talking import MARIA, known, outcomes, people, results, say

from entrypoints.bootstrap import Office
from schemas.effects import Call
from schemas.records import Contact


@pytest.mark.parametrize("nothing", ["null", "None", "N/A"])
def test_words_for_nothing_in_optional_arguments_are_not_kept(
    driven: Office, server: Server, nothing: str
) -> None:
    server.plays(
        calls(("add_contact", {**MARIA, "address": nothing, "notes": nothing, "company": nothing})),
        words("Done."),
    )
    assert outcomes(say(driven, "add Maria Lopez")) == ["done"]
    with driven.desk("cli").unit.reading() as session:
        maria = session.exec(select(Contact)).one()
        assert (maria.address, maria.notes, maria.company_id) == (None, "", None)


def test_a_call_written_as_words_is_carried_out_and_not_shown(driven: Office, server: Server) -> None:
    server.plays(
        words('{"name": "add_contact", ', f'"arguments": {json.dumps(MARIA)}}}'), words("She is on record.")
    )
    reply = say(driven, "add Maria Lopez 512-555-0142")
    assert outcomes(reply) == ["done"]
    assert "arguments" not in reply.text
    assert people(driven) == ["Maria"]


def test_who_was_spoken_of_is_the_person_of_the_last_call(driven: Office, server: Server) -> None:
    known(driven, **MARIA)
    known(driven, first_name="Robert", last_name="Pierce", phone="512-555-0177")
    log = ("log_interaction", {"about": "Robert", "summary": "wants a quote"})
    server.plays(
        calls(("show_contact", {"contact": "Maria"})),
        words("Maria."),
        calls(log),
        words("Logged."),
        words("Well."),
    )
    first = say(driven, "show me Maria")
    say(driven, "log a call with Robert, he wants a quote", first.conversation)
    say(driven, "hm", first.conversation)
    assert (
        "Spoken of in this conversation: Maria Lopez, Robert Pierce."
        in server.asked[-1]["messages"][-1]["content"]
    )


def test_a_list_with_letters_stands_below_the_models_words_whatever_it_letters(
    driven: Office, server: Server
) -> None:
    known(driven, **MARIA)
    known(driven, first_name="Tom", last_name="Becker", phone="512-555-0177")
    for name in ("Maria", "Tom"):
        call = {"about": name, "date": "2026-11-18", "text": f"Call {name}"}
        driven.gate.submit(driven.desk("cli"), Call(tool="set_reminder", arguments=call))
    server.plays(calls(("show_morning_list", {})), words("a) Tom\nb) Maria"))
    reply = say(driven, "good morning, what needs me today")
    listed = reply.text.split("\n\n", 1)[1]
    first = "Maria" if listed.index("Maria") < listed.index("Tom") else "Tom"
    say(driven, "a done", reply.conversation)
    left = driven.gate.submit(driven.desk("cli"), Call(tool="show_follow_ups", arguments={})).result
    assert left is not None
    assert f"Call {first}" not in left.text
    assert ("Call Tom" in left.text) != ("Call Maria" in left.text)


def test_a_call_of_an_earlier_day_is_logged_on_that_day_and_none_to_come(
    driven: Office, server: Server
) -> None:
    known(driven, **MARIA)
    log = {"about": "Maria", "summary": "wants a quote", "day": "2026-11-16"}
    server.plays(
        calls(("log_interaction", {**log, "day": "2026-11-19"})),
        calls(("log_interaction", log)),
        words("Logged."),
    )
    reply = say(driven, "log a call with Maria on Monday, she wants a quote")
    assert outcomes(reply) == ["refused", "done"]
    assert "Logged the phone call with Maria Lopez on Monday, Nov 16." in reply.done
    touch = driven.gate.submit(
        driven.desk("cli"), Call(tool="last_touch", arguments={"contact": "Maria"})
    ).result
    assert touch is not None
    assert touch.text.startswith("Maria Lopez: 2 days ago")


def test_wins_of_a_span_are_added_up(driven: Office, server: Server) -> None:
    known(driven, **MARIA, address="1 Elm St")
    by_hand = driven.desk("cli")
    driven.gate.submit(by_hand, Call(tool="open_lead", arguments={"contact": "Maria", "title": "Repipe"}))
    driven.gate.submit(by_hand, Call(tool="convert_lead", arguments={"lead": "Maria", "amount": "8100"}))
    card = driven.gate.submit(by_hand, Call(tool="mark_won", arguments={"opportunity": "Maria"})).card
    assert card is not None
    driven.gate.decide(by_hand, card.approval, card.digest)
    server.plays(calls(("win_loss", {"month": "2026-01", "until": "2026-11"})), words("One."), words("None."))
    reply = say(driven, "what did we win this year")
    assert outcomes(reply) == ["done"]
    assert "January 2026 to November 2026 to date" in results(server)[0]["content"]
    assert "$8,100" in results(server)[0]["content"]
