"""The state that one turn leaves for the next: the open question, the offers, the cards and letters shown, the focus."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from schemas.effects import Call, Card, Choice, Offer

MOST_SHOWN = 100
"""Cards whose digests a conversation remembers; an older one is shown again before it is decided."""

MOST_PEOPLE = 30
"""The most people that a conversation remembers by name."""

MOST_CHANGES = 50
"""Writes that a conversation remembers, for "undo"."""


class Question(BaseModel):
    """A question, and the whole request that waits for its answer.

    Args:
        call: what is to be called, with the arguments that are known.
        argument: the one that is asked for; empty where the question is whether to make the call at all.
        candidates: the records to choose from, with `id`, `name` and `label`; empty for a free answer.
        newcomer: what is known of somebody new whom the answer may mean: arguments of `add_contact`.
        then: what to call after it (a conversion that waited for an address).
        said: the message that led to it.
        text: its words.
        again: whether it was shown once more, because something else was said.
    """

    model_config = ConfigDict(extra="forbid")

    call: Call
    argument: str
    candidates: list[dict[str, str]] = Field(default_factory=list)
    newcomer: dict[str, str] = Field(default_factory=dict)
    then: list[Call] = Field(default_factory=list)
    said: str = ""
    text: str = ""
    again: bool = False


class LastAct(BaseModel):
    """The last act or proposal, for "no, Tom"; `change` is the audit id of what was written."""

    model_config = ConfigDict(extra="forbid")

    call: Call
    outcome: str
    approval: int | None = None
    change: str = ""


class WhichCard(BaseModel):
    """The question which card is meant, open for the next message alone.

    Args:
        verb: what was said of it, as `naming_cards.py` calls it.
        numbers: of those that fit.
        said: the message that led to it.
    """

    model_config = ConfigDict(extra="forbid")

    verb: str
    numbers: list[int]
    said: str


class ConversationState(BaseModel):
    """The state of a conversation that the next turn needs.

    Args:
        question: open.
        offers: made by the last reply.
        closing: numbers of the cards that closed the last reply; "yes" counts only where there is exactly one.
        left: numbers of the cards that closed an earlier reply and still wait, oldest first.
        aside: numbers of the cards that were put aside here, the latest last.
        just_aside: how many cards the last reply put aside.
        which: the open question which card is meant.
        card_last: what happened last here is that of this card; 0 where it was something else.
        beside_words: whether a language model's own words stood beside the cards of the last reply.
        name_asked: the card for which the last reply asked that a name be typed.
        decoy: whether those words held what decides a card ("say yes 1 for sugar").
        asked_back: whether the last reply had a question of the language model's own.
        shown: card number → the digest that this conversation showed.
        focus: whom it last spoke of: contact_id, name, job_id.
        last: what was done last.
        changes: audit ids of what was written here, the latest last; empty for what went out.
        undos: audit ids of what was taken back here, the latest last.
        changed_at: when the last of them was.
        followed: whether every message since then was understood.
        procedures: names of those that the conversation has met, in that order.
        offered: names of the tools that a language model was offered beside the core's, in the order in which they came.
        people: id → name of whom it spoke of, the latest last.
        copied: numbers of cards whose text the member was told to send by hand.
        told: numbers of its cards whose end a language model was told.
        choices: the lines of the list shown last, each with its letter and what each word would do.
        choices_at: when it was shown.
    """

    model_config = ConfigDict(extra="ignore")

    question: Question | None = None
    offers: list[Offer] = Field(default_factory=list)
    closing: list[int] = Field(default_factory=list)
    left: list[int] = Field(default_factory=list)
    aside: list[int] = Field(default_factory=list)
    just_aside: int = 0
    which: WhichCard | None = None
    card_last: int = 0
    beside_words: bool = False
    decoy: bool = False
    name_asked: int = 0
    asked_back: bool = False
    shown: dict[str, str] = Field(default_factory=dict)
    focus: dict[str, str] = Field(default_factory=dict)
    last: LastAct | None = None
    changes: list[str] = Field(default_factory=list)
    undos: list[str] = Field(default_factory=list)
    changed_at: datetime | None = None
    followed: bool = True
    procedures: list[str] = Field(default_factory=list)
    offered: list[str] = Field(default_factory=list)
    people: dict[str, str] = Field(default_factory=dict)
    copied: list[int] = Field(default_factory=list)
    told: list[int] = Field(default_factory=list)
    choices: list[Choice] = Field(default_factory=list)
    choices_at: datetime | None = None

    def speak_of(self, contact_id: str, name: str) -> None:
        """Remember a person, the latest last; above the limit the oldest is forgotten."""
        self.people.pop(contact_id, None)
        self.people[contact_id] = name
        for oldest in list(self.people)[:-MOST_PEOPLE]:
            del self.people[oldest]

    def keep_change(self, audit_id: str, at: datetime) -> None:
        """Remember what was written last; above the limit the oldest is forgotten."""
        self.changes = [*self.changes, audit_id][-MOST_CHANGES:]
        self.changed_at, self.followed = at, True

    def keep_undo(self, audit_id: str, undone: Collection[str]) -> None:
        """Remember what took something back: what it took back is no change any more."""
        self.changes = [one for one in self.changes if one not in undone]
        self.undos = [*self.undos, audit_id][-MOST_CHANGES:]

    def keep_redo(self, redone: Sequence[str], at: datetime) -> None:
        """Remember what was done again: the changes that were taken back are changes again."""
        for audit_id in redone:
            self.keep_change(audit_id, at)

    def show(self, cards: list[Card]) -> None:
        """Keep the digests of cards that a reply shows; above the limit those of the latest cards."""
        self.shown |= {str(card.approval): card.digest for card in cards}
        latest = sorted(self.shown, key=int)[-MOST_SHOWN:]
        self.shown = {number: self.shown[number] for number in latest}

    def nothing_open(self) -> "ConversationState":
        """Return the state with nothing for a "yes", letter or name to answer: for when it is unknown what was
        seen last.
        """
        return self.model_copy(
            update={"question": None, "offers": [], "closing": [], "left": [], "choices": [], "which": None}
        )

    def as_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json")
