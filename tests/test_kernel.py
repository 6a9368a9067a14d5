"""The kernel of docs/design.md: gate, approvals, outbox and audit know no area, and are told what they need of one."""

import ast
import re
from collections.abc import Iterator

from test_architecture import FLOORS, ROOT, SOURCES

import schemas.records
import tools
from tools.registry import discover

KERNEL = re.compile(r"agent/(gate|rules|audit|audit_trail|approvals/\w+)\.py")
KIT = re.compile(r"tools/\w+\.py")
"""The parts that the acts of every area are made with."""
KERNEL_RECORDS = {"Approval", "AuditPerson", "AuditRow", "Member", "OutboxRow"}
BASES = {"BusinessRow", "PermanentRow"}

WITHIN = [name for name in SOURCES if KERNEL.fullmatch(name)]


def files_reached(name: str) -> Iterator[str]:
    """Yield the file or folder of ours behind every name that a file imports."""
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        modules: list[str] = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        for module in modules:
            whole = module.replace(".", "/")
            above = whole.rpartition("/")[0]
            there = [one for one in (f"{whole}.py", whole, f"{above}.py", above) if (ROOT / one).exists()]
            yield from (one for one in there[:1] if one.split("/")[0] in FLOORS)


def words_of(name: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of every name and every text that a file's code holds."""
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.alias):
            yield node.lineno, node.name
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def test_the_kernel_and_what_it_is_made_with_import_no_area() -> None:
    assert {"agent/gate.py", "agent/audit.py", "agent/approvals/outbox.py"} <= set(WITHIN)
    kit = [name for name in SOURCES if KIT.fullmatch(name)]
    wrong = [
        f"{name} imports {reached}"
        for name in [*WITHIN, *kit]
        for reached in files_reached(name)
        if not reached.startswith("schemas")
        and not KIT.fullmatch(reached)
        and not (name in WITHIN and (reached in WITHIN or reached == "agent/approvals"))
    ]
    assert wrong == []


def test_the_kernel_names_no_record_table_tool_or_act_of_an_area() -> None:
    records = set(schemas.records.__all__) - KERNEL_RECORDS - BASES
    tables = {
        getattr(schemas.records, one).__tablename__
        for one in records
        if isinstance(getattr(schemas.records, one), type)
    }
    registry = discover(tools)
    kit = {name.removesuffix(".py").replace("/", ".") for name in SOURCES if KIT.fullmatch(name)}
    acts = {name for name, act in registry.acts.items() if act.__module__ not in kit}
    of_areas = records | tables | set(registry.tools) | acts
    wrong = [
        f"{name}:{line} names {word}" for name in WITHIN for line, word in words_of(name) if word in of_areas
    ]
    assert wrong == []
