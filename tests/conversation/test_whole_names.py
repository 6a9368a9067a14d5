"""A name is taken as a whole: who shares only a part of it with what was said is offered, and never taken."""

import pytest
from looping import for_each
from talk import Talk

PEOPLE = (
    ("Grace", "Park", "512-555-0301"),
    ("Jacob", "Daniels", "512-555-0302"),
    ("Bill", "Price", "512-555-0303"),
    ("Frank", "Moss", "512-555-0304"),
    ("Larry", "Haddad", "512-555-0305"),
    ("Heather", "Dais", "512-555-0306"),
    ("Heather", "Davis", "512-555-0307"),
    ("José", "Green Cook", "512-555-0308"),
    ("Debra", "Perez", "512-555-0309"),
    ("Debra", "Perez Smith", "512-555-0310"),
    ("Steven", "Vazquez", "512-555-0311"),
    ("Zoë", "Boyd", "512-555-0312"),
)


@pytest.fixture
def many(talk: Talk) -> Talk:
    for first, last, phone in PEOPLE:
        assert talk.do("add_contact", first_name=first, last_name=last, phone=phone).result is not None
    return talk


def asked(talk: Talk, said: str) -> str:
    """Say something that must change nothing; returns the reply."""
    before, there = talk.seen(), talk.elsewhere()
    text = there.say(said).text
    after = talk.seen()
    assert (after.rows, after.cards) == (before.rows, before.cards), text
    return text


@for_each(
    ("said", "name", "offered"),
    [
        ("text grace hall we're late", "Grace Hall", ""),
        ("For future reference, Steve Vazquez's key is under the bin", "Steve Vazquez", "Steven Vazquez"),
        ("log a call with Zoë oByd, all is fine", "Zoë oByd", "Zoë Boyd"),
        ("text grace hall that we are late", "Grace Hall", ""),
        ("text Grace Hall we come at 9", "Grace Hall", ""),
        ("log a call, Jake Daniels, said go ahead on the tankless", "Jake Daniels", "0302"),
        ("log a call with jake daniels, wants it done", "Jake Daniels", "0302"),
        ("how can I get hold of Larry aHddad", "Larry aHddad", "0305"),
        ("Pepe Green Cook sent an email asking for the warranty", "Pepe Green Cook", "0308"),
        ("log a call with bob smithers, he wants a bid", "Bob Smithers", ""),
        ("text bob smithers we are late", "Bob Smithers", ""),
        ("remind me tomorrow to call bob smithers", "Bob Smithers", ""),
        ("any quotes out to Zebulon Zimmerli", "Zebulon Zimmerli", ""),
        ("er so um Ephraim Oxenfree texted me about the leaky faucet", "Ephraim Oxenfree", ""),
    ],
)
def test_who_shares_a_part_of_the_name_is_offered_and_never_taken(
    many: Talk, said: str, name: str, offered: str
) -> None:
    text = asked(many, said)
    assert f"Nobody called {name} is on record" in text
    assert offered in text


@for_each("said", ["what's Mr Debra Perez Smith's number?", "what is debra perez smith's number"])
def test_the_longest_name_on_record_counts_and_a_pronoun_points_to_its_bearer(many: Talk, said: str) -> None:
    there = many.elsewhere()
    assert "555-0310" in there.say(said).text
    assert "Debra Perez Smith" in there.say("remind me tomorrow to call her").text


def test_a_reason_for_a_loss_is_nobodys_name(many: Talk) -> None:
    assert "Price" not in asked(many, "lost frank to price")


@for_each("who", ["Heather (0306)", "heather with 0306", "Heather Dais"])
def test_the_end_of_a_number_beside_a_name_tells_namesakes_apart_and_is_no_word_of_a_text(
    many: Talk, who: str
) -> None:
    reply = many.elsewhere().say(f"text {who} we are late")
    (card,) = reply.cards
    shown = {field.name: field.value for field in card.fields}
    assert shown["To"].startswith("Heather Dais, (512) 555-0306")
    assert shown["Text"] == "We are late"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (
            "Lowry Brewing has a new facilities person, Siobhan, 303-555-0182, save her as a contact",
            "Siobhan",
        ),
        ("Add Bywater Coffee Roasters, contact is Jerome, jerome@example.com", "Jerome"),
        ("303-555-0117, that's Farida Haidari, new customer, put her on record", "Farida Haidari"),
    ],
)
def test_somebody_new_is_called_as_they_are_and_not_as_the_firm_or_place_beside(
    talk: Talk, said: str, name: str
) -> None:
    before = {row["contact_id"] for row in talk.live("contacts")}
    talk.say(said)
    new = [row for row in talk.live("contacts") if row["contact_id"] not in before]
    assert [f"{row['first_name']} {row['last_name']}".strip() for row in new] == [name]
