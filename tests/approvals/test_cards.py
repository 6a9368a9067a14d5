"""A card: whole, visible, marked, with what it depends on and when it expires; and the digest binds it all."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sandbox import Bench

from entrypoints.bootstrap import Office
from schemas.effects import Call, Card, OutcomeKind, digest_of
from schemas.records import Email

HIDDEN = ["\u202e", "\u200b", "\x1b", "\x9b", "\u2066", "\ufeff", "\U000e0041", "\r"]


def card_to(bench: Bench, address: str, name: str = "Ana") -> Card:
    """Return the card of a mail to somebody new with an address."""
    added = bench.do("add_contact", first_name=name, email=address)
    assert added.kind == OutcomeKind.DONE, added.problem
    assert added.result is not None
    outcome = bench.do("send_message", to=added.result.data["contact_id"], subject="Hello", text="Friday?")
    assert outcome.card is not None, outcome.problem
    return outcome.card


def note_of(card: Card) -> str:
    return next(field.note for field in card.fields if field.name == "To")


@pytest.fixture
def maria(bench: Bench) -> Bench:
    """Put Maria Lopez of example.com on record, and a colleague of hers at a firm's own domain."""
    bench.do("add_contact", first_name="Maria", last_name="Lopez", email="maria@example.com")
    bench.do("add_contact", first_name="Bill", email="bill@brightwater.example")
    bench.do("add_contact", first_name="Bo", email="bo@brightwater-homes.com")
    return bench


@pytest.mark.parametrize(
    ("address", "remark"),
    [
        ("rnaria@example.com", "looks like maria@example.com of Maria Lopez"),
        ("zoe@brightwater-h0mes.com", "its domain looks like brightwater-homes.com, which is on record"),
        (
            "zoe@brightwaterhomes.com",
            "its domain is one letter off brightwater-homes.com, which is on record",
        ),
        ("zoe@brightwater-homs.com", "its domain is one letter off brightwater-homes.com"),
        ("zoe@оса.com", "the domain is xn--80a1aj.com underneath"),
        ("zoe@gmial.com", "its domain is one letter off gmail.com"),
        ("sam@riverap1umbing.example.com", "looks like your own address sam@riveraplumbing.example.com"),
        ("zoe@riveraplumbling.example.com", "its domain is one letter off riveraplumbing.example.com"),
    ],
)
def test_a_look_alike_address_is_marked(maria: Bench, address: str, remark: str) -> None:
    note = note_of(card_to(maria, address))
    assert "CAREFUL: " in note
    assert remark in note


@pytest.mark.parametrize(
    "address",
    ["zoe@example.com", "zoe@gmail.com", "zoe@brightwater-homes.com", "bob@elsewhere.org", "zoe@mail.com"],
)
def test_an_ordinary_address_is_not_marked(maria: Bench, address: str) -> None:
    assert note_of(card_to(maria, address)) == "first mail to this address from here"


def test_a_first_mail_is_marked_until_one_has_gone_to_that_very_address(bench: Bench) -> None:
    first = bench.waiting_mail()
    assert "first mail to this address" in first.card["fields"][0]["note"]
    bench.decide(first)
    second = bench.waiting_mail("Again?")
    assert second.card["fields"][0]["note"] == ""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.text(some.sampled_from([*HIDDEN, "a", "b", " ", "\n", "é", "👍"]), max_size=25),
    some.text(some.sampled_from([*HIDDEN, "a", "b"]), max_size=12),
)
def test_what_is_hidden_in_a_message_is_visible_on_its_card_and_goes_out_as_approved(
    sqlite_bench: Bench, text: str, subject: str
) -> None:
    if not sqlite_bench.rows(Email):
        sqlite_bench.do("add_contact", first_name="Maria", email="maria@example.com")
    outcome = sqlite_bench.do("send_message", to="Maria", subject=f"S{subject}", text=f"Hi {text} there")
    assert outcome.card is not None, outcome.problem
    shown = outcome.card.text()
    payload = sqlite_bench.approval(outcome.card.approval).acts["yes"]["payload"]
    for sign in HIDDEN:
        assert sign not in shown
        if sign != "\r":
            assert (f"⟨U+{ord(sign):04X}⟩" in shown) == (sign in payload["text"] + payload["subject"])
    assert payload["text"] == f"Hi {text} there"


def test_the_digest_binds_everything_that_is_shown(maria: Bench) -> None:
    card = card_to(maria, "zoe@gmial.com", "Zoe")
    stored = maria.approval(card.approval)
    assert stored.digest == digest_of({"card": stored.card, "acts": stored.acts})
    assert stored.card == card.model_dump(mode="json", exclude={"digest"})
    for name, value in stored.card.items():
        assert digest_of({"card": {**stored.card, name: f"{value}x"}, "acts": stored.acts}) != stored.digest
    assert {"expires", "depends_on", "fields", "line", "why"} <= stored.card.keys()


def test_a_card_says_when_it_expires_in_the_business_s_own_time(bench: Bench) -> None:
    assert bench.waiting_mail().card["expires"] == "Wed, Nov 25, 10 am"


def test_a_card_names_the_others_that_wait_about_the_same_person_but_not_the_one_it_replaces(
    bench: Bench,
) -> None:
    first = bench.waiting_mail()
    second = bench.waiting_mail("Or Monday?")
    named = f"card #{first.number} about the same person waits too: {first.card['line']}"
    assert named in second.card["depends_on"]
    edited = bench.gate.edit(bench.desk(), second.number, {"text": "Or Tuesday?"})
    assert edited.card is not None
    assert named in edited.card.depends_on
    assert not any(f"#{second.number} " in one for one in edited.card.depends_on)


def test_a_card_names_an_open_hand_off_that_its_message_is_about(bench: Bench) -> None:
    bench.deal()
    outcome = bench.do("draft_follow_up", lead="Repipe")
    assert outcome.card is not None
    assert any("open hand-off" in one for one in outcome.card.depends_on), outcome.card.depends_on


def test_amounts_and_text_stand_whole_on_a_card(bench: Bench) -> None:
    text = "\n".join(f"Line {number} of a long letter, word for word." for number in range(200))
    shown = bench.waiting_mail(text)
    assert next(field["value"] for field in shown.card["fields"] if field["name"] == "Text") == text
    bench.do("update_contact", contact="Maria", phone="512-555-0142", address="123 Main St")
    won = bench.do("mark_won", opportunity=bench.deal(), amount="8000.50")
    assert won.card is not None
    assert "Amount: $8,000.50" in won.card.text()


def test_an_edit_by_talking_starts_from_the_text_as_it_is_not_as_it_is_spelled_out(bench: Bench) -> None:
    hidden = bench.waiting_mail("Hello\u200b there.")
    shown = bench.approval(hidden.number)
    assert "Hello⟨U+200B⟩ there." in str(shown.card["fields"])
    assert shown.acts["yes"]["payload"]["text"] == "Hello\u200b there."


def test_what_happened_is_said_as_it_happened(bench: Bench) -> None:
    sent = bench.decide(bench.waiting_mail())
    assert sent.result is not None
    assert sent.result.text == "Sent the mail to Maria <maria@example.com>."


def test_a_mail_that_only_lies_in_a_folder_is_not_said_to_be_sent(office: Office) -> None:
    desk = office.desk("cli")
    office.gate.submit(
        desk, Call(tool="add_contact", arguments={"first_name": "Maria", "email": "m@example.com"})
    )
    card = office.gate.submit(
        desk, Call(tool="send_message", arguments={"to": "Maria", "text": "Friday?"})
    ).card
    assert card is not None
    outcome = office.gate.decide(desk, card.approval, card.digest)
    assert outcome.result is not None
    assert outcome.result.text == (
        "Put the mail to Maria <m@example.com> into mail/sent. It is not delivered: no mailbox is connected yet."
    )
