"""A message read once: its tokens, days, amounts, phones and e-mails, and the people it may mean."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from agent.models.builtin.grammar import Grammar
from agent.models.builtin.mention import Mention, Named, mention_of
from agent.models.builtin.name_tokens import bare
from agent.models.builtin.name_words import SENDING
from agent.models.builtin.naming import DIGITS, Name, Naming
from agent.models.builtin.slots.addresses import ADDRESS
from agent.models.builtin.slots.days import BadDay, DaySpan, read_days
from agent.models.builtin.slots.money import MoneySpan, read_money
from agent.models.builtin.slots.people import EmailSpan, find_emails
from agent.models.builtin.slots.phones import BadPhone, PhoneSpan, read_phones
from agent.models.builtin.slots.text import Token, tokens
from agent.models.reader import reader
from schemas.keys import fold
from tools.desk import Desk
from tools.matters import whom
from tools.matters.jobs_on_record import JobOnRecord, jobs_on_record
from tools.matters.names_on_record import names_on_record

MOST_WORDS = 60
"""Words of a message that are looked for on record."""
MOST_NAMES = 8
PERSON = "person"
"""The kind of value that names somebody."""
BEFORE_A_TEXT = frozenset({":", '"', "“"})
BETWEEN_MENTIONS = frozenset({"for", "on", "at", "the", "of", "s", "a"})
LEAST_BARE_AMOUNT = Decimal(100)


@dataclass(frozen=True)
class Reading:
    """The content of a message, independent of what is asked for."""

    text: str
    today: date
    day_first: bool
    tokens: list[Token]
    days: list[DaySpan]
    bad_days: list[BadDay]
    amounts: list[MoneySpan]
    bare_amounts: list[MoneySpan]
    phones: list[PhoneSpan]
    bad_phones: list[BadPhone]
    emails: list[EmailSpan]
    names: list[Named]
    jobs: list[JobOnRecord]
    handed_on: int
    """The index of the token from which on a text is dictated; the number of tokens where none is."""


@dataclass(frozen=True)
class Piece:
    """A run of a message's tokens, with who it mentions and its words as requests are told by.

    Args:
        reading: the message.
        start, end: token indexes.
        mention: who this run speaks of.
        words: as requests are told by, places in angle brackets.
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
        """Return whether a character position falls into this piece."""
        return self.first_char <= start < self.last_char


def read(desk: Desk, grammar: Grammar, text: str) -> Reading:
    """Read a message; a transaction must be open, for the people it may mean."""
    today, region = desk.today(), desk.business.country
    day_first = region not in {"US", "CA", "PH"}
    days = read_days(text, today, day_first=day_first)
    phones = read_phones(text, region)
    found = tokens(text)
    amounts, emails = list(read_money(text).amounts), list(find_emails(text))
    taken = [(day.start, day.end) for day in days.days] + [(one.start, one.end) for one in phones.phones]
    taken += [(one.start, one.end) for one in emails] + [(one.start, one.end) for one in amounts]
    taken += [hit.span() for hit in ADDRESS.finditer(text)]
    names = _names(desk, grammar, text, found, taken)
    people = {fit["id"] for one in names for fit in one.whom.fits}
    return Reading(
        text=text,
        today=today,
        day_first=day_first,
        tokens=found,
        days=list(days.days),
        bad_days=list(days.bad),
        amounts=amounts,
        bare_amounts=list(read_money(text, bare=True).amounts),
        phones=list(phones.phones),
        bad_phones=list(phones.bad),
        emails=emails,
        names=names,
        jobs=jobs_on_record(desk, [bare(token) for token in found[:MOST_WORDS]], people),
        handed_on=_handed_on(found),
    )


def _handed_on(found: list[Token]) -> int:
    """Return where a text begins that is to be sent, after a colon or a quotation mark; no word of it asks for anything."""
    words = [bare(token) for token in found]
    for index, token in enumerate(found):
        if token.text in BEFORE_A_TEXT and index > 1 and SENDING & set(words[:index]):
            return index + 1
    return len(found)


def _names(
    desk: Desk, grammar: Grammar, text: str, found: list[Token], taken: list[tuple[int, int]]
) -> list[Named]:
    """Return the names of a message, each with what the resolver finds; phone, e-mail and reference name their
    owner.
    """
    record = names_on_record(desk, [bare(token) for token in found[:MOST_WORDS]])
    other = {i for i, token in enumerate(found) if any(a <= token.start < b for a, b in taken)}
    naming = Naming(found, record, other, grammar.knows)
    names = naming.with_read(naming.found(), _runs_read(text, found), _handed_on(found))[:MOST_NAMES]
    named = [_resolved(desk, name, found) for name in names]
    signs = [
        Named(Name(index, index, token.text), whom.resolve_sign(desk, token.text))
        for index, token in enumerate(found[:MOST_WORDS])
        if "@" in token.text or sum(c.isdigit() for c in token.text) >= 7
    ]
    return named + [one for one in signs if one.whom.fits]


def _resolved(desk: Desk, name: Name, found: list[Token]) -> Named:
    """Resolve a name; the end of a number right behind it tells namesakes apart, and is then no amount ("Ana Ruiz 0822")."""
    meant = whom.resolve(desk, name.said, name.hint)
    behind = found[name.end].text if name.end < len(found) else ""
    if len(meant.fits) > 1 and DIGITS.fullmatch(behind):
        told = whom.resolve(desk, name.said, behind)
        if len(told.fits) == 1:
            return Named(replace(name, end=name.end + 1, hint=behind), told)
    return Named(name, meant)


def _runs_read(text: str, found: list[Token]) -> list[tuple[int, int]]:
    """Return the runs of tokens that the reader takes for people's names."""
    runs = []
    for value in reader.read(text).values:
        inside = [i for i, token in enumerate(found) if value.start <= token.start < value.end]
        if value.kind == PERSON and inside:
            runs.append((inside[0], inside[-1] + 1))
    return runs


def piece_of(reading: Reading, grammar: Grammar, start: int, end: int, *, unheard: bool = False) -> Piece:
    """Return the piece of the message's tokens from `start` up to `end`.

    Args:
        reading: the message.
        grammar: whose words count.
        start, end: indexes of tokens.
        unheard: whether names that nobody on record has stand as names in the words, too.
    """
    said = [bare(token) for token in reading.tokens]
    mention = mention_of(reading.names, reading.jobs, said, start, end)
    names = mention.named if unheard else mention.known
    words: list[str] = []
    origins: list[int] = []
    for index in range(start, end):
        for word in _words_at(reading, grammar, mention, names, index):
            if word.startswith("<") and words and words[-1] == word:
                continue
            if word == "<who>" and len(words) > 1 and words[-2] == word and words[-1] in BETWEEN_MENTIONS:
                words.pop()
                origins.pop()
                continue
            words.append(word)
            origins.append(index)
    return Piece(reading, start, end, mention, tuple(words), tuple(origins))


def _words_at(
    reading: Reading, grammar: Grammar, mention: Mention, names: frozenset[int], index: int
) -> list[str]:
    token = reading.tokens[index]
    if index >= reading.handed_on:
        return ["<told>"]
    plain = [word for part in fold(token.folded).split() for word in grammar.plain(part)]
    if index in names or (index in mention.used and not set(plain) <= grammar.vocabulary):
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
