"""The encoder for training, in torch: the same arithmetic as `agent/models/reader/encoder.py`, with heads to learn."""

from pathlib import Path
from typing import Any

from agent.models.reader.layout import HEADS, INNER, LAYERS, PLACES, VOCABULARY, WIDTH

DROPPED = 0.1
"""The share of numbers that are left out at each step of training, as the base model was trained."""
LEAST_VARIANCE = 1e-12


def network(base: Path, rows: list[int], requests: int, tags: int) -> Any:
    """Return the network with the base model's numbers.

    Args:
        base: `model.safetensors`.
        rows: of the base model's table, those of our vocabulary in order.
        requests, tags: how many there are.
    """
    from safetensors.torch import load_file
    from torch import arange, nn

    class Layer(nn.Module):  # type: ignore[misc]
        """One layer of attention."""

        def __init__(self) -> None:
            super().__init__()
            self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
            self.f1, self.f2 = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
            self.n1, self.n2 = (nn.LayerNorm(WIDTH, LEAST_VARIANCE) for _ in range(2))
            self.drop = nn.Dropout(DROPPED)

        def forward(self, found: Any, mask: Any) -> Any:
            count, length, _ = found.shape
            heads = [
                one(found).view(count, length, HEADS, WIDTH // HEADS).transpose(1, 2)
                for one in (self.q, self.k, self.v)
            ]
            seen = nn.functional.scaled_dot_product_attention(*heads, attn_mask=mask[:, None, None, :])
            seen = seen.transpose(1, 2).reshape(count, length, WIDTH)
            found = self.n1(found + self.drop(self.o(seen)))
            inner = nn.functional.gelu(self.f1(found), approximate="tanh")
            return self.n2(found + self.drop(self.f2(inner)))

    class Network(nn.Module):  # type: ignore[misc]
        """The encoder and its three heads."""

        def __init__(self) -> None:
            super().__init__()
            self.table, self.places = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(PLACES, WIDTH)
            self.norm = nn.LayerNorm(WIDTH, LEAST_VARIANCE)
            self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
            self.drop = nn.Dropout(DROPPED)
            self.request, self.tag = nn.Linear(WIDTH, requests), nn.Linear(WIDTH, tags)
            self.begin = nn.Linear(WIDTH, 1)

        def forward(self, ids: Any, mask: Any) -> tuple[Any, Any, Any]:
            found = self.table(ids) + self.places(arange(ids.shape[1]))[None]
            found = self.drop(self.norm(found))
            for layer in self.layers:
                found = layer(found, mask)
            shares = mask[..., None].float()
            middle = (found * shares).sum(1) / shares.sum(1)
            kept = self.drop(found)
            return self.request(self.drop(middle)), self.tag(kept), self.begin(kept)[..., 0]

    made = Network()
    _take(made.state_dict(), load_file(base), rows)
    return made


def _take(numbers: Any, base: Any, rows: list[int]) -> None:
    """Copy the base model's numbers; those of its first kind of segment are added to its places, since there is only one."""
    numbers["table.weight"].copy_(base["embeddings.word_embeddings.weight"][rows])
    places = base["embeddings.position_embeddings.weight"][:PLACES]
    numbers["places.weight"].copy_(places + base["embeddings.token_type_embeddings.weight"][0])
    names = {"norm": "embeddings.LayerNorm"}
    inside = {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "o": "attention.output.dense",
        "n1": "attention.output.LayerNorm",
        "f1": "intermediate.dense",
        "f2": "output.dense",
        "n2": "output.LayerNorm",
    }
    for layer in range(LAYERS):
        names |= {
            f"layers.{layer}.{ours}": f"encoder.layer.{layer}.{theirs}" for ours, theirs in inside.items()
        }
    for ours, theirs in names.items():
        for kind in ("weight", "bias"):
            numbers[f"{ours}.{kind}"].copy_(base[f"{theirs}.{kind}"])
