"""The one form that calls tools: what it comes to is shown alike on every page, and the gate holds what may be done."""

import json
import re
from typing import Any

import pytest
from sqlmodel import select
from web.browsing import Page, Person

from entrypoints.web import pages
from entrypoints.web.routes import find_pages, navigation
from schemas.effects import Call
from schemas.errors import BadConfiguration
from schemas.records import Approval, Contact


def people(page: Page) -> list[Contact]:
    desk = page.office.desk("cli")
    with desk.unit.reading() as session:
        found = list(session.exec(select(Contact)))
        session.expunge_all()
        return found


def test_done_is_told_where_one_came_from_once(page_on_each: Page) -> None:
    owner = page_on_each.as_("owner")
    heard = owner.call("add_contact", back="/more", first_name="Ana", phone="512-555-0142")
    assert (heard.status, heard.headers["location"]) == (303, "/more")
    assert "Added: Ana" in owner.get("/more").text
    assert "Added: Ana" not in owner.get("/more").text
    assert [one.first_name for one in people(page_on_each)] == ["Ana"]


def test_what_is_typed_wins_over_the_pages_own_and_empty_is_not_given(
    owner: Person, served_page: Page
) -> None:
    owner.post(
        "/call",
        {
            "tool": "add_contact",
            "arguments": json.dumps({"first_name": "Ana", "last_name": "Old"}),
            "a.last_name": "Ruiz",
            "a.address": "",
            "a.phone": "512-555-0142",
        },
    )
    assert [(one.first_name, one.last_name) for one in people(served_page)] == [("Ana", "Ruiz")]


def test_what_waits_leads_to_its_card_and_back(owner: Person) -> None:
    owner.call("add_contact", first_name="Ana", phone="512-555-0142")
    heard = owner.call("add_contact", back="/more", first_name="Bea", phone="512-555-0142")
    assert heard.headers["location"] == "/approvals/1?back=%2Fmore"
    shown = owner.get(heard.headers["location"]).text
    assert 'value="merge"' in shown
    assert 'value="separate"' in shown
    assert 'href="/more"' in shown


def test_a_name_that_fits_several_is_chosen_from_them(owner: Person, served_page: Page) -> None:
    for last in ("Ruiz", "Lopez"):
        owner.call("add_contact", first_name="Ana", last_name=last, email=f"{last}@example.com".lower())
    heard = owner.call("archive_contact", contact="Ana")
    assert heard.status == 422
    chosen = re.findall(
        r'name="arguments" value="([^"]*)".*?<button[^>]*>([^<]*)',
        heard.text.partition("Which one?")[2],
        re.S,
    )
    assert len(chosen) == 2
    arguments = json.loads(chosen[0][0].replace("&#34;", '"'))
    assert owner.call("archive_contact", **arguments).status == 303
    assert [one.archived_at is not None for one in people(served_page)].count(True) == 1


def test_what_is_refused_says_why_and_changes_nothing(owner: Person, served_page: Page) -> None:
    for tool, arguments, said in (
        ("no_such_tool", {}, "no_such_tool"),
        ("add_contact", {"first_name": "Ana", "phone": "12"}, "phone number"),
        ("add_contact", {"first_name": "Ana", "shoe_size": 44}, "shoe_size"),
        ("tell_owner", {"key": "k", "kind": "k", "subject": "s", "text": "t"}, "Only jobs"),
    ):
        heard = owner.call(tool, **arguments)
        assert heard.status == 422
        assert said in heard.text
    for fields in (
        {"tool": "add_contact", "arguments": "[]"},
        {"tool": "add_contact", "shoe": "44"},
        {"arguments": "{}"},
    ):
        assert owner.post("/call", fields).status == 422
    assert people(served_page) == []


def test_the_gate_holds_the_roles(served_page: Page, staff: Person, viewer: Person) -> None:
    heard = viewer.call("add_contact", first_name="Ana", phone="512-555-0142")
    assert heard.status == 422
    assert "A viewer may look" in heard.text
    assert people(served_page) == []
    assert staff.call("add_contact", first_name="Ana", phone="512-555-0142").status == 303
    asked = staff.call("turn_on_auto_send", kind="inquiry")
    assert "Only an owner" in asked.text
    desk = served_page.office.desk("cli")
    with desk.unit.reading() as session:
        assert list(session.exec(select(Approval))) == []


def test_customers_words_are_escaped_and_spelled_out(owner: Person, served_page: Page) -> None:
    hostile = "<img src=x onerror=alert(1)>\"'><script>\u202e"
    served_page.office.gate.submit(
        served_page.office.desk("cli"),
        Call(tool="add_contact", arguments={"first_name": hostile, "phone": "512-555-0142"}),
    )
    owner.call("set_reminder", about=people(served_page)[0].contact_id, date="2026-11-18", text=hostile)
    shown = owner.get("/").text
    assert "<img src=x" not in shown
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert "\u202e" not in shown
    assert "⟨U+202E⟩" in shown


def test_nothing_at_an_address_is_said_so(owner: Person, served_page: Page) -> None:
    for path in ("/nothing", "/approvals/1/2/3", "/static/../secrets", "/chat/%00"):
        heard = owner.get(path)
        assert heard.status in {404, 422}
    assert served_page.stranger.get("/docs").status == 404
    assert served_page.stranger.get("/openapi.json").status == 404


def test_a_number_that_no_row_holds_is_refused(page_on_each: Page) -> None:
    owner = page_on_each.as_("owner")
    for path in ("/approvals/{}", "/approvals/{}/edit", "/mail/{}", "/mail?before={}", "/leads?start={}"):
        for number in (2**31, -(10**30), 10**40):
            assert owner.get(path.format(number)).status in {404, 422}, (path, number)
    heard = owner.post(f"/approvals/{10**30}/decide", {"digest": "x", "answer": "yes"})
    assert heard.status in {404, 422}


def test_pages_are_found_and_stand_in_their_order() -> None:
    found = find_pages(pages)
    assert [one.path for one in navigation(found)][:3] == ["/", "/chat", "/approvals"]
    assert sum(one.entry.thumb for one in navigation(found)) <= 4
    paths = [one.route.path for one in found]
    assert paths.index("/approvals/decided") < paths.index("/approvals/{number}")


def test_a_form_that_nothing_checks_is_a_startup_error(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "made_up_pages"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""Pages."""\n')
    source = 'from entrypoints.web.page import get, post\n\n@{mark}("/x")\ndef {name}(visit):\n    """X."""\n'
    monkeypatch.syspath_prepend(str(tmp_path))
    (folder / "first.py").write_text(source.format(mark="post", name="unchecked"))
    import made_up_pages  # type: ignore[import-not-found]

    with pytest.raises(BadConfiguration, match=r"unchecked in .*first\.py takes no form"):
        find_pages(made_up_pages)
    (folder / "first.py").unlink()
    (folder / "second.py").write_text(source.format(mark="get", name="one"))
    (folder / "third.py").write_text(source.format(mark="get", name="other"))
    with pytest.raises(BadConfiguration, match=r"second\.py and in .*third\.py"):
        find_pages(made_up_pages)
