"""Chat at the page: streamed where scripts run, waited for elsewhere; cards inside; one's own conversations only."""

import json
import re
import threading
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from sqlmodel import select
from web.browsing import Page, Person

from agent.models.endpoint import Asked, Said
from entrypoints.web.access.tokens import form_token
from entrypoints.web.turns import RunningTurn
from schemas.effects import Call
from schemas.records import Contact, Interaction, Turn


def rows(page: Page, kind: type[Any]) -> list[Any]:
    desk = page.office.desk("cli")
    with desk.unit.reading() as session:
        found = list(session.exec(select(kind)))
        session.expunge_all()
        return found


def test_a_message_is_answered_without_scripts(browser: Any, served_page: Page) -> None:
    page = browser("owner", scripts=False)
    page.goto("/")
    page.get_by_label("Say anything").fill("add a new customer, Ana Ruiz, 512-555-0142")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Added: Ana Ruiz").wait_for()
    assert "/chat/" in page.url
    assert [one.first_name for one in rows(served_page, Contact)] == ["Ana"]
    assert [one.said for one in rows(served_page, Turn)] == ["add a new customer, Ana Ruiz, 512-555-0142"]


def test_a_message_is_streamed_and_kept_and_its_card_is_decided_in_place(
    browser: Any, served_page: Page
) -> None:
    gate, desk = served_page.office.gate, served_page.office.desk("cli")
    gate.submit(
        desk,
        Call(
            tool="add_contact",
            arguments={"first_name": "Ana", "last_name": "Ruiz", "email": "ana@example.com"},
        ),
    )
    page = browser("owner", "desktop")
    page.goto("/chat")
    page.get_by_label("Say anything").fill("tell Ana Ruiz we come on Friday at 9")
    page.get_by_label("Say anything").press("Enter")
    card = page.locator(".card")
    card.get_by_role("heading", name="Send a mail to Ana Ruiz").wait_for()
    page.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}$"))
    card.get_by_role("button", name="No").click()
    page.get_by_text("Dropped #1").wait_for()
    page.get_by_text("rejected").wait_for()
    assert page.get_by_label("Say anything").input_value() == ""


def test_what_is_said_goes_on_in_the_same_conversation(served_page: Page, owner: Person) -> None:
    first = owner.post("/chat/say", {"text": "add a new customer, Ana Ruiz, 512-555-0142"})
    conversation = re.search(r"/chat/([0-9a-f-]+)", first.headers["location"]).group(1)  # type: ignore[union-attr]
    owner.post("/chat/say", {"text": "undo", "conversation": conversation})
    shown = owner.get(f"/chat/{conversation}").text
    assert shown.count('<article class="turn"') == 2
    assert len({one.conversation_id for one in rows(served_page, Turn)}) == 1
    assert "Ana Ruiz" in owner.get("/chat/conversations").text


def test_a_conversation_is_its_members_own(owner: Person, staff: Person) -> None:
    said = owner.post("/chat/say", {"text": "what's our pipeline?"})
    address = said.headers["location"].partition("#")[0]
    assert owner.get(address).status == 200
    assert staff.get(address).status == 404
    conversation = address.rpartition("/")[2]
    assert staff.post("/chat/say", {"text": "hi", "conversation": conversation}).status == 422
    assert "our pipeline" not in staff.get("/chat/conversations").text


def test_a_viewer_changes_nothing_by_talking(served_page: Page, viewer: Person) -> None:
    viewer.post("/chat/say", {"text": "add a new customer, Ana Ruiz, 512-555-0142"})
    assert rows(served_page, Contact) == []


def test_nothing_said_is_said_to_be_nothing(owner: Person) -> None:
    heard = owner.post("/chat/say", {"text": "  "})
    assert heard.status == 422
    assert "Nothing was said" in heard.text


class Held:
    """A model's endpoint that says some words, and the rest when it is let."""

    def __init__(self) -> None:
        self.go_on, self.began = threading.Event(), threading.Event()

    def ask(self, asked: Asked, listener: Any) -> Said:
        for word in ("Let ", "me ", "see "):
            listener.words(word)
        self.began.set()
        assert self.go_on.wait(30)
        listener.words("now.")
        return Said(text="Let me see now.")


def test_words_appear_as_they_come_and_a_turn_can_be_stopped(browser: Any, served_page: Page) -> None:
    held = Held()

    def turn(desk: Any, text: str, conversation: str, listener: Any, stop: Any) -> Any:
        from agent.conversation.reply import Reply

        try:
            held.ask(Asked(messages=[]), listener)
            said = "Let me see now."
        except KeyboardInterrupt:
            said = "Stopped. Nothing was changed."
        return Reply(said, [], [], conversation or desk.new_id(), "held")

    served_page.site.turns.orchestrator.turn = turn  # type: ignore[method-assign]
    page = browser("owner")
    page.goto("/chat")
    page.get_by_label("Say anything").fill("think about it")
    page.get_by_role("button", name="Send").click()
    page.locator(".under-way").get_by_text("Let me see").wait_for()
    owner = served_page.as_("owner")
    second = owner.post("/chat/say", {"text": "and this"}, Referer=f"{owner.address}/chat")
    assert second.status == 422
    assert "still being answered" in second.text
    assert "and this</textarea>" in second.text
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Stopping…").wait_for()
    held.go_on.set()


def test_a_message_that_is_sent_twice_is_one_message(served_page: Page, owner: Person) -> None:
    """Tap twice with scripts off: the browser gives the first up, and waits for the second."""
    began, go_on, replies = threading.Event(), threading.Event(), []
    turns = served_page.site.turns
    turn = turns.orchestrator.turn

    def held(*given: Any) -> Any:
        began.set()
        assert go_on.wait(30)
        return turn(*given)

    turns.orchestrator.turn = held  # type: ignore[method-assign]
    fields = {"text": "add a new customer, Ana Ruiz, 512-555-0142"}
    first = threading.Thread(target=lambda: replies.append(owner.post("/chat/say", fields)))
    first.start()
    assert began.wait(30)
    again = HTTPConnection("127.0.0.1", owner.port, timeout=30)
    headers = {
        "Origin": owner.address, "Cookie": f"{owner.cookie}={owner.token}", "HX-Request": "true",
        "Accept": "text/event-stream", "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    again.request(
        "POST", "/chat/say", urlencode({**fields, "csrf": form_token(owner.token, "salt")}), headers
    )
    heard = again.getresponse()
    assert fields["text"] in heard.readline().decode() + heard.readline().decode() + heard.readline().decode()
    go_on.set()
    first.join(30)
    conversation = replies[0].headers["location"].partition("#")[0].rpartition("/")[2]
    assert f"event: finished\ndata: {conversation}" in heard.read().decode()
    again.close()
    assert [one.said for one in rows(served_page, Turn)] == [fields["text"]]
    assert len(rows(served_page, Contact)) == 1


def test_nobody_stops_anothers_turn(served_page: Page, staff: Person) -> None:
    turns = served_page.site.turns
    running = RunningTurn("t1", served_page.office.owner.member_id, "hi")
    turns._running["t1"] = running
    assert staff.post("/chat/stop", {"turn": "t1"}).status == 204
    assert not running.asked_to_stop
    assert served_page.as_("owner").post("/chat/stop", {"turn": "t1"}).status == 204
    assert running.asked_to_stop


def test_what_breaks_loses_no_words(served_page: Page, owner: Person) -> None:
    def turn(*_: Any) -> Any:
        raise ZeroDivisionError("broken on purpose")

    served_page.site.turns.orchestrator.turn = turn  # type: ignore[method-assign]
    heard = owner.post("/chat/say", {"text": "a long message that nobody wants to type again"})
    assert heard.status == 422
    assert "a long message that nobody wants to type again" in heard.text
    assert json.dumps("ZeroDivisionError").strip('"') in heard.text


def test_which_one_is_meant_is_answered_by_a_press(browser: Any, served_page: Page) -> None:
    gate, desk = served_page.office.gate, served_page.office.desk("cli")
    for last, number in (("Ruiz", "512-555-0142"), ("Lopez", "512-555-0143")):
        gate.submit(
            desk,
            Call(tool="add_contact", arguments={"first_name": "Ana", "last_name": last, "phone": number}),
        )
    page = browser("owner")
    page.goto("/chat")
    page.get_by_label("Say anything").fill("log a call with Ana: she wants Friday")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Ana Lopez").click()
    page.get_by_text("Ana Lopez").last.wait_for()
    page.locator(".turn:not(.under-way)").nth(1).wait_for()
    assert len(rows(served_page, Interaction)) == 1
    page.locator(".suggestions").wait_for(state="detached")


def test_a_long_conversation_is_opened_at_its_end(browser: Any, served_page: Page, owner: Person) -> None:
    for _ in range(12):
        owner.post("/chat/say", {"text": "what's our pipeline?"})
    page = browser("owner")
    page.goto("/chat")
    page.wait_for_function("() => scrollY + innerHeight > document.documentElement.scrollHeight - 200")
    assert page.locator(".turn").last.is_visible()
