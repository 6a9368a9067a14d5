"""The size of the product: modules, statements and lines, and files past 16 KB; evals, bench and tests apart."""

import argparse
import ast
import io
import json
import subprocess
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PRODUCT = ("agent", "entrypoints", "integrations", "scheduler", "schemas", "tools")
BESIDE = ("evals", "bench", "tests")
LARGEST = 16 * 1024


@dataclass
class Size:
    """The counted size of some modules.

    Args:
        modules: files.
        lines: of text, blank ones included.
        statements: by `ast`; a docstring is none.
        docstring_lines, comment_lines: what they are explained with.
        past_16_kb: modules that are larger than the house allows.
    """

    modules: int = 0
    lines: int = 0
    statements: int = 0
    docstring_lines: int = 0
    comment_lines: int = 0
    past_16_kb: int = 0

    def add(self, path: Path) -> None:
        """Count one module."""
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        docstrings = list(_docstrings(tree))
        self.modules += 1
        self.lines += len(text.splitlines())
        self.statements += sum(isinstance(node, ast.stmt) for node in ast.walk(tree)) - len(docstrings)
        self.docstring_lines += sum((one.end_lineno or one.lineno) - one.lineno + 1 for one in docstrings)
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        self.comment_lines += sum(token.type == tokenize.COMMENT for token in tokens)
        self.past_16_kb += path.stat().st_size > LARGEST


def _docstrings(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the statements that only hold a text: docstrings, and the texts under constants."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            yield node


def counted(folder: str) -> Size:
    """Return the size of the modules in a folder that git tracks."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", f"{folder}/*.py"], cwd=ROOT, capture_output=True, check=True
    )
    size = Size()
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            size.add(ROOT / name)
    return size


def together(sizes: list[Size]) -> Size:
    return Size(*(sum(values) for values in zip(*(vars(one).values() for one in sizes), strict=True)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each folder, and the product together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--folders", nargs="+", choices=[*PRODUCT, *BESIDE], default=[*PRODUCT, *BESIDE])
    options = parser.parse_args(arguments)
    found = {folder: counted(folder) for folder in options.folders}
    if set(PRODUCT) <= found.keys():
        found["the product"] = together([found[folder] for folder in PRODUCT])
    if options.json:
        print(json.dumps({name: vars(size) for name, size in found.items()}, indent=2))
        return
    titles = [name.replace("_", " ") for name in vars(Size())]
    print(f"{'':14}" + "".join(f"{title:>17}" for title in titles))
    for name, size in found.items():
        print(f"{name:14}" + "".join(f"{value:17,}" for value in vars(size).values()))


if __name__ == "__main__":
    main()
