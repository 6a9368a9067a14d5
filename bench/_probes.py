"""Probes in a scratch checkout: each tells which test ran which block of the source."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROBE = '''"""Note which test ran which block."""

import os

_noted = set()
_test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" (")[0]


def begin(test):
    """Forget what was noted: another test begins."""
    global _test
    _test = test
    _noted.clear()


def hit(block):
    """Note that the test that runs now has come by a block."""
    if block not in _noted:
        _noted.add(block)
        with open({path!r}, "a", encoding="utf-8") as stream:
            stream.write(f"{{block}}\\t{{_test}}\\n")
'''
MODULE = "change_probe"
BRANCHING = ast.If | ast.For | ast.While | ast.Try | ast.Match
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Placed:
    """A statement of a function, its lines, and the line of the block that it is run with."""

    begin: int
    end: int
    block: int


def put_in(checkout: Path, folders: list[str], noted: Path) -> list[str]:
    """Write a probe into every block of the folders' modules; return the blocks' names by number."""
    (checkout / f"{MODULE}.py").write_text(PROBE.format(path=str(noted)), encoding="utf-8")
    names: list[str] = []
    for path in sorted(path for folder in folders for path in (checkout / folder).rglob("*.py")):
        source, name = path.read_bytes(), path.relative_to(checkout).as_posix()
        blocks = sorted({one.block for one in placed(ast.parse(source))})
        path.write_bytes(probed(source, {line: len(names) + place for place, line in enumerate(blocks)}))
        names += [block_name(name, line) for line in blocks]
    return names


def block_name(file: str, line: int) -> str:
    return f"{file}:{line}"


def probed(source: bytes, numbers: dict[int, int]) -> bytes:
    """Return the source with a probe before each line that has a number."""
    written: list[bytes] = []
    for number, line in enumerate(source.splitlines(keepends=True), 1):
        if number in numbers:
            indent = line[: len(line) - len(line.lstrip())]
            written.append(indent + f'__import__("{MODULE}").hit({numbers[number]})\n'.encode())
        written.append(line)
    return b"".join(written)


def blocks_of(file: str, source: bytes, line: int) -> set[str]:
    """Return the block that a line is run with; all of the file's where the line is in no function."""
    statements = list(placed(ast.parse(source)))
    around = [one for one in statements if one.begin <= line <= one.end]
    innermost = max(around, key=lambda one: (one.begin, -one.end), default=None)
    chosen = [innermost] if innermost else statements
    return {block_name(file, one.block) for one in chosen}


def placed(tree: ast.Module) -> Iterator[Placed]:
    """Yield every statement of every function with its block."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
            if body and first_line(body[0]) > node.lineno:
                yield from in_list(body, first_line(body[0]))


def in_list(body: list[ast.stmt], block: int) -> Iterator[Placed]:
    """Yield the statements of a list: what comes after a branch is a block of its own, for the branch may have left."""
    for before, statement in zip([None, *body[:-1]], body, strict=True):
        if isinstance(before, BRANCHING):
            block = first_line(statement)
        yield Placed(first_line(statement), statement.end_lineno or statement.lineno, block)
        yield from in_statement(statement, block)


def in_statement(statement: ast.stmt, block: int) -> Iterator[Placed]:
    """Yield the statements inside one, but for those of functions in it."""
    match statement:
        case ast.With(body=body):
            yield from in_list(body, block)
        case ast.If(body=body, orelse=others):
            yield from in_list(body, first_line(body[0]))
            if others and isinstance(others[0], ast.If) and others[0].col_offset == statement.col_offset:
                yield from in_statement(others[0], block)
            elif others:
                yield from in_list(others, first_line(others[0]))
        case ast.Try(body=body, handlers=handlers, orelse=others, finalbody=last):
            yield from in_list(body, block)
            for inner in (*(one.body for one in handlers), others, last):
                if inner:
                    yield from in_list(inner, first_line(inner[0]))
        case ast.For(body=body, orelse=others) | ast.While(body=body, orelse=others):
            for inner in (body, others):
                if inner:
                    yield from in_list(inner, first_line(inner[0]))
        case ast.Match(cases=cases):
            for one in cases:
                yield from in_list(one.body, first_line(one.body[0]))


def first_line(statement: ast.stmt) -> int:
    """Return the line of a statement, or of its first decorator."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(one.lineno for one in decorators)])
