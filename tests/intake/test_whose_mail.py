"""Mail under a new name with a phone on record: told at once, kept untouched, and filed as the owner says."""
# ruff: noqa: F401, F811 (the fixtures of `receiving`)

from datetime import UTC, datetime, timedelta

import pytest
from receiving import World, answer, furnished, letter, sqlite_world, world

from schemas.effects import Outcome
from schemas.enums import ApprovalStatus, MailOutcome
from schemas.identity import FixedClock
from schemas.records import Approval, Contact, Interaction, Lead

MARIAS_PHONE = "512-555-0142"
CAME = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)


def strangers_mail(
    name: str = "Jana Stone", message_id: str = "jana-1@example.org", street: str = "4 Elm St"
) -> bytes:
    """Return a mail of a stranger with her own address and street, and Maria's phone."""
    text = f"Our shower drips at {street}. Call {MARIAS_PHONE}.\n\n{name}\n"
    address = f"{name} <{name.split(maxsplit=1)[0].lower()}@example.org>"
    return letter(address, "Shower", text, message_id, "Wed, 18 Nov 2026 08:30:00 -0600")


def form(name: str, message_id: str) -> bytes:
    text = f"Name: {name}\nPhone: {MARIAS_PHONE}\nMessage: The tub is clogged.\n"
    return letter("Site <noreply@forms.example.net>", "New form submission", text, message_id)


def waiting(world: World, tool: str = "say_whose_mail") -> list[Approval]:
    return [one for one in world.all(Approval) if one.tool == tool and one.status == ApprovalStatus.PENDING]


def say(world: World, word: str) -> Outcome:
    """Answer the one question that waits."""
    (card,) = waiting(world)
    return world.office.gate.decide(world.office.desk("cli"), card.number, card.digest, word)


def test_until_it_is_answered_nothing_of_either_is_logged_changed_or_drafted(world: World) -> None:
    before = world.count()
    receipt = world.receive(strangers_mail())
    after = world.count()
    assert (receipt.outcome, receipt.reason) == ("kept", "whose")
    assert {kind: after[kind] - before[kind] for kind in after if after[kind] != before[kind]} == {
        "Notice": 1
    }
    (told,) = world.notices("new_inquiry")[-1:]
    assert told.text.startswith("New inquiry from Jana Stone — Shower.")
    assert "Maria Lopez" in told.text
    assert not [one for one in world.all(Approval) if one.tool == "draft_follow_up"]


def test_the_question_names_both_and_waits_among_what_is_to_do_today(sqlite_world: World) -> None:
    sqlite_world.receive(strangers_mail())
    told = sqlite_world.do("list_approvals").result
    assert told is not None
    assert "Jana Stone" in told.text
    assert "Maria Lopez" in told.text


def test_somebody_new_is_filed_with_the_time_at_which_it_came(world: World) -> None:
    clock = world.office.clock
    assert isinstance(clock, FixedClock)
    world.receive(strangers_mail())
    clock.instant += timedelta(hours=5)
    say(world, "separate")
    lead = next(one for one in world.all(Lead) if one.title == "Shower")
    (logged,) = [one for one in world.all(Interaction) if one.lead_id == lead.lead_id]
    assert world.name(lead.contact_id) == "Jana Stone"
    assert world.numbers(lead.contact_id) == {"+15125550142"}
    assert logged.timestamp == CAME
    drafts = [one for one in world.all(Approval) if one.tool == "draft_follow_up"]
    assert [one.contact_id for one in drafts] == [lead.contact_id]


def test_the_same_person_gets_it_logged_on_the_record_there_is(world: World) -> None:
    world.receive(strangers_mail())
    say(world, "merge")
    (logged,) = [one for one in world.all(Interaction) if "shower drips" in one.body]
    assert (logged.contact_id, logged.timestamp) == (world.people["Maria Lopez"], CAME)


def test_all_share_it_answers_for_everybody_who_gives_it_later(world: World) -> None:
    world.receive(strangers_mail(), "1")
    say(world, "all share it")
    later = world.receive(form("Otto Kern", "otto-1@example.net"), "2")
    assert later.outcome == MailOutcome.LEAD
    mail = world.mail(later.number)
    assert world.name(mail.contact_id) == "Otto Kern"
    assert world.numbers(mail.contact_id) == {"+15125550142"}
    assert waiting(world) == []


def test_a_number_is_asked_about_once_however_many_give_it(world: World) -> None:
    world.receive(strangers_mail(), "1")
    world.receive(form("Otto Kern", "otto-1@example.net"), "2")
    assert len(waiting(world)) == 1
    say(world, "all share it")
    assert waiting(world) == []
    names = {world.name(one.contact_id) for one in world.all(Lead)}
    assert {"Jana Stone", "Otto Kern"} <= names


def test_the_next_name_is_asked_about_once_the_first_is_answered(sqlite_world: World) -> None:
    sqlite_world.receive(strangers_mail(), "1")
    sqlite_world.receive(form("Otto Kern", "otto-1@example.net"), "2")
    say(sqlite_world, "separate")
    (card,) = waiting(sqlite_world)
    assert "Otto Kern" in card.card["line"]


def test_the_known_person_by_their_own_name_and_phone_is_not_asked_about(sqlite_world: World) -> None:
    receipt = sqlite_world.receive(form("Maria Lopez", "maria-form@example.net"))
    assert sqlite_world.mail(receipt.number).contact_id == sqlite_world.people["Maria Lopez"]
    assert waiting(sqlite_world) == []


def test_somebody_else_who_writes_from_a_known_mailbox_is_asked_about(sqlite_world: World) -> None:
    raw = letter("Otto Kern <maria.lopez@example.com>", "Tub", "The tub is clogged.", "otto-2@example.com")
    receipt = sqlite_world.receive(raw)
    assert (receipt.outcome, receipt.reason) == ("kept", "whose")
    assert "Maria Lopez" in receipt.explanation


def test_a_mail_in_question_is_not_taken_in_past_the_question(sqlite_world: World) -> None:
    receipt = sqlite_world.receive(strangers_mail())
    heard = sqlite_world.do("take_in_as_lead", mail=receipt.number)
    assert heard.problem is not None
    assert "card first" in heard.problem["message"]
    assert len(sqlite_world.all(Contact)) == 5


def test_somebody_else_who_answers_in_our_thread_is_that_somebody(world: World) -> None:
    raw = answer(
        "The lockbox code is 4410. My cell is 512-555-0190.\n\nPhil",
        sender="Phil Garber <phil@garber.example.com>",
    )
    row = world.mail(world.receive(raw).number)
    assert (row.outcome, row.lead_id) == (MailOutcome.INTERACTION, world.leads["Maria Lopez"])
    assert world.name(row.contact_id) == "Phil Garber"
    assert world.numbers(row.contact_id) == {"+15125550190"}
    assert world.addresses(row.contact_id) == {"phil@garber.example.com"}
    assert "Maria Lopez answered" not in world.notices("answer")[-1].text
    assert "Phil Garber wrote it; the job is Maria Lopez's." in world.notices("answer")[-1].text


def test_a_form_of_our_own_site_without_a_reply_to_is_kept_and_told(sqlite_world: World) -> None:
    text = "I need a new faucet, please call me at 512-555-0183. Ruth Feldman"
    receipt = sqlite_world.receive(letter("Website <noreply@riveraplumbing.example.com>", "Hello", text))
    assert receipt.outcome == "kept"
    assert sqlite_world.notices("kept_mail")


def test_the_same_name_from_an_unknown_address_in_our_thread_is_asked_about(world: World) -> None:
    before = world.count()
    receipt = world.receive(answer("Go ahead on Friday.", sender="Maria Lopez <maria.l@work.example.net>"))
    after = world.count()
    assert (receipt.outcome, receipt.reason) == ("kept", "whose")
    assert "maria.l@work.example.net, an address that is not on record" in receipt.explanation
    assert {kind for kind in after if after[kind] != before[kind]} == {"Notice"}
    say(world, "merge")
    row = world.mail(receipt.number)
    assert row.contact_id == world.people["Maria Lopez"]
    assert "maria.l@work.example.net" in world.addresses(row.contact_id)


def test_who_only_shares_the_name_in_our_thread_stays_somebody_else(world: World) -> None:
    receipt = world.receive(answer("Go ahead on Friday.", sender="Maria Lopez <maria.l@work.example.net>"))
    say(world, "separate")
    row = world.mail(receipt.number)
    assert row.contact_id != world.people["Maria Lopez"]
    assert world.addresses(row.contact_id) == {"maria.l@work.example.net"}


def second_mail(text: str = "The kitchen drain is slow as well.\n\nJana Stone\n", **headers: str) -> bytes:
    """Return the second mail of the stranger, with nothing in it of Maria's."""
    return letter(
        "Jana Stone <jana@example.org>",
        "Also the drain",
        text,
        "jana-2@example.org",
        "Wed, 18 Nov 2026 09:10:00 -0600",
        **headers,
    )


def test_a_second_mail_of_the_same_writer_waits_with_the_first_and_opens_and_drafts_nothing(
    sqlite_world: World,
) -> None:
    sqlite_world.receive(strangers_mail())
    before = sqlite_world.count()
    receipt = sqlite_world.receive(second_mail(), "2")
    after = sqlite_world.count()
    assert (receipt.outcome, receipt.reason) == ("kept", "whose")
    assert {kind: after[kind] - before[kind] for kind in after if after[kind] != before[kind]} == {
        "Notice": 1
    }
    assert "Jana Stone" in sqlite_world.notices("new_inquiry")[-1].text
    assert len(waiting(sqlite_world)) == 1
    assert not waiting(sqlite_world, "draft_follow_up")


@pytest.mark.parametrize(
    ("word", "whose"), [("separate", "Jana Stone"), ("merge", "Maria Lopez"), ("all share it", "Jana Stone")]
)
def test_both_mails_go_to_the_person_chosen(sqlite_world: World, word: str, whose: str) -> None:
    sqlite_world.receive(strangers_mail())
    sqlite_world.receive(second_mail(), "2")
    people = sqlite_world.count()["Contact"]
    said = say(sqlite_world, word)
    assert said.result is not None, said.problem
    mails = sqlite_world.mails()[-2:]
    assert [sqlite_world.name(one.contact_id) for one in mails] == [whose, whose]
    assert {one.outcome for one in mails} <= {MailOutcome.LEAD, MailOutcome.INTERACTION}
    assert sqlite_world.count()["Contact"] == people + (whose == "Jana Stone")
    assert not waiting(sqlite_world)


def test_a_second_mail_that_answers_the_first_waits_too(sqlite_world: World) -> None:
    sqlite_world.receive(strangers_mail())
    again = second_mail(In_Reply_To="<jana-1@example.org>", References="<jana-1@example.org>")
    assert sqlite_world.receive(again, "2").reason == "whose"


def test_somebody_else_is_taken_in_meanwhile_as_ever(sqlite_world: World) -> None:
    sqlite_world.receive(strangers_mail())
    assert sqlite_world.receive(letter(), "2").outcome == "lead"
