"""Reading the mails of `tests/mail/` with what is expected of them, and scoring what the rules make of them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from agent.intake.classify import Outcome
from agent.intake.extract import Surroundings
from agent.intake.parse import MailLimits
from agent.intake.recogniser_table import load_table
from agent.intake.understand import Understanding, understand
from evals.case import parsed

MAILS = Path(__file__).parent.parent / "mail"
OWN = frozenset({"sam@riveraplumbing.example.com", "office@riveraplumbing.example.com"})
NAMES = frozenset({"rivera plumbing", "sam rivera"})
RIVERA = Surroundings(region="US", zone="America/Chicago", own_addresses=OWN, own_names=NAMES)
FIELDS = ("name", "phones", "email", "address", "title", "wished_date")


@dataclass(frozen=True)
class Case:
    """One mail and what a careful human expects."""

    name: str
    raw: bytes
    expected: dict


@dataclass
class Score:
    """Right, wrong (found but not so) and missed (expected but not found) per field, with the first few misses."""

    right: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    wrong: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    missed: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def precision(self, name: str) -> float:
        found = self.right[name] + self.wrong[name]
        return self.right[name] / found if found else 1.0

    def recall(self, name: str) -> float:
        wanted = self.right[name] + self.missed[name]
        return self.right[name] / wanted if wanted else 1.0

    def lines(self, title: str) -> list[str]:
        rows = [f"{title}: {'field':<12} right wrong missed precision recall"]
        rows += [
            f"{title}: {name:<12} {self.right[name]:5} {self.wrong[name]:5} {self.missed[name]:6}"
            f" {self.precision(name):9.2f} {self.recall(name):6.2f}"
            for name in ("outcome", "source", *FIELDS)
        ]
        return rows


def load_case(path: Path) -> Case:
    """Load the pair of files that `path` (the .eml) belongs to."""
    expected = parsed(path.with_suffix(".yaml"))
    return Case(path.stem, path.read_bytes(), expected)


@cache
def loaded_and_read(path: Path) -> tuple[Case, Understanding]:
    """Load a pair of files, and read the mail; kept, since nothing changes it."""
    case = load_case(path)
    return case, read_case(case)


def read_case(case: Case) -> Understanding:
    """Read the mail by the rules, with the built-in table and nothing taught."""
    return understand(case.raw, load_table(), RIVERA, {}, MailLimits())


def decided(understanding: Understanding) -> tuple[str, str | None]:
    """Return (skipped, kept or real; reason), the part of the outcome that needs no records."""
    reason = understanding.classification.reason
    return understanding.classification.outcome.value, reason.value if reason else None


def expected_decision(case: Case) -> tuple[str, str | None]:
    outcome = case.expected["outcome"]
    plain = outcome if outcome in ("skipped", "kept") else Outcome.REAL.value
    return plain, case.expected.get("reason")


def found_fields(understanding: Understanding) -> dict[str, object]:
    """Return the extracted values in the form in which the expectations are written."""
    extraction = understanding.extraction
    if extraction is None:
        return {}
    found: dict[str, object] = {}
    for name in ("name", "address", "title", "wished_date"):
        value = getattr(extraction, name)
        if value is not None:
            found[name] = value.value
    if extraction.phones:
        found["phones"] = {phone.value for phone in extraction.phones}
    if extraction.emails:
        found["email"] = extraction.emails[0].value
    return found


def score_case(score: Score, case: Case, understanding: Understanding) -> list[str]:
    """Count the mail in; return what was not as expected, in words."""
    complaints: list[str] = []
    same = decided(understanding) == expected_decision(case)
    (score.right if same else score.wrong)["outcome"] += 1
    if not same:
        score.missed["outcome"] += 1
        complaints.append(f"outcome {decided(understanding)}, expected {expected_decision(case)}")
    if case.expected.get("source"):
        same = understanding.source == case.expected["source"]
        (score.right if same else score.wrong)["source"] += 1
        if not same:
            score.missed["source"] += 1
            complaints.append(f"source {understanding.source}, expected {case.expected['source']}")
    if expected_decision(case)[0] == Outcome.REAL.value:
        complaints += _score_fields(score, case.expected.get("fields") or {}, found_fields(understanding))
    return complaints


def _score_fields(score: Score, expected: dict, found: dict[str, object]) -> list[str]:
    complaints = []
    for name in ("name", "address", "email", "wished_date"):
        wanted, got = expected.get(name), found.get(name)
        if got is None and wanted is None:
            continue
        if wanted is not None and _plain(got) == _plain(wanted):
            score.right[name] += 1
            continue
        # What the expectations leave out is not wrong for that: only a wished date and an address must not be made up.
        if got is not None and (wanted is not None or name in ("wished_date", "address")):
            score.wrong[name] += 1
        score.missed[name] += wanted is not None
        if wanted is not None or name in ("wished_date", "address"):
            complaints.append(f"{name} {got!r}, expected {wanted!r}")
    wanted_phones, got_phones = set(expected.get("phones", [])), found.get("phones", set())
    score.right["phones"] += len(wanted_phones & got_phones)
    score.missed["phones"] += len(wanted_phones - got_phones)
    if "phones" in expected:
        score.wrong["phones"] += len(got_phones - wanted_phones)
        if got_phones != wanted_phones:
            complaints.append(f"phones {sorted(got_phones)}, expected {sorted(wanted_phones)}")
    if words := expected.get("title_words"):
        title = str(found.get("title", "")).casefold()
        good = any(word.casefold() in title for word in words)
        score.right["title"] += good
        if not good:
            score.missed["title"] += 1
            score.wrong["title"] += bool(title)
            complaints.append(f"title {title!r}, expected one of {words}")
    return complaints


def _plain(value: object) -> object:
    if isinstance(value, date) or value is None:
        return value
    return " ".join(str(value).casefold().replace(",", " ").split())
