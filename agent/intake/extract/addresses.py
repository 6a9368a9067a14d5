"""The address where the work is, as written: North American street addresses, found by shape."""

import re

from agent.intake.extract.fields import ExtractedField
from agent.intake.extract.sentences import sentence_around
from agent.intake.ours import Ours
from agent.intake.words import words

_SUFFIX = (
    "street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|circle|cir|way|trail|trl|place|pl|terrace|ter|"
    "parkway|pkwy|highway|hwy|loop|cove|cv|path|pass|row|run|bend|crossing|xing|square|sq|point|pt|hollow|ridge|plaza|"
    "alley|walk|glen|creek|hill|view|vista|park|oaks|springs|meadow|heights|crest|trace|bluff|valley"
)
_STREET = re.compile(
    r"(?<![\w#$.,/\-])(\d{1,6}[A-Za-z]?(?:½| 1/2)?)[ \t]{1,3}((?:[^\W_][\w'’.\-]{0,24}[ \t]{1,2}){1,5}?)("
    + _SUFFIX
    + r")(?![\w'’])\.?(?:[ \t](?:N|S|E|W|NE|NW|SE|SW)(?![\w.]))?",
    re.I,
)
_RURAL = re.compile(
    r"(?<![\w#$.,/\-])\d{1,6}[ \t]{1,3}(?:[NSEW]\.? )?(?:FM|RM|CR|RR|County Road|County Rd|"
    r"Ranch Road|Ranch Rd|Farm to Market|State Highway|US Highway|US Hwy|Highway|Hwy|US|IH|I)[ \t\-]{1,2}\d{1,5}(?!\d)",
    re.I,
)
_CALLE = re.compile(
    r"(?<![\w#$.,/\-])\d{1,6}[ \t]{1,3}(?:Calle|Avenida|Camino|Paseo|Via)(?: [A-Z][\w'’]{1,24}){1,3}"
)
_NO_SUFFIX = re.compile(r"(?<![\w#$.,/\-])\d{1,6}(?:[ \t]{1,2}[A-Z][\w'’]{1,24}){1,4}(?=,)")
_UNIT = re.compile(
    r",?[ \t]{0,2}\n?[ \t]{0,2}(?:(?:apt|apartment|unit|suite|ste|bldg|building|"
    r"lot|floor|space|spc|rm|room|casita)\.?[ \t]{0,2}#?[ \t]?"
    r"(?:\d{1,5}[A-Za-z]?|[A-Za-z]\d{0,4})|#[ \t]?\w{1,6})(?!\w)",
    re.I,
)
_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|"
    "RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY"
)
_TOWN_WORD = r"(?:(?:St|Ft|Mt)\. )?(?!(?:" + _STATES + r")(?!\w))[^\W\d_][\w'’\-]{1,20}(?![\w'’\-])"
_TOWN = re.compile(
    r"(?:,?[ \t]{0,2}\n|,|[ \t]|[ \t]?[·|-])[ \t]{0,2}"
    r"(" + _TOWN_WORD + r"(?:[ \t]" + _TOWN_WORD + r"){0,2})"
    r"(?:(?:,[ \t]{0,2}|[ \t]{1,2})("
    + _STATES
    + r"|Tex(?:as)?|Tx|tx)(?!\w))?\.?(?:,?[ \t]{1,2}(\d{5}(?:-\d{4})?)(?![\w-]))?"
)
_FURTHER_SUFFIX = re.compile(r"[ \t](?:" + _SUFFIX + r")(?![\w'’])\.?", re.I)
_STATE_ONLY = re.compile(r",?[ \t]{0,2}\n?(?:(?:" + _STATES + r")[ \t]{1,2})?\d{5}(?:-\d{4})?(?![\w-])")
_NOT_IN_A_STREET = words(
    "the a an on in at of and or this that my our your his her to is are was were min mins minutes "
    "minute hour hours gallon gallons gal years year yrs old foot feet ft inch inches people days day "
    "weeks week up down from for with by off times percent units bathrooms bath bedroom bedrooms toilets "
    "sinks guys block blocks miles mile am pm no o'clock it we i you"
)
_NOT_A_TOWN = words(
    "thanks thank please call the we i my our it is are can could would best regards cell phone tel "
    "email sincerely hi hello and but so if when let mobile fax office cheers gracias closed behind near "
    "across off apt unit suite there gate sent from by to for with this that she he they just house home "
    "she's he's it's i'm we're mr mrs danke saludos"
)
_ELSEWHERE = (
    "i live at", "we live at", "i live in", "billing", "invoice to", "bill to", "mail the", "my office",
    "our office", "office is at", "mailing address", "used to live", "moved from", "old place",
    "old address", "send the bill", "send the check", "headquarter", "not the address", "not at",
    "my own place is", "i'm at work",
)  # fmt: skip
_AT_THE_JOB = (
    "job site", "job is at", "jobsite", "work is at", "service address", "the house is", "house is",
    "site is", "property at", "property is", "located at", "job address", "address is", "happening at",
    "the job", "duplex at", "rental at", "come to", "her place", "his place", "work would be",
    "project is at", "project address", "the address",
)  # fmt: skip
_MATCHES_CAP = 30


NOBODY = Ours()
"""In place of the business where it is not known."""


def find_address(text: str, confidence: float, ours: Ours = NOBODY) -> ExtractedField[str] | None:
    """Return the one address in the text that the job is at; with several, the one that is said to be, else the
    first.

    Args:
        text: clean text, quotes and footers off.
        confidence: of an address found here.
        ours: whose own places are nobody else's.
    """
    found = [
        (match.start(), address)
        for pattern in (_STREET, _RURAL, _CALLE)
        for match in list(_bounded(pattern, text))
        if (address := _with_town(text, match)) and not ours.is_our_place(as_one_line(address))
    ]
    found.sort(key=lambda item: (item[0], -len(item[1])))
    without = [] if found else _without_suffix(text)
    found += [one for one in without if not ours.is_our_place(as_one_line(one[1]))]
    ranked = sorted(found, key=lambda item: _rank(text, item[0]))
    if not ranked:
        return None
    start, written = ranked[0]
    several = len({address.casefold() for _, address in found}) > 1 and _rank(text, start) != 0
    return ExtractedField(
        value=as_one_line(written),
        sentence=sentence_around(text, start, start + len(written)),
        confidence=confidence - 0.2 if several else confidence,
    )


def as_one_line(written: str) -> str:
    """Return an address as written, its line ends turned into ", "."""
    lines = [" ".join(line.split()).strip(" ,") for line in written.replace("\t", "\n").split("\n")]
    return ", ".join(line for line in lines if line)


def _without_suffix(text: str) -> list[tuple[int, str]]:
    """Return addresses such as "18 Mesa Verde, Temple, TX 76502": no word says street, so state and ZIP code
    must.
    """
    found = []
    for match in _bounded(_NO_SUFFIX, text):
        town = _TOWN.match(text, match.end())
        if town and town.group(2) and town.group(3) and _is_town(town, text):
            found.append((match.start(), text[match.start() : town.end()].rstrip(" .,")))
    return found


def _bounded(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    found = []
    for match in pattern.finditer(text):
        found.append(match)
        if len(found) >= _MATCHES_CAP:
            break
    return found


def _rank(text: str, start: int) -> int:
    before = " ".join(text[max(0, start - 60) : start].split()).casefold()
    last = max(before.rfind(". "), before.rfind("? "), before.rfind("! "))
    near = before[last + 1 :]
    if any(mark in near for mark in _ELSEWHERE):
        return 2
    return 0 if any(mark in near for mark in _AT_THE_JOB) else 1


def _with_town(text: str, match: re.Match[str]) -> str:
    """Return the street and what follows of unit, town, state and ZIP; empty when it is no street after all."""
    words = match.group().split()[1:]
    if any(word.casefold().strip(".,") in _NOT_IN_A_STREET for word in words):
        return ""
    end = match.end()
    if suffix := _FURTHER_SUFFIX.match(text, end):
        end = suffix.end()
    if unit := _UNIT.match(text, end):
        end = unit.end()
    certain = False
    town = _TOWN.match(text, end)
    if town and _is_town(town, text):
        end = town.end()
        certain = bool(town.group(3))
    elif state := _STATE_ONLY.match(text, end):
        end = state.end()
        certain = True
    capitals = all(word[:1].isupper() or word[:1].isdigit() for word in words)
    return text[match.start() : end].rstrip(" .,") if certain or capitals else ""


def _is_town(town: re.Match[str], text: str) -> bool:
    name = town.group(1).split()
    if any(word.casefold().strip(".,") in _NOT_A_TOWN for word in name):
        return False
    if town.group(3):
        return True
    if not all(word[:1].isupper() for word in name):
        return False
    if town.group(2):
        return True
    first = town.group().lstrip(" \t")[:1]
    stop = text[town.end() - 1 : town.end()] + text[town.end() : town.end() + 1]
    return first == "," and (stop.startswith(".") or stop[1:] in ("", ",", ";", "\n", ")", "!", "?"))
