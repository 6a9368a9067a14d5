"""The part of Intuit's query language that is needed: one entity, conditions joined by AND, pages.

Documented under "Query operations and syntax": `SELECT * | COUNT(*) FROM Entity [WHERE …] [ORDERBY …]
[STARTPOSITION n] [MAXRESULTS n]`; operators `IN = < > <= >= LIKE` with `%`; a backslash escapes; no OR; entities that
are not active are left out unless `Active` is asked for.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from integrations.quickbooks.sandbox.refusals import bad_query, unknown_property

FILTERABLE = {
    "Id", "DisplayName", "GivenName", "FamilyName", "CompanyName", "FullyQualifiedName", "PrintOnCheckName", "Active",
    "PrimaryEmailAddr", "PrimaryPhone",
}  # fmt: skip
MOST_RESULTS = 1000
USUAL_RESULTS = 100

TOKEN = re.compile(
    r"\s*(?:'(?P<text>(?:[^'\\]|\\.)*)'|(?P<sign><=|>=|[=<>(),*])|(?P<word>[\w.]+))", re.DOTALL
)


@dataclass(frozen=True)
class Condition:
    """One comparison of the WHERE part."""

    name: str
    operator: str
    values: list[str]

    def holds(self, entity: dict[str, Any]) -> bool:
        found = _value_of(entity, self.name)
        if self.operator == "LIKE":
            pattern = "".join(".*" if sign == "%" else re.escape(sign) for sign in self.values[0])
            return re.fullmatch(pattern, found, re.IGNORECASE | re.DOTALL) is not None
        wanted = [value.casefold() for value in self.values]
        compared = found.casefold()
        match self.operator:
            case "=" | "IN":
                return compared in wanted
            case "<":
                return compared < wanted[0]
            case ">":
                return compared > wanted[0]
            case "<=":
                return compared <= wanted[0]
            case _:
                return compared >= wanted[0]


@dataclass(frozen=True)
class Query:
    """A parsed statement."""

    kind: str
    counting: bool = False
    conditions: list[Condition] = field(default_factory=list)
    start: int = 1
    most: int = USUAL_RESULTS

    def of(self, entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the entities that fit, before any page is cut."""
        asked_for_active = any(condition.name == "Active" for condition in self.conditions)
        return [
            entity
            for entity in entities
            if (asked_for_active or entity["Active"])
            and all(condition.holds(entity) for condition in self.conditions)
        ]


def _value_of(entity: dict[str, Any], name: str) -> str:
    value = entity.get(name, "")
    if name == "PrimaryEmailAddr":
        value = (value or {}).get("Address", "")
    elif name == "PrimaryPhone":
        value = (value or {}).get("FreeFormNumber", "")
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Words:
    """The statement, a token at a time."""

    def __init__(self, statement: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        rest = statement.strip()
        while rest:
            found = TOKEN.match(rest)
            if found is None:
                raise bad_query(f"Encountered {rest[:20]!r}")
            kind = str(found.lastgroup)
            value = found[kind]
            self.tokens.append(
                (kind, re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL) if kind == "text" else value)
            )
            rest = rest[found.end() :].strip()

    def next_is(self, *words: str) -> bool:
        return bool(self.tokens) and self.tokens[0][0] != "text" and self.tokens[0][1].upper() in words

    def take(self, *words: str) -> str:
        if not self.tokens or (words and not self.next_is(*words)):
            said = self.tokens[0][1] if self.tokens else "the end"
            raise bad_query(f"Encountered {said!r}, expected {' or '.join(words) or 'more'}")
        return self.tokens.pop(0)[1]


def parsed(statement: str, kinds: tuple[str, ...], filterable: set[str]) -> Query:
    """Return the query of a statement.

    Args:
        statement: as it came.
        kinds: entities that there are.
        filterable: properties that may be asked for.

    Raises:
        Refusal: 4000 or 4001, as QuickBooks answers.
    """
    words = _Words(statement)
    words.take("SELECT")
    counting = words.next_is("COUNT")
    for expected in ("COUNT", "(", "*", ")") if counting else ("*",):
        words.take(expected)
    words.take("FROM")
    kind = words.take()
    if kind not in kinds:
        raise unknown_property(kind, "Query")
    conditions = _conditions(words, kind, filterable)
    if words.next_is("ORDERBY"):
        words.take()
        words.take()
        if words.next_is("ASC", "DESC"):
            words.take()
    start, most = 1, USUAL_RESULTS
    if words.next_is("STARTPOSITION"):
        words.take()
        start = _number(words)
    if words.next_is("MAXRESULTS"):
        words.take()
        most = _number(words)
    if words.tokens or most > MOST_RESULTS:
        raise bad_query(f"Encountered {words.tokens[0][1]!r}" if words.tokens else "MAXRESULTS is over 1000")
    return Query(kind, counting, conditions, start, most)


def _conditions(words: _Words, kind: str, filterable: set[str]) -> list[Condition]:
    found: list[Condition] = []
    while words.next_is("WHERE" if not found else "AND"):
        words.take()
        name = words.take()
        if name not in filterable:
            raise unknown_property(name, kind)
        operator = words.take("=", "<", ">", "<=", ">=", "IN", "LIKE").upper()
        if operator != "IN":
            found.append(Condition(name, operator, [words.take()]))
            continue
        words.take("(")
        values = [words.take()]
        while words.next_is(","):
            words.take()
            values.append(words.take())
        words.take(")")
        found.append(Condition(name, operator, values))
    return found


def _number(words: _Words) -> int:
    said = words.take()
    if not said.isdigit():
        raise bad_query(f"Encountered {said!r}, expected a number")
    return int(said)
