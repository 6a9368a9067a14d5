"""Editing the card that closed the last reply by talking: new words, a sentence more, another day, sum or channel."""

import re
from collections.abc import Collection
from typing import Any

from agent.conversation.card_values import other_value
from agent.conversation.text_changes import for_other_words, signed, taken_out
from agent.conversation.tone_words import asks_for_another_tone
from schemas.keys import fold

LEAD_IN = (
    r"^(?:(?:yes|ok|okay|sure|no),? ?(?:but )?|but |also |please |kindly |and |(?:can|could|would|will) you |"
    r"at the end,? ){0,4}"
)
SPEAKING = (
    r"(?=[\"“]|(?:that |if |i|i'm|i’m|i'll|i’ll|we|we're|we’re|we'll|we’ll|you|your|he|she|they|"
    r"it(?= (?:is|was|will|has|takes|costs|comes|should|can|would))|it's|it’s|there|our|my|the|"
    r"please|thanks|thank|sorry|see|call|hi|hello|dear)\b)"
)
"""The beginnings of words meant for somebody to read, so that "add a new customer" is no sentence for a mail."""

ADDING = re.compile(
    LEAD_IN
    + r"(?:(?:add|mention|include|state(?= that|:)|throw in|chuck in|also say|say also|say as well|and say|"
    r"put(?= that \w+ \w+|:)|add(?: that| this|)(?: a line| a sentence)?(?: at the end)?)"
    rf"(?::\s*|,\s*|\s+that\s+|\s+{SPEAKING})|"
    rf"add (?:a line|a sentence)(?: at the end)?(?: saying| that says| about [\w ]{{1,30}}:)?[:,]?\s+)"
    r"(?P<text>.+)$",
    re.IGNORECASE | re.DOTALL,
)
TELLING = re.compile(
    r"^(?:please |yes,? |ok,? )?(?:(?P<first>(?:oh )?(?:and|also)(?: also)? |but also ))?(?:tell|let) (?P<whom>[\w'’]+) "
    r"(?P<know>know )?(?P<also>(?:also|too|as well),? )?(?:that )?(?P<to>to )?(?P<text>.+?)"
    r"(?P<too>,? (?:too|as well|also))?[.!]*$",
    re.IGNORECASE | re.DOTALL,
)
"""Words for the same person, told to be said besides ("and tell her the gate is open")."""
ASKS_POLITELY = re.compile(r"^(?:please )?(?:can|could|would|will) you\b", re.IGNORECASE)
SOMEBODY = re.compile(r"@|\d{3}\W*\d{4}")
"""A phone or e-mail: somebody to be added to the records, unless it is plainly said to be words of the text."""
THAT = re.compile(r"\bthat\b|:", re.IGNORECASE)
PRONOUNS = frozenset({"her", "him", "them"})
REPLACING = re.compile(
    LEAD_IN
    + r"(?:(?:change (?:the text|the message|the mail) to|make it say|say instead|instead say|write instead|"
    r"the text should be|reword it(?: to| as))[:,]?\s+|(?:say|write|change it to|change that to)"
    rf"(?::\s*|\s+{SPEAKING}))(?P<text>.+)$",
    re.IGNORECASE | re.DOTALL,
)
SUBJECT = re.compile(
    LEAD_IN
    + r"(?:change |make |set |put |use )?(?:the |another )?subject(?: line)?(?: to| should be| is|:)\s+(?P<text>.+)$",
    re.IGNORECASE | re.DOTALL,
)
WEEKDAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
ANOTHER_DAY = re.compile(
    LEAD_IN
    + rf"(?:(?:make|change) (?:it|that|the day)(?: to)? |say |better |rather |on )?(?P<day>{WEEKDAYS})"
    r"(?: instead| please| rather)?$",
    re.IGNORECASE,
)
A_DAY = re.compile(rf"\b(?:{WEEKDAYS})\b", re.IGNORECASE)
CHANNEL = re.compile(
    LEAD_IN + r"(?:actually |rather |better |just |send it |send that |make it |do it ){0,3}(?:"
    r"(?P<sms>text (?:it|her|him|them)|(?:by|as a|via|a) text(?: message)?|by sms|send a text|text)|"
    r"(?P<email>(?:e ?mail|mail) (?:it|her|him|them)|(?:by|as an|via|an) e ?mail|by mail|e ?mail)|"
    r"(?P<phone>(?:ill|i will|i would|id) (?:rather )?call(?: her| him| them)?|by phone|call (?:her|him|them)))"
    r"(?: instead| rather| please){0,2}$"
)
YES_BUT = re.compile(r"^(?:yes|yeah|yep|ok|okay|sure|fine),? (?:but|only|except)\b", re.IGNORECASE)
LONGEST = 20_000
"""Characters; a longer message is no edit."""

NEEDS_A_MODEL = (
    "Rewording by myself needs a language model, and none is connected. Tell me the words: "
    '"say instead: …", or "add: …".'
)
NOT_AN_EDIT = (
    'I did nothing yet. Tell me what to change: "say instead: …", "add: …", or "by text". It still waits:'
)
LONGEST_CHANGE = 300
WHICH_OF_THEM = (
    'I can\'t tell which words of it you mean. Say "change … to …" with words that stand there once, or the whole text: '
    '"say instead: …". It still waits:'
)
WHICH_WORDS = 'I can\'t tell which words to change to that day. Tell me the whole text: "say instead: …". It still waits:'


def edit_in(text: str, written: str | None, names: Collection[str] = ()) -> dict[str, Any] | str | None:
    """Return the arguments that a message changes of a card's call, a sentence why it can't, or None if nothing.

    Args:
        text: the member's message.
        written: the text that the card which closed the last reply would send; only such a card can be edited so.
        names: the folded words of the name of whom it goes to.
    """
    if written is None:
        return None
    said = text.strip()
    if len(said) > LONGEST:
        return None
    subject = SUBJECT.match(said)
    if subject:
        return {"subject": subject["text"].strip().strip('"“”')}
    added = _added(said, names)
    if added:
        return {"text": _with_sentence(written, _sentence(added))}
    replaced = REPLACING.match(said)
    if replaced:
        return {"text": replaced["text"].strip().strip('"“”')}
    day = ANOTHER_DAY.match(said.rstrip(".!"))
    if day:
        return _on_another_day(written, day["day"])
    changed = _changed(said, written, names) if len(said) < LONGEST_CHANGE else None
    if changed is not None:
        return {"text": changed} if changed else WHICH_OF_THEM
    channel = CHANNEL.match(fold(said)) if len(said) < 100 else None
    if channel and channel.lastgroup:
        return {"channel": channel.lastgroup}
    if len(said) < 100 and asks_for_another_tone(said):
        return NEEDS_A_MODEL
    return NOT_AN_EDIT if YES_BUT.match(said) else None


def _changed(said: str, written: str, names: Collection[str]) -> str | None:
    """Return the text as a rule changes it; "" where the message does not say which words; None where no rule does."""
    found = for_other_words(said, written, names)
    for rule in (taken_out, signed, other_value):
        found = rule(said, written) if found is None else found
    return found


def _added(said: str, names: Collection[str]) -> str:
    """Return what a message adds to a text; empty if nothing."""
    added = ADDING.match(said)
    if added:
        if SOMEBODY.search(added["text"]) and not THAT.search(said[: added.start("text")]):
            return ""
        return added["text"].rstrip("?") if ASKS_POLITELY.match(said) else added["text"]
    told = TELLING.match(said)
    if told is None or not (told["first"] or told["also"] or told["too"]):
        return ""
    if fold(told["whom"]) not in PRONOUNS | set(names):
        return ""
    return f"please {told['text']}" if told["to"] else told["text"]


def _on_another_day(text: str, day: str) -> dict[str, Any] | str:
    """Return the text with the one weekday that it names replaced."""
    named = {found.casefold() for found in A_DAY.findall(text)}
    if len(named) != 1:
        return WHICH_WORDS
    return {"text": A_DAY.sub(day.capitalize(), text)}


def _sentence(text: str) -> str:
    text = text.strip().strip('"“”')
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _with_sentence(text: str, sentence: str) -> str:
    """Return the text with one more sentence: before a signature that stands in a paragraph of its own, else at
    the end.
    """
    body, gap, last = text.rstrip().rpartition("\n\n")
    if gap and len(last.splitlines()) <= 3 and not last.rstrip().endswith((".", "!", "?")):
        return f"{body} {sentence}\n\n{last}"
    return f"{text.rstrip()} {sentence}"
