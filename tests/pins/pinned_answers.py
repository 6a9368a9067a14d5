"""The pinned home's answers: every read tool, every command that reads, every export, byte for byte."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from pinned_home import AFTER, HERE, NEWER_ARGUMENTS, NEWER_COLUMNS, NEWER_TOOLS, opened
from typer.testing import CliRunner

import schemas
from entrypoints.cli.main import app
from entrypoints.cli.output import say_json

ANSWERS = HERE / "answers"
ROOT = HERE.parents[1]
READS: dict[str, Any] = yaml.load((HERE / "reads.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)

SHOWN = 10
"""Lines at either end of the audit that are kept as they are."""


def of_tools(environment: dict[str, str]) -> Iterator[str]:
    """Yield the outcome of each read, as `deskhand tool` prints it."""
    with opened(environment) as at:
        for tool, calls in READS["tools"].items():
            for arguments in calls:
                printed = io.StringIO()
                with redirect_stdout(printed):
                    say_json(at.submit(tool, **arguments).as_json())
                yield f"$ deskhand tool {tool} '{json.dumps(arguments)}'\n{printed.getvalue()}"


def of_commands(environment: dict[str, str]) -> Iterator[str]:
    """Yield the output of each command."""
    for line in READS["commands"]:
        printed = _printed(line.split(), environment)
        if line.startswith("tool --list"):
            printed = _of_then(printed)
        yield f"$ deskhand {line}\n{_in_order(printed) if line.startswith('audit') else printed}"


def of_exports(environment: dict[str, str]) -> Iterator[str]:
    """Yield the rows that each export writes, one person's whole record, and which schemas there are."""
    for line in READS["exports"]:
        printed = _printed(line.split(), environment)
        yield f"$ deskhand {line}\n{printed if line.startswith('export') else _ends(printed)}"
    for name in ("Maria Adams", "Meg One"):
        target = Path(environment["DESKHAND_HOME"]) / f"{name}.zip"
        line = f"export --person '{name}' --json"
        printed = _printed(["export", "--person", name, "--out", str(target), "--json"], environment)
        yield f"$ deskhand {line}\n{printed}"
        with zipfile.ZipFile(target) as archive:
            for one in sorted(archive.namelist()):
                content = archive.read(one).decode()
                yield f"= {one}\n{_in_order(content) if one.endswith('.json') else content}"
    for one in ("crm.json", "opportunity.json"):
        content = (Path(schemas.__file__).parent / one).read_bytes()
        yield f"= {one}: {sha256(content).hexdigest()}\n"


KINDS = {"tools": of_tools, "commands": of_commands, "exports": of_exports}
"""Name of each file in `answers/` → what writes it."""


def _printed(arguments: list[str], environment: dict[str, str]) -> str:
    """Return the output of a command, without the paths of this machine."""
    ran = CliRunner().invoke(app, ["--now", AFTER, *arguments], env=environment)
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        return f"{type(ran.exception).__name__}: {ran.exception}\n"
    kept = ran.output.replace(environment["DESKHAND_HOME"], "HOME").replace(str(ROOT), "ROOT")
    return _without_digests(re.sub(r'"database": ".*"', '"database": "…"', kept))


def _without_digests(printed: str) -> str:
    """Return a text without the digests of our own procedures: they change with each new way of saying
    something.
    """
    return re.sub(r'("file": "ROOT/procedures/[\w.-]+",\s+"digest": )"[0-9a-f]{64}"', r'\1"…"', printed)


def _of_then(listed: str) -> str:
    """Return a list of tools without the tools and arguments that came later."""
    kept = [one for one in json.loads(listed) if one["name"] not in NEWER_TOOLS]
    for one in kept:
        for argument in NEWER_ARGUMENTS.get(one["name"], ()):
            del one["arguments"]["properties"][argument]
            one["arguments"].get("$defs", {}).pop(f"Touch{argument.capitalize()}", None)
    return json.dumps(kept, ensure_ascii=False, indent=2) + "\n"


def _in_order(text: str) -> str:
    """Return JSON with the rows and columns of sets in one order, without the columns that came later."""

    def ordered(value: Any) -> Any:
        if isinstance(value, dict):
            newer = NEWER_COLUMNS if {"ai_summary", "effect_key"} & value.keys() else ()
            return {key: ordered(value[key]) for key in sorted(value) if key not in newer}
        if isinstance(value, list):
            return sorted(map(ordered, value), key=json.dumps)
        return value

    return json.dumps(ordered(json.loads(text)), ensure_ascii=False, indent=1) + "\n"


def _ends(printed: str) -> str:
    """Return the first and last lines of what is too long to be kept whole, and a digest of every word of it.

    The changes of one write come in the order of a set, so the words are put in one.
    """
    lines, words = printed.splitlines(keepends=True), sorted(re.findall(r"[\w.:+-]+", printed))
    shown = [*lines[:SHOWN], "…\n", *lines[-SHOWN:]]
    return "".join([*shown, f"= {len(lines)} lines: {sha256(' '.join(words).encode()).hexdigest()}\n"])
