"""The case format: what is wrong with a case is said with its file and key, before anything is played."""

import copy
from pathlib import Path
from typing import Any

import pytest
from doors import in_process

from entrypoints.bootstrap import Office
from evals.case import case_from, load
from evals.judge import judge
from evals.runner import CannotPlay, play, prepare
from schemas.errors import BadConfiguration

GOOD: dict[str, Any] = {
    "row": "C12",
    "title": "Somebody is added",
    "clock": "2026-11-18T10:00:00-06:00",
    "given": [{"call": "add_company", "with": {"name": "Bakery"}, "keep": {"bakery": "company_id"}}],
    "events": [
        {
            "call": "add_contact",
            "with": {"first_name": "Maria", "company": "Bakery"},
            "hears": {"outcome": "done", "says": ["Added: Maria"]},
        }
    ],
    "expect": {
        "rows": {
            "contacts": {
                "added": [{"as": "maria", "columns": {"first_name": "Maria", "company_id": "$bakery"}}]
            },
            "companies": {
                "changed": [
                    {
                        "row": "$bakery",
                        "before": {"primary_contact_id": None},
                        "after": {"primary_contact_id": "$maria"},
                    }
                ]
            },
        }
    },
}

WRONG = [
    (("colour",), "red", "colour: Extra inputs are not permitted"),
    (("row",), "the first", "row: String should match pattern"),
    (("clock",), "2026-11-18T10:00:00", "clock: Input should have timezone info"),
    (("events",), [], "events: List should have at least 1 item"),
    (("events", 0, "hears", "outcome"), "perhaps", "outcome: Input should be 'done'"),
    (("events", 0, "hears", "says"), [], "says: List should have at least 1 item"),
    (("events", 0, "hears", "say"), ["x"], "say: Extra inputs"),
    (("events", 0), {"say": "Hi"}, "events.0.say.hears: Field required"),
    (
        ("events", 0),
        {"say": "Hi", "hears": {"outcome": "done", "says": ["x"]}},
        "outcome: Extra",
    ),
    (("events", 0), {"say": "Hi", "hears": {"says": []}}, "expects nothing of the reply"),
    (("events", 0), {"shout": "x"}, "events.0: Unable to extract tag"),
    (
        ("events", 0),
        {"decide": {"tool": "x"}, "answer": True, "hears": {}},
        "events.0.decide.answer: Input should be",
    ),
    (("events", 0), "add_contact", "events.0: "),
    (
        ("expect", "rows", "cats"),
        {"added": [{"columns": {}}]},
        "'cats' is no recorded table; there are",
    ),
    (("expect", "rows", "leads"), {"added": [{"columns": {"size": 1}}]}, "leads has no column size; it has"),
    (("expect", "rows", "contacts", "added", 0, "columns", "company_id"), "$bakrey", "nothing binds $bakrey"),
    (("expect", "rows", "companies", "changed", 0, "after"), {"name": "x"}, "must name the same columns"),
    (
        ("expect", "approvals"),
        [{"tool": "x", "status": "open"}],
        "expect.approvals.0.status: Input should be 'pending'",
    ),
    (("given", 0), {"row": "contacts", "as": "x", "columns": {"nose": 1}}, "contacts has no column nose"),
]


@pytest.mark.parametrize(("path", "value", "said"), WRONG, ids=[said for _, _, said in WRONG])
def test_what_is_wrong_is_named_with_file_and_key(path: tuple[Any, ...], value: Any, said: str) -> None:
    content = copy.deepcopy(GOOD)
    inner: Any = content
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    with pytest.raises(BadConfiguration) as caught:
        case_from(content, "cases/C12/a.yaml")
    assert caught.value.message.startswith("cases/C12/a.yaml is no case: ")
    assert said in caught.value.message


@pytest.mark.parametrize("content", ["a: [", "\x00", "- 1\n- 2\n", ""])
def test_a_file_that_holds_no_case_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.yaml").write_text(content)
    with pytest.raises(BadConfiguration, match=r"a\.yaml"):
        load(tmp_path / "a.yaml")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"none\.yaml can't be read"):
        load(tmp_path / "none.yaml")


def judged(office: Office, **changes: Any) -> list[str]:
    case = case_from({**GOOD, **changes}, "here")
    door = in_process(office)
    return judge(case, play(case, door, prepare(case, door)))


def test_the_good_one_passes(sqlite_office: Office) -> None:
    assert judged(sqlite_office) == []


def test_whatever_is_not_named_must_not_have_changed(sqlite_office: Office) -> None:
    found = judged(sqlite_office, expect={})
    assert len(found) == 2
    assert "an unexpected row was added to contacts" in found[0]
    assert "was changed unexpectedly" in found[1]


def test_what_did_not_happen_is_missed(sqlite_office: Office) -> None:
    listing = {"call": "list_leads", "hears": {"outcome": "done", "says": ["No"]}}
    found = judged(sqlite_office, events=[listing])
    assert [one.split(":")[0] for one in found] == [
        "expect.rows.contacts.added.0",
        "expect.rows.companies.changed.0",
    ]


def test_what_is_given_must_come_out_done(sqlite_office: Office) -> None:
    with pytest.raises(CannotPlay, match=r"given.0 came out refused: There is no tool"):
        judged(sqlite_office, given=[{"call": "add_cat", "keep": {"bakery": "x"}}])


def test_a_card_that_is_not_there_ends_the_case_as_failed(sqlite_office: Office) -> None:
    """Check that a model that proposed nothing has failed; the case has not."""
    decide = {"decide": {"tool": "mark_won"}, "hears": {"outcome": "done", "says": ["Won"]}}
    assert any("0 cards are pending mark_won" in one for one in judged(sqlite_office, events=[decide]))
