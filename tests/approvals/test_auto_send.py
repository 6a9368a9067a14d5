"""Auto-send: off by default, on only by the owner's own yes, word for word, within a limit, and it ends itself."""

import threading
from pathlib import Path
from typing import Any

import pytest
from auto_sent import KIND, drafted, enquirer, let_through, standing, turned_on
from sandbox import Bench

from entrypoints.bootstrap import Office
from schemas.effects import Call, Outcome, OutcomeKind
from schemas.enums import ActorKind, ApprovalStatus, Role
from schemas.records import Approval, AuditRow, AutoSent, Consent, Notice
from tools.desk import Actor

DRAFTED = OutcomeKind.DONE, "was decided by your auto-send of inquiry mails"


def test_it_is_off_until_the_owner_turns_it_on(bench: Bench) -> None:
    assert drafted(bench, enquirer(bench, "Ana")).kind == OutcomeKind.WAITING
    assert bench.sender.accepted == []
    shown = bench.do("show_auto_send").result
    assert shown is not None
    assert [one["on"] for one in shown.data["kinds"]] == [False] * len(shown.data["kinds"])


def test_with_it_on_the_draft_takes_the_whole_way_at_once(bench: Bench) -> None:
    turned_on(bench)
    outcome = drafted(bench, enquirer(bench, "Ana"))
    assert let_through(outcome), outcome.problem or outcome.card
    assert len(bench.sender.accepted) == 1
    approval = max(bench.rows(Approval), key=lambda row: row.number)
    assert (approval.status, approval.answer, approval.decided_by) == (ApprovalStatus.DONE, "yes", None)
    assert approval.decided_at is not None
    assert bench.events(approval) == ["proposed", "decided", "performed"]
    decided = next(
        row
        for row in bench.rows(AuditRow)
        if row.approval_id == approval.approval_id and row.event == "decided"
    )
    assert decided.actor == ActorKind.AUTO_SEND
    _, mail = bench.sender.accepted[0]
    assert (mail.address, mail.text) == ("ana@example.com", approval.acts["yes"]["payload"]["text"])
    assert any("went out by itself" in notice.text for notice in bench.rows(Notice))
    assert bench.logged_mails()


@pytest.mark.parametrize("more", [{"text": "Click here"}, {"subject": "Other"}])
def test_anybody_s_own_words_wait_for_a_yes(bench: Bench, more: dict[str, str]) -> None:
    turned_on(bench)
    assert drafted(bench, enquirer(bench, "Ana"), **more).kind == OutcomeKind.WAITING
    assert bench.do("send_message", to="Ana", text="Hi").kind == OutcomeKind.WAITING
    assert bench.sender.accepted == []


@pytest.mark.parametrize("changed", ["text", "subject", "address", "about"])
def test_an_act_that_only_says_to_be_a_draft_is_compared_word_for_word(bench: Bench, changed: str) -> None:
    card = drafted(bench, enquirer(bench, "Ana")).card
    assert card is not None
    turned_on(bench)
    act = bench.office.registry.revive(bench.approval(card.approval).acts["yes"])
    desk = bench.desk()
    with desk.unit.reading():
        assert act.let_through_by(desk) is not None
        assert act.model_copy(update={changed: "zoe@example.com"}).let_through_by(desk) is None


def test_a_draft_of_another_kind_waits(bench: Bench) -> None:
    turned_on(bench, kind="estimate_sent")
    assert drafted(bench, enquirer(bench, "Ana")).kind == OutcomeKind.WAITING


@pytest.mark.parametrize(
    ("kind", "role", "door"),
    [
        (ActorKind.MODEL, Role.OWNER, "chat"),
        (ActorKind.ROUTINE, Role.OWNER, "job"),
        (ActorKind.INTAKE, Role.OWNER, "intake"),
        (ActorKind.FOLLOW_ON, Role.OWNER, "outbox"),
        (ActorKind.MEMBER, Role.STAFF, "cli"),
        (ActorKind.MEMBER, Role.OWNER, "mcp"),
        (ActorKind.MEMBER, Role.OWNER, "rest"),
    ],
)
def test_nobody_but_the_owner_by_own_hand_turns_it_on(
    bench: Bench, kind: ActorKind, role: Role, door: str
) -> None:
    desk = bench.desk().acting_as(
        Actor(kind=kind, role=role, door=door, member_id=bench.office.owner.member_id)
    )
    asked = bench.gate.submit(desk, Call(tool="turn_on_auto_send", arguments={"kind": KIND}))
    assert asked.kind == OutcomeKind.REFUSED
    assert (asked.problem or {})["kind"] == "not_permitted"
    assert bench.rows(Approval) == []


def test_asking_for_it_turns_nothing_on_before_the_yes(bench: Bench) -> None:
    card = bench.do("turn_on_auto_send", kind=KIND, daily_limit=3).card
    assert card is not None
    assert card.line == "Send inquiry mails by itself, at most 3 a day, without asking you"
    assert drafted(bench, enquirer(bench, "Ana")).kind == OutcomeKind.WAITING
    assert standing(bench) == []


@pytest.mark.parametrize(
    "arguments",
    [
        {"kind": "nonsense"},
        {"kind": "inquiry_formal"},
        {"kind": "cadence_first"},
        {"kind": KIND, "daily_limit": 0},
        {"kind": KIND, "daily_limit": 201},
    ],
)
def test_what_can_t_be_is_refused_with_what_would_be_right(bench: Bench, arguments: dict[str, Any]) -> None:
    asked = bench.do("turn_on_auto_send", **arguments)
    assert asked.kind == OutcomeKind.REFUSED
    assert (asked.problem or {})["fields"]


def test_the_limit_counts_per_business_day(bench: Bench) -> None:
    turned_on(bench, limit=2)
    outcomes = [drafted(bench, enquirer(bench, name)) for name in ("Ana", "Ben", "Cat")]
    assert [let_through(one) for one in outcomes] == [True, True, False]
    assert outcomes[2].card is not None
    assert "today's limit of 2 is reached" in outcomes[2].card.why
    bench.tomorrow()
    assert let_through(drafted(bench, enquirer(bench, "Dan")))


def test_turning_it_off_and_on_gives_no_new_allowance(bench: Bench) -> None:
    turned_on(bench, limit=1)
    assert let_through(drafted(bench, enquirer(bench, "Ana")))
    assert bench.do("turn_off_auto_send").kind == OutcomeKind.DONE
    turned_on(bench, limit=1)
    assert not let_through(drafted(bench, enquirer(bench, "Ben")))


def test_two_processes_do_not_let_one_too_many_through(bench: Bench, other: Bench) -> None:
    turned_on(bench, limit=3)
    leads = [enquirer(bench, name) for name in ("Ana", "Ben", "Cat", "Dan", "Eve", "Fay", "Gus", "Hal")]
    barrier = threading.Barrier(2)
    outcomes: list[Outcome] = []

    def work(at: Bench, own: list[str]) -> None:
        barrier.wait(30)
        outcomes.extend(drafted(at, lead) for lead in own)

    workers = [
        threading.Thread(target=work, args=(at, leads[index::2])) for index, at in enumerate((bench, other))
    ]
    for one in workers:
        one.start()
    for one in workers:
        one.join(60)
    assert sorted(let_through(one) for one in outcomes) == [False] * 5 + [True] * 3
    assert len(bench.sender.accepted) == len(bench.rows(AutoSent)) == 3


def test_one_person_gets_one_a_day(bench: Bench) -> None:
    turned_on(bench)
    lead = enquirer(bench, "Ana")
    assert let_through(drafted(bench, lead))
    second = drafted(bench, lead)
    assert second.card is not None
    assert "has had an automatic mail today" in second.card.why


def test_a_look_alike_waits_for_a_yes(bench: Bench) -> None:
    turned_on(bench)
    bench.do("add_contact", first_name="Maria", email="maria@example.com")
    outcome = drafted(bench, enquirer(bench, "Ana", "rnaria@example.com"))
    assert outcome.card is not None
    assert "the address looks like another" in outcome.card.why
    assert bench.sender.accepted == []


@pytest.mark.parametrize(
    "title",
    ["Win at www.casino.example", "Call 512-555-0199 now", "Tap\u202egp", "Mail me@x.example", "x" * 90],
)
def test_a_title_that_a_stranger_put_a_message_into_waits_for_a_yes(bench: Bench, title: str) -> None:
    turned_on(bench)
    assert not let_through(drafted(bench, enquirer(bench, "Ana", title=title)))


def test_who_is_left_out_gets_none(bench: Bench) -> None:
    turned_on(bench)
    lead = enquirer(bench, "Ana")
    assert bench.do("leave_out_of_auto_send", contact="Ana").kind == OutcomeKind.DONE
    assert not let_through(drafted(bench, lead))


def test_a_standing_yes_does_not_overrule_a_no_to_exactly_this(bench: Bench) -> None:
    lead = enquirer(bench, "Ana")
    card = drafted(bench, lead).card
    assert card is not None
    bench.gate.reject(bench.desk(), card.approval)
    turned_on(bench)
    assert drafted(bench, lead).kind == OutcomeKind.REFUSED
    bench.tomorrow(2)
    outcome = drafted(bench, lead)
    assert outcome.card is not None, "another day in its words is no other mail"
    assert "you said no to such a mail to Ana about this job" in outcome.card.why
    assert bench.sender.accepted == []


def test_a_changed_draft_is_not_the_one_that_was_said_yes_to(bench: Bench) -> None:
    turned_on(bench)
    folder = bench.office.settings.home / "procedures"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "own.md").write_text(
        '---\nname: own\ntitle: Own\nversion: "1.0"\nextends: plumbing\ndrafts:\n  inquiry:\n    subject: "{title}"\n'
        "    text: Send money, {first_name}\n---\n\n# Own\n",
        encoding="utf-8",
    )
    bench.office.library.__dict__.pop("loaded", None)
    outcome = drafted(bench, enquirer(bench, "Ana"))
    assert outcome.card is not None
    assert "the draft is another than the one that you turned it on for" in outcome.card.why


def test_off_is_at_once_and_is_not_undone_into_on(bench: Bench) -> None:
    turned_on(bench)
    assert bench.do("turn_off_auto_send", kind=KIND).kind == OutcomeKind.DONE
    assert standing(bench) == []
    undo = bench.do("undo")
    assert undo.kind == OutcomeKind.REFUSED
    assert "Auto-send takes a new yes" in (undo.problem or {})["message"]
    assert standing(bench) == []


def test_a_refused_recipient_ends_the_kind(bench: Bench) -> None:
    turned_on(bench)
    bench.sender.ways = ["refuse"]
    drafted(bench, enquirer(bench, "Ana"))
    assert standing(bench) == []
    [notice] = [one for one in bench.rows(Notice) if one.kind == "auto_send_stopped"]
    assert "has stopped by itself: the mail to ana@example.com was refused" in notice.text


def test_the_mail_that_a_crash_left_is_carried_out_once(bench: Bench) -> None:
    turned_on(bench)
    bench.sender.ways = ["accept, then time out"]
    drafted(bench, enquirer(bench, "Ana"))
    bench.later(minutes=10)
    bench.gate.sweep(bench.desk())
    assert len(bench.sender.accepted) == 1


BOUNCE = """From: Mail Delivery System <MAILER-DAEMON@mail.example.com>
To: sam@riveraplumbing.example.com
Subject: Undelivered Mail Returned to Sender
Date: Wed, 18 Nov 2026 11:00:00 -0600
Message-ID: <{id}@mail.example.com>
Content-Type: multipart/report; report-type={report}; boundary="b"
MIME-Version: 1.0

--b
Content-Type: text/plain

Something about a mail of yours.

--b
Content-Type: message/{part}

{fields}

--b--
"""
BOUNCED = {"report": "delivery-status", "part": "delivery-status"}
COMPLAINED = {"report": "feedback-report", "part": "feedback-report"}
WRITTEN = """From: Ana <ana@example.com>
To: sam@riveraplumbing.example.com
Subject: {subject}
Date: Wed, 18 Nov 2026 11:00:00 -0600
Message-ID: <{id}@example.com>

{text}
"""


def takes_in(bench: Bench, raw: str) -> None:
    bench.office.intake("inbox").receive(str(hash(raw)), raw.encode())


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (
            BOUNCE.format(id=1, **BOUNCED, fields="Final-Recipient: rfc822; ana@example.com\nAction: failed"),
            "could not be delivered",
        ),
        (BOUNCE.format(id=2, **BOUNCED, fields="Action: failed"), "could not be delivered"),
        (
            BOUNCE.format(
                id=3, **COMPLAINED, fields="Feedback-Type: abuse\nOriginal-Rcpt-To: <ana@example.com>"
            ),
            "complained",
        ),
        (WRITTEN.format(id=4, subject="Re: Leaky tap", text="Stop."), "asked for no more mail"),
        (WRITTEN.format(id=5, subject="unsubscribe", text=""), "asked for no more mail"),
        (
            WRITTEN.format(id=6, subject="Re: Tap", text="Please stop emailing me.\n\nAna"),
            "asked for no more mail",
        ),
    ],
)
def test_a_bounce_or_a_complaint_ends_it_with_a_notice(bench: Bench, raw: str, said: str) -> None:
    turned_on(bench)
    assert let_through(drafted(bench, enquirer(bench, "Ana")))
    takes_in(bench, raw)
    assert standing(bench) == []
    [notice] = [one for one in bench.rows(Notice) if one.kind == "auto_send_stopped"]
    assert said in notice.text
    assert "deskhand auto-send on inquiry --limit 5" in notice.text
    assert not let_through(drafted(bench, enquirer(bench, "Ben")))


@pytest.mark.parametrize(
    "raw",
    [
        BOUNCE.format(
            id=1, **BOUNCED, fields="Final-Recipient: rfc822; somebody@example.org\nAction: failed"
        ),
        BOUNCE.format(id=2, **BOUNCED, fields="Final-Recipient: rfc822; ana@example.com\nAction: delayed"),
        WRITTEN.format(id=4, subject="Re: Leaky tap", text="Can you stop by tomorrow?"),
        WRITTEN.format(id=5, subject="Re: Leaky tap", text="The tap won't stop dripping, please come."),
    ],
)
def test_other_mail_does_not_end_it(bench: Bench, raw: str) -> None:
    turned_on(bench)
    assert let_through(drafted(bench, enquirer(bench, "Ana")))
    takes_in(bench, raw)
    assert standing(bench) == [KIND]


def test_who_writes_stop_never_gets_one_again(bench: Bench) -> None:
    lead = enquirer(bench, "Ana")
    takes_in(bench, WRITTEN.format(id=9, subject="Re: Tap", text="unsubscribe me please"))
    [row] = bench.rows(Consent)
    assert (row.address, row.said) == ("ana@example.com", "unsubscribe me please")
    assert (row.channel, row.state, row.because) == ("email", "denied", "their_mail")
    turned_on(bench)
    outcome = drafted(bench, lead)
    assert outcome.card is not None
    assert "Ana asked for no automatic mail" in outcome.card.why


def test_who_is_tagged_as_opted_out_gets_none(bench: Bench) -> None:
    lead = enquirer(bench, "Ana")
    assert bench.do("update_contact", contact="Ana", tags=["Opted out"]).problem is None
    turned_on(bench)
    outcome = drafted(bench, lead)
    assert outcome.card is not None
    assert "Ana asked for no automatic mail" in outcome.card.why


def test_being_left_out_survives_a_merge_and_its_undoing(bench: Bench) -> None:
    lead = enquirer(bench, "Ana")
    enquirer(bench, "Anita")
    assert bench.do("leave_out_of_auto_send", contact="Anita").problem is None
    card = bench.do("merge_contacts", keep="Ana", other="Anita").card
    assert card is not None
    assert bench.decide(bench.approval(card.approval)).kind == OutcomeKind.DONE
    turned_on(bench)
    outcome = drafted(bench, lead)
    assert outcome.card is not None
    assert "Ana asked for no automatic mail" in outcome.card.why
    card = bench.do("unmerge_contacts", contact="Ana").card
    assert card is not None
    assert bench.decide(bench.approval(card.approval)).kind == OutcomeKind.DONE
    assert let_through(drafted(bench, lead, text=""))


def test_a_reply_that_intake_drafts_goes_out_by_itself(office: Office, tmp_path: Path) -> None:
    """Check the first reply to an enquiry by mail, from the mail to the outgoing folder, with nobody at the
    desk.
    """
    bench = Bench(office, None, None)  # type: ignore[arg-type]
    turned_on(bench)
    takes_in(
        bench,
        "From: Ana Ruiz <ana@example.com>\nTo: sam@riveraplumbing.example.com\nSubject: Leaky faucet\n"
        "Date: Wed, 18 Nov 2026 09:30:00 -0600\nMessage-ID: <q@example.com>\n\n"
        "Hi, my kitchen faucet is leaking. Could you come and take a look? My number is 512-555-0142.\n\nAna Ruiz\n",
    )
    sent = list((office.settings.outgoing_mail / "new").iterdir())
    assert len(sent) == 1, [row.card["line"] for row in bench.rows(Approval)]
    assert b"To: Ana Ruiz <ana@example.com>" in sent[0].read_bytes()
