"""Approvals: a card is decided by exactly what was shown, by who may, once; and changed before that (hard stops H1, H5)."""

import re
from email import message_from_bytes
from email.policy import default
from typing import Any

from web.browsing import Page, Person

from agent.conversation.orchestrator import Orchestrator
from evals.adversary.attacks import Script
from schemas.effects import Call, Card, Outcome
from schemas.enums import ApprovalStatus
from schemas.records import Approval


def do(page: Page, tool: str, **arguments: Any) -> Outcome:
    return page.office.gate.submit(page.office.desk("cli"), Call(tool=tool, arguments=arguments))


def waiting_mail(page: Page, text: str = "Does Friday at 9 suit you?") -> Card:
    if do(page, "find_contact", query="Maria").result.data.get("nearest") is not None:  # type: ignore[union-attr]
        added = do(page, "add_contact", first_name="Maria", last_name="Lopez", email="maria@example.com")
        assert added.result, added.problem
    card = do(page, "send_message", to="Maria", subject="Your faucet", text=text).card
    assert card is not None
    return card


def kept(page: Page, number: int) -> Approval:
    desk = page.office.desk("cli")
    with desk.unit.reading() as session:
        found = page.office.gate.queue.find(desk, number)
        session.expunge(found)
        return found


def outgoing(page: Page) -> list[str]:
    """Return the texts of the mails that left, from the outgoing mailbox itself."""
    folder = page.office.settings.outgoing_mail / "new"
    files = sorted(folder.iterdir()) if folder.exists() else []
    mails = [message_from_bytes(one.read_bytes(), policy=default) for one in files]
    return [str(mail.get_body(("plain",)).get_content()).replace("\r\n", "\n") for mail in mails]  # type: ignore[union-attr]


def digest_in(html: str) -> str:
    return re.search(r'name="digest" value="([0-9a-f]{64})"', html).group(1)  # type: ignore[union-attr]


def test_a_yes_sends_exactly_what_was_shown(page_on_each: Page) -> None:
    page, owner = page_on_each, page_on_each.as_("owner")
    card = waiting_mail(page)
    shown = owner.get(f"/approvals/{card.approval}").text
    assert "Does Friday at 9 suit you?" in shown
    heard = owner.post(
        f"/approvals/{card.approval}/decide",
        {"digest": digest_in(shown), "answer": "yes", "back": "/approvals"},
    )
    assert heard.status == 303
    assert [text.strip() for text in outgoing(page)] == ["Does Friday at 9 suit you?"]
    assert "Put the mail to Maria Lopez" in owner.get("/approvals").text
    assert kept(page, card.approval).decided_by == page.office.owner.member_id


def test_a_yes_to_something_else_than_was_shown_is_refused(served_page: Page, owner: Person) -> None:
    card = waiting_mail(served_page)
    for fields in ({"digest": "0" * 64, "answer": "yes"}, {"digest": card.digest, "answer": "perhaps"}):
        heard = owner.post(f"/approvals/{card.approval}/decide", fields)
        assert heard.status == 409
    assert kept(served_page, card.approval).status == ApprovalStatus.PENDING
    assert outgoing(served_page) == []


def test_only_an_owner_decides_unless_the_kind_was_granted(
    served_page: Page, staff: Person, viewer: Person
) -> None:
    card = waiting_mail(served_page)
    yes = {"digest": card.digest, "answer": "yes"}
    for who in (staff, viewer):
        assert "Only an owner decides this." in who.get(f"/approvals/{card.approval}").text
        heard = who.post(f"/approvals/{card.approval}/decide", yes)
        assert heard.status == 409
        assert "Only the owner decides" in heard.text
    assert outgoing(served_page) == []
    asked = do(served_page, "grant_deciding", member="Dana Staff", kind="send_message").card
    assert asked is not None
    served_page.office.gate.decide(served_page.office.desk("cli"), asked.approval, asked.digest)
    assert "Yes, do it" in staff.get(f"/approvals/{card.approval}").text
    assert staff.post(f"/approvals/{card.approval}/decide", yes).status == 303
    assert len(outgoing(served_page)) == 1


def test_an_enquiry_is_answered_edited_and_sent_from_today(browser: Any, served_page: Page) -> None:
    page = browser("owner", "phone")
    page.goto("/")
    enquiry = (
        b"From: Jane Doe <jane@example.com>\r\nTo: office@riveraplumbing.example.com\r\nMessage-ID: <1@example.com>\r\n"
        b"Date: Wed, 18 Nov 2026 09:30:00 -0600\r\nSubject: Dripping tap\r\n\r\n"
        b"Hello, our kitchen tap drips since Monday. Can you come? 512-555-0177\r\nJane Doe\r\n"
    )
    served_page.office.intake("inbox").receive("1", enquiry)
    page.get_by_role("heading", name="New enquiries").wait_for()
    line = page.locator(".ranked li").filter(has_text="Jane Doe")
    assert line.get_by_role("link", name="Call").get_attribute("href") == "tel:+15125550177"
    assert line.get_by_role("link", name="Text").get_attribute("href") == "sms:+15125550177"
    line.get_by_role("button", name="Reply").click()
    page.get_by_role("heading", name="Waits for a yes").wait_for()
    page.get_by_role("link", name="Change the words").click()
    page.get_by_label("Text", exact=True).fill("Hi Jane,\n\nFriday at 9?\n\nSam")
    page.get_by_role("button", name="Show the new card").click()
    page.get_by_role("heading", name="What is different").wait_for()
    assert "Friday at 9?" in page.locator(".changes").inner_text()
    assert page.locator(".changes ins").count() > 0
    assert outgoing(served_page) == []
    page.get_by_role("button", name="Yes, do it").click()
    page.get_by_text("Put the mail to Jane Doe").wait_for()
    assert kept(served_page, 2).acts["yes"]["payload"]["text"] == "Hi Jane,\n\nFriday at 9?\n\nSam"
    assert [text.strip() for text in outgoing(served_page)] == ["Hi Jane,\n\nFriday at 9?\n\nSam"]


def test_of_two_browsers_that_decide_one_card_the_second_sees_who_won(
    browser: Any, served_page: Page
) -> None:
    card = waiting_mail(served_page)
    asked = do(served_page, "grant_deciding", member="Dana Staff", kind="send_message").card
    assert asked is not None
    served_page.office.gate.decide(served_page.office.desk("cli"), asked.approval, asked.digest)
    sam, dana = browser("owner", scripts=False), browser("staff", "desktop", scripts=False)
    for page in (sam, dana):
        page.goto(f"/approvals/{card.approval}")
    sam.get_by_role("button", name="No").click()
    dana.get_by_role("button", name="Yes, do it").click()
    dana.get_by_text("is rejected already").wait_for()
    dana.get_by_text("No, said Sam Rivera").wait_for()
    assert outgoing(served_page) == []


def test_a_decision_appears_on_another_open_page(browser: Any, served_page: Page) -> None:
    card = waiting_mail(served_page)
    page = browser("staff")
    page.goto(f"/approvals/{card.approval}")
    page.get_by_role("heading", name="Waits for a yes").wait_for()
    assert page.locator("#how-many").inner_text() == "1"
    served_page.office.gate.decide(served_page.office.desk("cli"), card.approval, card.digest)
    page.get_by_role("heading", name="Done").wait_for()
    page.locator("#waiting").wait_for(state="hidden")


def test_decided_cards_are_listed_a_page_at_a_time(served_page: Page, owner: Person) -> None:
    for number in range(22):
        card = waiting_mail(served_page, f"Text {number}")
        served_page.office.gate.reject(served_page.office.desk("cli"), card.approval)
    first = owner.get("/approvals/decided").text
    assert first.count('class="status rejected"') == 20
    older = re.search(r'href="(/approvals/decided\?before=\d+)"', first).group(1)  # type: ignore[union-attr]
    assert owner.get(older).text.count('class="status rejected"') == 2


def test_an_edit_that_changes_nothing_leaves_the_card_as_it_is(served_page: Page, staff: Person) -> None:
    card = waiting_mail(served_page)
    fields = {"a.text": "Does Friday at 9 suit you?", "a.subject": "Your faucet"}
    assert staff.post(f"/approvals/{card.approval}/edit", fields).status == 303
    assert kept(served_page, card.approval).status == ApprovalStatus.PENDING


def test_an_edit_cannot_change_whom_it_goes_to(served_page: Page, owner: Person) -> None:
    do(served_page, "add_contact", first_name="Eve", email="eve@example.com")
    card = waiting_mail(served_page)
    assert 'name="a.to"' not in owner.get(f"/approvals/{card.approval}/edit").text
    heard = owner.post(f"/approvals/{card.approval}/edit", {"a.to": "Eve", "a.text": "Hi"})
    assert heard.status == 422
    assert kept(served_page, card.approval).status == ApprovalStatus.PENDING


def test_no_card_and_no_such_card(served_page: Page, owner: Person) -> None:
    assert "Nothing waits for a yes." in owner.get("/approvals").text
    assert owner.get("/approvals/99").status == 404
    assert owner.get("/approvals/x").status == 404
    assert owner.post("/approvals/99/decide", {"digest": "", "answer": "yes"}).status == 404


def test_whom_a_merge_is_of_is_no_words(served_page: Page, owner: Person) -> None:
    gate, desk = served_page.office.gate, served_page.office.desk("cli")
    for last, number in (("Ruiz", "512-555-0142"), ("Lopez", "512-555-0143")):
        given = {"first_name": "Ana", "last_name": last, "phone": number}
        gate.submit(desk, Call(tool="add_contact", arguments=given))
    gate.submit(desk, Call(tool="merge_contacts", arguments={"keep": "Ana Ruiz", "other": "Ana Lopez"}))
    assert "Change the words" not in owner.get("/approvals/1").text
    assert "Nothing in this card can be reworded" in owner.get("/approvals/1/edit").text


def test_a_card_is_put_aside_and_brought_back_on_the_page(served_page: Page, owner: Person) -> None:
    page, card = served_page, waiting_mail(served_page)
    assert owner.post(f"/approvals/{card.approval}/put-aside", {"back": "/approvals"}).status == 303
    assert kept(page, card.approval).put_aside_at is not None
    listing = owner.get("/approvals").text
    assert "Nothing waits for a yes." in listing
    assert f'action="/approvals/{card.approval}/bring-back"' in listing
    assert "1 put aside" in owner.get("/").text
    assert "<h1>Put aside</h1>" in owner.get(f"/approvals/{card.approval}").text
    owner.post(f"/approvals/{card.approval}/bring-back", {"back": "/approvals"})
    assert kept(page, card.approval).put_aside_at is None
    assert "put aside" not in owner.get("/").text


def test_a_card_of_several_writes_shows_ticks_and_leaves_the_unticked_lines_out(page_on_each: Page) -> None:
    page, owner = page_on_each, page_on_each.as_("owner")
    for name in ("Ana", "Ben", "Cat"):
        do(page, "add_contact", first_name=name, last_name="Ruiz", email=f"{name.lower()}@example.com")
    archiving = [Call(tool="archive_contact", arguments={"contact": name}) for name in ("Ana", "Ben", "Cat")]
    said = "Good morning!\n<section class='done'>Archived.</section>"
    turn = Orchestrator(page.office.gate, Script(archiving, said)).turn(page.office.desk("chat"), "hello")
    shown = owner.get(f"/chat/{turn.conversation}").text
    assert shown.count('<section class="done"') == 1
    assert shown.count('name="a.keep[]"') == 3
    heard = owner.post(f"/approvals/{turn.cards[0].approval}/leave-out", {"a.keep[]": "2"})
    assert heard.status == 303
    number = turn.cards[0].approval + 1
    assert [one["value"] for one in kept(page, number).card["fields"]] == ["Archive Ben Ruiz"]
    digest = digest_in(owner.get(f"/approvals/{number}").text)
    owner.post(f"/approvals/{number}/decide", {"digest": digest, "answer": "yes", "back": "/approvals"})
    assert "Ben Ruiz is archived" in str((kept(page, number).result or {})["text"])
    assert kept(page, turn.cards[0].approval).status == ApprovalStatus.WITHDRAWN
