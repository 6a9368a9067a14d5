"""The scripted endpoint complains about every step that the script and the conversation do not share."""

import pytest

from agent.models.endpoint import Asked, ModelTrouble, Said, Trouble, Unheard
from agent.models.scripted import OffScript, ScriptedEndpoint

HELLO = Asked([{"role": "user", "content": "Hello"}])


class Heard(Unheard):
    def __init__(self) -> None:
        self.all: list[str] = []

    def words(self, text: str) -> None:
        self.all.append(text)


def test_answers_come_in_order_and_are_heard() -> None:
    endpoint = ScriptedEndpoint(
        [Said("one"), lambda asked: Said(f"heard {asked.messages[-1]['content']}")], model="m"
    )
    listener = Heard()

    assert [endpoint.complete(HELLO, listener).text for _ in range(2)] == ["one", "heard Hello"]
    assert listener.all == ["one", "heard Hello"]
    assert endpoint.asked == [HELLO, HELLO]
    endpoint.finish()


def test_a_trouble_of_the_script_is_raised_and_counts_as_its_step() -> None:
    endpoint = ScriptedEndpoint([ModelTrouble(Trouble.BUSY, "Busy."), Said("back")])

    with pytest.raises(ModelTrouble, match="Busy"):
        endpoint.complete(HELLO, Unheard())
    assert endpoint.complete(HELLO, Unheard()).text == "back"
    endpoint.finish()


def test_an_answer_that_nobody_asked_for_is_a_complaint() -> None:
    endpoint = ScriptedEndpoint([Said("one"), Said("two")])
    endpoint.complete(HELLO, Unheard())

    with pytest.raises(OffScript, match=r"1 of 2 answers left.*two"):
        endpoint.finish()


def test_a_question_too_many_is_a_complaint_then_and_at_the_end() -> None:
    endpoint = ScriptedEndpoint([])

    with pytest.raises(OffScript, match=r"asked once more.*Hello"):
        endpoint.complete(HELLO, Unheard())
    with pytest.raises(OffScript, match="0 answers and was asked 1 times"):
        endpoint.finish()
