"""Random mutants of Python source: one comparison, operator, condition, number or statement of one function changed.

Only the bodies of functions are changed; words, annotations, assertions and f-strings are left alone. Which mutants are
drawn depends on the seed and the code alone: each is ranked by a digest of where it is and what it changes, so that a
change elsewhere in the source leaves the others drawn.
"""

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from _changes import Change

FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
SWAPPED: dict[type[ast.boolop], type[ast.boolop]] = {ast.And: ast.Or, ast.Or: ast.And}


@dataclass(frozen=True)
class Found:
    """A node that can be changed, and the source that would stand in its place."""

    kind: str
    node: ast.expr | ast.stmt
    new: str


def drawn(root: Path, folders: list[str], count: int, seed: int) -> list[Change]:
    """Return so many of all mutants of the folders' modules."""
    paths = sorted(path for folder in folders for path in (root / folder).rglob("*.py"))
    every = [change for path in paths for change in mutants_of(path.relative_to(root).as_posix(), path)]
    return sorted(every, key=lambda one: hashlib.sha256(f"{seed} {one.key}".encode()).digest())[:count]


def mutants_of(name: str, path: Path) -> Iterator[Change]:
    """Yield every mutant of one file."""
    source = path.read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    seen: Counter[str] = Counter()
    for where, body in functions(ast.parse(source), ""):
        for found in in_statements(body):
            node = found.node
            assert node.end_lineno is not None and node.end_col_offset is not None
            begin = starts[node.lineno - 1] + node.col_offset
            end = starts[node.end_lineno - 1] + node.end_col_offset
            old = " ".join(source[begin:end].decode().split())
            identity = f"{name} {where} {found.kind} {old} -> {found.new}"
            seen[identity] += 1
            says = f"{name}:{node.lineno} {where}: {found.kind}: {old} → {found.new}"
            yield Change(f"{identity} #{seen[identity]}", name, begin, end, found.new, says)


def functions(node: ast.AST, inside: str) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Yield the full name and the body of every function that is not inside another."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{inside}{child.name}", child.body
        elif isinstance(child, ast.ClassDef):
            yield from functions(child, f"{inside}{child.name}.")
        elif isinstance(child, ast.If | ast.Try):
            yield from functions(child, inside)


def in_statements(body: list[ast.stmt]) -> Iterator[Found]:
    """Yield what can be changed in a list of statements."""
    for statement in body:
        yield from removed(statement)
        yield from in_node(statement)


def removed(statement: ast.stmt) -> Iterator[Found]:
    """Yield the removal of a raise, a bare call or what is returned."""
    match statement:
        case ast.Raise():
            yield Found("raise removed", statement, "pass")
        case ast.Expr(value=ast.Call()):
            yield Found("call removed", statement, "pass")
        case ast.Return(value=ast.Constant(value=None)) | ast.Return(value=None):
            return
        case ast.Return():
            yield Found("nothing returned", statement, "return None")


def in_node(node: ast.AST) -> Iterator[Found]:
    """Yield what can be changed in a node and below it."""
    if isinstance(node, ast.Assert | ast.JoinedStr):
        return
    if isinstance(node, ast.expr):
        yield from in_expression(node)
    if isinstance(node, ast.If):
        yield Found("condition forced", node.test, "True")
        yield Found("condition forced", node.test, "False")
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "type_comment", "decorator_list"}:
            continue
        below = value if isinstance(value, list) else [value]
        statements = [one for one in below if isinstance(one, ast.stmt)]
        yield from in_statements(statements)
        for one in below:
            if isinstance(one, ast.AST) and not isinstance(one, ast.stmt):
                yield from in_node(one)


def in_expression(node: ast.expr) -> Iterator[Found]:
    """Yield the changes of an expression itself."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in FLIPPED:
            flipped = ast.Compare(node.left, [FLIPPED[type(op)]()], node.comparators)
            yield Found("comparison flipped", node, f"({ast.unparse(flipped)})")
        case ast.BoolOp():
            swapped = ast.BoolOp(SWAPPED[type(node.op)](), node.values)
            yield Found("and/or swapped", node, f"({ast.unparse(swapped)})")
        case ast.UnaryOp(op=ast.Not()):
            yield Found("not dropped", node, f"({ast.unparse(node.operand)})")
        case ast.Constant(value=value) if isinstance(value, int) and not isinstance(value, bool):
            yield Found("off by one", node, str(value + 1))
