"""A message read once: its tokens, days, amounts, phones and e-mails, and the people it may mean."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agent.models.builtin.directory import Directory, directory_of
from agent.models.builtin.grammar import Grammar
from agent.models.builtin.mentions import Mention, find_mention
from agent.models.builtin.slots.days import BadDay, DaySpan, read_days
from agent.models.builtin.slots.money import MoneySpan, read_money
from agent.models.builtin.slots.people import EmailSpan, find_emails
from agent.models.builtin.slots.phones import BadPhone, PhoneSpan, read_phones
from agent.models.builtin.slots.text import Token, tokens
from schemas.keys import fold
from tools.desk import Desk

BETWEEN_MENTIONS = frozenset({"for", "on", "at", "the", "of", "s", "a"})
LEAST_BARE_AMOUNT = Decimal(100)


@dataclass(frozen=True)
class Reading:
    """What stands in a message, independent of what is asked for."""

    text: str
    today: date
    tokens: list[Token]
    days: list[DaySpan]
    bad_days: list[BadDay]
    amounts: list[MoneySpan]
    bare_amounts: list[MoneySpan]
    phones: list[PhoneSpan]
    bad_phones: list[BadPhone]
    emails: list[EmailSpan]
    directory: Directory


@dataclass(frozen=True)
class Piece:
    """A run of a message's tokens, with who it mentions and its words as cues see them.

    Args:
        reading: the message.
        start, end: token indexes.
        mention: who this run speaks of.
        words: as cues see them, places in angle brackets.
        origins: for each word, the index of the token it came from.
    """

    reading: Reading
    start: int
    end: int
    mention: Mention
    words: tuple[str, ...]
    origins: tuple[int, ...]

    @property
    def first_char(self) -> int:
        return self.reading.tokens[self.start].start if self.start < self.end else 0

    @property
    def last_char(self) -> int:
        return self.reading.tokens[self.end - 1].end if self.start < self.end else 0

    @property
    def said(self) -> str:
        return self.reading.text[self.first_char : self.last_char]

    def holds(self, start: int) -> bool:
        """Whether a character position falls into this piece."""
        return self.first_char <= start < self.last_char


def read(desk: Desk, grammar: Grammar, text: str) -> Reading:
    """Reads a message; needs a transaction open for the people it may mean."""
    today, region = desk.today(), desk.business.country
    day_first = region not in {"US", "CA", "PH"}
    days = read_days(text, today, day_first=day_first)
    phones = read_phones(text, region)
    found = tokens(text)
    return Reading(
        text=text,
        today=today,
        tokens=found,
        days=list(days.days),
        bad_days=list(days.bad),
        amounts=list(read_money(text).amounts),
        bare_amounts=list(read_money(text, bare=True).amounts),
        phones=list(phones.phones),
        bad_phones=list(phones.bad),
        emails=list(find_emails(text)),
        directory=directory_of(desk, found, grammar.vocabulary),
    )


def piece_of(reading: Reading, grammar: Grammar, start: int, end: int) -> Piece:
    """One run of the message's tokens, from `start` up to `end`."""
    mention = find_mention(reading.directory, reading.tokens, start, end)
    words: list[str] = []
    origins: list[int] = []
    for index in range(start, end):
        for word in _words_at(reading, grammar, mention, index):
            if word.startswith("<") and words and words[-1] == word:
                continue
            if word == "<who>" and len(words) > 1 and words[-2] == word and words[-1] in BETWEEN_MENTIONS:
                words.pop()
                origins.pop()
                continue
            words.append(word)
            origins.append(index)
    return Piece(reading, start, end, mention, tuple(words), tuple(origins))


def _words_at(reading: Reading, grammar: Grammar, mention: Mention, index: int) -> list[str]:
    token = reading.tokens[index]
    plain = [word for part in fold(token.folded).split() for word in grammar.plain(part)]
    if index in mention.named or (index in mention.used and not set(plain) <= grammar.vocabulary):
        return ["<who>"]
    places = (
        ("<email>", reading.emails),
        ("<phone>", reading.phones),
        ("<money>", reading.amounts),
        ("<day>", reading.days),
        ("<number>", [one for one in reading.bare_amounts if one.amount >= LEAST_BARE_AMOUNT]),
    )
    for name, spans in places:
        if any(span.start <= token.start < span.end for span in spans):
            return [name]
    return plain
