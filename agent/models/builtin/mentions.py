"""Which person, and which of their jobs, a piece of a message speaks of."""

from dataclasses import dataclass, field

from agent.models.builtin.directory import Directory, Job, Person, forms
from agent.models.builtin.slots.text import Token
from schemas.keys import words

ALSO_WORDS = frozenset(
    words(
        "mark bill will frank grant rose may june april august drew pat art jack sue chase dean rich ray grace hope joy "
        "dawn summer autumn rusty dusty wade ward lane carter baker cook price stone wells brook brooks hill wood woods "
        "field rivers banks penny bob rob nick josh skip chip gene dale glen heath cliff"
    )
)
"""Names that are also words; alone they are a person only where the words around them say so."""

BEFORE_NAMES = frozenset(
    words(
        "for with w to from about call called calling text texted tell told email emailed and by see met visit visited on of "
        "message msg nudge ping follow ask asked regarding re contact customer client named mr mrs ms reminder off left "
        "tried spoke tel let write drop note put"
    )
)

FIRST, LAST, BOTH, INITIAL, COMPANY, TITLE, PROMISE = 2.5, 3.0, 3.0, 2.0, 2.5, 2.0, 1.3


@dataclass
class Mention:
    """Who is spoken of: one person, or several that fit equally; the job, where its words were said.

    Args:
        people: who fits best; empty where nobody is named.
        job: the one job whose title was hinted at.
        used: indexes of the tokens that gave them away.
        named: of these, the ones of their name, company, phone or e-mail.
        strength: how much speaks for them.
    """

    people: list[Person] = field(default_factory=list)
    job: Job | None = None
    used: frozenset[int] = frozenset()
    named: frozenset[int] = frozenset()
    strength: float = 0.0

    @property
    def only(self) -> Person | None:
        return self.people[0] if len(self.people) == 1 else None


def find_mention(directory: Directory, tokens: list[Token], start: int, end: int) -> Mention:
    """The person that tokens `start` to `end` speak of."""
    best: list[tuple[float, Person, frozenset[int], frozenset[int]]] = []
    said = [directory.word(token) for token in tokens]
    for person in directory.people.values():
        score, named, used = _score(person, said, start, end)
        if score >= TITLE:
            best.append((score, person, named, used))
    if not best:
        return Mention()
    top = max(score for score, _, _, _ in best)
    kept = [one for one in best if one[0] == top]
    people = [person for _, person, _, _ in kept]
    named = frozenset().union(*(one[2] for one in kept))
    used = frozenset().union(*(one[3] for one in kept))
    job = _job_hinted(people[0], said, start, end) if len(people) == 1 else None
    return Mention(people, job, used, named, top)


def _score(
    person: Person, said: list[str], start: int, end: int
) -> tuple[float, frozenset[int], frozenset[int]]:
    used: set[int] = set()
    score = 12.0 if person.direct else 0.0
    score += _name_score(person, said, start, end, used)
    for index in range(start, end):
        if index not in used and forms(said[index]) & person.company:
            score += COMPANY
            used.add(index)
    named = frozenset(used)
    titles = [_title_hits(job, said, start, end, used) for job in person.jobs]
    top = max(titles, key=len, default=set())
    score += TITLE * len(top)
    used |= top
    promised = [
        {i for i in range(start, end) if i not in used and forms(said[i]) & p} for p in person.promises
    ]
    hits = max(promised, key=len, default=set())
    score += PROMISE * len(hits)
    return score, named, frozenset(used | hits)


def _name_score(person: Person, said: list[str], start: int, end: int, used: set[int]) -> float:
    score = 0.0
    first_at = _at(person.first, said, start, end)
    last_at = _at(person.last, said, start, end)
    together = (
        [i for i in first_at if i + len(person.first) in last_at] if person.first and person.last else []
    )
    if together:
        used |= set(range(together[0], together[0] + len(person.first) + len(person.last)))
        return FIRST + LAST + BOTH
    initial = person.last[0][0] if person.last else ""
    for index in first_at:
        after = said[index + len(person.first)] if index + len(person.first) < end else ""
        if initial and after == initial:
            used |= {index, index + 1}
            return FIRST + INITIAL
    for places, weight, parts in ((first_at, FIRST, person.first), (last_at, LAST, person.last)):
        at = next((i for i in places if _reads_as_name(said, i, start)), None)
        if at is not None:
            score += weight
            used |= set(range(at, at + len(parts)))
    return score


def _at(parts: tuple[str, ...], said: list[str], start: int, end: int) -> list[int]:
    """Where all the parts of a name stand in a row; a possessive counts on the last one."""
    if not parts:
        return []
    places = []
    for index in range(start, end - len(parts) + 1):
        row = said[index : index + len(parts)]
        if row[:-1] == list(parts[:-1]) and (row[-1] == parts[-1] or row[-1] == parts[-1] + "s"):
            places.append(index)
    if not places and len(parts) > 1:
        long = max(parts, key=len)
        places = [i for i in range(start, end) if said[i] == long and len(long) > 3]
    return places


def _reads_as_name(said: list[str], index: int, start: int) -> bool:
    word = said[index]
    if word not in ALSO_WORDS and word.removesuffix("s") not in ALSO_WORDS:
        return True
    return index > start and said[index - 1] in BEFORE_NAMES


def _title_hits(job: Job, said: list[str], start: int, end: int, used: set[int]) -> set[int]:
    return {i for i in range(start, end) if i not in used and forms(said[i]) & job.words}


def _job_hinted(person: Person, said: list[str], start: int, end: int) -> Job | None:
    hits = [(len(_title_hits(job, said, start, end, set())), job) for job in person.jobs]
    best = max((count for count, _ in hits), default=0)
    hinted = [job for count, job in hits if count == best and count > 0]
    standing = [job for job in hinted if job.open] or hinted
    return standing[0] if len(standing) == 1 else None
