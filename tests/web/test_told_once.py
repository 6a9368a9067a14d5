"""A flash message is told once: to the one who looks next with a whole page, never to a page that nobody waits for."""

import socket
from typing import Any

from web.browsing import Page, Person

SAID = "Added: Ana"


def add_ana(owner: Person) -> None:
    heard = owner.call("add_contact", back="/people", first_name="Ana", phone="512-555-0142")
    assert heard.status == 303


def test_a_part_of_a_page_takes_nothing_from_the_page(owner: Person) -> None:
    add_ana(owner)
    searching = {"HX-Request": "true", "HX-Target": "section#found"}
    for headers in (searching, {"HX-Request": "true", "HX-Target": "div#today", "Deskhand-Live": "yes"}):
        assert SAID not in owner.get("/people?q=a", **headers).text
    assert SAID in owner.get("/people", **{"HX-Request": "true", "HX-Target": "main#main"}).text
    assert SAID not in owner.get("/people").text


def test_a_page_that_is_given_up_has_told_nobody(owner: Person) -> None:
    add_ana(owner)
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", owner.port), timeout=30) as one:
            asked = f"GET /people HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {owner.cookie}={owner.token}\r\n\r\n"
            one.sendall(asked.encode())
    assert SAID in owner.get("/more").text
    assert SAID not in owner.get("/more").text


def test_of_two_open_tabs_one_or_both_say_it(browser: Any, served_page: Page, owner: Person) -> None:
    first, second = browser("owner"), browser("owner")
    first.goto("/audit")
    second.goto("/more")
    add_ana(owner)
    first.get_by_text("Ana").first.wait_for()
    assert first.locator("#told .notice").count() == 0
    second.reload()
    second.locator("#told").get_by_text(SAID).wait_for()
    first.reload()
    assert first.locator("#told .notice").count() == 0


def test_a_form_that_stands_there_again_leaves_it_to_the_next_page(owner: Person, staff: Person) -> None:
    add_ana(owner)
    typed = {"tool": "add_member", "arguments": "{}", "a.name": "", "a.role": "cook"}
    heard = owner.post("/call", {**typed, "form_at": "/settings/members"})
    assert "data-again" in heard.text
    assert SAID not in heard.text
    assert SAID not in staff.get("/people").text
    assert SAID in owner.get("/people").text
