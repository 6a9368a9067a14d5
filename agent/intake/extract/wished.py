"""The day that a customer asks for, where it is beyond doubt: a small grammar, no guessing.

Weekdays mean the coming one; "next Friday" counts only where both of its readings agree; two days that differ
("Thursday or Friday") give none.
"""

import re
from datetime import date, timedelta

from agent.intake.extract.fields import SENTENCE_CAP, ExtractedField
from agent.intake.extract.sentences import sentences
from agent.intake.words import words

_WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "monday mon lunes montag poniedziałek lundi",
            "tuesday tue tues martes dienstag wtorek mardi",
            "wednesday wed miércoles miercoles mittwoch środa środę mercredi",
            "thursday thu thurs jueves donnerstag czwartek jeudi",
            "friday fri viernes freitag piątek vendredi",
            "saturday sábado sabado samstag sonnabend sobota sobotę samedi",
            "sunday domingo sonntag niedziela niedzielę dimanche",
        )
    )
    for word in words.split()
}  # fmt: skip
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "january jan enero januar stycznia janvier", "february feb febrero februar lutego février",
            "march marzo märz marca mars", "april apr abril kwietnia avril", "may mayo mai maja",
            "june jun junio juni czerwca juin", "july jul julio juli lipca juillet", "august aug agosto sierpnia août",
            "september sep sept septiembre września septembre", "october oct octubre oktober października octobre",
            "november nov noviembre listopada novembre", "december dec diciembre dezember grudnia décembre",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_TODAY = frozenset(("today", "hoy", "heute", "dzisiaj", "dziś"))
_TOMORROW = frozenset(("tomorrow", "mañana", "jutro", "morgen"))
_NEXT = frozenset(("next", "próximo", "proximo", "nächsten", "nächster", "przyszły"))
_TOKEN = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}(?:[./](?:\d{4}|\d{2}))?(?![\d/])|\d{1,4}(?:st|nd|rd|th)?(?!\w)|[^\W\d_][\w'’]{0,24}|[^\w\s]"
)
_SPOILING_BEFORE = words(
    "since last after before until till every past by not except but from seit letzten letzte nach vor "
    "bis jeden außer desde hasta pasado excepto od przed than through thru between"
)
_SPOILING = words(
    "not can't cannot cant don't won't couldn't unavailable busy except closed ago was were came started "
    "happened broke quit went called noticed stopped began moved received bought installed puedo nicht "
    "seit war nie heard gone told said yesterday"
)
_ASKING = (
    "could you", "can you", "could someone", "can someone", "could somebody", "can somebody", "would you",
    "would like", "i'd like", "we'd like", "i would prefer", "come", "available", "works", "work for",
    "would work", "prefer", "schedule", "appointment", "book", "best day", "ideal", "any chance",
    "possible", "possibly", "instead", "how about", "what about", "let's do", "visit", "stop by",
    "be here", "swing by", "is good", "is fine", "is best", "is perfect", "be great", "be best",
    "be ideal", "be perfect", "need someone", "need you", "hoping for", "hope for", "like it done",
    "get it done", "on your schedule", "fit me in", "fit us in", "get someone out", "send someone",
    "have an opening", "openings", "free", "podrían", "podrian", "podría", "podria", "puede", "pueden",
    "venir", "mejor", "prefiero", "cita", "am liebsten", "termin", "kommen", "passt", "würde",
    "können sie", "könnten sie", "proszę", "przyjechać", "mogą", "mógłby", "pourriez",
)  # fmt: skip
_ON = words("on for am el the den le at")
_MENTIONS_CAP = 40


def find_wished_date(text: str, sent: date, region: str, confidence: float) -> ExtractedField[date] | None:
    """Return the one day that the text asks for; None when it asks for none, or for several.

    Args:
        text: the person's own words.
        sent: the day of the mail in the business's zone.
        region: two-letter country; in all but the United States numeric dates have the day first.
        confidence: of a day found here.
    """
    wished: dict[date, str] = {}
    for sentence in sentences(text[:20_000]):
        tokens = _TOKEN.findall(sentence)
        folded = [token.casefold().replace("’", "'") for token in tokens]
        for begin, end, day in _mentions(folded, sent, region):
            if day is not None and day >= sent and _is_asked_for(folded, begin, end):
                wished.setdefault(day, sentence[:SENTENCE_CAP])
            elif day is None and _is_asked_for(folded, begin, end):
                return None
    if len(wished) != 1:
        return None
    day, sentence = next(iter(wished.items()))
    return ExtractedField(day, sentence, confidence)


def read_day(written: str, sent: date, region: str) -> date | None:
    """Return the day that a form's date field holds; None when it holds none or several.

    Args:
        written: the field's value.
        sent: the day of the mail in the business's zone.
        region: two-letter country, as above.
    """
    folded = [token.casefold().replace("’", "'") for token in _TOKEN.findall(written[:200])]
    days = {day for begin, _, day in _mentions(["on", *folded], sent, region)}
    day = days.pop() if len(days) == 1 else None
    return day if day is not None and day >= sent else None


def could_mean(sentence: str, day: date, sent: date, region: str) -> bool:
    """Return whether a sentence names the day, or a weekday in doubt ("next Friday") that may be it.

    Args:
        sentence: of the person's own words.
        day: in question.
        sent: the day of the mail in the business's zone.
        region: two-letter country, as above.
    """
    tokens = [token.casefold().replace("’", "'") for token in _TOKEN.findall(sentence[:2_000])]
    for begin, _, named in _mentions(tokens, sent, region):
        in_doubt = named is None and _WEEKDAYS.get(tokens[begin]) == day.weekday()
        if named == day or (in_doubt and 0 <= (day - sent).days <= 14):
            return True
    return False


def _mentions(tokens: list[str], sent: date, region: str) -> list[tuple[int, int, date | None]]:
    """Return (first token, end, day) of each day named; a day of None is one that is named but in doubt."""
    found: list[tuple[int, int, date | None]] = []
    index = 0
    while index < len(tokens) and len(found) < _MENTIONS_CAP:
        day, length = _day_at(tokens, index, sent, region)
        if length:
            found.append((index, index + length, day))
        index += max(1, length)
    return found


def _day_at(tokens: list[str], index: int, sent: date, region: str) -> tuple[date | None, int]:
    token = tokens[index]
    before = tokens[index - 1] if index else ""
    if token in _TODAY:
        return sent, 1
    if token in _TOMORROW:
        morning = before in ("la", "esta", "guten", "de") or before in _WEEKDAYS
        return (None, 0) if morning else (sent + timedelta(days=1), 1)
    if token in _WEEKDAYS:
        return _weekday(token, before, sent), 1
    return _calendar_day_at(tokens, index, sent, region)


def _calendar_day_at(tokens: list[str], index: int, sent: date, region: str) -> tuple[date | None, int]:
    token, before = tokens[index], tokens[index - 1] if index else ""
    if token in _MONTHS and (number := _number(tokens, index + 1)):
        year, taken = _year(tokens, index + 2)
        return _dated(number, _MONTHS[token], year, sent), 2 + taken
    if number := _number(tokens, index):
        return _day_first_words(tokens, index, number, sent)
    if any(character in token for character in "-./") and len(token) > 2:
        return _numeric(token, before, sent, region)
    return None, 0


def _weekday(token: str, before: str, sent: date) -> date | None:
    ahead = (_WEEKDAYS[token] - sent.weekday() - 1) % 7 + 1
    coming = sent + timedelta(days=ahead)
    if before in _NEXT:
        next_week = sent + timedelta(days=7 - sent.weekday() + _WEEKDAYS[token])
        return coming if coming == next_week else None
    return coming


def _number(tokens: list[str], index: int) -> int:
    if index >= len(tokens):
        return 0
    digits = tokens[index][:-2] if tokens[index][-2:] in ("st", "nd", "rd", "th") else tokens[index]
    return (
        int(digits)
        if digits.isascii() and digits.isdigit() and len(digits) <= 2 and 1 <= int(digits) <= 31
        else 0
    )


def _year(tokens: list[str], index: int) -> tuple[int, int]:
    skip = 1 if tokens[index : index + 1] in ([","], ["de"], ["del"]) else 0
    candidate = tokens[index + skip : index + skip + 1]
    if (
        candidate
        and candidate[0].isascii()
        and candidate[0].isdigit()
        and candidate[0].startswith("20")
        and len(candidate[0]) == 4
    ):
        return int(candidate[0]), skip + 1
    return 0, 0


def _day_first_words(tokens: list[str], index: int, number: int, sent: date) -> tuple[date | None, int]:
    """Read "20 de noviembre", "20th of November", "20. November", "the 20th"."""
    step = index + 1
    while tokens[step : step + 1] in (["de"], ["of"], ["."]) and step < index + 2:
        step += 1
    month = _MONTHS.get(tokens[step]) if step < len(tokens) else None
    if (month and tokens[step] != "may") or (month and step > index + 1):
        year, taken = _year(tokens, step + 1)
        return _dated(number, month or 0, year, sent), step + 1 - index + taken
    ordinal = tokens[index][-2:] in ("st", "nd", "rd", "th")
    if ordinal and index and tokens[index - 1] == "the":
        for month_ahead in range(2):
            month = (sent.month - 1 + month_ahead) % 12 + 1
            day = _made(sent.year + (sent.month + month_ahead > 12), month, number)
            if day and day >= sent:
                return day, 1
    return None, 0


def _numeric(token: str, before: str, sent: date, region: str) -> tuple[date | None, int]:
    mark = next(character for character in token if character in "-./")
    parts = [int(part) for part in token.split(mark) if part.isascii() and part.isdigit()]
    if mark == "-" and len(parts) == 3:
        return _made(*parts), 1
    if len(parts) == 3:
        year = parts[2] + 2000 if parts[2] < 100 else parts[2]
        day_first = mark == "." or region != "US"
        first, second = (parts[1], parts[0]) if day_first else (parts[0], parts[1])
        return _made(year, first, second), 1
    dated_word = before in _ON or before in _WEEKDAYS or before == ","
    if len(parts) == 2 and dated_word and mark == "/":
        first, second = (parts[0], parts[1]) if region == "US" else (parts[1], parts[0])
        return _dated(second, first, 0, sent), 1
    return None, 0


def _dated(day: int, month: int, year: int, sent: date) -> date | None:
    if year:
        return _made(year, month, day)
    this_year = _made(sent.year, month, day)
    if this_year is not None and this_year >= sent:
        return this_year
    next_year = _made(sent.year + 1, month, day)
    return next_year if next_year and (next_year - sent).days < 200 else this_year


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_asked_for(tokens: list[str], begin: int, end: int) -> bool:
    near = tokens[max(0, begin - 2) : begin]
    if set(near) & (_SPOILING_BEFORE - {"by"}) or near[-1:] == ["by"]:  # "stop by on Friday" is no deadline
        return False
    low, high = begin, end
    while low > 0 and begin - low < 10 and tokens[low - 1] not in (",", ";", "(", "-", "–", "—"):
        low -= 1
    while high < len(tokens) and high - end < 6 and tokens[high] not in (",", ";", ")", "-", "–", "—"):
        high += 1
    clause = tokens[low:high]
    if set(clause) & _SPOILING:
        return False
    around = f" {' '.join(tokens[max(0, begin - 16) : end + 12])} "
    return any(f" {words} " in around for words in _ASKING)
