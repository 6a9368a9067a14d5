"""Telephone numbers of the person who writes: never a fax, never somebody else's, never the business's own."""

import re
from dataclasses import dataclass

from agent.intake.extract.fields import ExtractedPhone
from agent.intake.extract.sentences import sentence_around
from agent.intake.words import words

_NORTH_AMERICAN = re.compile(
    r"(?<![\w+./\-])(?:\+?1[ .\-/]?)?\(?([2-9]\d\d)\)?[ .\-/\u2010-\u2015]{0,3}(\d{3})"
    r"[ .\-/\u2010-\u2015]{0,3}(\d{4})(?!\d)"
)
_INTERNATIONAL = re.compile(r"(?<![\w+])\+\d[\d ()./\-\u2010-\u2015]{6,22}\d(?!\d)")
_NATIONAL = re.compile(r"(?<![\w+./\-])\(?0?\d[\d ()./\-\u2010-\u2015]{6,18}\d(?!\d)")
_EXTENSION = re.compile(
    r"[ ,;]{0,3}\(?(?:ext(?:ension)?|x|durchwahl|anexo|int|wew)\.?:? {0,2}(\d{1,6})(?!\d)", re.I
)
_WORDS = {
    "zero": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4",
    "cinco": "5", "seis": "6", "siete": "7", "ocho": "8", "nueve": "9", "null": "0", "eins": "1", "zwei": "2",
    "zwo": "2", "drei": "3", "vier": "4", "fünf": "5", "sechs": "6", "sieben": "7", "acht": "8", "neun": "9",
}  # fmt: skip
_TIMES = {"double": 2, "triple": 3, "doble": 2}
_WORD = re.compile(r"\w{1,12}|[^\w\s]")
_DIGITS_OR_WORD = re.compile(r"\d+|[^\W\d_]+")
_PHONE_WORDS = words(
    "call text phone tel telephone cell mobile number reach at me ph teléfono telefon llame handy "
    "celular móvil c m o p t h w"
)
_FAX_WORDS = ("fax", "telefax", "facsimile")
_OTHERS = (
    "tenant", "wife", "husband", "neighbor", "neighbour", "my son", "my daughter", "my mother", "my mom",
    "my dad", "my father", "my brother", "my sister", "roommate", "landlord", "superintendent", "realtor",
    "my agent", "contractor", "electrician", "property manager is", "his number", "her number",
    "their number", "his cell", "her cell", "call him", "call her", "reach him", "reach her",
    "gas company", "insurance", "inquilin", "mi esposa", "mi esposo", "meine frau", "mein mann", "mieter",
    "not at", "not on", "don't call", "do not call", "instead of", "the old number", "old number",
    "wrong number", "used to be", "adjuster",
)  # fmt: skip
_OWN_WORDS = (
    "call me", "text me", "my number", "my cell", "my phone", "my mobile", "reach me", "i am on",
    "i'm on", "i am at", "i'm at", "me at", "mi teléfono", "mi número", "mi celular", "meine nummer",
    "contact me", "my direct", "ring me", "my new number",
)  # fmt: skip
_CALLED = re.compile(
    r"\b(?:i|we|she|he|my \w+)(?:'ve| have| had)?(?: \w+)? "
    r"(?:called|tried|rang|phoned|dialed|dialled|texted|messaged)\b(?!.*\bfrom\b)"
    r"|\byou (?:\w+ )?(?:quoted|called|texted|phoned|rang|messaged)\b(?=.*\bfrom\b)"
    r"|\byour (?:\w+ )?(?:number|line|office|phone|cell|voicemail|shop|site|website|page|ad|hotline)\b"
    r"|\b(?:voicemail|message) (?:at|on)\b"
)
_LABELLED_LINE = re.compile(r"\n[ \t]*(?=[A-Za-z][A-Za-z /]{0,24}:[ \t])")
_STILL_YOURS = re.compile(
    r"[)\s]{0,2}(?:(?:is|still|was|as|even) ){0,2}your (?:\w+ )?(?:number|line|phone|cell|office)\b", re.I
)
"""The number that the writer called, or that we called from, is not the writer's."""
_CANDIDATES_CAP = 60


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    digits: str
    plain: bool  # nothing but digits, so it might be an order number


def find_phones(text: str, region: str, confidence: float) -> list[ExtractedPhone]:
    """Return the writer's numbers in the text, in order, each once (E.164 through phonenumbers).

    Args:
        text: clean text, quotes and footers off.
        region: two-letter country of numbers without a country code.
        confidence: of a number found here.
    """
    found: dict[str, ExtractedPhone] = {}
    for candidate in _candidates(text, region):
        number = as_e164(candidate.digits, region)
        if number is None or number in found or not _is_the_writers(text, candidate):
            continue
        extension = _EXTENSION.match(text, candidate.end)
        found[number] = ExtractedPhone(
            value=number,
            sentence=sentence_around(text, candidate.start, candidate.end),
            confidence=confidence,
            extension=extension.group(1) if extension else "",
        )
    return list(found.values())


def find_others_phones(text: str, region: str) -> frozenset[str]:
    """Return numbers in E.164 that the text gives as a fax's or as somebody else's, and nowhere as the writer's.

    Args:
        text: clean text, quotes and footers off.
        region: two-letter country of numbers without a country code.
    """
    candidates = _candidates(text, region)
    theirs = {
        as_e164(one.digits, region) for one in candidates if _is_fax(text, one) or _is_anothers(text, one)
    }
    own = {as_e164(one.digits, region) for one in candidates if _is_the_writers(text, one)}
    return frozenset(number for number in theirs - own if number)


def writes_out(text: str, number: str) -> bool:
    """Return whether the digits of a number stand in a text one after the other, in figures or in words.

    Args:
        text: a sentence.
        number: in E.164; its country code may be missing in the text.
    """
    import phonenumbers

    parsed = phonenumbers.parse(number, None)
    national = str(parsed.national_number)
    wanted = {national, f"0{national}", number.removeprefix("+"), f"00{number.removeprefix('+')}"}
    for run in _runs_of_digits(text[:2_000]):
        for first in range(len(run)):
            written = ""
            for part in run[first : first + _LONGEST_RUN]:
                written += part
                if written in wanted:
                    return True
    return False


_BETWEEN = words("dot dash point hyphen area code space then and punto guión punkt")
_LONGEST_RUN = 20


def _runs_of_digits(text: str) -> list[list[str]]:
    """Return the groups of digits that stand together, with nothing but marks and words such as "dot" between
    them.
    """
    runs: list[list[str]] = [[]]
    times = 1
    for match in _DIGITS_OR_WORD.finditer(text):
        word = match.group().casefold()
        digits = word if word.isdigit() else _WORDS.get(word, "") * times
        times = _TIMES.get(word, 1)
        if digits:
            runs[-1].append(digits)
        elif word not in _BETWEEN and word not in _TIMES:
            runs.append([])
    return runs


def as_e164(number: str, region: str) -> str | None:
    """Return the number in E.164; None when no such number can exist.

    Args:
        number: as written, without extension.
        region: two-letter country of numbers without a country code.
    """
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number[:40], region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _candidates(text: str, region: str) -> list[_Candidate]:
    found: list[_Candidate] = []
    pattern = _NORTH_AMERICAN if region in ("US", "CA") else _NATIONAL
    for matcher in (_INTERNATIONAL, pattern):
        for match in matcher.finditer(text):
            if len(found) >= _CANDIDATES_CAP:
                break
            written = match.group().strip()
            found.append(_Candidate(match.start(), match.end(), written, written.isdigit()))
    taken: list[_Candidate] = []
    for candidate in sorted((*found, *_spelled(text)), key=lambda item: (item.start, -item.end)):
        if not taken or candidate.start >= taken[-1].end:
            taken.append(candidate)
    return taken


def _spelled(text: str) -> list[_Candidate]:
    """Return numbers dictated digit by digit, also with "double five"; commas and dashes may part the groups."""
    found: list[_Candidate] = []
    digits: list[str] = []
    start = end = 0
    times = 1
    words = 0
    for match in _WORD.finditer(text):
        word = match.group().casefold()
        if word in _TIMES:
            times = _TIMES[word]
            start = start if digits else match.start()
            continue
        digit = _WORDS.get(word) or (word if digits and words and word.isdigit() and len(word) <= 4 else None)
        if digit:
            start = start if digits or times > 1 else match.start()
            digits.append(digit * times)
            words += word in _WORDS
            end = match.end()
        elif word not in ",-." or not digits:
            _keep_spelled(found, digits, words, start, end)
            digits, words = [], 0
        times = 1
    _keep_spelled(found, digits, words, start, end)
    return found[:_CANDIDATES_CAP]


def _keep_spelled(found: list[_Candidate], digits: list[str], words: int, start: int, end: int) -> None:
    number = "".join(digits)
    if words >= 5 and 10 <= len(number) <= 12:
        found.append(_Candidate(start, end, number, False))


def _is_the_writers(text: str, candidate: _Candidate) -> bool:
    if _is_fax(text, candidate):
        return False
    words_before = _before(text, candidate).replace(":", " ").replace(".", " ").split()
    if candidate.plain and not (set(words_before[-5:]) & _PHONE_WORDS):
        return (
            not _line_before(text, candidate).strip() and not text[candidate.end :].partition("\n")[0].strip()
        )
    return not _is_anothers(text, candidate)


def _is_fax(text: str, candidate: _Candidate) -> bool:
    after = text[candidate.end : candidate.end + 12].partition("\n")[0].casefold()
    label = _line_before(text, candidate).replace("|", "\n").rpartition("\n")[2].rstrip(" .:(-")
    return (
        any(word in label[-14:] for word in _FAX_WORDS)
        or label.split()[-1:] == ["f"]
        or after.lstrip(" (-,").startswith(_FAX_WORDS)
    )


def _is_anothers(text: str, candidate: _Candidate) -> bool:
    """Return whether the clause before it speaks of another person, and not of the writer after that."""
    clause = _last_clause(_before(text, candidate))
    owned = max((clause.rfind(mark) for mark in _OWN_WORDS), default=-1)
    others = max((clause.rfind(mark) for mark in _OTHERS), default=-1)
    others = max([others, *(found.start() for found in _CALLED.finditer(clause))])
    return others > owned or _STILL_YOURS.match(text, candidate.end) is not None


def _before(text: str, candidate: _Candidate) -> str:
    """Return the words before it in its paragraph; a line that begins with a label ("Phone: ") goes on with
    nothing before it.
    """
    before = text[max(0, candidate.start - 160) : candidate.start].rsplit("\n\n", maxsplit=1)[-1]
    before = _LABELLED_LINE.split(before)[-1]
    return " ".join(before.split()).casefold()


def _line_before(text: str, candidate: _Candidate) -> str:
    return text[max(0, candidate.start - 40) : candidate.start].rpartition("\n")[2].casefold()


def _last_clause(before: str) -> str:
    """Return the words since the last stop; the clause before it too where the last one says nothing."""
    position = max(before.rfind(stop) for stop in (". ", "! ", "? ", "; "))
    sentence = before[position + 1 :]
    head, comma, last = sentence.rpartition(",")
    return last if comma and len(last.split()) >= 2 else (head if comma else sentence)
