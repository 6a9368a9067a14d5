"""Answers to an open question: a message that is nothing but one of that kind. Anything else that is said is heard anew."""

from typing import Any

import pytest
from talk import Talk


@pytest.fixture
def many(talk: Talk) -> Talk:
    """Add people with names like Maria's and Tom's, names that are words, and jobs of each kind."""
    people: tuple[dict[str, Any], ...] = (
        {"first_name": "Tom", "last_name": "Beckett", "phone": "512-555-0170"},
        {"first_name": "Helen", "last_name": "Marsh", "phone": "512-555-0171", "email": "helen@example.com"},
        {"first_name": "Hellen", "last_name": "Marsch", "phone": "512-555-0172"},
        {"first_name": "Ray", "last_name": "Stone", "phone": "512-555-0173", "email": "ray@example.com"},
        {"first_name": "Ida", "last_name": "Novak", "phone": "512-555-0174"},
        {"first_name": "Ida", "last_name": "Novak", "phone": "512-555-0175"},
    )
    for person in people:
        assert talk.do("add_contact", **person).result is not None
    talk.do("open_lead", title="Boiler swap", contact="512-555-0171", estimated_value="6000")
    talk.do("open_lead", title="Gutter cleaning", contact="512-555-0173", estimated_value="400")
    talk.do("convert_lead", lead="Leaky faucet", amount="900")
    return talk


def whose(talk: Talk) -> list[str]:
    """Return the people of logged touches and reminders, with what was written."""
    names = {
        key: f"{row['first_name']} {row['last_name']}" for key, row in talk.seen().rows["contacts"].items()
    }
    return [
        f"{names.get(row['contact_id'], 'nobody')}: {row['subject'] or row['body']}"
        for row in talk.live("interactions")
        if row["type"] != "system" or row["follow_up_date"]
    ]


def unchanged(talk: Talk, *said: str) -> str:
    before = talk.seen()
    reply = talk.all(*said)
    after = talk.seen()
    assert after.rows == before.rows
    assert after.cards == before.cards
    return reply.text


def address_of(talk: Talk, first_name: str) -> Any:
    return next(
        row["address"] for row in talk.seen().rows["contacts"].values() if row["first_name"] == first_name
    )


def test_the_reason_of_somebody_else_loses_no_deal(many: Talk) -> None:
    text = many.all("mark the leaky faucet lost", "ray stone hired another contractor").text
    assert "Left undone: “mark the leaky faucet lost” (Maria Lopez: Leaky faucet)" in text
    assert [row["stage"] for row in many.live("opportunities")] == ["estimating"]
    given_up = [row["title"] for row in many.live("leads") if row["status"] == "disqualified"]
    assert given_up == ["Gutter cleaning"]


@pytest.mark.parametrize("said", ["price", "they hired somebody cheaper", "Maria went with her cousin"])
def test_a_reason_that_names_nobody_else_is_taken(many: Talk, said: str) -> None:
    many.all("mark the leaky faucet lost", said)
    assert [row["stage"] for row in many.live("opportunities")] == ["lost"]


@pytest.mark.parametrize(
    "said",
    [
        "not hers",
        "no, not that one",
        "512-555-0199",
        "helen@elsewhere.example.com",
        "ray stone lives at 3 Quarry Ln",
        "tom becker called, he moved to 8 Ferry Rd",
        "when did we last talk to Tom Becker",
        "she is out until tuesday",
    ],
)
def test_what_is_no_address_becomes_nobodys(many: Talk, said: str) -> None:
    many.all("convert the boiler swap to a job", said)
    assert address_of(many, "Helen") is None
    assert [row["title"] for row in many.live("opportunities")] == ["Leaky faucet"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("19 Harbor Way", "19 Harbor Way"),
        ("it's 19 Harbor Way, Austin", "19 Harbor Way, Austin"),
        ("she lives at 19 harbor way", "19 harbor way"),
        ("Lindenstraße 5, Berlin", "Lindenstraße 5, Berlin"),
        ("corner of Fifth and Main", "corner of Fifth and Main"),
    ],
)
def test_an_address_is_taken_without_the_words_around_it(many: Talk, said: str, kept: str) -> None:
    many.all("convert the boiler swap to a job", said)
    assert address_of(many, "Helen") == kept


@pytest.mark.parametrize(
    ("asked", "said", "about"),
    [
        (
            "log a call with Helene Marsh, no news",
            "ray stone emailed about the gutter",
            ["Ray Stone: Emailed about the gutter"],
        ),
        ("tom called", "ray called about the gutter", ["Ray Stone: Called about the gutter"]),
        ("ida called", "helen marsh called", ["Helen Marsh: Helen marsh called"]),
    ],
)
def test_another_persons_sentence_answers_no_question_whom(
    many: Talk, asked: str, said: str, about: list[str]
) -> None:
    text = many.all(asked, said).text
    assert f"Left undone: “{asked}”" in text
    assert whose(many) == about


def test_somebody_named_exactly_is_taken_before_those_who_are_near(many: Talk) -> None:
    many.all("log a call with Helene Marsh, she wants brass", "Ray Stone")
    assert whose(many) == ["Ray Stone: She wants brass"]


@pytest.mark.parametrize(
    "said", ["beckett", "tom beckett", "the one with 0170", "the second one", "it was tom beckett"]
)
def test_whoever_is_offered_is_chosen_by_what_differs(many: Talk, said: str) -> None:
    many.all("log a call with tom, he wants brass", said)
    assert whose(many) == ["Tom Beckett: He wants brass"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("remind me to order the gasket friday", "cancel all reminders for helen"),
        ("remind me to send the sheet on monday", "remind me to call ray stone on tuesday"),
        ("remind me to order the gasket friday", "its for his uncles cabin at 9 Dune Ln"),
    ],
)
def test_a_reminder_is_never_about_whoever_the_next_sentence_names(many: Talk, asked: str, said: str) -> None:
    many.all(asked, said)
    told = [one for one in whose(many) if "gasket" in one.lower() or "sheet" in one.lower()]
    assert [one.split(":")[0] for one in told] == ["nobody"]


def test_a_new_customer_does_not_take_the_number_of_another(many: Talk) -> None:
    many.all("open a lead for Dora Quill, broken pipe", "new customer Enzo Ferri, 512 555 0188")
    numbers = {row["number"]: row["contact_id"] for row in many.live("phones")}
    added = many.seen().rows["contacts"][numbers["+15125550188"]]
    assert (added["first_name"], added["last_name"]) == ("Enzo", "Ferri")
    assert "Left undone: “open a lead for Dora Quill, broken pipe”" in many.replies[-1].text


@pytest.mark.parametrize("said", ["never mind, she calls first", "forget it, wrong house"])
def test_whoever_lets_a_question_go_writes_no_title(many: Talk, said: str) -> None:
    before = len(many.live("leads"))
    many.all("open a lead for Helen Marsh", said)
    assert len(many.live("leads")) == before


def test_a_question_that_names_nobody_says_whom_and_what_it_is_about(many: Talk) -> None:
    assert "(Maria Lopez: Leaky faucet)" in many.say("mark the leaky faucet lost").text
    assert "(Helen Marsh)" in many.elsewhere().say("remind me to call Helen Marsh").text
    assert "Which lead? I am to " in many.elsewhere().say("disqualify the lead").text


def test_what_was_looked_up_meanwhile_leaves_the_question_open_and_says_so(many: Talk) -> None:
    text = many.all("mark the leaky faucet lost", "what's Tom Beckett's number?").text
    assert "0170" in text
    assert "Still open: Why?" in text


@pytest.mark.parametrize("said", ["spoke with Nora", "got a call from a lady named Dora Quill about a drain"])
def test_nobody_reads_the_name_of_a_tool_or_of_its_arguments(many: Talk, said: str) -> None:
    text = many.all("tom called", said).text
    assert "is on record" in text
    assert not [word for word in ("log_interaction", "SomebodyNew", "about must") if word in text]
