"""A text that the owner copies and sends from their own phone: "yes" shows it, only "sent" logs it."""

from receiving import World
from talk import Talk

from schemas.enums import InteractionType
from schemas.records import Interaction


def texts(talk: Talk) -> int:
    """Return how many text messages are logged."""
    return len([one for one in World(talk.office).all(Interaction) if one.type == InteractionType.SMS])


def test_a_yes_shows_the_text_and_logs_nothing_and_sent_logs_it(talk: Talk) -> None:
    talk.do("add_contact", first_name="Nora", last_name="Blum", phone="512-555-0171")
    talk.say("text Nora Blum that we are late")
    said = talk.say("yes")
    assert "Nothing is logged yet" in said.text
    assert [card.answers for card in said.cards] == [
        {"sent": "Text Nora Blum at (512) 555-0171 yourself, and log it"}
    ]
    assert (texts(talk), talk.status(1)) == (0, ["pending"])
    talk.say("sent")
    assert (texts(talk), talk.status(1)) == (1, ["done"])
