"""A mail's word changes nothing of how somebody on record is reached: the owner is asked, and told at once."""
# ruff: noqa: F401, F811 (the fixtures of `receiving`)

import pytest
from receiving import World, answer, furnished, letter, sqlite_world, world

from schemas.effects import Card, Outcome
from schemas.enums import ApprovalStatus, MailOutcome
from schemas.records import Approval, Contact, Interaction, Notice

MARIAS_OWN = "maria.lopez@example.com"
ELSEWHERE = "m.lopez@elsewhere.example"


def as_maria(
    address: str = ELSEWHERE, text: str = "When do you start?\n\nMaria Lopez, 512-555-0142\n"
) -> bytes:
    """Return a mail under Maria's name, from an address that is not on record."""
    return letter(f"Maria Lopez <{address}>", "The faucet", text, f"one@{address}")


def form(message_id: str = "form-1@example.net", **said: str) -> bytes:
    text = "".join(f"{name}: {value}\n" for name, value in said.items())
    return letter("Site <noreply@forms.example.net>", "New form submission", text, message_id)


def waiting(world: World, tool: str) -> list[Approval]:
    return [one for one in world.all(Approval) if one.tool == tool and one.status == ApprovalStatus.PENDING]


def say(world: World, word: str, tool: str = "say_whose_mail") -> Outcome:
    """Answer the one question of a tool that waits."""
    (card,) = waiting(world, tool)
    outcome = world.office.gate.decide(world.office.desk("cli"), card.number, card.digest, word)
    assert outcome.problem is None
    return outcome


def mail_to(world: World, name: str) -> Card:
    outcome = world.do("send_message", to=name, text="We start on Tuesday.", channel="email")
    assert outcome.card is not None, outcome.problem
    return outcome.card


def names_told(world: World) -> str:
    return world.all_notices()[-1].text


@pytest.mark.parametrize("signed", ["Maria Lopez, 512-555-0142", "Maria, 512-555-0142", "512-555-0142"])
def test_a_phone_in_a_strangers_mail_proves_nothing(signed: str, sqlite_world: World) -> None:
    sender = f"Maria Lopez <{ELSEWHERE}>" if "Lopez" in signed else ELSEWHERE
    before = sqlite_world.count()
    raw = letter(sender, "The faucet", f"When do you start?\n\n{signed}\n", "one@elsewhere.example")
    receipt = sqlite_world.receive(raw)
    after = sqlite_world.count()
    assert (receipt.outcome, receipt.reason) == ("kept", "whose")
    assert {kind for kind in after if after[kind] != before[kind]} == {"Notice"}
    assert ELSEWHERE in names_told(sqlite_world)
    assert "Maria Lopez" in names_told(sqlite_world)
    assert not waiting(sqlite_world, "draft_follow_up")


def test_mail_to_the_known_person_goes_on_going_where_the_owner_knew(world: World) -> None:
    world.receive(as_maria())
    assert mail_to(world, "Maria Lopez").line == f"Send a mail to Maria Lopez <{MARIAS_OWN}>"
    assert world.addresses(world.people["Maria Lopez"]) == {MARIAS_OWN}


def test_a_customer_who_writes_from_her_second_address_is_one_answer_away(world: World) -> None:
    raw = as_maria(text=f"My other mail is {MARIAS_OWN}. Thursday works.\n\nMaria Lopez\n")
    receipt = world.receive(raw)
    assert receipt.reason == "whose"
    (card,) = waiting(world, "say_whose_mail")
    assert ELSEWHERE in card.card["line"]
    say(world, "merge")
    (logged,) = [one for one in world.all(Interaction) if "Thursday works" in one.body]
    assert logged.lead_id == world.leads["Maria Lopez"]
    assert world.addresses(logged.contact_id) == {MARIAS_OWN, ELSEWHERE}
    again = world.receive(as_maria(text="And Friday too.\n\nMaria\n").replace(b"one@", b"two@"), "2")
    assert (again.outcome, world.mail(again.number).contact_id) == (
        MailOutcome.INTERACTION,
        world.people["Maria Lopez"],
    )


def test_somebody_else_by_that_name_gets_a_record_of_their_own(world: World) -> None:
    world.receive(as_maria())
    say(world, "separate")
    marias = [one for one in world.all(Contact) if one.full_key == "maria lopez"]
    assert len(marias) == 2
    assert world.addresses(world.people["Maria Lopez"]) == {MARIAS_OWN}
    (other,) = [one for one in marias if one.contact_id != world.people["Maria Lopez"]]
    assert world.addresses(other.contact_id) == {ELSEWHERE}


def test_two_mails_from_one_new_address_are_one_question(sqlite_world: World) -> None:
    sqlite_world.receive(as_maria(), "1")
    sqlite_world.receive(as_maria(text="Hello? 512-555-0142\n\nMaria Lopez\n").replace(b"one@", b"two@"), "2")
    assert len(waiting(sqlite_world, "say_whose_mail")) == 1
    say(sqlite_world, "merge")
    logged = [one for one in sqlite_world.mails() if one.contact_id == sqlite_world.people["Maria Lopez"]]
    assert len(logged) == 2


def test_whoever_is_on_record_by_a_name_is_offered_where_nothing_else_is_known(sqlite_world: World) -> None:
    raw = letter("Bill Carter <bc@elsewhere.example>", "Bath", "I'd go ahead with the bath.\n\nBill Carter\n")
    receipt = sqlite_world.receive(raw)
    assert (receipt.outcome, receipt.reason) == ("kept", "whose")
    assert "Bill Carter, 0109" in receipt.explanation
    say(sqlite_world, "merge")
    assert sqlite_world.mail(receipt.number).contact_id == sqlite_world.people["Bill Carter"]


def test_a_short_form_of_a_name_on_record_is_asked_about_and_half_a_name_is_not(sqlite_world: World) -> None:
    short = letter(
        "William Carter <wc@elsewhere.example>", "Bath", "A bath, please.\n\nWilliam Carter\n", "b1@x.example"
    )
    half = letter("Carter <c@elsewhere.example>", "Drain", "My drain is clogged.\n\nCarter\n", "b2@x.example")
    assert sqlite_world.receive(short, "1").reason == "whose"
    assert sqlite_world.receive(half, "2").outcome == MailOutcome.LEAD


def test_a_name_on_record_with_anothers_phone_offers_both(sqlite_world: World) -> None:
    sqlite_world.receive(form(Name="Mark Johnson", Phone="512-555-0109", Message="The heater leaks."))
    (card,) = waiting(sqlite_world, "say_whose_mail")
    assert "Bill Carter" in card.card["line"]
    assert "Mark Johnson, 0118" in card.card["line"]
    say(sqlite_world, "merge 2")
    (logged,) = [one for one in sqlite_world.all(Interaction) if "heater leaks" in one.body]
    assert logged.contact_id == sqlite_world.people["Mark Johnson"]
    assert sqlite_world.numbers(logged.contact_id) == {"+15125550118"}


def test_a_form_that_names_two_people_is_asked_about(sqlite_world: World) -> None:
    raw = form(
        Name="Mark Johnson", Email="mark@example.com", Phone="512-555-0109", Message="The heater leaks."
    )
    receipt = sqlite_world.receive(raw)
    assert receipt.reason == "whose"
    assert "Bill Carter" in receipt.explanation
    assert "Mark Johnson" in receipt.explanation


def test_a_form_with_a_new_address_is_asked_about_and_one_without_any_is_logged(sqlite_world: World) -> None:
    new = form(
        "f1@x.example", Name="Mark Johnson", Phone="512-555-0118", Email="mj@elsewhere.example", Message="Hi"
    )
    none = form("f2@x.example", Name="Mark Johnson", Phone="512-555-0118", Message="The heater leaks.")
    assert sqlite_world.receive(new, "1").reason == "whose"
    assert sqlite_world.receive(none, "2").outcome == MailOutcome.INTERACTION
    assert sqlite_world.addresses(sqlite_world.people["Mark Johnson"]) == {"mark@example.com"}


def test_a_number_that_another_has_is_asked_about_with_its_reason(world: World) -> None:
    raw = letter(f"Maria Lopez <{MARIAS_OWN}>", "Phone", "My new phone is 512-555-0109.\n\nMaria Lopez\n")
    world.receive(raw)
    (card,) = waiting(world, "ask_same_person")
    assert "Maria Lopez gives (512) 555-0109, which is Bill Carter's on record." in card.card["why"]
    say(world, "separate", "ask_same_person")
    assert world.numbers(world.people["Maria Lopez"]) == {"+15125550142"}
    assert world.numbers(world.people["Bill Carter"]) == {"+15125550109"}


def test_a_new_phone_from_her_own_address_stands_behind_the_one_on_record(world: World) -> None:
    raw = letter(f"Maria Lopez <{MARIAS_OWN}>", "Phone", "Try my cell, 512-555-0133.\n\nMaria Lopez\n")
    world.receive(raw)
    assert world.numbers(world.people["Maria Lopez"]) == {"+15125550142", "+15125550133"}
    text = world.do("send_message", to="Maria Lopez", text="On my way.", channel="sms").card
    assert text is not None
    assert "0142" in text.line


def test_a_machines_words_are_not_the_customers(sqlite_world: World) -> None:
    raw = letter(
        "Signing <no-reply@signing.example>",
        "Maria Lopez accepted",
        "Maria Lopez accepted your estimate.\nPhone: 512-555-0142\n",
        Reply_To=f"Maria Lopez <{MARIAS_OWN}>",
    )
    sqlite_world.receive(raw)
    assert "Maria Lopez answered" not in names_told(sqlite_world)
    assert "Signing wrote about Maria Lopez" in names_told(sqlite_world)


def test_what_a_neighbour_forwards_is_asked_about_and_her_own_words_are_kept(world: World) -> None:
    inside = (
        "---------- Forwarded message ---------\nFrom: Mark Johnson <mark@example.com>\nDate: Mon, Nov 16, 2026\n"
        f"Subject: my toilet\nTo: Maria Lopez <{MARIAS_OWN}>\n\nDo you know a plumber? My toilet leaks.\nMark\n"
    )
    raw = letter(
        f"Maria Lopez <{MARIAS_OWN}>", "Fwd: my toilet", f"My neighbor needs you, see below.\n\n{inside}"
    )
    receipt = world.receive(raw)
    assert receipt.reason == "whose"
    assert "Maria Lopez forwards what Mark Johnson" in names_told(world)
    assert not [one for one in world.all(Interaction) if "toilet leaks" in one.body]
    say(world, "merge 1")
    (logged,) = [one for one in world.all(Interaction) if "toilet leaks" in one.body]
    assert logged.contact_id == world.people["Mark Johnson"]
    assert "My neighbor needs you" in logged.body


@pytest.mark.parametrize(
    ("to", "text"),
    [
        ("Priya Patel <priya@example.com>", "She wants it on Friday."),
        ("office@riveraplumbing.example.com", "Please call Priya Patel about her toilet."),
    ],
)
def test_a_mail_about_somebody_else_is_on_no_job_of_the_writer(
    to: str, text: str, sqlite_world: World
) -> None:
    raw = letter(f"Maria Lopez <{MARIAS_OWN}>", "Her toilet", f"{text}\n\nMaria\n", To=to)
    row = sqlite_world.mail(sqlite_world.receive(raw).number)
    assert (row.contact_id, row.lead_id) == (sqlite_world.people["Maria Lopez"], None)
    assert "Maria Lopez answered" in names_told(sqlite_world)
    assert "It names Priya Patel as well" in names_told(sqlite_world)


def test_a_lead_service_without_words_is_logged_with_its_own(sqlite_world: World) -> None:
    text = "You have a new lead!\n\nCustomer Information\nMark Johnson\n(512) 555-0118\n\nService: Drain cleaning\n"
    sqlite_world.receive(letter("HandyMatch <newlead@handymatch.example.net>", "New Lead", text))
    assert "no words" not in names_told(sqlite_world)


def test_a_first_card_to_somebody_who_is_known_from_that_mail_alone_says_no_more(world: World) -> None:
    world.receive(letter("Ina Brandt <ina@example.org>", "Tap", "My tap drips. 512-555-0177\n\nIna Brandt\n"))
    (drafted,) = waiting(world, "draft_follow_up")
    assert drafted.card["line"] == "Send a mail to Ina Brandt <ina@example.org>"


def test_an_address_that_the_owner_put_on_record_is_no_mails_word(sqlite_world: World) -> None:
    sqlite_world.receive(letter("Ina Brandt <ina@example.org>", "Tap", "My tap drips.\n\nIna Brandt\n"))
    sqlite_world.done("update_contact", contact="Ina Brandt", email="ina.brandt@example.org")
    assert mail_to(sqlite_world, "Ina Brandt").line == "Send a mail to Ina Brandt <ina.brandt@example.org>"


def test_a_reply_to_of_another_customer_is_named_as_theirs(sqlite_world: World) -> None:
    raw = letter(
        "Norbert Quist <norbert@example.org>",
        "Faucet",
        "I need a new faucet.\n\nNorbert Quist\n",
        Reply_To=MARIAS_OWN,
    )
    sqlite_world.receive(raw)
    (drafted,) = waiting(sqlite_world, "draft_follow_up")
    assert "Maria Lopez's own address on record" in drafted.card["line"]


def test_of_two_with_one_name_the_notice_says_which(sqlite_world: World) -> None:
    sqlite_world.person("Maria Lopez", phone="512-555-0166", email="other.maria@example.com")
    sqlite_world.receive(answer())
    assert "Maria Lopez, 0142 answered at 9:12" in names_told(sqlite_world)
