"""The tree as git keeps it."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent


def kept_files() -> list[str]:
    """Return what git tracks, or would once added."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file())


KEPT = kept_files()


def text_of(name: str) -> str:
    """Return a kept file's text."""
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


@cache
def imported(name: str) -> list[tuple[int, str]]:
    """Return line and full name of every module that a file imports, at its top, inside functions, or by name."""
    return list(_imported(name))


def _imported(name: str) -> Iterator[tuple[int, str]]:
    package = list(Path(name).with_suffix("").parts[:-1])
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            yield node.lineno, ".".join([*above, *(node.module or "").split(".")])
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in {"import_module", "__import__"}:
                yield node.lineno, str(node.args[0].value)
