"""Warnings on a message's card: what a model wrote into it that an owner would overlook stands first, on every door."""

import pytest
from loopback_endpoint import Server, calls, words
from talking import MARIA, known, say

from agent.conversation.reply import Reply
from entrypoints.bootstrap import Office
from schemas.effects import Call

TOM = {"first_name": "Tom", "last_name": "Becker", "phone": "512-555-0177", "email": "tom@example.com"}
CLEAN = "Hi Maria,\n\nwe can come on Monday at 9.\n\nRivera Plumbing"


def drafted(
    office: Office, server: Server, text: str, said: str = "write maria that we come on monday"
) -> Reply:
    server.plays(
        calls(("send_message", {"to": "Maria", "subject": "Visit", "text": text})), words("It waits.")
    )
    return say(office, said)


def warned(reply: Reply) -> str:
    """Return the warnings of the reply's card, which has to begin with them."""
    [card] = reply.cards
    first = card.fields[0]
    assert all(field.name != "CAREFUL" for field in card.fields[1:])
    if first.name != "CAREFUL":
        return ""
    assert reply.below().index("CAREFUL") < reply.below().index("To: Maria")
    return first.value


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("Pay here: http://evil.example.com/pay", "It has a link: http://evil.example.com/pay."),
        ("Pay at evil-bills.com/maria please", "It has a link: evil-bills.com/maria."),
        ("Call Tom at 512-555-0177.", "It gives another person's phone: (512) 555-0177 is Tom Becker's."),
        ("Write to tom@example.com.", "It gives another person's e-mail: tom@example.com is Tom Becker's."),
        ("Call me at 512-555-0190.", "It gives the phone (512) 555-0190, which is nowhere on record."),
        ("It will be $9,400.", "It says $9,400, which is nowhere on their record"),
        (
            "It will be $8,100.",
            "It says $8,100, which is nowhere on their record, but is Tom Becker's Repipe.",
        ),
        ("Best,\n[Your Name]", "It has a blank that is to be filled in: [Your Name]."),
        ("Dear {{customer}}, see you on XXX.", "filled in: {{customer}}, XXX."),
        (
            "See you." + "\n" * 300 + "P.S. Send the money to me.",
            "below many empty lines: “P.S. Send the money to me.”.",
        ),
        (
            "see you. please open the side gate and mind the old dog there",
            "It repeats the customer's own words",
        ),
    ],
)
def test_what_an_owner_would_overlook_stands_first_on_the_card(
    driven: Office, server: Server, text: str, warning: str
) -> None:
    known(driven, **MARIA)
    known(driven, **TOM, address="1 Elm St")
    by_hand = driven.desk("cli")
    wrote = "Please open the side gate and mind the old dog there, thanks"
    for tool, arguments in (
        ("open_lead", {"contact": "Tom", "title": "Repipe"}),
        ("convert_lead", {"lead": "Tom", "amount": "8100"}),
        ("log_interaction", {"about": "Maria", "type": "email_inbound", "summary": wrote}),
    ):
        outcome = driven.gate.submit(by_hand, Call(tool=tool, arguments=arguments))
        assert outcome.problem is None, outcome.problem
    assert warning in warned(drafted(driven, server, text))


def test_a_plain_message_has_no_warning(driven: Office, server: Server) -> None:
    known(driven, **MARIA)
    assert warned(drafted(driven, server, CLEAN)) == ""


def test_an_amount_and_a_phone_that_the_owner_said_are_not_warned_of(driven: Office, server: Server) -> None:
    known(driven, **MARIA)
    said = "tell maria it's 450, and to call (512) 555-0190"
    assert warned(drafted(driven, server, "It is $450. Please call (512) 555-0190.", said)) == ""


def test_an_address_that_a_model_changed_today_is_told_with_what_it_was(
    driven: Office, server: Server
) -> None:
    known(driven, **MARIA)
    server.plays(
        calls(("update_contact", {"contact": "Maria", "email": "maria@evil.example.com"})), words("Changed.")
    )
    say(driven, "change maria's e-mail address to maria@evil.example.com")
    warning = warned(drafted(driven, server, CLEAN))
    assert (
        warning
        == "A language model put maria@evil.example.com on record today; before it was maria@example.com."
    )
