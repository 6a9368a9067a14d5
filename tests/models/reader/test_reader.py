"""The reader: the same answers everywhere, in time, and never silently deaf."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from agent.models.reader import reader
from agent.models.reader.clauses import cuts
from agent.models.reader.threads import THREADS
from agent.models.reader.weights import FILES, FOLDER, load, trained
from agent.models.reader.wordpieces import MOST_PIECES, pieces
from agent.procedures.load import load as procedures_of
from entrypoints.bootstrap import open_office
from entrypoints.lazy_library import OUR_PROCEDURES
from schemas.errors import BadConfiguration

RECORDED = Path(__file__).with_name("recorded.json")
"""[text, request, probability] of five hundred messages, as they were read where the weights were made."""
TOLERANCE = 1e-3
MOST_OF_A_FILE, MOST_IN_ALL = 4_000_000, 20_000_000
"""Bytes."""
READS = f"""
import os, sys
from agent.models.reader import reader

class Told:
    def find_spec(self, name, *_):
        if name == "numpy":
            print(os.environ.get("{THREADS}"))

sys.meta_path.insert(0, Told())
reader.requests("log a call with Maria")
"""
"""Reads a message, and prints for how many threads numpy is told to be loaded."""


@pytest.mark.parametrize(
    "each", [pytest.param(4, id="sample"), pytest.param(1, id="all", marks=pytest.mark.long)]
)
def test_recorded_messages_are_read_here_as_where_it_was_trained(each: int) -> None:
    recorded = json.loads(RECORDED.read_text("utf-8"))
    assert len(recorded) == 500
    differs = []
    for text, request, share in recorded[::each]:
        [(first, first_share), *_] = reader.requests(text)
        if first != request or abs(first_share - share) > TOLERANCE:
            differs.append((text, first, first_share))
    assert differs == []


def test_a_message_is_read_on_one_thread(processes: None) -> None:
    environment = {key: value for key, value in os.environ.items() if key != THREADS}
    command = [sys.executable, "-c", READS]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert ran.stdout == "1\n"


def test_an_open_office_reads_on_one_thread_whatever_loads_numpy_first(
    sqlite_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(THREADS, raising=False)
    with pytest.raises(BadConfiguration, match="init"):
        open_office(now="2026-11-18T10:00:00-06:00", environment=sqlite_environment)
    assert os.environ[THREADS] == "1"


def test_the_probabilities_of_a_message_are_all_of_it() -> None:
    found = reader.requests("log a call with Maria Lopez, she liked it")
    assert found[0][0] == "log_interaction"
    assert sum(share for _, share in found) == pytest.approx(1, abs=1e-5)
    assert [share for _, share in found] == sorted((share for _, share in found), reverse=True)


@pytest.mark.parametrize(
    "name", ["vocabulary.txt", "numbers.bin", "table-2.bin", "layer-3.bin", "reader.json"]
)
@pytest.mark.parametrize("harm", ["missing", "cut short", "another number"])
def test_without_its_weights_it_says_so_and_what_to_do(tmp_path: Path, name: str, harm: str) -> None:
    folder = tmp_path / "trained"
    shutil.copytree(FOLDER, folder)
    content = (folder / name).read_bytes()
    (folder / name).unlink()
    if harm == "cut short":
        (folder / name).write_bytes(content[:-7])
    elif harm == "another number":
        (folder / name).write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
    with pytest.raises(BadConfiguration, match=r"Install Deskhand again; your records are untouched"):
        load(folder)


def test_its_files_are_small_enough_for_a_repository() -> None:
    sizes = {name: (FOLDER / name).stat().st_size for name in FILES}
    assert max(sizes.values()) <= MOST_OF_A_FILE
    assert sum(sizes.values()) <= MOST_IN_ALL
    assert {path.name for path in FOLDER.iterdir()} == {*FILES, "reader.json"}


def test_every_request_that_we_bring_was_trained_on_as_it_is_worded() -> None:
    found, _ = procedures_of([OUR_PROCEDURES])
    requests = [request for one in found for request in one.front.requests]
    assert len(requests) > 50
    assert {f"{one.called}: {one.does}" for one in requests} - trained().taught == set()
    assert {one.name for each in found for one in each.front.declines} <= set(trained().requests)


def test_a_name_never_seen_is_read_as_any_other() -> None:
    said = "add a new customer Xq Zwvvlopqy, 512-555-0133"
    read = reader.read(said)
    assert read.requests[0][0] == "add_contact"
    assert {one.kind: said[one.start : one.end] for one in read.values}["phone"] == "512-555-0133"


def test_two_requests_are_cut_where_the_second_begins() -> None:
    said = "new customer Gus Tran, 512-555-0134, and open a lead for him, water heater"
    assert [said[at:] for at in cuts(said)] == ["and open a lead for him, water heater"]
    assert cuts("log a call with Gus Tran and her husband about the tub and the sink") == []


def test_a_word_that_the_vocabulary_lacks_is_made_of_its_parts() -> None:
    vocabulary = trained().vocabulary
    names = {number: piece for piece, number in vocabulary.items()}
    found = [names[one] for one in pieces("Café zyxtrup!", vocabulary).ids]
    assert found[:2] == ["[CLS]", "cafe"]
    assert "".join(found[2:-2]).replace("##", "") == "zyxtrup"
    assert found[-2:] == ["!", "[SEP]"]


@pytest.mark.parametrize(
    "text", ["", "?", "x" * 20_000, "😀" * 5_000, "и" * 3_000, "a b " * 4_000, "\0\u202e"], ids=range(7)
)
def test_anything_at_all_is_read(text: str) -> None:
    read = reader.read(text)
    assert len(read.requests) > 50
    assert all(0 < at < len(text) for at in cuts(text))
    assert sum(share for _, share in read.requests) == pytest.approx(1, abs=1e-5)
    assert len(pieces(text, trained().vocabulary).ids) <= MOST_PIECES + 2
