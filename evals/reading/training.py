"""`python -m evals.reading.training`: trains the reader on the voices and the project's own examples; writes its weights.

It needs scikit-learn (`pip install -r requirements/train.lock`), which no installation does: reading needs Python alone.
The same inputs give the same weights; a build never trains.
"""

import argparse
import json
import sys
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from agent.models.reader.clauses import TOKEN, Read, place_features, places
from agent.models.reader.features import features
from agent.models.reader.weights import FILES, FOLDER
from agent.procedures.load import load
from evals.phrasing import paraphrases
from evals.reading.labelled import Message, messages, voices
from schemas.procedure import Request

COPIES = 2
"""Of each message with other values, beside the one whose values are masked."""
RAREST = 4
"""A feature of fewer examples tells more of them than of the language."""
PENALTY = 20.0
STEPS = 127
SEED = 1
PROCEDURES = Path(__file__).parents[2] / "procedures"
FOLDS = 4
LEAST_WEIGHT = 0.05
"""Of a cut's feature; smaller ones change nothing."""
PLACES_OF_EXAMPLES = {
    "<who>": "xwho",
    "<phone>": "xphone",
    "<email>": "xemail",
    "<money>": "xmoney",
    "<day>": "xday",
    "<number>": "xcount",
}
USED = ("seen", "more", "third", "fourth")
"""Sets of paraphrases that the grammar was written with; `unseen` is never trained on."""


def examples(trained_on: list[Path], random: Random, copies: int = COPIES) -> list[tuple[str, str]]:
    """Return (request, text) of everything that the reader learns from."""
    clauses = [clause for message in messages(trained_on) for clause in message.clauses]
    known = {clause.request for clause in clauses}
    found = []
    for clause in clauses:
        found += [(clause.request, clause.with_other_values(random)) for _ in range(copies)]
        found.append((clause.request, clause.masked))
    own = [(one.expect[0].tool, one.say) for one in paraphrases(USED) if len(one.expect) == 1]
    own += [(request.tool, _spoken(line)) for request in _shipped() for line in request.say]
    return found + [(request, said) for request, said in own if request in known]


def _shipped() -> list[Request]:
    """Return the requests of the procedures that come with the product."""
    found, _ = load([PROCEDURES])
    return [request for one in found for request in one.front.requests]


def _spoken(line: str) -> str:
    """Return an example with the reader's words for its places ("call <who>")."""
    for place, word in PLACES_OF_EXAMPLES.items():
        line = line.replace(place, word)
    return line


def trained(learned: list[tuple[str, str]]) -> tuple[Any, Any]:
    """Return the vectorizer and the regression that some examples give."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizer = TfidfVectorizer(analyzer=lambda text: list(features(text)), sublinear_tf=True, min_df=RAREST)
    matrix = vectorizer.fit_transform([said for _, said in learned])
    regression = LogisticRegression(C=PENALTY, max_iter=300, random_state=SEED)
    regression.fit(matrix, [request for request, _ in learned])
    return vectorizer, regression


def write(vectorizer: Any, regression: Any, folder: Path) -> None:
    """Write the weights, each feature's numbers as whole steps of its own size."""
    names: list[str] = list(vectorizer.get_feature_names_out())
    rows = regression.coef_.T
    scale = [max(abs(float(one)) for one in row) / STEPS or 1.0 for row in rows]
    steps = bytearray()
    for row, size in zip(rows, scale, strict=True):
        steps += array("b", [round(float(one) / size) for one in row]).tobytes()
    floats = array("f", [*map(float, vectorizer.idf_), *scale, *map(float, regression.intercept_)])
    (folder / "features.txt").write_text("\n".join(names), "utf-8")
    (folder / "weights.bin").write_bytes(floats.tobytes() + bytes(steps))
    digests = {name: sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    known = [str(one) for one in regression.classes_]
    taught = sorted({f"{one.tool}: {one.does}" for one in _shipped() if one.tool in known})
    told = {"requests": known, "sha256": digests, "taught": taught}
    (folder / "reader.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")


def train_clauses(trained_on: list[Path], folder: Path) -> int:
    """Write the weights of where requests are cut; returns from how many places they were learned.

    What the reader says of each side is asked of one that was not trained on that voice: of what it knows by heart it is
    surer than it will be of what an owner says.
    """
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    learned: list[dict[str, float]] = []
    begins: list[bool] = []
    for number in range(FOLDS):
        held = trained_on[number::FOLDS]
        rest = [path for path in trained_on if path not in held]
        read = reader_of(*trained(examples(rest, Random(SEED), copies=1)))  # noqa: S311
        for message in messages(held):
            for found, begin in _places(message, read):
                learned.append(found)
                begins.append(begin)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(learned)
    regression = LogisticRegression(C=0.5, max_iter=500, random_state=SEED).fit(matrix, begins)
    names = vectorizer.get_feature_names_out()
    weights = {str(name): round(float(one), 3) for name, one in zip(names, regression.coef_[0], strict=True)}
    weights = {name: one for name, one in weights.items() if abs(one) >= LEAST_WEIGHT}
    weights[""] = round(float(regression.intercept_[0]), 3)
    (folder / "clauses.json").write_text(
        json.dumps(weights, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8"
    )
    return len(learned)


def reader_of(vectorizer: Any, regression: Any) -> Read:
    """Return what tells the requests of a text by a regression as it was trained, before it is written."""

    @lru_cache(maxsize=200_000)
    def read(text: str) -> list[tuple[str, float]]:
        shares = regression.predict_proba(vectorizer.transform([text]))[0]
        best = shares.argmax()
        return [(str(regression.classes_[best]), float(shares[best]))]

    return read


def _places(message: Message, read: Read) -> Iterator[tuple[dict[str, float], bool]]:
    """Yield each place of a message, and whether a request begins there."""
    text = " ".join(clause.masked for clause in message.clauses)
    tokens = [(found.start(), found[0]) for found in TOKEN.finditer(text)]
    at, begins = 0, set()
    for clause in message.clauses[:-1]:
        at += len(clause.masked) + 1
        begins.add(at)
    for place in places(tokens, 0, len(tokens)):
        yield place_features(text, tokens, 0, place, len(tokens), read), tokens[place][0] in begins


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, and say from how much."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--to", type=Path, default=FOLDER, help="the folder to write into")
    options.add_argument("--voices", nargs="+", default=[], help="names of voices, all by default")
    chosen = options.parse_args(arguments)
    learned = examples(voices(chosen.voices), Random(SEED))  # noqa: S311 (nothing secret)
    vectorizer, regression = trained(learned)
    chosen.to.mkdir(exist_ok=True)
    cut = train_clauses(voices(chosen.voices), chosen.to)
    write(vectorizer, regression, chosen.to)
    sys.stdout.write(
        f"{len(learned)} examples, {len(vectorizer.vocabulary_)} features, {len(regression.classes_)} requests; "
        f"cut at {cut} places\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
