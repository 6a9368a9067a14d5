"""Names of people and e-mail addresses, typed or dictated. Linear; nothing here knows the records."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.models.builtin.slots.day_words import words
from agent.models.builtin.slots.text import Token, fold, tokens

_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
_LINKS = {
    "dot": ".",
    "period": ".",
    "underscore": "_",
    "dash": "-",
    "hyphen": "-",
    "plus": "+",
    ".": ".",
    "_": "_",
}
_SPOKEN_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGITS = dict(zip(_SPOKEN_DIGITS, "0123456789", strict=True))
_NOT_A_MAILBOX = words(
    "me us him her them it look call email mail meet page site website online is was are here there"
)

_TITLES = words(
    "mr mrs ms miss mx dr prof professor rev reverend fr father sir madam ma'am pastor sra sr senor senora"
)
_SUFFIXES = words("jr sr ii iii iv phd md esq dds cpa pe rn")
_GENERATIONS = words("junior senior")
_PARTICLES = words(
    "de del della da di do dos das du la las le los lo van von der den ter ten zu bin ibn al el st"
)
_LONGEST_NAME = 100
_NO_NAMES = words(
    "yes yeah yep no nope ok okay sure please thanks thank hello hi hey none nothing never mind cancel stop skip help "
    "undo today tonight tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday week month year "
    "i me my you your he him his she her it its we us our they them their this that these those who what when where "
    "why how which the a an of in on at by for to from with about is are was were be been has have had do does did "
    "will would can could should not or if but so because add create new log call called note lead leads customer "
    "customers client clients contact contacts company prospect inquiry pipeline job jobs opportunity reminder remind "
    "follow show list tell give get make mark convert disqualify draft send email phone number address text message "
    "won lost price competition timing scope other budget estimate proposal quote dollars hundred thousand unknown "
    "later soon asap everyone anybody nobody someone same"
)


@dataclass(frozen=True, slots=True)
class EmailSpan:
    """An e-mail address in lower case; `said` is `text[start:end]`."""

    start: int
    end: int
    address: str
    said: str


def find_emails(text: str) -> list[EmailSpan]:
    """Return the addresses in a text, typed or spoken ("maria dot lopez at example dot com"), in order."""
    said = tokens(text)
    spans: list[EmailSpan] = []
    taken = 0
    for at, token in enumerate(said):
        if at < taken:
            continue
        found = _spoken_at(said, at, taken) if token.folded == "at" else _typed_at(said, at)
        if found is None:
            continue
        first, taken, address = found
        start, end = said[first].start, said[taken - 1].end
        spans.append(EmailSpan(start, end, address, text[start:end]))
    return spans


LEAD_IN = re.compile(
    r"^(?:(?:her|his|their|the)(?: full)? name(?: is|['’]?s)|(?:it|that)(?:['’]s| is| was)|its|"
    r"(?:she|he|they)(?: is|['’]s| are|['’]re)(?: called| named)?|called|named)\s+",
    re.IGNORECASE,
)


def without_lead_in(text: str) -> str:
    """Return a name as it was answered, without "her name is" or "it's" before it."""
    return LEAD_IN.sub("", text.strip())


def split_name(text: str) -> tuple[str, str]:
    """Return first and last name; either may be "".

    Titles and suffixes ("Dr.", "Jr.") are dropped, particles stay with the last name ("de la Cruz"), "Lopez, Maria"
    is turned round, all that is neither last name nor suffix is the first name ("Mary Ann"). A name in small letters
    or in capitals only is written as names are; one typed with both is kept as typed.
    """
    family, comma, given = text.partition(",")
    before, behind = _name_words(family), _name_words(given)
    if comma and behind and before and not _titled_only(family):
        return _written(behind), _written(before)
    parts = before + behind
    if not parts:
        return "", ""
    begins = _last_name_begins(parts)
    if len(parts) == 1 and not _has_title(family):
        return _written(parts), ""
    return _written(parts[:begins]), _written(parts[begins:])


def looks_like_name(text: str) -> bool:
    """Return whether a short text can be a person's name: one to six words of letters, none of which is a word
    of the desk.
    """
    if len(text) > _LONGEST_NAME:
        return False
    parts = [part.strip(".,") for part in text.split()]
    if not 1 <= len(parts) <= 6 or any(not _is_name_word(part) for part in parts):
        return False
    folded = [fold(part) for part in parts]
    if folded[0] == "and" or folded[-1] == "and" or folded[-1] in _TITLES - {"sr"}:
        return False
    return not any(part in _NO_NAMES for part in folded)


def _word(said: Sequence[Token], at: int) -> str:
    return said[at].folded if 0 <= at < len(said) else ""


def _typed_at(said: Sequence[Token], at: int) -> tuple[int, int, str] | None:
    address = said[at].text.lower().strip("'.")
    local = address.partition("@")[0]
    if not _ADDRESS.fullmatch(address) or ".." in address or local.endswith("."):
        return None
    return at, at + 1, address


def _spoken_at(said: Sequence[Token], at: int, taken: int) -> tuple[int, int, str] | None:
    """Return the address whose "at" is token `at`; words before `taken` belong to another one."""
    domain, after, dots = _linked(said, at + 1, {"dot": ".", ".": ".", "dash": "-", "hyphen": "-"})
    ending = domain.rpartition(".")[2]
    if not dots or len(ending) < 2 or not ending.isalpha():
        return None
    first = at - 1
    if first < taken or not _is_address_word(_word(said, first)):
        return None
    while True:
        if first - 2 >= taken and _joins(said, first - 1) and _is_address_word(_word(said, first - 2)):
            first -= 2
        elif (
            first - 1 >= taken and _is_digit(_word(said, first)) and _is_address_word(_word(said, first - 1))
        ):
            first -= 1
        else:
            break
    single = first == at - 1
    if single and (_word(said, first) in _NOT_A_MAILBOX or "dot" not in dots):
        return None
    local = "".join(_sign(_word(said, place)) for place in range(first, at))
    return (first, after, f"{local}@{domain}") if len(local) <= 64 and len(domain) <= 253 else None


def _linked(said: Sequence[Token], at: int, links: dict[str, str]) -> tuple[str, int, list[str]]:
    """Return a chain of words and "dot"s, the place behind it, and the links that were said for a dot."""
    if not _is_address_word(_word(said, at)):
        return "", at, []
    parts, dots = [_word(said, at)], []
    place = at + 1
    while _word(said, place) in links and _joins(said, place) and _is_address_word(_word(said, place + 1)):
        link = _word(said, place)
        dots += [link] if links[link] == "." else []
        parts += [links[link], _word(said, place + 1)]
        place += 2
    return "".join(parts), place, dots


def _joins(said: Sequence[Token], at: int) -> bool:
    """Return whether a "dot" joins words; a typed full stop only where no space is beside it, or it ends a
    sentence.
    """
    link = said[at]
    if link.folded not in _LINKS or link.folded not in {".", "_"}:
        return link.folded in _LINKS
    return said[at - 1].end == link.start and at + 1 < len(said) and said[at + 1].start == link.end


def _sign(word: str) -> str:
    return _LINKS.get(word) or _DIGITS.get(word, word)


def _is_digit(word: str) -> bool:
    return word in _DIGITS or word.isdigit()


def _is_address_word(word: str) -> bool:
    return word.replace("-", "").isalnum() and word.isascii() and word not in _LINKS and word != "at"


def _name_words(text: str) -> list[str]:
    """Return the words of a name without titles before it and suffixes behind it."""
    parts = text.replace("’", "'").replace("‘", "'").split()
    first, last = 0, len(parts)
    while first < last and _bare(parts[first]) in _TITLES:
        first += 1
    while (
        last > first
        and _bare(parts[last - 1]) in _SUFFIXES
        and (last > first + 1 or first or len(parts) == 1)
    ):
        last -= 1
    return [part.strip(",;:") for part in parts[first:last] if part.strip(",;:.")]


def _bare(part: str) -> str:
    return fold(part).replace(".", "").strip(",;:")


def _has_title(text: str) -> bool:
    head = text.split(maxsplit=1)
    return bool(head) and _bare(head[0]) in _TITLES


def _titled_only(text: str) -> bool:
    return not _name_words(text)


def _last_name_begins(parts: list[str]) -> int:
    """Return the first particle of an unbroken row before the last word, never the first word of a full name."""
    begins = len(parts) - 1
    if begins > 1 and _bare(parts[begins]) in _GENERATIONS:
        # "Dan Kessler senior" is a Kessler.
        begins -= 1
    if begins > 2 and parts[begins - 1] == "y":
        # "Ortega y Gasset" is one last name.
        return begins - 2
    while begins > 0 and _bare(parts[begins - 1]) in _PARTICLES:
        begins -= 1
    # "Van Morrison" has a first name; "van der Berg" and "de la Cruz" have none.
    return 1 if begins == 0 and len(parts) == 2 else begins


def _is_name_word(part: str) -> bool:
    letters = [sign for sign in part if sign not in "'’‘-."]
    return bool(letters) and all(sign.isalpha() or ord(sign) in range(0x300, 0x370) for sign in letters)


def _written(parts: Sequence[str]) -> str:
    whole = "".join(parts)
    shouted = whole.isupper() and len(whole) > 3
    return " ".join(_capitalised(part, index, len(parts), shouted) for index, part in enumerate(parts))


def _capitalised(part: str, index: int, count: int, shouted: bool) -> str:
    if not (part.islower() or (shouted and part.isupper())):
        return part
    low = part.lower()
    if index < count - 1 and (_bare(low) in _PARTICLES or (index > 0 and low in {"and", "y"})):
        return low
    return "-".join(_capital_piece(piece) for piece in low.split("-"))


def _capital_piece(piece: str) -> str:
    head, apostrophe, rest = piece.partition("'")
    if apostrophe:
        return head[:1].upper() + head[1:] + "'" + rest[:1].upper() + rest[1:]
    if piece.startswith("mc") and len(piece) > 4:
        return "Mc" + piece[2].upper() + piece[3:]
    return piece[:1].upper() + piece[1:]
