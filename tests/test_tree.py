"""The tree: its names, and that nothing in it points to what isn't there."""

import re

import pytest
from tree import KEPT, text_of

ROOT_FILES = {".gitignore", "CONTRIBUTING.md", "LICENSE", "NOTICE", "Makefile", "README.md", "pyproject.toml"}
ROOT_FOLDERS = {
    *(".ci", "agent", "bench", "docs", "entrypoints", "evals", "integrations", "procedures", "requirements"),
    *("scheduler", "schemas", "tests", "tools"),
}
NOT_OURS = ("tests/mail/", "tests/web/axe/", "entrypoints/web/static/htmx")
WRITTEN = [
    name
    for name in KEPT
    if name.endswith((".py", ".md", ".yaml", ".toml", ".html", ".css", ".js", "Makefile", "run"))
    and not name.startswith(NOT_OURS)
    and name != "tests/test_tree.py"
]
ELSEWHERE = re.compile(r"(?<!its )\bissues? (?:\d|\")|\bseed 0\d\d\b|\bmission\b")
"""Papers of the work that are not kept here; an issue of somebody else's project is told by whose it is."""
FILE_OF_OURS = re.compile(
    rf"(?<![\w/.-])(?:{'|'.join(sorted(ROOT_FOLDERS - {'.ci'}))})/[\w./-]*\.(?:py|md|yaml|json|html|css|js|lock|toml)\b"
)
SECTION = re.compile(r'(?:docs/|\]\()([\w-]+\.md)\)?, "([^"]+)"( \d)?')
ROWS = re.compile(r"\b(?:rows?|hard stops?) ([A-Z]\d+(?:(?:, | and | to |–|-)[A-Z]\d+)*)\b")


def test_every_path_can_be_checked_out_on_any_machine() -> None:
    assert [name for name in KEPT if not re.fullmatch(r"[\w./-]+", name, re.ASCII)] == []


def test_the_root_holds_nothing_but_what_is_known() -> None:
    assert {name for name in KEPT if "/" not in name} == ROOT_FILES
    assert {name.split("/")[0] for name in KEPT if "/" in name} == ROOT_FOLDERS


def test_nothing_refers_to_papers_that_are_not_kept_here() -> None:
    found = [f"{name}: {said[0]}" for name in WRITTEN for said in ELSEWHERE.finditer(text_of(name))]
    assert found == []


def test_every_file_of_ours_that_is_named_is_there() -> None:
    named = [(name, found) for name in WRITTEN for found in FILE_OF_OURS.findall(text_of(name))]
    assert len(named) > 100
    assert [(name, found) for name, found in named if found not in KEPT] == []


def test_every_section_that_is_named_is_there() -> None:
    """Look each section up by its heading; sections have no numbers."""
    named = [(name, found) for name in WRITTEN for found in SECTION.findall(text_of(name))]
    headings = {
        name.removeprefix("docs/"): set(re.findall(r"^#+ (.+)$", text_of(name), re.M))
        for name in KEPT
        if name.startswith("docs/") and name.endswith(".md")
    }
    assert len(named) > 20
    assert [
        (name, *found) for name, found in named if found[2] or found[1] not in headings.get(found[0], set())
    ] == []


def test_every_row_that_is_named_is_in_the_table() -> None:
    rows = set(re.findall(r"^\| ([A-Z]\d*) \|", text_of("docs/rows.md"), re.M))
    named = [
        (name, row)
        for name in WRITTEN
        for said in ROWS.findall(text_of(name))
        for row in re.findall(r"[A-Z]\d+", said)
    ]
    assert len(named) > 50
    assert [(name, row) for name, row in named if row not in rows] == []


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (ELSEWHERE, "shown before (issue 7, point 3)"),
        (ELSEWHERE, 'as asked for (issue "mornings")'),
        (ELSEWHERE, "counted per month (seed 000)"),
        (FILE_OF_OURS, "see docs/none.md for it"),
        (SECTION, 'docs/parts.md, "Approvals" 8'),
        (ROWS, "hard stops H1 to H9"),
    ],
)
def test_the_searches_find_what_they_are_for(pattern: re.Pattern[str], said: str) -> None:
    assert pattern.search(said) is not None
