"""Today: what needs somebody is ranked, says why, and is answered in place (rows C3, C4)."""

import re
from typing import Any
from urllib.request import Request, urlopen

from web.browsing import Page, Person

from schemas.effects import Call


def give_work(page: Page) -> None:
    """Add a lead with a follow-up that is due today."""
    desk = page.office.desk("cli")

    def do(tool: str, **arguments: Any) -> Any:
        return page.office.gate.submit(desk, Call(tool=tool, arguments=arguments))

    assert do("add_contact", first_name="Maria", last_name="Lopez", phone="512-555-0142").result
    assert do("open_lead", title="Leaky faucet", contact="Maria Lopez").result
    today = desk.today().isoformat()
    assert do("set_reminder", about="Maria Lopez", date=today, text="Call Maria back").result


def test_nothing_to_do_is_said_plainly(owner: Person) -> None:
    heard = owner.get("/")
    assert heard.status == 200
    assert "Nothing needs you." in heard.text


def test_the_list_is_answered_in_place(browser: Any, served_page: Page) -> None:
    give_work(served_page)
    page = browser("owner")
    page.goto("/")
    line = page.locator(".ranked li").first
    assert "Maria Lopez" in line.inner_text()
    line.get_by_role("button", name="Done").click()
    page.get_by_text("Nothing needs you.").wait_for()
    assert (
        served_page.office.gate.submit(
            served_page.office.desk("cli"), Call(tool="show_morning_list")
        ).result.data["lines"]
        == []
    )


def test_a_viewer_sees_no_buttons_that_change_something(served_page: Page, viewer: Person) -> None:
    give_work(served_page)
    heard = viewer.get("/")
    assert "Maria Lopez" in heard.text
    assert 'action="/call"' not in heard.text


def test_what_another_did_appears_without_reloading(browser: Any, served_page: Page) -> None:
    page = browser("owner")
    page.goto("/")
    page.get_by_text("Nothing needs you.").wait_for()
    give_work(served_page)
    page.get_by_text("Maria Lopez").first.wait_for()


def test_a_page_always_listens(owner: Person) -> None:
    """Check the order of scripts: deferred, htmx begins before its extension is read, and one page in six never
    listens.
    """
    scripts = re.findall(r"<script src=\"/static/([^?\"]+)[^>]*\"([^>]*)>", owner.get("/").text)
    assert scripts[:2] == [("htmx.min.js", ""), ("hx-sse.min.js", "")]


def test_what_changed_while_a_page_was_drawn_is_told_at_once(served_page: Page, owner: Person) -> None:
    seen = re.search(r'hx-sse:connect="/live\?seen=([^"]*)"', owner.get("/").text).group(1)  # type: ignore[union-attr]
    give_work(served_page)
    with urlopen(
        Request(f"{owner.address}/live?seen={seen}", headers={"Cookie": f"{owner.cookie}={owner.token}"}),
        timeout=30,
    ) as stream:
        heard = [stream.readline().decode().strip() for _ in range(6)]
    assert "event: changed" in heard


def test_a_stranger_hears_nothing(served_page: Page) -> None:
    assert served_page.stranger.get("/live").status == 303
