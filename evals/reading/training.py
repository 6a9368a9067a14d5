"""`python -m evals.reading.training`: trains the reader on the voices and the project's own examples; writes its weights.

It needs torch and the base model (`make train` brings both), which no installation does. The same inputs give the same weights
on one machine; a build never trains.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from agent.models.reader.layout import VOCABULARY
from agent.models.reader.weights import FOLDER
from agent.models.reader.wordpieces import Pieces, pieces
from evals.reading.labelled import Message, messages, voices
from evals.reading.network import network
from evals.reading.tagged import TAGS, Tagged, own, side_by_side, tagged
from evals.reading.weights_files import write

BASE = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the base model's `model.safetensors`."""
KEPT = re.compile(r"\[(?:PAD|UNK|CLS|SEP)\]|(?:##)?(?:[a-z]+|[0-9]{1,4})|[!-/:-@\[-`{-~]")
"""Pieces of the base model's vocabulary that English messages are made of; of these the commonest are kept."""
EPOCHS, AT_ONCE = 5, 32
RATE, RATE_OF_HEADS = 2e-4, 1e-3
SOFTENED = 0.05
"""The share of certainty that a label is short of, so that the reader is not surer than it is right."""
REPLACED = 0.6
"""The share of values that are others in each epoch but the last."""
SEED = 1
IGNORED = -100


def vocabulary(base: Path) -> tuple[list[str], list[int]]:
    """Return the pieces that are kept of the base model's vocabulary, the commonest, and their rows in its table."""
    lines = (base / "vocab.txt").read_text("utf-8").split("\n")
    kept = [(piece, row) for row, piece in enumerate(lines) if KEPT.fullmatch(piece)][:VOCABULARY]
    return [piece for piece, _ in kept], [row for _, row in kept]


def train(base: Path, learned: list[Message], epochs: int = EPOCHS) -> tuple[Any, list[str], list[str]]:
    """Return the trained network, its vocabulary and its requests.

    Raises:
        ValueError: the base model is another one.
    """
    import torch

    if sha256((base / "model.safetensors").read_bytes()).hexdigest() != BASE:
        raise ValueError(
            f"{base / 'model.safetensors'} is not the base model that the reader is trained from"
        )
    torch.manual_seed(SEED)
    random = Random(SEED)  # noqa: S311 (nothing secret)
    requests = sorted({clause.request for message in learned for clause in message.clauses})
    kept, rows = vocabulary(base)
    ids = {piece: number for number, piece in enumerate(kept)}
    made = network(base / "model.safetensors", rows, len(requests), len(TAGS)).train()
    body = [
        value for name, value in made.named_parameters() if not name.startswith(("request", "tag", "begin"))
    ]
    heads = [value for name, value in made.named_parameters() if name.startswith(("request", "tag", "begin"))]
    groups = [{"params": body, "lr": RATE}, {"params": heads, "lr": RATE_OF_HEADS}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * (len(list(_examples(learned, random, 0, requests))) // AT_ONCE + 2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [RATE, RATE_OF_HEADS], total_steps=steps, pct_start=0.1
    )
    began = monotonic()
    for epoch in range(epochs):
        share = 0.0 if epoch == epochs - 1 else REPLACED
        losses = []
        for batch in _batches(list(_examples(learned, random, share, requests)), ids, random):
            loss = _loss(made, batch, requests)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(made.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(float(loss.detach()))
        said = f"epoch {epoch + 1} of {epochs}: {sum(losses) / len(losses):.3f}, {monotonic() - began:.0f} s"
        sys.stderr.write(said + "\n")
    return made.eval(), kept, requests


def _examples(learned: list[Message], random: Random, share: float, requests: list[str]) -> Iterator[Tagged]:
    for message in learned:
        yield from tagged(message, random, share)
    yield from (one for one in own(random) if one.request in requests)
    yield from side_by_side(learned, random, share, len(learned) // 4)


def _batches(
    examples: list[Tagged], ids: dict[str, int], random: Random
) -> list[list[tuple[Tagged, Pieces]]]:
    """Return the examples in batches of like lengths, in any order."""
    ready = sorted(((one, pieces(one.text, ids)) for one in examples), key=lambda one: len(one[1].ids))
    found = [ready[at : at + AT_ONCE] for at in range(0, len(ready), AT_ONCE)]
    random.shuffle(found)
    return found


def _loss(made: Any, batch: list[tuple[Tagged, Pieces]], requests: list[str]) -> Any:
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

    longest = max(len(one.ids) for _, one in batch)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.zeros(len(batch), longest, dtype=torch.bool)
    tags = torch.full((len(batch), longest), IGNORED)
    begins = torch.full((len(batch), longest), float(IGNORED))
    for row, (example, found) in enumerate(batch):
        ids[row, : len(found.ids)] = torch.tensor(found.ids)
        mask[row, : len(found.ids)] = True
        inside = [(word, at) for word, at in enumerate(found.first) if at < longest]
        for word, at in inside if example.tags is not None else ():
            tags[row, at] = TAGS.index(example.tags[word])  # type: ignore[index]
        for word, at in inside if example.begins is not None else ():
            begins[row, at] = float(word in example.begins)  # type: ignore[operator]
    of_request, of_tags, of_begins = made(ids, mask)
    wanted = torch.tensor([requests.index(one.request) if one.request else IGNORED for one, _ in batch])
    loss = torch.zeros(())
    if (wanted != IGNORED).any():
        loss = loss + cross_entropy(of_request, wanted, ignore_index=IGNORED, label_smoothing=SOFTENED)
    if (tags != IGNORED).any():
        loss = loss + cross_entropy(of_tags.flatten(0, 1), tags.flatten(), ignore_index=IGNORED)
    known = begins != IGNORED
    if known.any():
        loss = loss + binary_cross_entropy_with_logits(of_begins[known], begins[known])
    return loss


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, and say from how much."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "base", type=Path, help="the folder of the base model: model.safetensors and vocab.txt"
    )
    options.add_argument("--to", type=Path, default=FOLDER, help="the folder to write into")
    options.add_argument("--voices", nargs="+", default=[], help="names of voices, all by default")
    chosen = options.parse_args(arguments)
    learned = list(messages(voices(chosen.voices)))
    made, kept, requests = train(chosen.base, learned)
    chosen.to.mkdir(exist_ok=True)
    write(made, kept, requests, learned, chosen.to)
    sys.stdout.write(f"{len(learned)} messages, {len(kept)} pieces, {len(requests)} requests\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
