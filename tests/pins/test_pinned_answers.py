"""A home of an earlier version answers as it did, byte for byte: every read tool, every command that reads, every export."""

from collections.abc import Iterator
from difflib import unified_diff

import click
import pytest
import typer
from pinned_answers import ANSWERS, KINDS, READS
from pinned_home import Copies

import tools
from agent.exports.tables import TABLES
from entrypoints.cli.main import app
from schemas.effects import Effect
from tools.registry import discover

CHANGES_SOMETHING = {
    "init", "chat", "undo", "redo", "duplicates", "run",
    "import", "backup", "restore", "redact", "generate", "approvals approve",
    "approvals reject", "approvals edit", "approvals leave-out",
    "approvals settle", "approvals sweep", "intake lead", "intake skip", "notify mail",
    "notify push", "notify quiet", "notify test", "cadence on", "cadence off", "auto-send on", "auto-send off",
    "auto-send leave-out", "settings hours", "settings close", "settings open", "settings place", "settings own", "connect model",
    "connect quickbooks",
}  # fmt: skip
"""Commands with --json that write or reach outside; what their calls do is recorded in `outcomes/`."""

OF_NO_HOME = {"eval", "eval paraphrases", "eval injection"}


@pytest.mark.parametrize("name", KINDS)
def test_it_answers_as_it_did(pinned: Copies, name: str) -> None:
    then = (ANSWERS / f"{name}.txt").read_bytes().decode()
    now = "".join(KINDS[name](pinned()))
    if now != then:
        differing = unified_diff(then.splitlines(), now.splitlines(), "then", "now", n=1, lineterm="")
        pytest.fail("\n".join(list(differing)[:80]))


def test_every_read_tool_is_asked() -> None:
    reads = {name for name, tool in discover(tools).tools.items() if tool.effect == Effect.READ}
    assert reads == READS["tools"].keys()


def test_every_command_that_reads_and_every_export_is_asked() -> None:
    asked = [*READS["commands"], *READS["exports"]]
    root = typer.main.get_command(app)
    missing = [
        path
        for path, options in _commands(root, "")
        if "--json" in options or "--format" in options
        if path not in CHANGES_SOMETHING | OF_NO_HOME
        if not any(line.startswith(path) for line in asked)
    ]
    assert missing == []
    forms = {f"export {table} --format {form}" for table in TABLES for form in ("csv", "jsonl")}
    assert {one.removesuffix(" --format csv") for one in forms} <= set(READS["exports"])


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, set[str]]]:
    """Yield each command that does something, with its options."""
    options = {one for parameter in command.params for one in parameter.opts}
    if not isinstance(command, click.Group) or command.invoke_without_command:
        yield path, options
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from _commands(below, f"{path} {name}".strip())
