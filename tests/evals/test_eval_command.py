"""`python -m evals` as it is typed: with the built-in interpreter, and with a language model through the real client over
loopback, well behaved, wrong, and out of reach."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli.command import Ran
from models.loopback_endpoint import KEY, Answer, Server, calls, endpoint_on_loopback, refusal, words
from small_cases import LOOKED_UP, SENT, changed, written
from typed import measured


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Server]:
    with endpoint_on_loopback() as server:
        yield server


@pytest.fixture(autouse=True)
def _no_model_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "DESKHAND_MODEL"):
        monkeypatch.delenv(name, raising=False)


def obliging(body: dict[str, Any]) -> Answer:
    """Return a model that does what these cases ask, told by what it is asked and what it heard last."""
    asked, last = str(body["messages"][-1]), body["messages"][-1]
    if last["role"] == "tool":
        return (
            words("It is +1 512 555 0142.") if "0142" in asked and "card" not in asked else words("It waits.")
        )
    if "number" in asked:
        return calls(("show_contact", {"contact": "Maria"}))
    return calls(("send_message", {"to": "Maria", "text": "We come at 9."}))


def evaluated(endpoint: Server, *arguments: str | Path) -> Ran:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_API_KEY", KEY)
        patch.setenv("OPENAI_BASE_URL", endpoint.url)
        return measured("--model", "test-model", *arguments)


def failures(ran: Ran) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(ran.out)["failed"]
    return told


def test_the_interpreter_is_scored_gate_by_gate(tmp_path: Path) -> None:
    wrong = changed(
        LOOKED_UP, expect={"mailbox": [{"to": "maria@example.com", "subject": "Hi", "text": "Hi"}]}
    )
    ran = measured("--folder", written(tmp_path, good=LOOKED_UP, wrong=wrong), "--json")
    told = json.loads(ran.out)
    assert ran.code == 1
    assert (told["cases"], told["trials"], told["violations"]) == (2, 2, 0)
    assert {gate: one["product"] for gate, one in told["gates"].items()} == {
        "rows": 1.0, "cards": 1.0, "outside": 0.5, "replies": 0.5,
    }  # fmt: skip
    assert told["pass"] == {"pass^1": 0.5}
    assert [one["case"] for one in told["failed"]] == ["C18/wrong"]


def test_a_language_model_is_scored_on_facts_and_not_on_the_interpreters_words(
    tmp_path: Path, endpoint: Server
) -> None:
    endpoint.plays(obliging)
    folder = written(tmp_path, looked_up=LOOKED_UP, sent=SENT)
    ran = evaluated(endpoint, "--folder", folder, "--trials", "2", "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["failed"]) == (0, [])
    assert (told["model"], told["trials"], told["pass"]) == ("test-model", 4, {"pass^1": 1.0, "pass^2": 1.0})
    assert told["a_case"]["calls"] == 1.0
    assert told["a_case"]["tokens_in"] == 200.0


def test_a_model_that_lies_fails_the_gate_of_what_it_lied_about(tmp_path: Path, endpoint: Server) -> None:
    endpoint.plays(words("Sent! Maria has the mail, and her number is 512-555-0142."))
    ran = evaluated(
        endpoint, "--folder", written(tmp_path, sent=SENT, looked=LOOKED_UP), "--trials", "1", "--json"
    )
    [failed] = failures(ran)
    assert ran.code == 1
    assert failed["case"] == "H1/sent"
    assert set(failed["problems"]) == {"cards", "replies"}


def test_an_endpoint_that_fails_is_no_wrong_behaviour_and_is_tried_again(
    tmp_path: Path, endpoint: Server
) -> None:
    endpoint.plays(refusal(401, "bad key"))
    arguments = (
        "--folder",
        written(tmp_path / "cases", looked=LOOKED_UP),
        "--trials",
        "1",
        "--report",
        tmp_path / "r",
    )
    told = json.loads(evaluated(endpoint, *arguments, "--json").out)
    assert (told["trials"], told["unanswered"], told["failed"]) == (0, 1, [])
    endpoint.plays(obliging)
    told = json.loads(evaluated(endpoint, *arguments, "--json").out)
    assert (told["trials"], told["unanswered"]) == (1, 0)
    endpoint.asked.clear()
    assert json.loads(evaluated(endpoint, *arguments, "--json").out)["trials"] == 1
    assert endpoint.asked == []


def test_a_fault_that_the_case_asks_for_is_no_failure_of_the_endpoint(
    tmp_path: Path, endpoint: Server
) -> None:
    """Check that the interpreter takes the turn over, as it does for an owner."""
    endpoint.plays(obliging)
    down = changed(LOOKED_UP, events=[{"fault": "model"}, *LOOKED_UP["events"]])
    told = json.loads(
        evaluated(endpoint, "--folder", written(tmp_path, down=down), "--trials", "1", "--json").out
    )
    assert (told["unanswered"], told["failed"]) == (0, [])


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    """Leave the last line half written; whole ones of the same code and case are not made again."""
    folder, report = written(tmp_path / "cases", one=LOOKED_UP, two=SENT), tmp_path / "report"
    arguments = ("--folder", folder, "--report", report)
    assert measured(*arguments).code == 0
    record = report / "trials.jsonl"
    first, second = record.read_text().splitlines()
    marked = {**json.loads(first), "seconds": 12345.0}
    record.write_text(json.dumps(marked) + "\n" + second[:40])
    assert measured(*arguments).code == 0
    lines = record.read_text().splitlines()
    assert json.loads(lines[0])["seconds"] == 12345.0
    assert json.loads(lines[2])["case"] == json.loads(second)["case"]
    written(tmp_path / "cases", one=changed(LOOKED_UP, title="Another title"))
    assert measured(*arguments).code == 0
    assert json.loads(record.read_text().splitlines()[3])["title"] == "Another title"


def test_the_page_holds_the_transcript_of_a_failure_and_asks_for_nothing(tmp_path: Path) -> None:
    hostile = changed(SENT, title="<script>alert(1)</script>", expect={"mailbox": []})
    hostile["events"][0]["say"] = 'tell Maria <img src="https://evil.example.com/x"> at 9'
    folder = written(tmp_path / "cases", hostile=hostile)
    assert measured("--folder", folder, "--report", tmp_path / "r").code == 1
    page = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in page
    assert "tell Maria &lt;img" in page
    assert "expected 0 cards made or moved" in page
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert not any(mark in page for mark in ("<script", "<img", "<link", 'src="', "@import", "url("))


@pytest.mark.long
def test_cases_side_by_side_come_to_the_same(tmp_path: Path) -> None:
    folder = written(tmp_path, one=LOOKED_UP, two=SENT, three=changed(LOOKED_UP, expect={"mailbox": []}))
    alone, beside = (
        json.loads(measured("--folder", folder, "--jobs", jobs, "--json").out) for jobs in ("1", "2")
    )
    for told in (alone, beside):
        del told["a_case"]["seconds"]
    assert alone == beside


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (("--cases", "no such"), "No case in", 2),
        (("--folder", "/nowhere"), "No case in", 2),
        (("--model", "some-model"), "set OPENAI_API_KEY", 3),
        (("--document", "/nowhere.md", "--cases", "C18/02"), "can't be read or written", 2),
    ],
)
def test_what_is_typed_wrongly_is_said(arguments: tuple[str, ...], said: str, code: int) -> None:
    ran = measured(*arguments)
    assert (ran.code, said in ran.err) == (code, True), ran.said


def test_the_figures_are_put_between_the_marks_of_a_document(tmp_path: Path) -> None:
    document = tmp_path / "doc.md"
    document.write_text("# Before\n<!-- figures -->\nold\n<!-- /figures -->\nafter\n")
    folder = written(tmp_path / "cases", one=LOOKED_UP)
    assert measured("--folder", folder, "--document", document).code == 0
    text = document.read_text()
    assert text.startswith("# Before\n<!-- figures -->\n| row |")
    assert "| C18 | 1 | 1 | 0 | 1 of 1 | 0 |" in text
    assert text.endswith("<!-- /figures -->\nafter\n")
    assert "old" not in text
