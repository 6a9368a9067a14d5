"""The files that a trained network is written to: matrices in whole steps of their rows' own size, the rest as it is."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from agent.models.reader.layout import LAYERS, MATRICES, blocks, numbers
from agent.models.reader.weights import FILES, NUMBERS_FILE, VOCABULARY_FILE
from evals.phrasing import paraphrases
from evals.reading.labelled import Message
from evals.reading.tagged import SENTENCES, TAGS, USED, shipped
from schemas.keys import words
from schemas.procedure import Request
from tools.matters.first_names import is_given

STEPS = 127
CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][\w'’]+(?: [A-Z][\w'’]+)*")
RAREST = 3
"""A word of fewer messages tells more of them than of the language."""


def write(
    network: Any, vocabulary: Sequence[str], requests: Sequence[str], learned: list[Message], folder: Path
) -> None:
    """Write a network.

    Args:
        network: trained.
        vocabulary: its pieces, in order.
        requests: names of its requests, in order.
        learned: the messages that it learned from.
        folder: to write into.
    """
    state = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    arrays: dict[str, Any] = {
        "places": state["places.weight"],
        "norm": _both(state, "norm"),
        "begin weight": state["begin.weight"],
        "begin bias": state["begin.bias"],
    }
    steps, arrays["table scale"] = _steps(state["table.weight"])
    for number, (first, last) in enumerate(blocks(), 1):
        (folder / f"table-{number}.bin").write_bytes(steps[first:last].tobytes())
    for layer in range(LAYERS):
        content = b""
        for name, _, _ in MATRICES:
            rows, arrays[f"{layer} {name} scale"] = _steps(state[f"layers.{layer}.{name}.weight"])
            arrays[f"{layer} {name} bias"] = state[f"layers.{layer}.{name}.bias"]
            content += rows.tobytes()
        (folder / f"layer-{layer + 1}.bin").write_bytes(content)
        for name in ("n1", "n2"):
            arrays[f"{layer} {name}"] = _both(state, f"layers.{layer}.{name}")
    for name in ("request", "tag"):
        arrays[f"{name} weight"], arrays[f"{name} bias"] = state[f"{name}.weight"], state[f"{name}.bias"]
    flat = b"".join(arrays[name].astype("<f4").tobytes() for name, _ in numbers(len(requests), len(TAGS)))
    (folder / NUMBERS_FILE).write_bytes(flat)
    (folder / VOCABULARY_FILE).write_text("\n".join(vocabulary), "utf-8")
    told = {
        "requests": list(requests),
        "tags": list(TAGS),
        "taught": taught(requests),
        "words": words_of(learned),
        "texts": len(learned) + len(SENTENCES.read_text("utf-8").splitlines()),
        "sha256": {name: sha256((folder / name).read_bytes()).hexdigest() for name in FILES},
    }
    (folder / "reader.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")


def taught(requests: Sequence[str]) -> list[str]:
    """Return "name: what it does" of the shipped procedures' requests that are among some names."""
    known = [one for one in shipped() if isinstance(one, Request) and one.called in requests]
    return sorted({f"{one.called}: {one.does}" for one in known})


def words_of(learned: list[Message]) -> dict[str, int]:
    """Return the words that messages are made of beside the values in them, each with how many messages hold it.

    Names stand in our own sentences without a mark: a word of theirs that is a given name, or is written with a capital inside
    of some example, does not count.
    """
    counted: Counter[str] = Counter()
    for message in learned:
        parts = [part for clause in message.clauses for part in clause.parts if not part.kind]
        counted.update({word for part in parts for word in words(part.text)})
    said = [line.partition("\t")[2] for line in SENTENCES.read_text("utf-8").splitlines()]
    examples = [one.say for one in paraphrases(USED)] + [line for one in shipped() for line in one.say]
    names = {word for line in examples for found in CAPITAL.findall(line) for word in words(found)}
    counted.update(word for line in said for word in set(words(line)) - names if not is_given(word))
    kept = (word for word, count in counted.items() if count >= RAREST and word.isalpha())
    return {word: counted[word] for word in sorted(kept) if len(word) > 1 or word in {"a", "i"}}


def _steps(rows: Any) -> tuple[Any, Any]:
    scale = abs(rows).max(axis=1) / STEPS
    scale[scale == 0] = 1.0
    return (rows / scale[:, None]).round().astype("int8"), scale


def _both(state: dict[str, Any], name: str) -> Any:
    from numpy import stack

    return stack([state[f"{name}.weight"], state[f"{name}.bias"]])
