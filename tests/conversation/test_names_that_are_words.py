"""Somebody whose name is made of words of the language is somebody, whoever on record shares a word of it or was spoken of."""

import pytest
from talk import Talk


def unchanged(talk: Talk, said: str) -> str:
    before = talk.seen()
    reply = talk.say(said)
    after = talk.seen()
    assert (after.rows, after.cards) == (before.rows, before.cards)
    return reply.text


@pytest.fixture
def named(talk: Talk) -> Talk:
    """Return a desk with a Hill, a Day and a Price on record, of whom Tom Becker was spoken of last."""
    for first, last, digits in (
        ("Benny", "Hill", "0151"),
        ("Doris", "Day", "0152"),
        ("Harold", "Price", "0153"),
    ):
        talk.do("add_contact", first_name=first, last_name=last, phone=f"512-555-{digits}")
    talk.say("what's Tom Becker's number?")
    return talk


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Crystal Hill called, she wants a bid", "Crystal Hill"),
        ("Penny Day wants a new disposal", "Penny Day"),
        ("Rusty Price stopped by, he wants a bid", "Rusty Price"),
        ("Petra Sand called, she has a clogged toilet", "Petra Sand"),
        ("petra sand called, she has a clogged toilet", "Petra Sand"),
        ("Dale Winters texted me, he says the valve is stuck", "Dale Winters"),
        ("her sister Wilma Stone called, she wants a quote", "Wilma Stone"),
        ("log that Iris Bloom called and needs a plumber tomorrow", "Iris Bloom"),
        ("let Jade Stone know that the pump came in", "Jade Stone"),
        ("shoot Cliff Banks a text that I'll be late", "Cliff Banks"),
        ("Dr. Patel wants an estimate for the faucet", "Patel"),
    ],
)
def test_a_name_made_of_words_is_somebody_new(named: Talk, said: str, name: str) -> None:
    assert f"Nobody called {name} is on record." in unchanged(named, said)


@pytest.mark.parametrize(
    "said",
    [
        "tell the inspector that we are done",
        "text the bakery that the pump is ready",
        "email my supplier that it leaks",
    ],
)
def test_somebody_who_is_only_described_is_not_whoever_was_spoken_of(named: Talk, said: str) -> None:
    assert "Tom Becker" not in unchanged(named, said)


def test_a_pronoun_after_somebody_new_is_not_who_was_spoken_of_before(named: Talk) -> None:
    named.say("Nadia Petrov called about her sump pump")
    assert "Tom Becker" not in unchanged(named, "remind me to call her back tomorrow")
    assert "Tom Becker" not in unchanged(named, "text her: see you")


def test_a_family_name_that_two_share_is_asked_about_though_one_has_two(named: Talk) -> None:
    named.do("add_contact", first_name="Ray", last_name="Ortiz", phone="512-555-0154")
    named.do("add_contact", first_name="Carlos", last_name="Peña Ortiz", phone="512-555-0155")
    text = unchanged(named, "log a call with Mr. Ortiz: he paid")
    assert "Ray Ortiz" in text and "Carlos Peña Ortiz" in text


def test_a_correction_of_a_call_touches_no_reminder(named: Talk) -> None:
    named.all("log a call with Tom Becker: wants it Friday", "remind me to call Maria on Friday")
    assert "isn't what was done last" in unchanged(named, "no, that call was Benny Hill")


@pytest.mark.parametrize("answer", ["her name is Ana Reyes", "it's Ana Reyes", "Ana Reyes"])
def test_a_name_is_answered_in_any_way(named: Talk, answer: str) -> None:
    named.all("log a call with Tom Becker: he wants slate", "that's not Tom, that's somebody new", answer)
    assert "Ana Reyes" in named.say("512-555-0156").text
    people = {(one["first_name"], one["last_name"]) for one in named.live("contacts")}
    assert ("Ana", "Reyes") in people


def test_of_days_on_which_it_is_closed_those_not_kept_are_said(named: Talk) -> None:
    assert (
        "I didn't keep: December 21 through December 23"
        in named.say("close us on December 21 through December 23").text
    )


def test_a_question_whether_a_job_is_won_proposes_no_win(named: Talk) -> None:
    assert "mark a deal" not in unchanged(named, "is the sewer line won?")


@pytest.mark.parametrize(
    ("wish", "tool"),
    [
        ("I want to see the pipeline", "show_pipeline"),
        ("her new number is 512-555-0177", "update_contact"),
    ],
)
def test_a_wish_after_a_call_that_was_told_is_not_lost_in_its_words(
    named: Talk, wish: str, tool: str
) -> None:
    reply = named.say(f"log a call with Maria, she wants slate. {wish}")
    assert [call.tool for call, _ in reply.calls] == ["log_interaction", tool]


def test_that_one_is_no_amount(named: Talk) -> None:
    named.do("convert_lead", lead="Sewer line repair", amount="3200")
    named.say("Tom's job is won")
    assert "$1" not in named.say("drop that one").text
    assert list(named.seen().cards) == [1]


@pytest.mark.parametrize("between", ["put something in for Maria thursday??", "maria: blorp the snizzle"])
def test_a_pronoun_after_what_was_not_understood_is_never_an_older_person(named: Talk, between: str) -> None:
    named.say("log a call with Tom Becker, he wants slate")
    named.say(between)
    named.say("log a call with her, she wants brass")
    logged = [row["contact_id"] for row in named.live("interactions") if "brass" in row["body"].lower()]
    [tom] = [row["contact_id"] for row in named.live("contacts") if row["last_name"] == "Becker"]
    assert tom not in logged


def test_a_lead_without_a_word_of_what_is_wanted_is_asked_about(named: Talk) -> None:
    before = len(named.live("leads"))
    assert "?" in named.all("log a call with Maria, she wants brass", "open a lead for her").text
    assert len(named.live("leads")) == before


@pytest.mark.parametrize("answer", ["yep add him", "yes please add him", "ok add them"])
def test_adding_is_agreed_to_in_any_way_and_a_number_that_was_said_is_not_asked_again(
    named: Talk, answer: str
) -> None:
    named.say("bob tran called, 614-555-0177, wants a quote for a sewer backup")
    assert "phone number" not in named.say("what's our pipeline?").text
    named.say(answer)
    assert "+16145550177" in [row["number"] for row in named.live("phones")]
