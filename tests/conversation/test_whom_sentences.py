"""Sentences about somebody in many wordings: nobody else's record changes, and nearly always the right thing is
done or asked.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest
from talk import Talk
from whom_sentences import HELD_BACK, WORDINGS, wordings

from entrypoints.bootstrap import Office
from evals.observe import State
from schemas.effects import OutcomeKind

PEOPLE = (
    ("Ana", "Ruiz", "512-555-0177"),
    ("Ana", "Ruiz", "512-555-0911"),
    ("Katherine", "Whitcombe", "512-555-0912"),
    ("Carlos", "Peña Ortiz", "512-555-0913"),
    ("Mark", "Hill", "512-555-0914"),
    ("Sandra", "Day", "512-555-0915"),
    ("Tom", "Becker", "512-555-0163"),
    ("Tom", "Baker", "512-555-0916"),
    ("Grace", "Okafor", "512-555-0917"),
)
JOBS = {
    "0912": "Leaky toilet",
    "0163": "Sewer line",
    "0917": "Water heater replacement",
    "0914": "Kitchen faucet drips",
}
SAID = {
    "named": {
        "Katherine Whitcombe": "0912",
        "Carlos Peña": "0913",
        "mark hill": "0914",
        "Sandra": "0915",
        "Grace": "0917",
    },
    "unknown": {"Nora Blum": "", "lukas feldman": ""},
    "near": {"Kathryn Whitcomb": "0912", "Tom Bakker": "0916"},
    "ambiguous": {"Ana Ruiz": "0177", "tom": "0163"},
}
"""Kind → what is said, and the last four of whom it is about, or of one of those who must be offered."""
RIGHT = 0.85


@dataclass
class Tally:
    """The tally of the sentences, by kind; what was wrong, and each change of somebody else's record."""

    right: int = 0
    total: int = 0
    not_right: list[str] = field(default_factory=list)
    wrong_person: list[str] = field(default_factory=list)


def furnished(office: Office) -> tuple[Talk, dict[str, str]]:
    talk, ids = Talk(office), {}
    for first, last, phone in PEOPLE:
        added = talk.do("add_contact", first_name=first, last_name=last, phone=phone)
        assert added.result is not None
        ids[phone[-4:]] = str(added.result.data["contact_id"])
        if phone[-4:] in JOBS:
            talk.do("open_lead", title=JOBS[phone[-4:]], contact=ids[phone[-4:]])
    return talk, ids


def touched(before: State, after: State) -> set[str]:
    """Return the contacts of which a row was added or changed, or to whom a card would write."""
    found = set()
    for table, rows in after.rows.items():
        for key, row in rows.items():
            if before.rows[table].get(key) != row:
                found.add(str(key if table == "contacts" else row.get("contact_id")))
    new = [card for number, card in after.cards.items() if number not in before.cards]
    found |= {str(act["payload"].get("contact_id")) for card in new for act in card.acts.values()}
    return found - {"None"}


def judge(
    talk: Talk, ids: dict[str, str], kind: str, who: str, last_four: str, said: str, tally: Tally
) -> None:
    names = {ids[phone[-4:]]: f"{first} {last}" for first, last, phone in PEOPLE}
    before = talk.seen()
    reply = talk.elsewhere().say(said)
    changed = touched(before, talk.seen())
    meant = ids.get(last_four, "")
    others = changed & (names.keys() - {meant})
    tally.total += 1
    acted = [
        call.tool for call, outcome in reply.calls if outcome.kind in {OutcomeKind.DONE, OutcomeKind.WAITING}
    ]
    if others or (kind != "named" and (changed or acted)):
        tally.wrong_person.append(f"{said} → {sorted(names.get(one, one) for one in changed)}")
    asked = reply.text.casefold()
    right = {
        "named": bool(changed),
        "unknown": f"nobody called {who}".casefold() in asked,
        "near": f"nobody called {who}".casefold() in asked and last_four in asked,
        "ambiguous": "which one" in asked and last_four in asked,
    }[kind]
    tally.right += right and not others
    if not right:
        tally.not_right.append(f"{kind}: {said} → {reply.text[:160]!r}")


def score(office: Office, texts: list[str]) -> Tally:
    talk, ids = furnished(office)
    tally = Tally()
    for number, wording in enumerate(texts):
        for kind, people in SAID.items():
            who, last_four = list(people.items())[number % len(people)]
            judge(talk, ids, kind, who, last_four, wording.format(who=who), tally)
    return tally


@pytest.mark.broad
@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(wordings(WORDINGS)[::3], id="sample"),
        pytest.param(wordings(WORDINGS), marks=pytest.mark.long, id="all"),
        pytest.param(wordings(HELD_BACK), marks=pytest.mark.long, id="held back"),
    ],
)
def test_nobody_elses_record_changes_and_nearly_all_is_right(sqlite_office: Office, texts: list[str]) -> None:
    tally = score(sqlite_office, texts)
    assert tally.wrong_person == []
    assert tally.right / tally.total >= RIGHT, tally.not_right


def test_a_pronoun_goes_on_with_whom_was_spoken_of(sqlite_office: Office) -> None:
    talk, ids = furnished(sqlite_office)
    names: dict[str, Any] = {}
    texts = [one for one in wordings(WORDINGS) if one.startswith(("remind", "log a call"))]
    for number, wording in enumerate(texts):
        who, last_four = [("Grace Okafor", "0917"), ("Sandra Day", "0915")][number % 2]
        there = talk.elsewhere()
        there.say(f"what's {who}'s number?")
        before = talk.seen()
        there.say(wording.format(who="her"))
        names[wording] = touched(before, talk.seen()) == {ids[last_four]}
    assert all(names.values()), names
