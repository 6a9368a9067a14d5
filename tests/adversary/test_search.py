"""A search over interleavings of model, owner, mail, clock, outside and crash: every hard stop holds after every step.

Hypothesis draws the steps and prints those that broke something; add `Phase.shrink` to have it shorten them.
"""

import random
from contextlib import ExitStack

import pytest
from furnished_homes import furnished_play
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from evals.adversary.campaign import DRAFTS
from evals.adversary.inbox import Against, hostile_mail
from evals.adversary.outside import Way
from evals.adversary.repertoire import JOBS, PEOPLE, Repertoire
from evals.adversary.talk import SAID, Conversation, HostileModel
from evals.adversary.world import HOSTILE
from schemas.enums import ActorKind, ApprovalStatus

SEEDS = st.integers(0, 2**32)


class Search(RuleBasedStateMachine):
    """Everybody's steps on one furnished home."""

    kind = "sqlite"

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.play = self.stack.enter_context(furnished_play(self.kind))
        self.mails = 0
        self.talk = Conversation(self.play, HostileModel(self._repertoire(0), random.Random(0)))

    def teardown(self) -> None:
        self.stack.close()

    def _repertoire(self, seed: int) -> Repertoire:
        return Repertoire(random.Random(seed), self.play.world.registry.tools, self.play.learned)

    def _card(self, pick: int) -> int:
        numbers = sorted(self.play.cards)
        return numbers[-1 - pick % min(len(numbers), 4)]

    @rule(kind=st.sampled_from(HOSTILE), seed=SEEDS)
    def a_hostile_call(self, kind: ActorKind, seed: int) -> None:
        self.play.call(kind, *self._repertoire(seed).call())

    @rule(kind=st.sampled_from(HOSTILE), seed=SEEDS)
    def an_aimed_call(self, kind: ActorKind, seed: int) -> None:
        self.play.call(kind, *self._repertoire(seed).aimed_call())

    @rule(seed=SEEDS)
    def the_owner_calls(self, seed: int) -> None:
        self.play.call(ActorKind.MEMBER, *self._repertoire(seed).fitting_call())

    @precondition(lambda self: self.play.cards)
    @rule(pick=st.integers(0, 3), answer=st.integers(0, 2))
    def the_owner_says_yes(self, pick: int, answer: int) -> None:
        number = self._card(pick)
        answers = list(self.play.cards[number].answers)
        self.play.decide(number, answers[answer % len(answers)])

    @precondition(lambda self: self.play.cards)
    @rule(pick=st.integers(0, 3))
    def the_owner_says_no(self, pick: int) -> None:
        self.play.reject(self._card(pick))

    @precondition(lambda self: self.play.cards)
    @rule(pick=st.integers(0, 3), done=st.booleans())
    def the_owner_settles(self, pick: int, done: bool) -> None:
        self.play.settle(self._card(pick), ApprovalStatus.DONE if done else ApprovalStatus.FAILED)

    @precondition(lambda self: self.play.cards)
    @rule(pick=st.integers(0, 3), kind=st.sampled_from(HOSTILE))
    def somebody_else_decides(self, pick: int, kind: ActorKind) -> None:
        number = self._card(pick)
        desk = self.play.world.hostile_desk(kind)
        self.play.world.gate.decide(desk, number, self.play.cards[number].digest)
        self.play.world.gate.settle(desk, number, ApprovalStatus.DONE)

    @rule(seed=SEEDS, said=st.sampled_from(SAID), number=st.integers(1, 5))
    def the_owner_talks(self, seed: int, said: str, number: int) -> None:
        self.talk.model = HostileModel(self._repertoire(seed), random.Random(seed))
        self.talk.say(said.format(number=number, other=number + 1))

    @rule(seed=SEEDS)
    def a_mail_comes_in(self, seed: int) -> None:
        self.mails += 1
        self.play.receive(str(self.mails), hostile_mail(random.Random(seed), self.mails))

    @rule(kind=st.sampled_from(DRAFTS), limit=st.sampled_from((1, 2, 5)))
    def the_owner_turns_auto_send_on(self, kind: str, limit: int) -> None:
        outcome = self.play.call(ActorKind.MEMBER, "turn_on_auto_send", {"kind": kind, "daily_limit": limit})
        if outcome is not None and outcome.card is not None:
            self.play.decide(outcome.card.approval)

    @rule(job=st.sampled_from(JOBS), kind=st.sampled_from((ActorKind.MEMBER, *HOSTILE)))
    def a_follow_up_is_drafted(self, job: str, kind: ActorKind) -> None:
        self.play.call(kind, "draft_follow_up", {"lead": job, "channel": "email"})

    @rule(person=st.sampled_from(PEOPLE), silent=st.booleans())
    def the_owner_ends_auto_send_or_leaves_somebody_out(self, person: tuple[str, ...], silent: bool) -> None:
        tool, arguments = (
            ("leave_out_of_auto_send", {"contact": person[0]}) if silent else ("turn_off_auto_send", {})
        )
        self.play.call(ActorKind.MEMBER, tool, arguments)

    @rule(against=st.sampled_from(Against), person=st.sampled_from(PEOPLE))
    def something_comes_in_against_our_mail(self, against: Against, person: tuple[str, ...]) -> None:
        self.mails += 1
        self.play.report(str(self.mails), against, person[3])

    @rule(way=st.sampled_from(list(Way)), blind=st.booleans())
    def the_outside_fails(self, way: Way, blind: bool) -> None:
        for outside in (self.play.world.post, self.play.world.books):
            outside.faults.ways.append(way)
            outside.faults.blind = blind

    @rule(hours=st.sampled_from((0.02, 1, 30, 200)))
    def time_passes(self, hours: float) -> None:
        self.play.world.later(hours=hours)

    @rule()
    def the_process_ends(self) -> None:
        self.play.world.restart()

    @rule()
    def the_sweep(self) -> None:
        self.play.sweep()

    @invariant()
    def nothing_is_broken(self) -> None:
        assert self.play.broken() == []


def searched(kind: str, examples: int, steps: int) -> None:
    machine = type("SearchOf" + kind, (Search,), {"kind": kind})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_no_interleaving_breaks_a_hard_stop() -> None:
    searched("sqlite", examples=8, steps=20)


@pytest.mark.long
@pytest.mark.parametrize(("kind", "examples"), [("sqlite", 2000), ("postgresql", 150)])
def test_no_interleaving_of_very_many_breaks_a_hard_stop(kind: str, examples: int) -> None:
    searched(kind, examples, steps=50)
