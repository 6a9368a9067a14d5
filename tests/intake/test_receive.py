"""Each mail of the corpus through the real intake: what it leads to on record (row C7)."""
# ruff: noqa: F401, F811 (the fixtures of `receiving`)

import shutil
import sys
from pathlib import Path

import pytest
from mail_corpus import MAILS, Case, load_case
from receiving import SEEN, World, answer, furnished, letter, sqlite_world, world

from agent.intake.receive import Receipt
from entrypoints.bootstrap import Office, open_office
from entrypoints.founding import NewBusiness, set_up
from schemas.enums import ActorKind, InteractionType, LeadStatus, MailOutcome, PipelineStage
from schemas.records import Approval, Attachment, AuditRow, MailMessage

NOW = "2026-11-18T10:00:00-06:00"
RIVERA = NewBusiness(
    name="Rivera Plumbing",
    owner="Sam Rivera",
    time_zone="America/Chicago",
    own_addresses=("sam@riveraplumbing.example.com", "office@riveraplumbing.example.com"),
)
PATHS = sorted(SEEN.glob("*.eml"))
ONE_OF_EACH = [
    path for path in PATHS if path.name[:2] in {"01", "05", "11", "13", "15", "20", "30", "33", "39", "41"}
]


def as_answered(world: World, case: Case, number: int) -> MailMessage:
    """Return a mail's row, after the owner's "merge" where they are to be asked whose it is."""
    if case.expected.get("asks"):
        assert world.mail(number).reason == "whose"
        (card,) = [one for one in world.all(Approval) if one.tool == "say_whose_mail"]
        world.office.gate.decide(world.office.desk("cli"), card.number, card.digest, "merge")
    return world.mail(number)


def check(world: World, case: Case, receipt: Receipt) -> None:
    """Compare the records, after the owner's "merge" where it is to be asked, with what a careful reader
    expects.
    """
    expected = case.expected
    row = as_answered(world, case, receipt.number)
    assert (str(row.outcome), row.reason or None) == (expected["outcome"], expected["reason"]), (
        row.explanation
    )
    assert row.explanation
    if expected["person"] is None:
        assert (row.contact_id, row.lead_id, row.interaction_id) == (None, None, None)
        return
    kind, _, name = expected["person"].partition(":")
    if kind == "known":
        assert row.contact_id == world.people[name]
        known_lead = world.leads.get(name)
        assert (
            row.lead_id == known_lead if expected["outcome"] == "interaction" else row.lead_id != known_lead
        )
    else:
        assert row.contact_id not in world.people.values()
    _check_fields(world, case, row.contact_id)
    interaction = world.interaction(row.interaction_id)
    assert (interaction.contact_id, interaction.lead_id) == (row.contact_id, row.lead_id)
    body = " ".join(interaction.body.split())
    assert all(" ".join(phrase.split()) in body for phrase in expected["body_must_contain"])
    assert all(phrase not in body for phrase in expected["body_must_not_contain"])
    found = {
        (one.name, one.media_type)
        for one in world.all(Attachment)
        if one.interaction_id == row.interaction_id
    }
    assert {(one["name"], one["type"]) for one in expected["attachments"]} <= found


def _check_fields(world: World, case: Case, contact_id: str | None) -> None:
    expected = case.expected
    fields = expected["fields"]
    row = next(one for one in world.mails())
    if expected["person"] == "new" and "name" in fields:
        assert world.name(contact_id) == fields["name"]
    assert set(fields.get("phones", [])) <= world.numbers(contact_id) or expected["outcome"] == "interaction"
    if "email" in fields:
        assert fields["email"].casefold() in world.addresses(contact_id)
    if "wished_date" in fields:
        assert row.extraction["wished_date"]["value"] == fields["wished_date"].isoformat()
    if expected["outcome"] == "lead":
        lead = world.lead(row.lead_id)
        assert (lead.status, lead.pipeline_stage) == (LeadStatus.NEW, PipelineStage.INQUIRY)
        assert lead.source == expected["source"]
        assert any(word in lead.title.casefold() for word in fields.get("title_words", [""]))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_seen_mail_leads_to_what_a_careful_reader_expects(sqlite_world: World, path: Path) -> None:
    case = load_case(path)
    check(sqlite_world, case, sqlite_world.receive(case.raw))


@pytest.mark.parametrize("path", ONE_OF_EACH, ids=lambda path: path.stem)
def test_each_kind_of_mail_leads_to_the_same_on_both_databases(world: World, path: Path) -> None:
    case = load_case(path)
    check(world, case, world.receive(case.raw))


def test_a_new_enquiry_is_all_of_c7_and_tells_the_owner_at_once(world: World) -> None:
    before = world.count()
    receipt = world.receive(letter())
    row = world.mail(receipt.number)
    after = world.count()
    assert {name: after[name] - before[name] for name in after} == {
        "Contact": 1, "Lead": 1, "Interaction": 1, "Notice": 1, "Phone": 1, "Email": 1,
    }  # fmt: skip
    (notice,) = world.notices("new_inquiry")
    assert notice.lead_id == row.lead_id
    for told in (
        "Jane Doe",
        world.lead(row.lead_id).title,
        "(512) 555-0177",
        "via email",
        "Next: call or write",
    ):
        assert told in notice.text
    assert world.interaction(row.interaction_id).type == InteractionType.EMAIL_INBOUND
    sentences = row.extraction
    assert sentences["phones"][0]["value"] == "+15125550177"
    assert "512-555-0177" in sentences["phones"][0]["sentence"]
    assert 0 < sentences["phones"][0]["confidence"] <= 1


def test_a_reply_to_a_new_lead_is_drafted_as_a_card_that_sends_nothing(sqlite_world: World) -> None:
    sqlite_world.receive(letter())
    (card,) = sqlite_world.all(Approval)
    assert (card.tool, str(card.status)) == ("draft_follow_up", "pending")
    sent = sqlite_world.office.settings.outgoing_mail / "new"
    assert not sent.exists() or not list(sent.iterdir())


def test_no_reply_to_an_old_enquiry_is_drafted_unasked(sqlite_world: World) -> None:
    assert sqlite_world.receive(letter(date="Tue, 4 Nov 2025 19:00:00 -0600")).outcome == "lead"
    assert sqlite_world.all(Approval) == []


def test_every_mail_goes_through_the_gate_as_intake_and_leaves_its_audit_row(sqlite_world: World) -> None:
    receipt = sqlite_world.receive(letter())
    (audit,) = [one for one in sqlite_world.all(AuditRow) if one.tool == "take_in_mail"]
    assert (audit.actor, audit.door, audit.event) == (ActorKind.INTAKE, "intake", "written")
    tables = {change["table"] for change in audit.changes}
    assert {"mail_messages", "contacts", "leads", "interactions", "notices"} <= tables
    assert sqlite_world.mail(receipt.number).contact_id in audit.about


def test_nobody_but_intake_takes_a_mail_in(sqlite_world: World) -> None:
    mail = {"mailbox": "x", "own_id": "1", "message_id": "a@b"}
    for kind in (ActorKind.MEMBER, ActorKind.MODEL, ActorKind.ROUTINE):
        outcome = sqlite_world.do("take_in_mail", kind, mail=mail, verdict={}, reading={}, attachments=[])
        assert (outcome.problem or {})["kind"] == "not_permitted"
    assert sqlite_world.mails() == []


def test_a_person_with_several_open_jobs_is_logged_and_the_owner_asked_which(sqlite_world: World) -> None:
    sqlite_world.done("open_lead", title="Gutter", contact=sqlite_world.people["Maria Lopez"])
    receipt = sqlite_world.receive(
        letter("Maria <maria.lopez@example.com>", "One more thing", "It drips again.")
    )
    row = sqlite_world.mail(receipt.number)
    assert (row.outcome, row.contact_id, row.lead_id) == (
        "interaction",
        sqlite_world.people["Maria Lopez"],
        None,
    )
    assert "2 open jobs" in sqlite_world.notices("answer")[0].text


def test_an_answer_after_the_lead_became_a_job_is_logged_on_the_job_too(sqlite_world: World) -> None:
    maria = sqlite_world.people["Maria Lopez"]
    sqlite_world.done("update_contact", contact=maria, address="123 Main St")
    deal = sqlite_world.done("convert_lead", lead=sqlite_world.leads["Maria Lopez"])["opportunity_id"]
    row = sqlite_world.mail(sqlite_world.receive(answer()).number)
    interaction = sqlite_world.interaction(row.interaction_id)
    assert (interaction.lead_id, interaction.opportunity_id) == (sqlite_world.leads["Maria Lopez"], deal)


def test_an_answer_of_somebody_else_in_a_known_thread_is_theirs_and_opens_no_lead(
    sqlite_world: World,
) -> None:
    before = sqlite_world.count()
    receipt = sqlite_world.receive(answer(sender="Pedro Lopez <pedro@example.org>"))
    row = sqlite_world.mail(receipt.number)
    assert (row.outcome, row.lead_id) == (MailOutcome.INTERACTION, sqlite_world.leads["Maria Lopez"])
    after = sqlite_world.count()
    assert {name for name in after if after[name] != before[name]} == {
        "Interaction",
        "Notice",
        "Contact",
        "Email",
    }
    assert sqlite_world.name(row.contact_id) == "Pedro Lopez"


def test_two_records_for_one_mail_are_put_to_the_owner_as_a_card(sqlite_world: World) -> None:
    text = "My new tub needs a drain. Call 512-555-0119."
    sqlite_world.receive(letter("Bill Carter <bill.carter@example.org>", "Tub", text))
    (card,) = [card for card in sqlite_world.all(Approval) if card.tool == "ask_same_person"]
    assert "Bill Carter gives (512) 555-0119, which is Linda Johnson's on record." in card.card["why"]


def test_a_large_attachment_keeps_its_name_and_a_small_one_its_content(sqlite_world: World) -> None:
    from agent.intake.parse import MailLimits

    intake = sqlite_world.intake()
    intake.limits = MailLimits(attachment=100)
    parts = b"".join(
        b"\n--b\nContent-Type: image/jpeg; name=%b\n\n%b" % (name, b"x" * size)
        for name, size in ((b"small.jpg", 50), (b"../../large.jpg", 500))
    )
    raw = (
        letter(Content_Type="multipart/mixed; boundary=b", text="")
        + b"--b\n\nMy sink leaks."
        + parts
        + b"\n--b--"
    )
    intake.receive("1", raw)
    small, large = sorted(sqlite_world.all(Attachment), key=lambda one: one.size)
    assert (small.name, large.name, large.path) == ("small.jpg", "large.jpg", None)
    home = sqlite_world.office.settings.home
    assert (home / small.path).read_bytes() == b"x" * 50
    assert {path.name for path in home.rglob("*.jpg")} == set()


def test_what_cannot_be_read_is_kept_whole_and_shown_to_the_owner(world: World) -> None:
    raw = b"\x00\x01\xfe" * 900
    row = world.mail(world.receive(raw).number)
    assert (row.outcome, row.reason) == (MailOutcome.KEPT, "unreadable")
    (notice,) = world.notices("kept_mail")
    assert f"deskhand intake lead {row.number}" in notice.text
    kept = world.office.settings.home / "mail" / "received" / row.digest[:2] / f"{row.digest}.eml"
    assert kept.read_bytes() == raw


def test_another_business_sees_nothing_of_the_mail(office: Office) -> None:
    from sqlmodel import select

    from schemas.database import ScopedSession
    from schemas.records import MailMessage

    furnished(office).receive(letter())
    with ScopedSession(office.database.engine, "another", office.clock) as session:
        assert session.exec(select(MailMessage)).all() == []


# Set after the one blind run of the mails that nobody looked at while the rules were written (docs/intake.md).
UNSEEN_RECORD_FLOOR = 0.95


def test_unseen_mails_through_the_real_intake_are_scored(
    sqlite_template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Score outcome, reason, person and lead on record, each unseen mail in a world of its own."""
    right, paths, first = 0, sorted((MAILS / "unseen").glob("*.eml")), tmp_path / "first"
    first.mkdir()
    shutil.copy(sqlite_template, first / "deskhand.db")
    set_up(RIVERA, now=NOW, environment={"DESKHAND_HOME": str(first)})
    office = open_office(now=NOW, environment={"DESKHAND_HOME": str(first)})
    known = furnished(office)
    office.close()
    for path in paths:
        home = shutil.copytree(first, tmp_path / path.stem)
        office = open_office(now=NOW, environment={"DESKHAND_HOME": str(home)})
        case, found = load_case(path), World(office, known.people, known.leads)
        row = as_answered(found, case, found.receive(case.raw).number)
        right += _placed_as_expected(found, case, row)
        office.close()
    with capsys.disabled():
        sys.stdout.write(f"\nunseen, on record: {right} of {len(paths)} placed as expected\n")
    assert right >= UNSEEN_RECORD_FLOOR * len(paths)


def _placed_as_expected(world: World, case: Case, row: MailMessage) -> bool:
    """Return whether outcome, reason and person are as expected."""
    expected = case.expected
    if (str(row.outcome), row.reason or None) != (expected["outcome"], expected.get("reason")):
        return False
    kind, _, name = (expected.get("person") or "").partition(":")
    if kind == "known":
        return row.contact_id == world.people[name]
    return (row.contact_id is None) if not kind else row.contact_id not in world.people.values()
