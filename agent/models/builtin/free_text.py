"""Slots that hold words: names, addresses, companies, titles, summaries and messages."""

import re
from collections.abc import Collection
from typing import Any

from agent.models.builtin import meaning, phrases
from agent.models.builtin.by_form import tells_of_work
from agent.models.builtin.reading import Piece
from agent.models.builtin.slots.addresses import ADDRESS
from agent.models.builtin.slots.people import split_name
from agent.models.builtin.told import told
from agent.models.reader import reader
from schemas.keys import fold, words
from schemas.procedure import Request, Slot, SlotKind

AFTER_ADDRESS = re.compile(
    r"(?:lives? (?:at|on)|address(?: is| to|,|:)?|moved to|(?:place|house|home)(?: is)?(?: at)?|"
    r"(?:he|she|they)['’]?(?:s|re)? at|at)\s+"
    r"(\d{1,6}\s+[A-Za-z][^,.;\n]{2,60}(?:,?\s*(?:apt|unit|suite|#)\s*\w{1,6})?)",
    re.IGNORECASE,
)
AFTER_NAME = re.compile(
    r"(?:\b(?:named|called|name is|names|name['’]s|name:|hes named|shes named|contact:|customer:|client:)\s+|"
    r"\bits\s+|\bit['’]s\s+)((?:[^\W\d_][\w'’.-]*\s?){1,4})",
    re.IGNORECASE,
)
COMPANY_WORDS = (
    "mgmt|management|llc|inc|co|company|corp|properties|property|realty|hoa|restaurant|diner|cafe|church|school|hotel|"
    "motel|apartments|construction|builders|homes|group|clinic|dental|salon|bakery|brewery|bar|grill|associates"
)
COMPANY = re.compile(
    rf"\b(?:with|w/|from|at|of|for)\s+((?:[A-Za-z][\w'’&.-]*\s+){{1,4}}?(?:{COMPANY_WORDS}))\b", re.IGNORECASE
)
NOT_NAMES = frozenset(
    words(
        "add new customer contact client person guy lady man woman named name call called please in the system there record "
        "records for put get save create set up make enter register hey uh yeah so a an is its it number phone cell email "
        "mobile address and of to with at on from my me i our his her he she they him them this that as into book crm database "
        "one another ok okay saw ad website form filled out referred by neighbor friend told about us lives note has have had "
        "just got off who can you could would will need gotta ya morning today yesterday here also too home work first time "
        "caller couple family take down sign mr mrs ms dr miss sir hi hello info details card list contacts customers clients "
        "yo yes yep yup wants needs looking gave sent hes shes theyre um er erm fresh potential enquiry inquiry lead thats"
    )
)
PURPOSE_AFTER = re.compile(
    r"\b(?:remind me|reminder|let me forget|nudge|bug me|ping me|poke me|make sure i)\b.{0,200}?"
    r"\b(to|about|bout|that)\b\s+",
    re.IGNORECASE,
)
REMINDING = re.compile(
    r"\b(?:please |can you |hey |uh )?(?:(?:set|put|make|add|need|i need|create)\s+)?(?:me )?(?:a |an )?"
    r"(?:remind me|follow up reminder|reminder|nudge)\b",
    re.IGNORECASE,
)
SAYING = re.compile(
    r"(?:\bsaying|\bthat says|\band say that|\band say|\bsay that|\bsay|:)\s+(.{2,})$",
    re.IGNORECASE | re.DOTALL,
)
_BY_TEXT = r"(?:by|via)(?= (?:an? )?(?:text|sms|e-?mail|mail|message)\b)"
LEADING_IN = re.compile(
    rf"^\s*(?:know )?(?:(?:should|needs? to|has to|must) (?:get|know|hear)\b|{_BY_TEXT})"
    r"(?: an?)?(?: (?:text|sms|e-?mail|mail|message|note))?(?: from (?:me|us))?(?: that| saying)?\s+",
    re.IGNORECASE,
)
"""Words behind the name that lead in what is to be said: "should get a text from me that …", "by text that …"."""
ADDRESSING = re.compile(
    r"^.*?\b(?:a text|a message|an email|a note|a line|text|tell|email|message|msg|him|her|them)\b",
    re.IGNORECASE | re.DOTALL,
)


def taken_spans(piece: Piece, *, amounts: bool = True, who: bool = True) -> list[tuple[int, int]]:
    """Return character spans of a piece that other slots have read."""
    reading = piece.reading
    spans = [(day.start, day.end) for day in reading.days]
    spans += [(phone.start, phone.end) for phone in reading.phones]
    spans += [(email.start, email.end) for email in reading.emails]
    if amounts:
        spans += [(s.start, s.end) for s in reading.amounts]
    if who:
        spans += [(reading.tokens[i].start, _with_possessive(piece, i)) for i in piece.mention.named]
    return [(max(a, piece.first_char), min(b, piece.last_char)) for a, b in spans if piece.holds(a)]


def _with_possessive(piece: Piece, index: int) -> int:
    end = piece.reading.tokens[index].end
    rest = piece.reading.text[end : end + 2].casefold()
    return end + 2 if rest in {"'s", "’s"} else end


def _shifted(piece: Piece, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(a - piece.first_char, b - piece.first_char) for a, b in spans]


WHERE = frozenset({"address", "company"})
"""Kinds of values that are names, and no clause."""
TELLING = frozenset({"note", "outcome", "reason", "text", "job"})
"""Kinds of values that say how something went."""


def said_as(piece: Piece, kinds: Collection[str]) -> list[str]:
    """Return the runs of a piece's words that the reader takes for values of some kinds, in order."""
    text = piece.said
    return [text[one.start : one.end] for one in reader.read(text).values if one.kind in kinds]


def name(piece: Piece, slot: Slot, request: Request, focus: Any) -> str | None:
    """Read a new person's first or last name."""
    said = _full_name(piece)
    seen = said_as(piece, {"person"})
    if len(seen) == 1 and not set(words(seen[0])) & set(words(said)):
        said = seen[0]  # A firm or a place was taken for the name.
    if not said:
        return None
    first, last = split_name(said)
    return (first if slot.part == "first" else last) or None


def _full_name(piece: Piece) -> str:
    text = phrases.without(piece.said, _shifted(piece, taken_spans(piece, who=False)))
    text = ADDRESS.sub(" , ", text)
    text = COMPANY.sub(" , ", text)
    after = AFTER_NAME.search(text)
    if after:
        run = _name_run(after[1].split())
        if run:
            return " ".join(run)
    best: list[str] = []
    for clause in re.split(r"[,.;:!?\n]+\s|\s[-–—]\s|[,;:]", f"{text} "):
        run = _name_run(clause.split())
        if (len(run) >= 2 and len(best) < 2) or (run and not best):
            best = run
    return " ".join(best)


def _name_run(words: list[str]) -> list[str]:
    """Return the first run of words that can be a name: at most four, none of them a word of the request."""
    best: list[str] = []
    run: list[str] = []
    for word in [*words, ""]:
        plain = word.strip(".,;:!?()\"'“”#")
        if plain and not any(c.isdigit() for c in plain) and not _is_request_word(fold(plain)):
            run.append(plain)
            continue
        if len(run) > len(best) and len(best) < 2:
            best = run[:4]
        run = []
    return best


def _is_request_word(plain: str) -> bool:
    """Return whether a word belongs to the request, a slip of one letter allowed ("custmer")."""
    if not plain or plain in NOT_NAMES:
        return True
    from rapidfuzz.distance import OSA

    return len(plain) >= 6 and any(OSA.distance(plain, word, score_cutoff=1) <= 1 for word in NOT_NAMES)


def address(piece: Piece, slot: Slot, request: Request, focus: Any) -> str | None:
    """Read a street address: a number, a name and a kind of street, or the words after "lives at"."""
    text = piece.said
    found = ADDRESS.search(text)
    if found:
        return capitals(found[0].strip(" ,."))
    after = AFTER_ADDRESS.search(text)
    if not after:
        return None
    said = re.split(r"\b(?:now|put|add|and)\b", after[1])[0]
    return capitals(said.strip(" ,.")) or None


def capitals(text: str) -> str:
    if text != text.lower() and text != text.upper():
        return text
    return " ".join(word if any(c.isdigit() for c in word) else word.capitalize() for word in text.split())


def company(piece: Piece, slot: Slot, request: Request, focus: Any) -> str | None:
    """Read a new person's company: by its last word, else the one firm that the reader sees beside the person."""
    found = COMPANY.search(piece.said)
    if found:
        return capitals(found[1].strip())
    seen, people = said_as(piece, {"company"}), said_as(piece, {"person"})
    return seen[0].strip(" ,.") if len(seen) == 1 and people else None


def _place_beside(piece: Piece, title: str, request: Request) -> list[str]:
    """Return the address that stands beside a title, where the request has no argument of its own for one."""
    place = ADDRESS.search(piece.said)
    if (
        place is None
        or place[0] in title
        or any(one.kind == SlotKind.ADDRESS for one in request.slots.values())
    ):
        return []
    return [place[0]]


def title(piece: Piece, slot: Slot, request: Request, focus: Any) -> str | None:
    """Read a short job title: what the reader takes for one, else the longest clause that is left of everything else."""
    told = max(said_as(piece, {"job"}), key=lambda one: len(one.split()), default="")
    if told:
        told = phrases.bare(told, (), ("at", "on", "in", "for"))
        return phrases.sentence(", ".join([told, *_place_beside(piece, told, request)]))[:300]
    spans = _shifted(piece, taken_spans(piece))
    source = request.slots.get("source")
    text = piece.said
    cut = phrases.without(text, spans)
    if source is not None:
        for said in sorted((p for ps in source.words.values() for p in ps), key=len, reverse=True):
            cut = re.sub(rf"\b{re.escape(said)}\b", " ", cut, flags=re.IGNORECASE)
    cut = re.sub(
        r"\b(?:around|about|roughly|estimated at|worth|call it)\s+[\d,.]+\s*(?:bucks|dollars)?", " ", cut
    )
    cut = re.sub(r"(?<![\w/])\$?\d{2,6}(?:\.\d\d)?(?=[\s.]*$)", " ", cut)
    parts = [phrases.bare(part) for part in phrases.clauses(cut)]
    places = [part for part in parts if ADDRESS.fullmatch(part)]
    best = max((part for part in parts if part not in places), key=lambda part: len(part.split()), default="")
    asks_only = set(words(best)) <= phrases.ASKING_FOR_A_LEAD
    said = ", ".join(
        part for part in (best if len(fold(best)) > 2 and not asks_only else "", *places[:1]) if part
    )
    return phrases.sentence(said)[:300] or None


def report(piece: Piece, slot: Slot, request: Request, focus: Any) -> str | None:
    """Read the report of what was said or done: the words after the person's name, else the whole message."""
    if tells_of_work(piece.words):
        return phrases.sentence(piece.said)
    last_who = max(piece.mention.named, default=None)
    tokens = piece.reading.tokens
    if last_who is not None:
        first_run = _first_run(piece)
        after = piece.reading.text[_with_possessive(piece, first_run) : piece.last_char]
        told = re.sub(r"^[\s,.:;–—-]+(?:(?:on the phone|today|this morning|and)\b[\s,.:;–—-]*)*", "", after)
        told = re.sub(r"^(?:at|from)\s+[\w ]{1,30}?[:,]\s*", "", told)
        if len(told.split()) >= 2:
            return phrases.sentence(told)
        if first_run + 1 < piece.end and tokens[piece.start].start < tokens[first_run].start:
            return phrases.sentence(piece.said)
    return phrases.sentence(piece.said) if said_as(piece, TELLING) else None


def _first_run(piece: Piece) -> int:
    """Return the last token of the first run of tokens that name the person, or several side by side."""
    used = sorted(piece.mention.named)
    last = used[0]
    for index in used[1:]:
        between = [piece.reading.tokens[i].folded for i in range(last + 1, index)]
        if between and (len(between) > 1 or between[0] not in meaning.TOGETHER):
            break
        last = index
    return last


def purpose(piece: Piece, slot: Slot, request: Request, focus: Any) -> str | None:
    """Read the purpose of a reminder, without the day."""
    days = [(day.start, day.end) for day in piece.reading.days if piece.holds(day.start)]
    text = phrases.without(piece.said, _shifted(piece, days))
    after = PURPOSE_AFTER.search(text[:600])
    if after and after[1].casefold() in {"to", "that"}:
        told = text[after.end() :]
    else:
        told = phrases.bare(
            REMINDING.sub(" ", text[:600]), ("to", "about", "on", "for", "in", "at", "with", "w"), ()
        )
    told = phrases.bare(told, (), ("on", "at", "in", "by", "for", "the", "please", "reminder", "a", "make"))
    who = {fold(piece.reading.tokens[i].text) for i in piece.mention.named}
    telling = [w for w in fold(told).split() if w not in who and w.removesuffix("s") not in who]
    if not telling or (telling in (["about"], ["call"]) and not piece.mention.used):
        return None
    return phrases.sentence(told)[:300]


def message(piece: Piece, slot: Slot, request: Request, focus: Any) -> str | None:
    """Read the words to send: in quotes, after a colon or "saying", or behind the person's name."""
    text = piece.said
    quoted = re.search(r"[\"“]([^\"”]{2,2000})[\"”]", text)
    if quoted:
        return quoted[1].strip()
    after = SAYING.search(text)
    if after and len(after[1].split()) >= 2:
        return phrases.sentence(after[1])
    if piece.mention.named:
        told = piece.reading.text[_with_possessive(piece, _first_run(piece)) : piece.last_char]
    else:
        told = ADDRESSING.sub("", text[:2000], count=1)
    leading = LEADING_IN.match(told)
    told = told[leading.end() :].strip() if leading else phrases.bare(told, phrases.BEFORE_MESSAGE, ())
    return phrases.sentence(told) if len(fold(told)) > 1 else None


def after_words(piece: Piece, words: tuple[str, ...]) -> str:
    """Return the words after the last of some words."""
    told = piece.said
    for word in words:
        cut = re.split(rf"\b{re.escape(word)}\b", told, flags=re.IGNORECASE)
        told = cut[-1] if len(cut) > 1 and cut[-1].strip() else told
    return told.strip(" ?.!,")


def rest_after(piece: Piece, slot: Slot, request: Request, focus: Any) -> str | None:
    """Read the words after one of the slot's phrases; without one, what the reader takes for what the slot tells."""
    text = piece.said
    for phrase in slot.after:
        found = re.search(rf"\b{re.escape(phrase)}\b[\s:,-]*(.+)$", text[:2000], re.IGNORECASE | re.DOTALL)
        if found:
            return phrases.sentence(found[1].strip(" ."))
    if WHERE.isdisjoint(slot.tells):
        return phrases.sentence("; ".join(told(piece, slot.tells))) or None
    return phrases.sentence("; ".join(said_as(piece, slot.tells)).strip(" ,.?")) or None


def whole(piece: Piece, slot: Slot, request: Request, focus: Any) -> str:
    """Read the piece as it was said."""
    return phrases.sentence(piece.said)
