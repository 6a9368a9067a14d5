"""Plain docstrings: a function's begins with an imperative verb, a class's, module's or constant's is no clause."""

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest
from tree import KEPT, text_of

import tools
from tools.registry import discover

SOURCES = [name for name in KEPT if name.endswith(".py")]
CLAUSES = frozenset(
    (
        *("what", "whatever", "whether", "who", "whoever", "whom", "whose"),
        *("how", "where", "wherever", "when", "whenever", "why", "which"),
    )
)
NO_VERBS = CLAUSES | frozenset(
    (
        *(
            "a",
            "an",
            "the",
            "this",
            "that",
            "these",
            "those",
            "it",
            "its",
            "they",
            "their",
            "one",
            "two",
            "each",
        ),
        *(
            "every",
            "all",
            "both",
            "some",
            "any",
            "no",
            "not",
            "none",
            "nobody",
            "somebody",
            "everybody",
            "nothing",
        ),
        *(
            "something",
            "everything",
            "other",
            "another",
            "first",
            "last",
            "only",
            "as",
            "of",
            "in",
            "on",
            "at",
            "by",
        ),
        *(
            "for",
            "from",
            "with",
            "without",
            "to",
            "up",
            "over",
            "under",
            "beside",
            "before",
            "after",
            "while",
        ),
        *("until", "through", "if", "so", "or", "and", "but", "also", "even"),
    )
)


@cache
def shown() -> frozenset[str]:
    """Return the docstrings that a tool's description or schema shows to people and models: their words are pinned."""
    found = set()
    for tool in discover(tools).tools.values():
        schema = tool.schema()
        found.add(inspect.getdoc(tool.function) or "")
        found |= {str(one.get("description", "")) for one in schema.get("$defs", {}).values()}
    return frozenset(found)


def documented(source: str) -> Iterator[tuple[int, ast.AST, str]]:
    """Yield line, node and docstring of every module, class, function and constant that has one."""
    for node in ast.walk(ast.parse(source)):
        statements = getattr(node, "body", None)
        for above, below in pairwise(statements) if isinstance(statements, list) else ():
            said = below.value if isinstance(below, ast.Expr) else None
            is_text = isinstance(said, ast.Constant) and isinstance(said.value, str)
            if is_text and isinstance(above, ast.Assign | ast.AnnAssign):
                yield below.lineno, above, ast.literal_eval(said)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            said = ast.get_docstring(node)
            if said:
                yield getattr(node, "lineno", 1), node, said


def problem_with(node: ast.AST, said: str) -> str:
    """Return why a docstring's first word is a wrong one; empty if it is not."""
    first = said.split(maxsplit=1)[0].strip("\"'“”`(.,:;…")
    plain = first.casefold()
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return f"begins with a clause ({first})" if plain in CLAUSES else ""
    third_person = plain.endswith("s") and not plain.endswith("ss")
    if not first.isalpha() or plain in NO_VERBS or third_person:
        return f"begins with {first!r}, not with an imperative verb"
    return ""


@pytest.mark.parametrize(
    ("source", "good"),
    [
        ('def f():\n    """Return it."""', True),
        ('def f():\n    """Press it."""', True),
        ('def f():\n    """Returns it."""', False),
        ('def f():\n    """Whether it is."""', False),
        ('def f():\n    """The leads."""', False),
        ('class A:\n    """A card that waits."""', True),
        ('class A:\n    """What a card is."""', False),
        ('"""How it goes."""', False),
        ('MOST = 5\n"""The most of them."""', True),
        ('MOST = 5\n"""How many there are."""', False),
    ],
)
def test_the_rule_tells_a_verb_from_a_clause(source: str, good: bool) -> None:
    assert all(not problem_with(node, said) for _, node, said in documented(source)) is good


def test_every_docstring_keeps_the_rule() -> None:
    found = [
        f"{name}:{line}: {problem}"
        for name in SOURCES
        for line, node, said in documented(text_of(name))
        if (problem := problem_with(node, said)) and said not in shown()
    ]
    assert found == []
