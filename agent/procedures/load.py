"""Loads procedures: ours, and the owner's own in the home, which layer over ours.

A mistake in a file is reported with file, line and what would be right; that file is left out, and the desk goes on.
"""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from schemas.procedure import FrontMatter

FENCE = "---"


@dataclass(frozen=True)
class Procedure:
    """One procedure: what it declares, its text, and where it came from.

    Two of one digest are equal, wherever they stand.

    Args:
        front: the front matter.
        body: the text below it.
        file: where it stands.
        digest: SHA-256 of the whole file, recorded with what it led to.
    """

    front: FrontMatter = field(compare=False)
    body: str = field(compare=False)
    file: Path = field(compare=False)
    digest: str


@dataclass(frozen=True)
class Mistake:
    """Something wrong in a procedure file."""

    file: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def load(folders: list[Path]) -> tuple[list[Procedure], list[Mistake]]:
    """Return the procedures of some folders, in order; of several of one name the library takes the last that
    is right.

    Args:
        folders: ours first, then the owner's.

    Returns:
        The procedures, and the mistakes found.
    """
    found: list[Procedure] = []
    mistakes: list[Mistake] = []
    for folder in folders:
        for file in sorted(folder.glob("*.md")) if folder.is_dir() else []:
            loaded = read_procedure(file)
            if isinstance(loaded, Mistake):
                mistakes.append(loaded)
            else:
                found.append(loaded)
    return found, mistakes


def read_procedure(file: Path) -> Procedure | Mistake:
    """Return one file, or the first mistake in it."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return Mistake(file, 1, f"can't be read: {error}")
    parts = text.split(f"{FENCE}\n", 2)
    if not text.startswith(FENCE) or len(parts) < 3:
        return Mistake(file, 1, "must begin with front matter between two lines of three hyphens")
    front = _front_matter(parts[1])
    if isinstance(front, _Wrong):
        return Mistake(file, front.line, front.said)
    return Procedure(front, parts[2].strip(), file, hashlib.sha256(text.encode()).hexdigest())


def remarks(procedure: Procedure) -> list[str]:
    """Return what is right in a procedure and does nothing: keys that are no longer read."""
    front = procedure.front
    if not any(one.cues or one.unless for one in front.requests) and not any(
        one.cues for one in front.declines
    ):
        return []
    return [
        f"{procedure.file}: `cues` and `unless` are no longer read. A request is understood by its examples: "
        "write about eight of them under `say`."
    ]


@dataclass(frozen=True)
class _Wrong:
    line: int
    said: str


@lru_cache(maxsize=64)
def _front_matter(text: str) -> FrontMatter | _Wrong:
    """Return the front matter of a text, or the first mistake in it; cached, since it can't be changed."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        values = yaml.load(text, Loader=loader)  # noqa: S506  (a safe loader, the C one where it is there)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return _Wrong((mark.line if mark else 0) + 2, f"is not YAML: {getattr(error, 'problem', error)}")
    if not isinstance(values, dict):
        return _Wrong(2, "must hold keys and values, such as `name: crm`")
    try:
        return FrontMatter.model_validate(values)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        return _Wrong(line_of(text, problem["loc"]) + 1, _said(problem))


def _said(problem: Any) -> str:
    path = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"`{path}` is not a key that a procedure has; see docs/procedures.md for those that it has"
    if problem["type"] == "missing":
        return f"`{path}` is missing"
    return f"`{path}`: {problem['msg']}"


def line_of(text: str, path: tuple[int | str, ...]) -> int:
    """Return the line (from 1) of a YAML text at which the value of a path begins, or of what is nearest above
    it.
    """
    import yaml

    node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    line = 0
    for part in path:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(part)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            found = (node.value[part], node.value[part])
        if found is None:
            break
        line, node = found[0].start_mark.line, found[1]
    return line + 1
