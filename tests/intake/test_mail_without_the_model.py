"""The model beside the rules is dispensable at any moment (row C7): whatever becomes of it, mail is taken in."""
# ruff: noqa: F811 (the fixtures of `receiving`)

from dataclasses import replace

import pytest
from model_answers import AGREEING, intake_with, read_of, said
from receiving import World, letter, sqlite_world, world  # noqa: F401

from agent.intake.extract.by_model import fields_in
from agent.models.endpoint import Asked, Finish, ModelTrouble, Said, Trouble
from agent.usage import set_cap
from schemas.records import MailMessage, ModelUse


def test_without_an_answer_the_rules_alone_take_the_mail_in_and_the_trouble_is_on_record(
    sqlite_world: World,
) -> None:
    for number, trouble in enumerate(Trouble):
        intake, endpoint = intake_with(sqlite_world.office, ModelTrouble(trouble, f"It is {trouble}."))
        receipt = intake.receive(str(number), letter(message_id=f"t{number}@example.net"))
        endpoint.finish()
        read = sqlite_world.mail(receipt.number).extraction
        assert receipt.outcome in {"lead", "interaction"}
        assert read["phones"][0]["value"] == "+15125550177"
        assert read["model"] == {"name": "scripted", "trouble": str(trouble)}

    uses = sorted(sqlite_world.all(ModelUse), key=lambda use: use.use_id)
    assert [use.trouble for use in uses] == [str(trouble) for trouble in Trouble]


def test_after_a_failure_the_rest_of_the_run_is_not_held_up_by_the_model(world: World) -> None:
    intake, endpoint = intake_with(world.office, ModelTrouble(Trouble.SLOW, "It took too long."))
    mails = [
        (str(number), letter(f"P{number} Doe <p{number}@example.net>", message_id=f"r{number}@example.net"))
        for number in range(20)
    ]
    receipts = list(intake.receive_all(mails))

    endpoint.finish()
    assert [one.outcome for one in receipts] == ["lead", *["kept"] * 19]  # All of one phone: it is asked.
    assert {row.extraction["model"]["trouble"] for row in world.mails()} == {"slow"}
    (notice,) = world.notices("model_trouble")
    assert "It took too long." in notice.text
    assert intake.reader is not None and intake.reader.given_up is not None


def test_the_owner_is_told_of_the_same_trouble_once_and_the_next_run_tries_again(sqlite_world: World) -> None:
    for number in range(3):
        intake, endpoint = intake_with(
            sqlite_world.office, ModelTrouble(Trouble.UNREACHABLE, "Nobody there.")
        )
        intake.receive(str(number), letter(message_id=f"n{number}@example.net"))
        endpoint.finish()

    assert len(sqlite_world.notices("model_trouble")) == 1


GARBAGE = {
    "words": Said("Sure! The customer is Jane."),
    "nothing": Said(""),
    "a list": Said("[1, 2]"),
    "broken": Said('{"name": {"value": "Jane'),
    "deep": Said('{"a":' * 5_000 + "1" + "}" * 5_000),
    "endless": Said('{"name": null, "x": "' + "y" * 50_000 + '"}'),
    "cut off": replace(said(), finish=Finish.LENGTH),
    "a refusal": Said("I can't help with that.", finish=Finish.REFUSED),
    "something else": Said('{"weather": "fine"}'),
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE.keys())
def test_an_answer_that_is_none_is_not_read_at_all(garbage: Said) -> None:
    with pytest.raises(ModelTrouble) as raised:
        fields_in(garbage)
    assert raised.value.trouble is Trouble.NOT_UNDERSTOOD


@pytest.mark.parametrize("name", ["words", "cut off"])
def test_an_answer_that_is_none_is_one_mails_loss_and_the_next_mail_is_asked_about(
    sqlite_world: World, name: str
) -> None:
    intake, endpoint = intake_with(sqlite_world.office, GARBAGE[name], AGREEING)
    intake.receive("1", letter())
    intake.receive("2", letter(message_id="a2@example.net"))
    endpoint.finish()

    first, second = (
        row.extraction["model"] for row in sorted(sqlite_world.mails(), key=lambda row: row.number)
    )
    assert first == {"name": "scripted", "trouble": "not_understood"}
    assert second == {"name": "scripted", "dropped": []}


def test_an_endpoint_that_only_talks_nonsense_is_given_up(sqlite_world: World) -> None:
    intake, endpoint = intake_with(sqlite_world.office, *[Said("Hm.")] * 3)
    for number in range(6):
        intake.receive(str(number), letter(message_id=f"g{number}@example.net"))

    endpoint.finish()


def test_the_months_cap_is_held(world: World) -> None:
    set_cap(world.office.desk("cli"), 1_000)
    intake, endpoint = intake_with(world.office, AGREEING, AGREEING)
    for number in range(4):
        intake.receive(str(number), letter(message_id=f"k{number}@example.net"))

    endpoint.finish()
    uses = sorted(world.all(ModelUse), key=lambda use: use.use_id)
    assert [(use.tokens_in, use.trouble) for use in uses] == [(700, ""), (700, ""), (0, "over_cap")]


def test_nothing_is_held_while_the_model_is_asked(world: World) -> None:
    def others_work_on(asked: Asked) -> Said:
        world.done("add_contact", first_name="Meanwhile", phone="512-555-0101")
        return AGREEING

    read_of(world, letter(), others_work_on)

    assert any(world.numbers(row.contact_id) == {"+15125550177"} for row in world.mails())


def test_a_mail_on_record_is_not_asked_about_again(world: World) -> None:
    intake, endpoint = intake_with(world.office, AGREEING)
    first = intake.receive("1", letter())
    same, copy = intake.receive("1", letter()), intake.receive("another-id", letter())

    endpoint.finish()
    assert first.new and not same.new and not copy.new
    assert len(world.all(MailMessage)) - 2 == 1
