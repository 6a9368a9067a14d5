"""Writes measured results into docs/reliability.md, each between its own marks, with the date and the commit."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "reliability.md"


def stamp() -> str:
    """Return the day and the commit that was measured; say so if files differ from it."""
    commit = _git("rev-parse", "--short=12", "HEAD")
    changed = _git("status", "--porcelain", "--", "agent", "tools", "schemas", "evals", "integrations")
    return f"{datetime.now(UTC):%Y-%m-%d}, commit {commit}{' with changes not committed' if changed else ''}"


def _git(*arguments: str) -> str:
    ran = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return ran.stdout.strip() or ("" if arguments[0] == "status" else "unknown")


def write_section(name: str, body: str) -> None:
    """Replace the text between `<!-- name -->` and `<!-- /name -->`."""
    text = DOCUMENT.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    replaced, times = re.subn(
        f"{re.escape(begin)}.*?{re.escape(end)}",
        lambda _: f"{begin}\n{body.strip()}\n{end}",
        text,
        flags=re.S,
    )
    if times != 1:
        raise ValueError(f"{DOCUMENT} has no section {name}")
    DOCUMENT.write_text(replaced, encoding="utf-8")
