"""Settings: hours, members and roles, ways in and out, auto-send, tone, and everything else plainly said."""

from typing import Any

import pytest
from sqlmodel import select
from web.browsing import Page, Person, signed_in

from agent.tone import tone_of
from schemas.enums import Role
from schemas.records import AuditRow, AutoSend, Business, DecidingGrant, Member

PAGES = ["", "/members", "/sending", "/connections", "/procedures"]


def settings_of(page: Page) -> dict[str, Any]:
    with page.office.desk("cli").unit.reading() as session:
        return dict(session.exec(select(Business)).one().settings)


def member(page: Page, name: str) -> Member:
    with page.office.desk("cli").unit.reading() as session:
        found = session.exec(select(Member).where(Member.name == name)).one()
        session.expunge(found)
        return found


@pytest.mark.parametrize("section", PAGES)
def test_a_viewer_sees_every_section_and_no_button(viewer: Person, section: str) -> None:
    heard = viewer.get(f"/settings{section}")
    assert heard.status == 200 and 'method="post"' not in heard.text


def test_hours_are_set_where_one_looks_at_them(browser: Any, served_page: Page) -> None:
    page = browser("owner")
    page.goto("/settings")
    page.get_by_text("Change the hours").click()
    page.get_by_label("Days and hours").fill("Mon-Sat 7:00-16:00")
    page.get_by_role("button", name="Set the hours").click()
    page.get_by_text("You work Monday to Saturday").wait_for()
    assert settings_of(served_page)["hours"]["opens"] == "07:00"


def test_what_is_its_own_is_shown_said_and_taken_back(owner: Person, served_page: Page) -> None:
    assert "Nothing yet" in owner.get("/settings").text
    owner.call("add_own_detail", back="/settings", phone="512-555-0100")
    owner.call("add_own_detail", back="/settings", place="100 Depot St, Austin, TX")
    assert settings_of(served_page)["own_phones"] == ["+15125550100"]
    shown = owner.get("/settings").text
    assert "Phone: (512) 555-0100" in shown and "Address: 100 Depot St, Austin, TX" in shown
    owner.call("drop_own_detail", back="/settings", phone="+15125550100")
    assert settings_of(served_page)["own_phones"] == []


def test_only_an_owner_says_what_is_its_own(page_on_each: Page) -> None:
    page_on_each.as_("staff").call("add_own_detail", back="/settings", phone="512-555-0100")
    assert settings_of(page_on_each)["own_phones"] == []


def test_hours_that_cannot_be_read_change_nothing_and_say_what_would_be_right(
    browser: Any, served_page: Page
) -> None:
    page = browser("owner", scripts=False)
    page.goto("/settings")
    before = settings_of(served_page)
    page.get_by_text("Change the hours").click()
    page.get_by_label("Days and hours").fill("whenever")
    page.get_by_role("button", name="Set the hours").click()
    page.get_by_text("write it like Mon-Fri 8:00-17:00").wait_for()
    assert settings_of(served_page) == before


def test_somebody_new_is_added_and_comes_in_by_a_link_of_theirs(browser: Any, served_page: Page) -> None:
    page = browser("owner", size="desktop")
    page.goto("/settings/members")
    page.get_by_label("Their name").fill("Nina New")
    page.get_by_label("Role", exact=True).last.select_option("viewer")
    page.get_by_role("button", name="Add them").click()
    page.get_by_text("Nina New is a viewer now").wait_for()
    page.get_by_text("Change Nina New").click()
    page.get_by_role("button", name="Make a sign-in link for Nina New").click()
    address = page.locator(".notice code").inner_text()
    theirs = browser("nobody", size="desktop")
    theirs.goto(address)
    for label in ("password", "again"):
        theirs.locator(f"input[name={label}]").fill("four plain little words")
    theirs.locator("main form button").click()
    theirs.get_by_role("navigation", name="Pages").wait_for()
    theirs.goto("/more")
    assert "Nina New, viewer" in theirs.locator("main").inner_text()
    assert member(served_page, "Nina New").role == Role.VIEWER


def test_what_somebody_opens_stays_open_while_a_live_part_is_renewed(
    browser: Any, served_page: Page, owner: Person
) -> None:
    page = browser("owner", size="desktop")
    page.goto("/settings/members")
    asked: list[Any] = []
    page.route(
        "**/settings/members",
        lambda route: asked.append(route) if "deskhand-live" in route.request.headers else route.continue_(),
    )
    with page.expect_request(lambda request: "deskhand-live" in request.headers):
        assert owner.call("add_member", name="Nina New", role="viewer").status == 303
    page.get_by_text("Change Dana Staff").click()
    with page.expect_response(lambda answer: "deskhand-live" in answer.request.headers):
        asked.pop().continue_()
    page.wait_for_function("!document.querySelector('[data-live].htmx-request')")
    assert page.get_by_role("button", name="Make a sign-in link for Dana Staff").is_visible()


def test_a_role_holds_from_the_next_press_on(served_page: Page, owner: Person, staff: Person) -> None:
    assert staff.call("add_closing_day", date="2026-12-24").status == 303
    assert owner.call("change_member_role", member="Dana Staff", role="viewer").status == 303
    assert staff.call("add_closing_day", date="2026-12-25").status == 422
    assert [one["first"] for one in settings_of(served_page)["closing_days"]] == ["2026-12-24"]


@pytest.mark.parametrize("who", ["staff", "viewer"])
def test_nobody_but_an_owner_says_who_comes_in(served_page: Page, who: str) -> None:
    person = served_page.as_(who)
    victim = member(served_page, "Sam Rivera").member_id
    assert person.call("add_member", name="Eve", role="owner").status == 422
    assert person.call("change_member_role", member="Dana Staff", role="owner").status == 422
    assert person.call("grant_deciding", member="Dana Staff", kind="send_message").status == 422
    for way in ("link", "sign-out", "shut-out"):
        assert person.post(f"/settings/members/{victim}/{way}").status == 403
    assert served_page.as_("owner").get("/settings/members").status == 200
    with served_page.office.desk("cli").unit.reading() as session:
        assert len(session.exec(select(Member)).all()) == 3
        assert {str(one.role) for one in session.exec(select(Member).where(Member.name == "Dana Staff"))} == {
            "staff"
        }


def test_the_last_owner_stays_one(page_on_each: Page) -> None:
    owner = page_on_each.as_("owner")
    heard = owner.call("change_member_role", member="Sam Rivera", role="staff")
    assert heard.status == 422 and "somebody has to decide" in heard.text
    assert owner.call("add_member", name="sam  RIVERA", role="staff").status == 422
    assert member(page_on_each, "Sam Rivera").role == Role.OWNER


def test_somebody_signed_out_everywhere_has_to_sign_in_and_one_shut_out_cannot(
    served_page: Page, owner: Person, staff: Person
) -> None:
    their_id = staff.member.member_id if staff.member else ""
    elsewhere = signed_in(served_page.site, served_page.port, member(served_page, "Dana Staff"))
    assert (staff.get("/").status, elsewhere.get("/").status) == (200, 200)
    assert owner.post(f"/settings/members/{their_id}/sign-out").status == 303
    assert (staff.get("/").status, elsewhere.get("/").status) == (303, 303)

    link = owner.post(f"/settings/members/{their_id}/link").text.partition("/welcome/")[2].partition("<")[0]
    words = {"password": "four plain little words", "again": "four plain little words"}
    assert served_page.stranger.post(f"/welcome/{link}", words).status == 303
    come_in = {"name": "Dana Staff", "password": words["password"]}
    assert served_page.stranger.post("/sign-in", come_in).status == 303
    assert owner.post(f"/settings/members/{their_id}/shut-out").status == 303
    assert served_page.stranger.post("/sign-in", come_in).status == 403
    with served_page.office.desk("cli").unit.reading() as session:
        lines = list(session.exec(select(AuditRow.line)))
    assert "A one-time link for Dana Staff was made" in lines
    assert "Dana Staff's password for the page was taken away" in lines


def test_what_one_of_the_staff_may_decide_ends_with_the_role(served_page: Page, owner: Person) -> None:
    heard = owner.call("grant_deciding", back="/settings/members", member="Dana Staff", kind="send_message")
    card = owner.get(heard.headers["location"]).text
    number = heard.headers["location"].partition("/approvals/")[2].partition("?")[0]
    digest = card.partition('name="digest" value="')[2].partition('"')[0]
    owner.post(f"/approvals/{number}/decide", {"digest": digest, "answer": "yes"})
    assert "decides “send message”" in owner.get("/settings/members").text
    owner.call("change_member_role", member="Dana Staff", role="viewer")
    owner.call("change_member_role", member="Dana Staff", role="staff")
    with served_page.office.desk("cli").unit.reading() as session:
        assert [one.ended_at is None for one in session.exec(select(DecidingGrant))] == [False]


def test_auto_send_is_turned_on_by_a_card_and_off_by_a_button(browser: Any, served_page: Page) -> None:
    page = browser("owner")
    page.goto("/settings/sending")
    page.get_by_role("button", name="Turn it on… (inquiry)").click()
    page.get_by_role("button", name="Yes, do it").click()
    page.get_by_role("button", name="Turn it off (inquiry)").click()
    page.get_by_text("is off").first.wait_for()
    with served_page.office.desk("cli").unit.reading() as session:
        assert [(one.kind, one.stopped_at is not None) for one in session.exec(select(AutoSend))] == [
            ("inquiry", True)
        ]


def test_the_tone_of_drafts_is_an_owners_choice(served_page: Page, owner: Person, staff: Person) -> None:
    assert staff.call("set_tone", tone="formal").status == 422
    assert owner.call("set_tone", tone="plain", back="/settings/sending").status == 303
    assert tone_of(served_page.office.desk("cli")) == "plain"


def test_each_procedure_is_shown_as_it_is_written_with_its_check(owner: Person) -> None:
    listed = owner.get("/settings/procedures").text
    assert "Every procedure is right." in listed and "/settings/procedures/crm" in listed
    assert owner.get("/settings/procedures/none").status == 404
    assert "Checked: it is right." in owner.get("/settings/procedures/crm").text


def test_what_is_not_connected_says_how_to_connect_it(owner: Person) -> None:
    heard = owner.get("/settings/connections").text
    for command in ("deskhand connect gmail", "deskhand connect quickbooks", "deskhand connect model"):
        assert command in heard
