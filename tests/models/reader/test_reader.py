"""The reader: the same answers everywhere, in time, and never silently deaf."""

import json
import shutil
from pathlib import Path

import pytest

from agent.models.reader import clauses, reader
from agent.models.reader.places import masked
from agent.models.reader.weights import FILES, FOLDER, load
from schemas.errors import BadConfiguration

RECORDED = Path(__file__).with_name("recorded.json")
"""[text, request, probability] of five hundred messages, as they were read where the weights were made."""
TOLERANCE = 1e-4


def test_five_hundred_messages_are_read_here_as_where_it_was_trained() -> None:
    recorded = json.loads(RECORDED.read_text("utf-8"))
    assert len(recorded) == 500
    differs = []
    for text, request, share in recorded:
        [(first, first_share), *_] = reader.requests(text)
        if first != request or abs(first_share - share) > TOLERANCE:
            differs.append((text, first, first_share))
    assert differs == []


def test_the_probabilities_of_a_message_are_all_of_it() -> None:
    found = reader.requests("log a call with xwho, she liked it")
    assert found[0][0] == "log_interaction"
    assert sum(share for _, share in found) == pytest.approx(1)
    assert [share for _, share in found] == sorted((share for _, share in found), reverse=True)


@pytest.mark.parametrize("name", [*FILES, "reader.json"])
@pytest.mark.parametrize("harm", ["missing", "cut short"])
def test_without_its_weights_it_says_so_and_what_to_do(tmp_path: Path, name: str, harm: str) -> None:
    folder = tmp_path / "trained"
    shutil.copytree(FOLDER, folder)
    if harm == "missing":
        (folder / name).unlink()
    else:
        (folder / name).write_bytes((folder / name).read_bytes()[:-7])
    with pytest.raises(BadConfiguration, match=r"Install Deskhand again; your records are untouched"):
        load(folder)


def test_another_number_in_what_tells_requests_apart_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "trained"
    shutil.copytree(FOLDER, folder)
    begins = json.loads((folder / "clauses.json").read_text("utf-8"))
    (folder / "clauses.json").write_text(json.dumps({**begins, "": 9.0}), "utf-8")
    with pytest.raises(BadConfiguration, match=r"clauses.json is not the file that it came with"):
        load(folder)


def test_a_name_never_seen_is_read_as_any_other() -> None:
    values = [(19, 31, "person"), (33, 45, "phone")]
    text = masked("add a new customer Xq Zwvvlopqy, 512-555-0133", values)
    assert text.text == "add a new customer xwho, xphone"
    assert text.original(text.text.index("xphone") + len("xphone")) == 45
    assert reader.requests(text.text)[0][0] == "add_contact"


def test_two_requests_are_cut_where_the_second_begins() -> None:
    text = "new customer xwho, xphone, and open a lead for him, water heater"
    assert [text[at:] for at in clauses.cuts(text, reader.requests)] == [
        "and open a lead for him, water heater"
    ]
    assert (
        clauses.cuts("log a call with xwho and her husband about the tub and the sink", reader.requests) == []
    )


@pytest.mark.parametrize(
    "text", ["", "?", "x" * 20_000, "😀" * 5_000, "и" * 3_000, "a b " * 4_000, "\0\u202e"], ids=range(7)
)
def test_anything_at_all_is_read(text: str) -> None:
    assert len(reader.requests(text)) > 50
    assert all(0 < at < len(text) for at in clauses.cuts(text, reader.requests))
    assert sum(share for _, share in reader.requests(text)) == pytest.approx(1)
