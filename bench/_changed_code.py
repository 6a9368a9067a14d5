"""A change made to the functions of a module that is loaded already, as if it had been read from the changed source."""

import ast
import gc
from collections.abc import Iterator
from types import CodeType, FunctionType

from _changes import Change


def change_loaded(change: Change, path: str, source: bytes) -> bool:
    """Give every function object that holds the changed code the new code; False where that can't be done.

    Args:
        change: of the source.
        path: the file that the module was loaded from.
        source: before the change.
    """
    line = change.line(source)
    lines = [(one.begin, one.end) for one in _outermost(ast.parse(source)) if one.begin <= line <= one.end]
    if not lines:
        return False
    begin = lines[0][0]
    new = [
        code
        for code in _functions(compile(change.applied_to(source), path, "exec"))
        if code.co_firstlineno == begin
    ]
    holding = [
        one
        for one in gc.get_objects()
        if type(one) is FunctionType
        and one.__code__.co_filename == path
        and new
        and (one.__code__.co_firstlineno, one.__code__.co_qualname) == (begin, new[0].co_qualname)
    ]
    try:
        for function in holding:
            function.__code__ = new[0]
    except ValueError:
        # It closes over other names than before.
        return False
    return bool(holding)


class _Lines:
    """The first and last line of a function, its decorators included."""

    def __init__(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.begin = min([node.lineno, *(one.lineno for one in node.decorator_list)])
        self.end = node.end_lineno or node.lineno


def _outermost(node: ast.AST) -> Iterator[_Lines]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield _Lines(child)
        else:
            yield from _outermost(child)


def _functions(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of every function and class body inside, outermost first."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _functions(constant)
