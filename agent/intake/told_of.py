"""The customer of whom a dispatcher, lead service or warranty tells in sentences; the sender's name and number are nobody's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.intake.extract.addresses import find_address
from agent.intake.extract.emails import is_machine, is_robot, normalised
from agent.intake.extract.names import tidy_name
from agent.intake.extract.phones import as_e164
from agent.intake.extract.sentences import sentences, without_machine_talk
from agent.intake.extract.titles import find_title, is_about_a_job
from agent.intake.headers import Address
from agent.intake.parse import ParsedMail
from agent.intake.quotes import MailText
from agent.intake.recognise import Found, Recognition
from agent.intake.recogniser_table import FieldKind, NoticeSource
from agent.intake.words import words
from schemas.keys import words as folded

NAME = "told_of"
_READ_CAP = 6_000
_TITLED = r"(?: (?:mr|mrs|ms|miss|dr)\.?)?"
_ROLE = r"(?:member|customer|home ?owner|client|policy ?holder|insured|subscriber|contract ?holder|occupant|caller|buyer)"
_ROLES = re.compile(rf"(?<!your )(?<!my )\b{_ROLE}s?\b", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?<!your )(?<!my )\b{_ROLE}(?:'s name)?(?: is| named| called|,|:| -| –)?{_TITLED} ?$"
    r"|\b(?:his|her|their) name is ?$"
)
_BEFORE_OF_SERVICES = re.compile(
    rf"\b(?:tenant|resident|renter|owner|contact|lead)(?: is| named| called|,|:| for you:?)?{_TITLED} ?$"
    rf"|\b(?:call|contact|phone|text|ring|reach(?: out to)?|get in touch with|follow up with|schedule(?: it)? with|meet|help|"
    rf"dispatched to|visit|on behalf of|assist){_TITLED} ?$"
)
_WANTS = re.compile(
    r"^(?:(?:,? \(?(?:over |out )?(?:at|of|in|from|on|located)\b|,)[^.!?]{1,90}?,?|"
    r" \([^)]{1,60}\)(?: (?:at|of|in|from) [^.!?]{1,70}?)?)?"
    r",? (?:needs?|has|have|with (?:a|an|no|some)|is (?:looking|requesting|asking|reporting|having|without|experiencing|in need)|"
    r"report(?:s|ed)?|request(?:s|ed)|wants?|would like|called|says|said|submitted|complains|asked|just \w+ed)\b"
)
_NEAR_A_PHONE = re.compile(
    r"^[\s,(:–-]*(?:(?:at|on|phone|tel|cell|mobile|ph|home|her|his|number|is|#|no)\b[\s.:,(]*){0,4}\(?\+?\d"
)
_DISPATCHES = re.compile(
    r"\b(?:dispatch(?:ed|es)?|work ?order|service (?:request|order|call)|claim|new (?:job|lead|referral|customer)|job (?:for you|"
    r"assigned|accepted|offer)|assigned|home ?owner|policy ?holder|warranty|authorized|requested|leads?)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w./#-])\+?\(?\d[\d ().\-]{7,18}\d(?![\w/])")
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_SERVICES_NUMBER = re.compile(
    r"\b(?:questions|help ?line|support|customer (?:service|care)|our|us|office|dispatch line|hotline|fax|claims line)\b",
    re.IGNORECASE,
)
_TOLL_FREE = re.compile(r"^\+1(?:800|833|844|855|866|877|888)")
_TITLES = words("mr mrs ms miss dr")
_LEADING = words(
    "please call contact text phone reach ring meet visit help assist our new the a an job customer member homeowner client "
    "tenant policyholder insured claim for good great hi hello dear thank thanks work order service request you we this that "
    "caller owner resident contact occupant lead news follow up name is with to schedule buyer give"
)
_STREETS = words(
    "st street ave avenue rd road ln lane dr drive ct court blvd boulevard way pl place cir circle ter terrace hwy pkwy loop"
)
_PARTICLES = words("de del la las los van von der den da dos y")
_SHARED = words(
    "office dispatch dispatcher service services leads claims orders workorders jobs support desk frontdesk maintenance info "
    "hello contact team admin reception scheduling requests request referrals network partners contractors warranty"
)
_COMPANIES = words(
    "dispatch dispatcher warranty protection claims leads services service home homes network team desk llc inc group shield "
    "referrals jobs orders at from"
)
_TO_THEM = re.compile(
    r"\b(?:her|him|them|his|their|he|she|they|customer|member|home ?owner|client|policy ?holder|contact|resident)\b",
    re.IGNORECASE,
)
_OF_THE_WRITER = re.compile(
    r"\b(?:my name is|call me|text me|reach me|my (?:number|cell|phone)|(?:i am|i'm) the|applicants?|applied|résumé|resume)\b",
    re.IGNORECASE,
)
_OWN_JOB = re.compile(
    rf"\bmy\b|\bour (?!(?:new |valued )?(?:{_ROLE}|tenant|office|company|team)\b)", re.IGNORECASE
)
_FIRST_PERSON = re.compile(r"\bmy\b|\bI\b(?! have (?:an?|mr|mrs|ms)\b)|\bI['’]", re.IGNORECASE)
"""Words of a visitor or caller whom a machine quotes: it tells of nobody, they speak for themselves."""
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|day|news))\b[^.?]{0,40}[,!.]?$", re.IGNORECASE
)
_LABELLED_LINE = re.compile(r"^[ \t]*[A-Za-z][\w ?/]{1,40}:[ \t]*\S", re.MULTILINE)
_SIGNED = 4
"""The most words of a line that is a name alone, as somebody signs."""
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class _Named:
    """A name in a sentence, and how much speaks for its being the customer's."""

    name: str
    sentence: str
    weight: int


def told_of(mail: ParsedMail, text: MailText, region: str) -> Recognition | None:
    """Return what sentences say of a customer whom the sender passes on; None where they tell of the sender.

    Args:
        mail: that no recogniser knows.
        text: its text, parted.
        region: of which a number without a country is.
    """
    fresh = without_machine_talk(text.fresh[:_READ_CAP])
    service = _is_service(mail.sender)
    if _OF_THE_WRITER.search(fresh) or (not service and _OWN_JOB.search(fresh)) or _is_a_form(fresh):
        return None
    person = _customer(mail, fresh, service)
    phones = _phones(fresh, person, region)
    enough = phones or (person is not None and service and is_about_a_job(fresh))
    if not enough or (person is None and not (service and _ROLES.search(fresh))):
        return None
    title = find_title("", " ".join(_without_greeting(fresh)))
    place = find_address(fresh, 0.8)
    values = {
        FieldKind.NAME: (Found(person.name, person.sentence),) if person else (),
        FieldKind.PHONE: phones,
        FieldKind.EMAIL: _emails(mail, fresh),
        FieldKind.TITLE: (Found(title.value, title.sentence),) if title else (),
        FieldKind.ADDRESS: (Found(place.value, place.sentence),) if place else (),
    }
    return Recognition(
        recogniser=NAME,
        what="a note in which somebody tells of a customer",
        source=NoticeSource.REFERRAL,
        found={kind: one for kind, one in values.items() if one},
        card=(),
        message=fresh,
        caller_id=False,
        # Without a name for the customer no other name in it may be taken for theirs.
        wordless=person is None,
    )


def sends_jobs_by_machine(mail: ParsedMail, told: Recognition, own_domains: frozenset[str]) -> bool:
    """Return whether a machine's mail gives a job in sentences: who the customer is, how to reach them, and what is wrong."""
    sender = mail.sender
    if told.recogniser != NAME or _FIRST_PERSON.search(told.message) or sender is None:
        return False
    if sender.address.casefold().rpartition("@")[2] in own_domains:
        return False
    dispatches = _DISPATCHES.search(f"{mail.subject}\n{told.message}")
    reached = FieldKind.PHONE in told.found
    return _is_service(sender) and reached and bool(dispatches) and is_about_a_job(told.message)


def names_only_a_job(recognition: Recognition) -> bool:
    """Return whether what a form or subject gives as a name is the work ("New lead: Toilet repair"), and no phone is given."""
    names = [one.value for one in recognition.found.get(FieldKind.NAME, ())]
    words_of_work = [sum(map(is_about_a_job, name.split())) for name in names]
    return bool(names) and min(words_of_work) > 1 and FieldKind.PHONE not in recognition.found


def _is_a_form(fresh: str) -> bool:
    """Return whether a text is in labelled lines, which others read."""
    return len(_LABELLED_LINE.findall(fresh)) > 1


def _is_service(sender: Address | None) -> bool:
    """Return whether a sender is a machine, a box of several people or a company, and no person who shows a name."""
    if sender is None:
        return False
    local, _, domain = sender.address.casefold().partition("@")
    shown = folded(sender.name)
    of_house = bool(shown) and "".join(shown) in domain.replace("-", "")
    return (
        is_robot(sender.address)
        or is_machine(sender.address)
        or bool(set(folded(local)) & _SHARED)
        or bool(set(shown) & _COMPANIES)
        or of_house
    )


def _is_the_sender(sender: Address | None, name: str) -> bool:
    if sender is None:
        return False
    local = sender.address.casefold().partition("@")[0]
    return bool(set(folded(sender.name)) & set(folded(name))) or any(
        len(one) > 3 and one in local for one in folded(name)
    )


def _customer(mail: ParsedMail, fresh: str, service: bool) -> _Named | None:
    """Return the person of whom a text tells as of a customer; of a service's also the only one whom it names."""
    alone = {tidy_name(line.strip(" ,-–—")) for line in fresh.split("\n") if len(line.split()) <= _SIGNED}
    named = [
        one
        for one in _people(fresh, service)
        if one.name not in alone and not _is_the_sender(mail.sender, one.name)
    ]
    found = [one for one in named if one.weight >= _ENOUGH]
    if found:
        return max(found, key=lambda one: one.weight)
    only = (
        len({one.name for one in named}) == 1
        and service
        and bool(_DISPATCHES.search(f"{mail.subject}\n{fresh}"))
    )
    return named[0] if only else None


def _people(fresh: str, service: bool) -> Iterator[_Named]:
    """Yield the names in a text, with how much speaks for each being the customer's."""
    for sentence in _without_greeting(fresh):
        for name, start, end in _names(sentence):
            before, after = (
                sentence[max(0, start - 60) : start].casefold(),
                sentence[end : end + 140].casefold(),
            )
            weight = 3 * bool(_BEFORE.search(before))
            if service:
                weight += 2 * bool(_BEFORE_OF_SERVICES.search(before)) + 2 * bool(_WANTS.match(after))
                weight += 2 * bool(_NEAR_A_PHONE.match(after))
            yield _Named(name, sentence, weight)


def _without_greeting(fresh: str) -> list[str]:
    return [one for one in sentences(fresh) if not _GREETING.match(one)]


def _names(sentence: str) -> Iterator[tuple[str, int, int]]:
    """Yield the runs of words of a sentence that may be a person's name, each with its place."""
    run: list[re.Match[str]] = []
    before = ""
    for token in [*re.finditer(r"\S+", sentence), None]:
        word = token[0].strip('("“,;:)”!?') if token else ""
        bare = word.rstrip(".")
        fits = bare[:1].isupper() or (bool(run) and bare in _PARTICLES)
        fits = fits and all(sign.isalpha() or sign in "'’-." for sign in bare)
        if token is not None and fits and not (not run and before.isdigit()) and not token[0].startswith("("):
            run.append(token)
            title = bare.casefold() in _TITLES
            if token[0][-1] not in ",;:)!?" and (token[0][-1] != "." or title or len(bare) == 1):
                before = word
                continue
        yield from _as_name(run)
        run, before = [], word


def _as_name(run: list[re.Match[str]]) -> Iterator[tuple[str, int, int]]:
    titled = False
    while run and (bare := run[0][0].strip(".,:(").casefold()) in _LEADING | _TITLES:
        titled = titled or bare in _TITLES
        run = run[1:]
    while run and run[-1][0] in _PARTICLES:
        run = run[:-1]
    if not run or len(run) > 4 or (len(run) == 1 and not titled):
        return
    end = run[-1].end() - len(run[-1][0]) + len(run[-1][0].rstrip(",;:)!?."))
    name = tidy_name(" ".join(one[0].strip(",;:)!?") for one in run).removesuffix("'s").removesuffix("’s"))
    if name and name.split()[-1].casefold() not in _STREETS:
        yield name, run[0].start(), end


def _phones(fresh: str, person: _Named | None, region: str) -> tuple[Found, ...]:
    """Return the numbers at which a text says that the customer is reached: beside their name, else beside "her" or "them"."""
    first = person.name.split()[0].casefold() if person else ""
    beside: list[Found] = []
    others: list[Found] = []
    for sentence in sentences(fresh):
        for number in _NUMBER.finditer(sentence):
            known = as_e164(number[0], region)
            clause = sentence[max(0, number.start() - 80) : number.start()]
            if known is None or _TOLL_FREE.match(known) or _SERVICES_NUMBER.search(clause.rpartition(",")[2]):
                continue
            place = Found(number[0], sentence)
            named = person is not None and (sentence == person.sentence or first in folded(clause))
            if named or _TO_THEM.search(clause):
                beside.append(place)
            elif not _SERVICES_NUMBER.search(sentence):
                others.append(place)
    return tuple(beside or others[:1])


def _emails(mail: ParsedMail, fresh: str) -> tuple[Found, ...]:
    """Return the addresses in a text that are of another house than the sender's."""
    house = mail.sender.address.casefold().rpartition("@")[2] if mail.sender else ""
    found = (normalised(one) for one in _ADDRESS.findall(fresh))
    return tuple(Found(one, one) for one in dict.fromkeys(found) if one and not one.endswith(house or "\x00"))
