"""The people and jobs that a piece of a message mentions: its names as the resolver knows them, and titles beside them."""

from dataclasses import dataclass, field

from agent.models.builtin.naming import Name
from tools.matters.jobs_on_record import JobOnRecord
from tools.matters.query_terms import forms
from tools.matters.whom import Resolved

PROMISE = "promise"


@dataclass(frozen=True, eq=False)
class Named:
    """A name of a message, and whom the resolver finds by it; a phone, e-mail or reference takes up no tokens of it."""

    name: Name
    whom: Resolved

    @property
    def only(self) -> dict[str, str] | None:
        return self.whom.fits[0] if len(self.whom.fits) == 1 else None

    @property
    def is_whole(self) -> bool:
        """Return whether it is a given and a family name, or more."""
        return len(self.name.said.split()) > 1

    @property
    def key(self) -> tuple[str, ...]:
        """Return the key that is equal for two names of one person."""
        return tuple(one["id"] for one in self.whom.fits) or (self.whom.said.casefold(),)


@dataclass(frozen=True)
class Mention:
    """The names in a piece of a message.

    Args:
        names: in their order; words that are handed on name nobody.
        jobs: those whose titles were said best: of the people named, or, where nobody is, of anybody.
        promises: the same of pending follow-ups.
        used: indexes of the tokens that name somebody or stand in those titles.
        named: of these, the ones of names.
        known: of those, the ones of names that fit somebody, or nearly do.
    """

    names: tuple[Named, ...] = ()
    jobs: tuple[JobOnRecord, ...] = ()
    promises: tuple[JobOnRecord, ...] = ()
    used: frozenset[int] = frozenset()
    named: frozenset[int] = frozenset()
    known: frozenset[int] = frozenset()
    everybody: tuple[JobOnRecord, ...] = field(default=(), repr=False)
    """Every job of the people named, whether its title was said or not."""

    @property
    def keys(self) -> frozenset[tuple[str, ...]]:
        return frozenset(one.key for one in self.names)

    @property
    def one(self) -> frozenset[tuple[str, ...]]:
        """Return the keys of the one person or job that is mentioned; empty where it is none or several."""
        spoken = self.keys or {(job.job_id,) for job in self.jobs}
        return frozenset(spoken) if len(spoken) == 1 else frozenset()

    @property
    def only(self) -> dict[str, str] | None:
        """Return the one person that is mentioned."""
        return self.names[0].only if len(self.keys) == 1 else None

    @property
    def job(self) -> JobOnRecord | None:
        """Return the one job whose title was said; of several the open one."""
        standing = [job for job in self.jobs if job.open] or list(self.jobs)
        return standing[0] if len(standing) == 1 else None

    def jobs_of(self, contact_id: str) -> list[JobOnRecord]:
        """Return the leads and deals of one of the people named."""
        return [job for job in self.everybody if job.contact_id == contact_id and job.kind != PROMISE]


def mention_of(names: list[Named], jobs: list[JobOnRecord], said: list[str], start: int, end: int) -> Mention:
    """Collect what the tokens `start` to `end` speak of.

    Args:
        names: of the whole message.
        jobs: that it may mean.
        said: its tokens as names and titles are compared.
        start, end: indexes of tokens.
    """
    here = [one for one in names if start <= one.name.start < end and not one.name.told]
    here = [one for one in here if not one.name.is_sign] or here
    places = {one: range(one.name.start, min(one.name.end, end)) for one in here}
    named = frozenset(index for run in places.values() for index in run)
    known = frozenset(index for one, run in places.items() if one.whom.fits or one.whom.near for index in run)
    rest = [index for index in range(start, end) if index not in named]
    people = {fit["id"] for one in here for fit in one.whom.fits}
    theirs = [job for job in jobs if job.contact_id in people]
    candidates = theirs if here else jobs
    best_jobs, job_words = _best([job for job in candidates if job.kind != PROMISE], said, rest)
    best_promises, promise_words = _best([job for job in candidates if job.kind == PROMISE], said, rest)
    used = known | job_words | (promise_words if here or not job_words else frozenset())
    return Mention(tuple(here), best_jobs, best_promises, used, named, known, tuple(theirs))


def _best(
    jobs: list[JobOnRecord], said: list[str], rest: list[int]
) -> tuple[tuple[JobOnRecord, ...], frozenset[int]]:
    """Return the jobs that most of the words fit, and where those words stand."""
    hits = [
        (job, frozenset(index for index in rest if forms(said[index]) & (job.words | job.company)))
        for job in jobs
    ]
    most = max((len(found) for _, found in hits), default=0)
    best = [(job, found) for job, found in hits if len(found) == most and most]
    return tuple(job for job, _ in best), frozenset().union(*(found for _, found in best))
