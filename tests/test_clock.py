"""One way of asking for the time: it is handed in. Whoever reads the machine's clock stands here, with the reason.

In this process it is `NOW` of rivera.py, or a FixedClock; a process of its own is told by `cli.command.command`, which
says `--now`. What the product itself takes from the machine, such as leases and sessions, is not looked at.
"""

import ast
import re
from collections.abc import Iterator

import pytest
from test_architecture import KEPT, ROOT

MACHINES_CLOCK = {
    "evals/commands/capture.py: capture": "a command, at the machine's time as every command is that is not told another",
    "evals/observe.py: observe": "it opens a session to look at rows; nothing there asks for the time",
    "tests/gmail/reading_process.py: main": "a mailbox is read for by the machine's time, whatever the desk's is",
    "tests/gmail/test_gmail_at_scale.py: killed_and_restarted": "what those processes have read is compared with, after them",
    "tests/gmail/test_gmail_connecting.py: test_a_process_that_was_there_before_reads_and_sends_by_gmail_from_its_next_round": (
        "put together as `deskhand watch` does it, whose outbox is on the machine's time"
    ),
    "tests/integrations/test_a_mail_provider_is_a_folder.py: comes": "by the machine's time a mail is new, or history",
    "tests/scheduler/test_once_a_period.py: _run_due_often": "real processes race for a lease, which is on the machine's time",
    "tests/schemas/test_values.py: test_ids_strictly_increase_and_are_version_7": "an id holds the time at which it was made",
}
READ_FROM = {
    "datetime": {"now", "today", "utcnow"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime"},
}
TIME_STANDS_AT = {"open_office": 1, "set_up": 2}
STARTED = re.compile(r"'entrypoints\.cli\.main'|with_name\('deskhand'\)|\.invoke\(app")


def readings(source: str) -> Iterator[str]:
    """Yield the functions and classes of a file that read the machine's clock; `module` for what is in none."""
    for part in ast.parse(source).body:
        text = ast.unparse(part)
        if (STARTED.search(text) and "--now" not in text) or any(_reads(node) for node in ast.walk(part)):
            yield getattr(part, "name", "module")


def _reads(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=asked):
            return asked in READ_FROM.get(owner, ())
        case ast.ImportFrom(module="time", names=names):
            return any(one.name in READ_FROM["time"] for one in names)
        case ast.Name(id="MachineClock"):
            return True
        case ast.Call(func=ast.Name(id="open_office" | "set_up" as name), args=given, keywords=named):
            by_place = given[TIME_STANDS_AT[name] : TIME_STANDS_AT[name] + 1]
            by_name = [one.value for one in named if one.arg in {"now", None}]
            return not [one for one in by_place + by_name if ast.unparse(one) != "''"]
        case ast.keyword(arg="now", value=said):
            return ast.unparse(said) in {"''", "MACHINES_CLOCK"}
    return False


def test_whoever_reads_the_machines_clock_is_named_with_the_reason() -> None:
    sources = [name for name in KEPT if name.startswith(("tests/", "evals/")) and name.endswith(".py")]
    found = {
        f"{name}: {place}"
        for name in sources
        for place in readings((ROOT / name).read_text(encoding="utf-8"))
    }
    assert found == set(MACHINES_CLOCK)


@pytest.mark.parametrize(
    ("line", "reads"),
    [
        ("at = datetime.now(UTC)", True),
        ("at = datetime.datetime.now()", True),
        ("at = time.time()", True),
        ("from time import time", True),
        ("office = open_office()", True),
        ("office = open_office(home, '', {})", True),
        ("office = open_office(now='', environment=where)", True),
        ("set_up(RIVERA, home)", True),
        ("deskhand('init', now=MACHINES_CLOCK)", True),
        ("run([sys.executable, '-m', 'entrypoints.cli.main', 'status'])", True),
        ("at = desk.today()", False),
        ("begun = time.monotonic()", False),
        ("office = open_office(home, NOW, {})", False),
        ("office = open_office(now=NOW, environment=where)", False),
        ("set_up(RIVERA, **given)", False),
        ("run([sys.executable, '-m', 'entrypoints.cli.main', '--now', NOW, 'status'])", False),
    ],
)
def test_reading_the_machines_clock_is_recognised(line: str, reads: bool) -> None:
    assert bool(list(readings(line))) is reads
