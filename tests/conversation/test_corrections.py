"""A correction touches what it corrects and nothing else; a second card beside a first; what was heard and not kept is said."""

from typing import Any

import pytest
from talk import Talk


@pytest.fixture
def many(talk: Talk) -> Talk:
    """Add a second Tom, two namesakes, names that are words, and a deal."""
    people: tuple[dict[str, Any], ...] = (
        {"first_name": "Tom", "last_name": "Beckett", "phone": "512-555-0170"},
        {"first_name": "Ida", "last_name": "Novak", "phone": "512-555-0174"},
        {"first_name": "Ida", "last_name": "Novak", "phone": "512-555-0175"},
        {"first_name": "Ray", "last_name": "Stone", "phone": "512-555-0173", "email": "ray@example.com"},
        {"first_name": "Grace", "last_name": "Hill", "phone": "512-555-0176"},
    )
    for person in people:
        assert talk.do("add_contact", **person).result is not None
    talk.do("convert_lead", lead="Leaky faucet", amount="900")
    return talk


def with_whom(talk: Talk) -> list[str]:
    """Return the people of logged touches, by the end of their number."""
    numbers = {row["contact_id"]: row["number"][-4:] for row in talk.live("phones")}
    return [numbers[row["contact_id"]] for row in talk.live("interactions") if row["type"] != "system"]


def amounts(talk: Talk) -> list[str]:
    return [row["amount"] for row in talk.live("opportunities")]


@pytest.mark.parametrize(
    "said", ["not that ida", "no, not ida", "that wasn't ida", "that was not ida, that was tom beckett"]
)
def test_who_is_ruled_out_leaves_somebody_elses_call_alone(many: Talk, said: str) -> None:
    many.all(
        "ida called", "grace hill called about the yard", said, "tom beckett's drain went to somebody else"
    )
    assert with_whom(many) == ["0176"]


@pytest.mark.parametrize(
    "said",
    [
        "not ray, grace hill",
        "that wasn't ray, that was grace hill",
        "thats not ray stone, its grace",
        "no it was grace hill",
    ],
)
def test_who_is_ruled_out_and_who_it_was_moves_the_call(many: Talk, said: str) -> None:
    many.all("log a call with ray stone, he wants slate", said)
    assert with_whom(many) == ["0176"]


def test_it_was_not_them_asks_who_it_was_and_moves_it_then(many: Talk) -> None:
    assert (
        "Who was it, then, if not Ray Stone?"
        in many.all("ray stone called, wants slate", "it wasn't him").text
    )
    assert with_whom(many) == ["0173"]
    many.say("grace hill")
    assert with_whom(many) == ["0176"]


def test_it_was_somebody_new_is_added_and_takes_the_call(many: Talk) -> None:
    many.all(
        "ray stone called, wants slate", "thats not ray stone, thats somebody new", "Omar Finch, 512-555-0190"
    )
    assert with_whom(many) == ["0190"]


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        (("tom called, wants brass", "becker"), "no the other tom", ["0170"]),
        (("log a call with ida, she wants tile", "0174"), "the other ida called too", ["0174", "0175"]),
    ],
)
def test_the_other_one_is_whoever_of_two_was_not_meant_before(
    many: Talk, first: tuple[str, ...], then: str, expected: list[str]
) -> None:
    many.all(*first, then)
    assert with_whom(many) == expected


@pytest.mark.parametrize(
    "said", ["ray called, no wait it was grace hill", "ray stone called, sorry, grace hill about the yard"]
)
def test_a_name_taken_back_in_the_same_breath_is_not_meant(many: Talk, said: str) -> None:
    many.say(said)
    assert with_whom(many) == ["0176"]


def test_a_correction_while_a_question_is_open_is_of_the_question(many: Talk) -> None:
    many.say("grace hill called about the yard")
    text = many.all("mark the leaky faucet lost", "not her").text
    assert "left undone: “mark the leaky faucet lost”" in text
    assert with_whom(many) == ["0176"]
    assert [row["stage"] for row in many.live("opportunities")] == ["estimating"]


@pytest.mark.parametrize(
    "said",
    [
        "text maria the price is 750",
        "email maria that her leaky faucet is 760 now",
        "tell maria we lost the part and its 770 now",
        "please text maria lopez her estimate went out",
    ],
)
def test_a_message_to_write_is_a_message_whatever_figure_stands_in_it(many: Talk, said: str) -> None:
    reply = many.say(said)
    assert [card.tool for card in reply.cards] == ["send_message"]
    assert amounts(many) == ["900.00"]


def test_a_call_and_a_message_to_somebody_else_are_two_things(many: Talk) -> None:
    reply = many.say("ray stone called, text grace hill that i am late")
    assert with_whom(many) == ["0173"]
    assert [card.line for card in reply.cards] == ["Text Grace Hill at (512) 555-0176 yourself, and log it"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("text ray stone on my way", "text grace hill running late"),
        ("email ray stone: see you at 9", "email tom becker: see you at 10"),
        ("text ray stone on my way", "text tom becker on my way"),
    ],
)
def test_a_card_to_somebody_else_leaves_the_first_one_waiting(many: Talk, first: str, second: str) -> None:
    many.all(first, second)
    assert many.status(1, 2) == ["pending", "pending"]


def test_where_a_card_takes_anothers_place_the_reply_says_whose(many: Talk) -> None:
    text = many.all("text ray stone on my way", "no, text grace hill on my way").text
    assert "(In place of #1: Text Ray Stone at" in text
    assert many.status(1, 2) == ["withdrawn", "pending"]


def test_sent_logs_the_text_that_was_sent_or_asks_which(many: Talk) -> None:
    many.all("text ray stone the slate is in", "yes", "text grace hill running late")
    assert "Which one was sent? #1 Text Ray Stone" in many.say("sent").text
    assert with_whom(many) == []
    many.say("sent 1")
    assert with_whom(many) == ["0173"]
    many.say("sent")
    assert with_whom(many) == ["0173", "0176"]


def test_a_by_hand_text_is_still_approved_by_its_number_after_another(many: Talk) -> None:
    many.all("text ray stone the slate is in", "yes", "text grace hill running late", "approve 1", "sent")
    assert with_whom(many) == ["0173"]


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("maria said yes, 820", "820.00"),
        ("maria accepted at 850", "850.00"),
        ("mark the leaky faucet won at 31 Elm St", None),
        ("the 2 bath leaky faucet is won", None),
    ],
)
def test_the_figure_that_was_said_stands_on_the_card(many: Talk, said: str, amount: str | None) -> None:
    many.say(said)
    [act] = many.card(1).acts.values()
    assert act["payload"].get("amount") == amount


@pytest.mark.parametrize(
    "said",
    ["called ray stone, he didnt pick up", "rang ray, no answer", "called ray stone but couldn't reach him"],
)
def test_nobody_was_spoken_to_where_nobody_answered(many: Talk, said: str) -> None:
    many.say(said)
    assert [row["outcome"] for row in many.live("interactions") if row["type"] != "system"] == ["none"]


@pytest.mark.parametrize(
    ("said", "unkept"),
    [
        ("maria said yes, she wants to start jan 4", "jan 4"),
        ("add Omar Finch 512-555-0190 needs a new boiler", "needs a new boiler"),
    ],
)
def test_what_was_heard_and_not_kept_is_said(many: Talk, said: str, unkept: str) -> None:
    assert f"I didn't keep: {unkept}" in many.say(said).text


@pytest.mark.parametrize("said", ["move rays reminder to friday", "push the ray stone follow up to friday"])
def test_a_reminder_that_is_moved_stays_the_only_one(many: Talk, said: str) -> None:
    many.do("set_reminder", about="Ray Stone", date="2026-11-19", text="call")
    many.say(said)
    reminders = [row for row in many.live("interactions") if row["follow_up_status"] == "pending"]
    assert [row["follow_up_date"] for row in reminders] == ["2026-11-20"]
