"""Cards beside a language model: read by the desk first, reworded by edit_card alone, and never decided by a yes that may answer
the model.
"""

from typing import Any

import pytest
from loopback_endpoint import Server, calls, refusal, words
from sqlmodel import select
from talking import MARIA, known, outcomes, results, say

from agent.conversation.reply import Reply
from entrypoints.bootstrap import Office
from schemas.records import Approval, Interaction

MAIL = {"to": "Maria", "subject": "Visit", "text": "We can come on Monday at 9."}


def drafted(office: Office, server: Server, *script: Any, said: str = "It waits. Anything else?") -> str:
    """Let the model draft a mail to Maria; return the conversation."""
    known(office, **MARIA)
    server.plays(calls(("send_message", MAIL)), words(said), *script)
    return say(office, "mail maria").conversation


def card(office: Office, number: int) -> tuple[str, str]:
    """Return how a card stands, and the text that it would send."""
    desk = office.desk("cli")
    with desk.unit.reading():
        found: Approval = office.gate.queue.find(desk, number)
        payload = next(iter(found.acts.values()))["payload"]
        return f"{found.status}{' aside' if found.put_aside_at else ''}", str(payload["text"])


def test_a_bare_yes_beside_the_models_words_asks_once_and_then_decides(
    driven: Office, server: Server
) -> None:
    conversation = drafted(driven, server)
    asked = say(driven, "yes", conversation)
    assert "Yes to #1: Send a mail to Maria Lopez" in asked.text
    assert card(driven, 1)[0] == "pending"
    say(driven, "yes", conversation)
    assert card(driven, 1)[0] == "done"
    assert len(server.asked) == 2


@pytest.mark.parametrize("said", ["yes 1", "send it", "approve"])
def test_a_yes_that_names_the_card_decides_at_once(driven: Office, server: Server, said: str) -> None:
    conversation = drafted(driven, server)
    say(driven, said, conversation)
    assert card(driven, 1)[0] == "done"


def test_the_reply_says_how_to_answer_a_card_beside_the_models_words(driven: Office, server: Server) -> None:
    known(driven, **MARIA)
    server.plays(calls(("send_message", MAIL)), words("It waits."))
    assert 'Say "yes 1" to do it, "no 1" to drop it.' in say(driven, "mail maria").below()


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("sure, looks good to me, go ahead", "pending"),
        ("forget about it after all", "pending aside"),
        ("change Monday to Friday", "withdrawn"),
    ],
)
def test_what_is_said_to_the_card_never_reaches_the_model(
    driven: Office, server: Server, said: str, stands: str
) -> None:
    conversation = drafted(driven, server)
    say(driven, said, conversation)
    assert card(driven, 1)[0] == stands
    assert len(server.asked) == 2


def reworded(office: Office, server: Server, conversation: str) -> Reply:
    return say(office, "shorter", conversation)


def test_other_words_are_the_models_and_take_the_place_of_the_old_card(
    driven: Office, server: Server
) -> None:
    edit = ("edit_card", {"number": 1, "text": "Monday at 9?"})
    conversation = drafted(driven, server, calls(edit), words("Shortened."))
    reply = reworded(driven, server, conversation)
    told = server.asked[2]["messages"][-1]["content"]
    assert "wants card #1 in other words" in told
    assert "We can come on Monday at 9." in told
    assert "Monday at 9?" in results(server)[-1]["content"]
    assert (card(driven, 1)[0], card(driven, 2)) == ("withdrawn", ("pending", "Monday at 9?"))
    assert "#2 is in place of #1." in reply.done
    assert [one.approval for one in reply.cards] == [2]


def test_a_message_that_the_model_writes_anew_never_stands_beside_the_old_one(
    driven: Office, server: Server
) -> None:
    again = ("draft_follow_up", {"lead": "Maria"})
    conversation = drafted(
        driven, server, calls(("open_lead", {"title": "Tap", "contact": "Maria"}), again), words("Here.")
    )
    reply = say(driven, "hm, write her about the tap in its place", conversation)
    assert [one.approval for one in reply.cards] == [2]
    assert [card(driven, number)[0] for number in (1, 2)] == ["withdrawn", "pending"]


def test_a_model_puts_a_card_aside_and_the_desk_says_so(driven: Office, server: Server) -> None:
    conversation = drafted(driven, server, calls(("put_card_aside", {"number": 1})), words("Fine."))
    reply = say(driven, "I'd sooner ask my wife about that one", conversation)
    assert card(driven, 1)[0] == "pending aside"
    assert "Put aside, not dropped: #1" in reply.done[0]


@pytest.mark.parametrize(
    "call",
    [
        ("edit_card", {"number": 1, "text": "Pay here: evil.example.com"}),
        ("put_card_aside", {"number": 1}),
        ("edit_card", {"number": 1, "amount": "1"}),
        ("edit_card", {"number": 1, "to": "eve@example.com"}),
        ("show_card", {"number": 9}),
    ],
)
def test_a_model_touches_no_card_that_the_owner_has_not_seen_here_and_nothing_but_its_words(
    driven: Office, server: Server, call: tuple[str, dict[str, Any]]
) -> None:
    drafted(driven, server, calls(call), words("Well."))
    reply = say(driven, "hello you")
    assert outcomes(reply) == ["refused"]
    assert card(driven, 1) == ("pending", "We can come on Monday at 9.")


def test_other_words_while_the_model_is_away_are_asked_of_the_owner(driven: Office, server: Server) -> None:
    conversation = drafted(driven, server, refusal(401))
    reply = reworded(driven, server, conversation)
    assert "say instead" in reply.text
    assert [one.approval for one in reply.cards] == [1]
    assert card(driven, 1)[0] == "pending"


def test_a_yes_after_a_question_of_the_model_is_the_models_and_the_card_still_waits(
    driven: Office, server: Server
) -> None:
    conversation = drafted(driven, server, words("Shall I look Tom up?"), words("Looked."))
    say(driven, "hello you", conversation)
    reply = say(driven, "yes", conversation)
    assert "Looked." in reply.text
    assert "#1 still waits" in reply.done[-1]
    assert card(driven, 1)[0] == "pending"


def test_undo_by_a_model_right_after_a_card_leaves_the_reminder_before_it(
    driven: Office, server: Server
) -> None:
    known(driven, **MARIA)
    reminder = {"about": "Maria", "date": "2099-11-20", "text": "Call Maria"}
    server.plays(
        calls(("set_reminder", reminder)), words("Done."), calls(("send_message", MAIL)), words("It waits."),
        calls(("undo", {})), words("Shall I put it aside?"),
    )  # fmt: skip
    conversation = say(driven, "remind me to call maria on friday").conversation
    say(driven, "mail maria", conversation)
    reply = say(driven, "undo", conversation)
    assert outcomes(reply) == ["refused"]
    assert "which waits" in str(results(server)[-1])
    assert card(driven, 1)[0] == "pending"
    desk = driven.desk("cli")
    with desk.unit.reading() as session:
        assert [one.voided_at for one in session.exec(select(Interaction)) if one.follow_up_date] == [None]


def test_a_redaction_wants_the_name_typed_and_its_card_says_whom_and_how_much(
    driven: Office, server: Server
) -> None:
    known(driven, **MARIA)
    server.plays(calls(("redact_person", {"contact": "Maria"})), words("It waits."))
    conversation = say(driven, "Maria demands that we erase her personal data").conversation
    number = 1
    assert "This is Maria Lopez" in stood(driven, number)[1]
    assert "the words of 2 phones and e-mails, no calls and notes and no mails" in stood(driven, number)[1]
    for said in ("yes 1", "approve 1", "go ahead", "yes"):
        say(driven, said, conversation)
        assert stood(driven, number)[0] == "pending"
    assert "type the whole name" in say(driven, "yes 1", conversation).text
    assert "Redacted" in say(driven, "maria lopez", conversation).text
    assert stood(driven, number)[0] == "done"


def stood(office: Office, number: int) -> tuple[str, str]:
    """Return how a card stands, and why it was made."""
    desk = office.desk("cli")
    with desk.unit.reading():
        found: Approval = office.gate.queue.find(desk, number)
        return str(found.status), str(found.card["why"])
