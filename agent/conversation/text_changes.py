"""Changes of a text that rules can make: some words for others, a sentence out, a signature. Each is made only where it is plain
which words are meant.
"""

import re
from collections.abc import Collection

from schemas.keys import fold, words

ASKED_FIRST = (
    r"^(?:(?:yes|yeah|ok|okay|sure|no|nope|actually|please|kindly|and|but|also|just|can you|could you|would you|lets|let['’]?s|"
    r"where|at the end)\b[\s,:]*){0,5}"
)
"""Polite and joining words at the beginning of a change."""
LAST = r"(?:[\s,]+(?:please|instead|thanks|thank you|in the (?:text|mail|message)))*\s*[.!?]*$"
SOME = r"[\"“']?(?P<was>[^\"“”\n]{1,80}?)[\"”']?"
OTHER = r"[\"“']?(?P<now>[^\"“”\n]{1,120}?)[\"”']?"
FOR_OTHERS = tuple(
    re.compile(ASKED_FIRST + form + LAST, re.IGNORECASE)
    for form in (
        rf"(?:change|swap|replace|switch)\s+{SOME}\s+(?:to|with|for|by|into|and put)\s+{OTHER}",
        rf"{SOME}\s*(?:→|->|=>)\s*{OTHER}",
        rf"(?:put|use|write|say|make it)\s+{OTHER}\s+(?:instead of|rather than|in place of|not)\s+{SOME}",
        rf"(?:it )?says\s+{SOME},?\s+(?:write|put|say|make it)\s+{OTHER}",
        rf"(?:it['’]?s |its |it is |that['’]?s )?not\s+{SOME}(?:,|;| but|, but)\s+(?:it['’]?s |its |it is |that['’]?s )?{OTHER}",
        rf"(?:it['’]?s |its |it is |it should be |should be |that['’]?s )?{OTHER},? not\s+{SOME}",
        rf"{SOME}\s+(?:should be|must be|has to be|ought to be)\s+{OTHER}",
        rf"{SOME}\s+is wrong[,;]?\s+(?:it['’]?s|its|it is|make it)\s+{OTHER}",
    )
)
"""Ways to say some words for others; a way counts only where the text holds the words that are to go."""
OF_ONE_KIND = FOR_OTHERS[4:6]
"""The ways in which only like stands for like: a day for a day, a number for a number."""
LABEL = re.compile(
    r"^(?:the |that |this |word |words |time |day |date |price |amount |sum |part |name |from |of |my |a |an )+",
    re.IGNORECASE,
)
OUT = (
    r"(?:take (?:out|off)|leave (?:out|off)|remove|delete|drop|cut(?: out)?|lose|ditch|strike|erase|scratch|skip|get rid of|"
    r"forget|without)"
)
PART = r"(?:bit|part|sentence|line)s?"
TAKEN_OUT = re.compile(
    ASKED_FIRST
    + rf"{OUT}\s+(?:the|that|this)?\s*(?:{PART}\s+(?:about|on|of|with|saying|that says|regarding)\s+(?P<about>.{{1,60}}?)"
    rf"|(?P<which>first|last|second)\s+{PART}|(?P<named>[^.!?]{{1,40}}?)\s+{PART})" + LAST,
    re.IGNORECASE,
)
SIGNED = re.compile(
    ASKED_FIRST
    + r"(?:sign (?:it|that|this)?\s*(?:off)?|(?:end|finish|close) (?:it |that |this )?|(?:write|put)(?= .{1,40} at the end\W*$))"
    r"\s*(?:with|as|from|by)?[:,]?\s+[\"“']?(?P<name>[^\"“”\n]{1,60}?)[\"”']?(?: at the end)?" + LAST,
    re.IGNORECASE,
)
SENTENCES = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
LEAST_WORDS = 3
"""Of a sentence; what is shorter is a greeting or a signature."""
SMALL = frozenset(
    words(
        "whole entire other the a an about on of that this her his their our my your and or with in at to for"
    )
)
MONEY = frozenset(words("price money cost amount sum dollar dollars pound pounds total"))
SUM = re.compile(r"[$£€]\s?\d|\b\d+\s?(?:dollars|pounds|euros)\b", re.IGNORECASE)
HOURS = frozenset(words("half quarter noon oclock"))
DAYS = frozenset(words("monday tuesday wednesday thursday friday saturday sunday"))


def for_other_words(said: str, written: str, names: Collection[str] = ()) -> str | None:
    """Return the text with the words that are to go replaced; "" where they stand in it more than once; None if the message
    says no such thing, or speaks of whom the text goes to.
    """
    for form in FOR_OTHERS:
        found = form.match(said)
        if found is None:
            continue
        was, now = found["was"].strip(), found["now"].strip(" ,")
        if set(words(f"{was} {now}")) & set(names):
            return None
        if form in OF_ONE_KIND and _kind(was) != _kind(now):
            continue
        bare = LABEL.sub("", was)
        for one in dict.fromkeys((was, bare, bare.lstrip("$£€ "))):
            places = _places(one, written) if one else []
            if places:
                return _put(written, places, now)
    return None


def _kind(said: str) -> str:
    if set(words(said)) & DAYS:
        return "day"
    return "number" if any(sign.isdigit() for sign in said) or HOURS & set(words(said)) else "words"


def _places(was: str, written: str) -> list[re.Match[str]]:
    before, after = (
        (r"(?<![\w$£€.,:])", r"(?!\w|[.,:]\d)")
        if not was[0].isdigit()
        else (r"(?<![\w.,:])", r"(?!\w|[.,:]\d)")
    )
    return list(re.finditer(before + re.escape(was) + after, written, re.IGNORECASE))


def _put(written: str, places: list[re.Match[str]], now: str) -> str:
    if len(places) > 1:
        return ""
    [place] = places
    sign = written[place.start() - 1] if place.start() else ""
    if sign and sign in "$£€" and now[:1] in "$£€":
        now = now[1:].strip()
    if place[0][:1] in "$£€" and now[:1].isdigit():
        now = f"{place[0][0]}{now}"
    if fold(now) in DAYS or (place[0][:1].isupper() and now[:1].islower()):
        now = now[:1].upper() + now[1:]
    return written[: place.start()] + now + written[place.end() :]


def taken_out(said: str, written: str) -> str | None:
    """Return the text without the sentence that is meant; "" where several are, or nothing would be left; None if the message
    asks for none that is there.
    """
    found = TAKEN_OUT.match(said)
    meant = _meant(found, SENTENCES.split(written.strip())) if found is not None else []
    if not meant:
        return None
    if len(meant) > 1:
        return ""
    before, _, after = written.partition(meant[0])
    before, after = before.rstrip(" "), after.lstrip(" ")
    gap = " " if before and after and not before.endswith("\n") and not after.startswith("\n") else ""
    return f"{before}{gap}{after}".strip()


def _meant(found: re.Match[str], sentences: list[str]) -> list[str]:
    """Return the sentences that are to go."""
    if found["which"]:
        at = {"first": 0, "second": 1, "last": -1}[found["which"].casefold()]
        whole = [one for one in sentences if len(words(one)) >= LEAST_WORDS]
        return [whole[at]] if len(whole) > 1 else []
    named = [word for word in words(found["about"] or found["named"]) if word not in SMALL]
    return [one for one in sentences if named and all(_held(word, one) for word in named)]


def _held(word: str, sentence: str) -> bool:
    held = words(sentence)
    alike = any(word == one or word.rstrip("s") == one.rstrip("s") for one in held)
    return alike or (word in MONEY and bool(SUM.search(sentence)))


def signed(said: str, written: str) -> str | None:
    """Return the text with another signature; None if the message asks for none."""
    found = SIGNED.match(said)
    if found is None:
        return None
    body, gap, last = written.rstrip().rpartition("\n\n")
    has_one = bool(gap) and len(last.splitlines()) <= 3 and not last.rstrip().endswith((".", "!", "?"))
    return f"{body if has_one else written.rstrip()}\n\n{found['name'].strip()}"
