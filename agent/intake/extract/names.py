"""The name of the person who writes: as they say it, sign it, or as their mail program shows it."""

import re
from dataclasses import dataclass

from agent.intake.extract.fields import ExtractedField
from agent.intake.labels import kind_is_exact
from agent.intake.words import words

_INTRODUCTIONS = (
    "my name is", "my name's", "name is", "this is", "it's", "it is", "i am", "i'm", "mein name ist",
    "ich heiße", "hier ist", "hier spricht", "me llamo", "mi nombre es", "soy", "habla", "le habla",
    "nazywam się", "jestem", "je m'appelle", "je suis",
)  # fmt: skip
_WEAK = frozenset(
    ("this is", "it's", "it is", "i am", "i'm", "name is", "soy", "habla", "jestem", "je suis", "hier ist")
)
_INTRODUCTION = re.compile(
    r"(?<![\w'’])("
    + "|".join(re.escape(words).replace("'", "['’]") for words in _INTRODUCTIONS)
    + r")[ \t,]{1,2}",
    re.I,
)
_HERE = re.compile(
    r"(?:^|[,.!\-–—] ?|\b(?:[Hh]i|[Hh]ey|[Hh]ello)[ ,]{1,2})([A-Z][\w'’\-]{1,20}(?: [A-Z][\w'’\-]{1,20}){1,2}) here\b"
)
_WORD = re.compile(r"[^\W\d_][\w'’\-]{0,24}\.?")
_PARTICLES = words("de del la las los van von der den di da dos du le el bin al zu ten ter y")
_NO_NAMES = words(
    "the a an for not my our your i we just about to from calling at in on with and but regarding "
    "because so very really sorry what how where when who if is are was it's i'm that this here there "
    "urgent important hi hello hey dear good morning afternoon evening monday tuesday wednesday thursday "
    "friday saturday sunday january february march april may june july august september october november "
    "december thanks thank regards sincerely best cheers please ok okay yes no still also maybe great "
    "fine happy looking writing interested trying having getting going located available sure wondering "
    "new glad usually probably only guten hallo hola buenas buenos gracias saludos danke viele grüße "
    "pozdrawiam dzień kind warm respectfully cordially love god bless talk see call text phone cell "
    "mobile office fax email tel subject address note ps sent austin texas tx usa"
)
_ORGANISATION = words(
    "llc inc ltd corp co company gmbh sa plc group team desk office support sales service services info "
    "admin billing account accounts accounting notification notifications noreply no-reply leads lead "
    "forms form website web site webmaster mail mailer customer customers plumbing plumber electric "
    "electrical heating air roofing construction properties property management realty partners church "
    "school bank insurance supply store shop dispatch reception orders order via newsletter weekly news "
    "pro pros facility facilities department dept hotel restaurant cafe café university city county "
    "apartments hoa association condominiums voicemail voice call caller wireless unknown private "
    "anonymous blocked number unavailable restricted toll free cell user guest member client homeowner "
    "owner tenant manager director president senior estimator residential commercial maintenance system "
    "systems solutions media marketing studio agency online app assistant alerts alert reply do "
    "donotreply mailer-daemon postmaster root wordpress husband wife"
)
_TITLES = words("mr mrs ms miss mx dr prof rev sr sra srta herr frau pan pani mme")
_SUFFIXES = words("jr sr ii iii iv md phd cpa esq dds rn pe")
_CLOSERS = (
    "thanks", "thank you", "many thanks", "thx", "ty", "regards", "best regards", "kind regards",
    "warm regards", "best", "cheers", "sincerely", "yours", "gracias", "muchas gracias", "saludos",
    "un saludo", "danke", "vielen dank", "gruß", "viele grüße", "lg", "mfg", "pozdrawiam", "dziękuję",
    "merci", "cordialement", "god bless", "take care", "respectfully", "love",
)  # fmt: skip
_LOWER_STOPS = words("calling from i'm i at over and with um uh out i've we we've")


@dataclass(frozen=True, slots=True)
class NameClues:
    """The places in which a name may be; all may be empty.

    `display`: as a header shows it; `text`: the fresh text; `signature`: what was cut as such; `transcript`: the text
    was dictated; `address`: the e-mail address, whose words may stand in the text as a name.
    """

    display: str
    text: str
    signature: str
    transcript: bool = False
    address: str = ""


def tidy_name(written: str) -> str:
    """Return a person's name with titles, degrees and "Last, First" put right; empty when it is no person's name.

    Args:
        written: a display name, form field or sign-off.
    """
    plain = " ".join(
        written.split("(", maxsplit=1)[0].replace("“", '"').replace("”", '"').strip("\"'.,;:-–—*_ \t").split()
    )
    plain = plain.split(" via ")[0].split(" | ")[0].strip()
    if not plain or len(plain) > 60 or any(mark in plain for mark in "@/:<>{}[]=+#&\\"):
        return ""
    if "," in plain:
        head, _, tail = plain.partition(",")
        tail = tail.strip()
        known_suffix = all(word.casefold().strip(".") in _SUFFIXES for word in tail.replace(",", " ").split())
        plain = head if known_suffix or not tail else f"{tail} {head}".replace(",", " ")
    plain_end = written.strip()[-1:]
    words = [
        word
        for word in plain.replace('"', " ").split()
        if word.casefold().strip(".") not in _TITLES | _SUFFIXES
    ]
    if not 1 <= len(words) <= 5 or not all(_is_name_word(word) for word in words):
        return ""
    if any(word.casefold().strip(".") in _ORGANISATION for word in words):
        return ""
    if words[0].casefold().strip(".") in _NO_NAMES or (len(words) == 1 and len(words[0].strip(".")) < 2):
        return ""
    name = " ".join(_capitalised(word, words) for word in words)
    return f"{name}." if len(words) > 1 and len(words[-1]) == 1 and plain_end == "." else name


def _is_name_word(word: str) -> bool:
    return (
        bool(word)
        and word[0].isalpha()
        and all(character.isalpha() or character in "'’-." for character in word)
    )


def _capitalised(word: str, words: list[str]) -> str:
    """Return a word capitalised: typed capitals are kept where some are mixed; all-small and all-large names
    get usual ones.
    """
    whole = "".join(words)
    if not (whole.islower() or whole.isupper()) or (len(word.strip(".")) == 1):
        return word.upper() if len(word.strip(".")) == 1 else word
    if word.casefold() in _PARTICLES and len(words) > 2:
        return word.lower()
    pieces = re.split(r"(['’\-])", word.lower())
    return "".join(piece[:1].upper() + piece[1:] for piece in pieces)


def caller_name(written: str) -> str:
    """Return a name from caller id, which writes "LAST FIRST" in capitals; empty when it tells no full name.

    Args:
        written: the caller id, without the number.
    """
    name = tidy_name(written)
    words = name.split()
    if len(words) < 2 or any(len(word.strip(".")) < 2 for word in words):
        return ""
    if written.strip().isupper() and "," not in written and len(words) == 2:
        if any(len(word) == 2 for word in words):  # "AUSTIN TX" is where the call came from
            return ""
        return f"{words[1]} {words[0]}"
    return name


def find_name(clues: NameClues) -> ExtractedField[str] | None:
    """Return the writer's name, the fullest that the clues agree on; None rather than a guess.

    Args:
        clues: the places to look in.
    """
    display = tidy_name(clues.display)
    said = _introduced(clues.text, clues.transcript)
    signed = _signed(clues.text, clues.signature)
    for candidate in (said, signed):
        if candidate and _completes(candidate.value, display):
            return candidate
    if display and (len(display.split()) > 1 or not (said or signed or _in_address(clues))):
        return ExtractedField(display, clues.display.strip(), 0.85 if len(display.split()) > 1 else 0.55)
    return _in_address(clues) or said or signed


def _in_address(clues: NameClues) -> ExtractedField[str] | None:
    """Return the words of an address such as carol.meyer@… where the text has them side by side as a name."""
    parts = [
        part
        for part in re.split(r"[._\-]", clues.address.partition("@")[0][:60])
        if part.isalpha() and len(part) > 1
    ]
    if len(parts) != 2:
        return None
    found = re.search(rf"(?<!\w){parts[0]} {parts[1]}(?!\w)", clues.text, re.I)
    name = tidy_name(found.group()) if found else ""
    return ExtractedField(name, found.group(), 0.7) if found and name else None


def _completes(name: str, display: str) -> bool:
    """Return whether a full name from the text should replace the display name."""
    words = name.casefold().split()
    if len(words) < 2:
        return False
    shown = display.casefold().split()
    if len(shown) < 2:
        return True
    if all(len(word.strip(".")) > 1 for word in shown):
        return not set(words) & set(shown)  # another person writes from this address, and says so
    return bool(set(words) & set(shown)) or words[0][0] == shown[0][0]


def _introduced(text: str, transcript: bool) -> ExtractedField[str] | None:
    head = " ".join(text[:1_500].split())
    if here := _HERE.search(head):
        name = tidy_name(here.group(1).removeprefix("Hi ").removeprefix("Hey "))
        if name and name.split()[0].casefold() not in _NO_NAMES:
            return ExtractedField(name, here.group().strip(" .,!-"), 0.85)
    best: ExtractedField[str] | None = None
    for match in _INTRODUCTION.finditer(head):
        introduction = match.group(1).casefold().replace("’", "'")
        before = head[: match.start()].rstrip().casefold()
        if before.endswith(
            (
                " her",
                " his",
                " their",
                "wife's",
                "husband's",
                "tenant's",
                "whose",
                " if",
                " that",
                " think",
                " say",
            )
        ):
            continue
        words = _name_words(head[match.end() : match.end() + 80], transcript)
        name = tidy_name(" ".join(words))
        if not name or (introduction in _WEAK and len(words) < 2 and not transcript):
            continue
        found = ExtractedField(name, head[match.start() : match.end() + len(" ".join(words))], 0.9)
        if len(words) > 1:
            return found
        best = best or found
    return best


def _name_words(following: str, transcript: bool) -> list[str]:
    words: list[str] = []
    lowered = following[:1].islower()
    for raw in following.split():
        word = raw.strip(',.!?;:"“”()')
        folded = word.casefold().replace("’", "'")
        fits = word and (word[:1].isupper() or (words and folded in _PARTICLES) or (lowered and transcript))
        if not fits or folded in _NO_NAMES or not _is_name_word(word):
            break
        if folded.endswith(("'m", "'ve", "'ll", "'re")) or (lowered and folded in _LOWER_STOPS):
            break
        words.append(word.removesuffix("'s").removesuffix("’s"))
        if raw != word or len(words) == 4:
            break
    while words and words[-1].casefold() in _PARTICLES:
        words.pop()
    if lowered:
        rest = following.split()[len(words) : len(words) + 1]
        clear = bool(rest) and rest[0].casefold().replace("’", "'") in _LOWER_STOPS
        return words if len(words) == 2 and clear else []
    return words


def _signed(text: str, signature: str) -> ExtractedField[str] | None:
    """Return the name that the text ends with, alone on its line or after "Thanks,"; the fullest of the last
    lines.
    """
    tail = [line.strip() for line in text[-1_500:].split("\n") if line.strip()][-6:]
    head = [line.strip() for line in signature[:600].split("\n") if line.strip()][:2]
    best: ExtractedField[str] | None = None
    for line in (*head, *reversed(tail)):
        name = _name_line(line, closing=line in tail)
        if name and (best is None or len(name.split()) > len(best.value.split())):
            best = ExtractedField(name, line, 0.75 if len(name.split()) > 1 else 0.5)
    return best


def _name_line(line: str, closing: bool) -> str:
    plain = line.strip("-–—~* \t")
    folded = plain.casefold()
    for closer in _CLOSERS:
        for mark in (",", "!", ".", " -", " –"):
            if closing and folded.startswith(closer + mark):
                plain = plain[len(closer) + len(mark) :].strip(" ,-–—!.")
                folded = plain.casefold()
    if (
        not plain
        or len(plain) > 45
        or plain.endswith(("?", "!", ":"))
        or any(character.isdigit() for character in plain)
    ):
        return ""
    words = plain.split("|")[0].split(",")[0].split()
    if kind_is_exact(plain, {}):
        return ""
    if not 1 <= len(words) <= 4 or (plain.rstrip(".") != plain and len(words) > 2):
        return ""
    if not all(word[:1].isupper() or word.casefold() in _PARTICLES for word in words):
        return ""
    if any(word.casefold().strip(".,") in _NO_NAMES for word in words):
        return ""
    return tidy_name(" ".join(words))
