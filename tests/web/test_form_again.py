"""Nothing typed is lost: a form that can't be taken stands there again, filled in, with the reason beside it."""

import re
from html import unescape
from typing import Any

from sqlmodel import select
from web.browsing import Page, Person
from web.records import Desk

from entrypoints.web.access import passwords, sessions
from entrypoints.web.form_fill import filled_form
from schemas.records import Interaction, Member

PASSWORD = "four words in a row"
LONG = 'He said: "<b>the valve</b> & the sink"\nand comes on Friday.'
"""Something that one would not type twice."""


def given_maria(page: Page) -> str:
    """Put a person on record; return their id."""
    desk = Desk(page)
    desk.person("Ana", "Lopez", phone="512-555-0143")
    return desk.person("Maria", "Lopez", phone="512-555-0142", email="maria@example.com")


def notes(page: Page) -> list[str]:
    with page.office.desk("cli").unit.reading() as session:
        return [one.body for one in session.exec(select(Interaction))]


def sign_out_elsewhere(page: Page, member: Member) -> None:
    door = page.site.at_the_door()
    with door.unit.writing():
        sessions.end_all(door, member)


def give_password(page: Page, member: Member) -> None:
    door = page.site.at_the_door()
    with door.unit.writing():
        passwords.keep_password(door, member, PASSWORD)


def remind(page: Any, text: str, date: str = "2020-01-02") -> Any:
    """Type into the form that reminds, on a page of a person's."""
    page.get_by_text("Remind me", exact=True).first.click()
    form = page.locator("form", has=page.locator("[name='a.date']")).filter(has_text="Of what")
    form.get_by_label("When").fill(date)
    form.get_by_label("Of what").fill(text)
    form.get_by_role("button", name="Remind me").click()
    return form


def refused_form(page: Any) -> Any:
    """Return the form that says why."""
    page.locator("form [role=alert]").wait_for()
    return page.locator("form", has=page.locator("[role=alert]"))


def test_a_refused_form_says_why_in_its_place_and_keeps_the_rest_of_the_page(
    browser: Any, served_page: Page
) -> None:
    person = given_maria(served_page)
    page = browser("owner")
    page.goto(f"/people/{person}")
    page.get_by_text("Log a call or a note").click()
    page.get_by_label("What was said").fill(LONG)
    remind(page, "look at the valve")
    form = refused_form(page)
    assert form.get_by_label("Of what").input_value() == "look at the valve"
    assert form.get_by_label("When").input_value() == "2020-01-02"
    assert form.get_by_label("When").get_attribute("aria-invalid") in {"true", None}
    assert page.get_by_label("What was said").input_value() == LONG
    assert page.url.endswith(f"/people/{person}")
    form.get_by_label("When").fill("2026-12-01")
    form.get_by_role("button", name="Remind me").click()
    page.locator("#told .notice").wait_for()
    assert page.get_by_label("What was said").input_value() == LONG
    assert page.locator("[name='a.text']").first.input_value() == ""


def test_a_refused_form_stands_in_its_page_without_scripts(browser: Any, served_page: Page) -> None:
    person = given_maria(served_page)
    page = browser("owner", scripts=False)
    page.goto(f"/people/{person}")
    remind(page, "look at the valve")
    form = refused_form(page)
    assert page.locator("h1").inner_text() == "Maria Lopez"
    assert form.get_by_label("Of what").input_value() == "look at the valve"
    form.get_by_role("button", name="Remind me").click()
    form = refused_form(page)
    assert form.get_by_label("Of what").input_value() == "look at the valve"
    form.get_by_label("When").fill("2026-12-01")
    form.get_by_role("button", name="Remind me").click()
    page.locator("#told .notice").wait_for()
    assert page.url.endswith(f"/people/{person}")


def test_a_name_that_fits_several_is_chosen_in_the_form(browser: Any, served_page: Page) -> None:
    given_maria(served_page)
    page = browser("owner")
    page.goto("/settings/sending")
    page.get_by_text("Leave somebody out").click()
    page.get_by_label("Who").fill("Lopez")
    page.get_by_role("button", name="Send them nothing").click()
    form = refused_form(page)
    assert form.get_by_label("Who").input_value() == "Lopez"
    form.get_by_role("button", name="Maria Lopez").click()
    page.locator("#told .notice").get_by_text("Maria Lopez").wait_for()


def signs_in_again(page: Any) -> None:
    page.get_by_text("What you typed is kept").wait_for()
    page.get_by_label("Your name").fill("Sam Rivera")
    page.get_by_label("Password").fill("wrong the first time")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("don't belong together").wait_for()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("This was not sent yet").wait_for()


def test_what_was_typed_is_there_after_signing_in_again(browser: Any, served_page: Page) -> None:
    person, owner = given_maria(served_page), served_page.office.owner
    give_password(served_page, owner)
    for scripts in (True, False):
        sign = served_page.as_("owner")
        page = browser("owner", scripts=scripts)
        page.goto(f"/people/{person}")
        page.get_by_text("Log a call or a note").click()
        page.get_by_label("How it went").select_option("spoke")
        page.get_by_label("What was said").fill(LONG)
        sign_out_elsewhere(served_page, owner)
        page.get_by_role("button", name="Log it").click()
        signs_in_again(page)
        assert page.get_by_label("What was said").input_value() == LONG
        assert page.get_by_label("How it went").input_value() == "spoke"
        before = len(notes(served_page))
        page.get_by_role("button", name="Log it").click()
        page.locator("#told .notice").wait_for()
        assert notes(served_page)[before:] == [LONG]
        sign.token = next(one["value"] for one in page.context.cookies() if one["name"] == sign.cookie)


def test_a_message_in_chat_waits_for_signing_in_again(browser: Any, served_page: Page) -> None:
    give_password(served_page, served_page.office.owner)
    page = browser("owner")
    page.goto("/chat")
    page.get_by_label("Say anything").fill(LONG)
    sign_out_elsewhere(served_page, served_page.office.owner)
    page.get_by_role("button", name="Send").click()
    signs_in_again(page)
    assert page.get_by_label("Say anything").input_value() == LONG


def test_what_somebody_else_typed_is_not_shown_to_who_signs_in(served_page: Page, staff: Person) -> None:
    assert staff.member is not None
    give_password(served_page, served_page.office.owner)
    sign_out_elsewhere(served_page, staff.member)
    heard = staff.call("log_interaction", about="x")
    assert (heard.status, heard.headers["location"]) == (303, "/sign-in")
    fields = {"tool": "log_interaction", "a.summary": LONG, "form_at": "/"}
    heard = staff.post("/call", fields)
    assert heard.status == 403
    kept = re.findall(r'name="kept" value="([^"]*)"', heard.text)
    signing = {"name": "Sam Rivera", "password": PASSWORD, "kept": unescape(kept[0])}
    heard = served_page.stranger.post("/sign-in", signing)
    assert (heard.status, heard.headers["location"]) == (303, "/")


def test_a_form_of_an_earlier_sign_in_can_be_sent_at_once(browser: Any, served_page: Page) -> None:
    person = given_maria(served_page)
    page = browser("owner")
    page.goto(f"/people/{person}/change")
    page.get_by_label("Address").fill("9 Oak St")
    page.evaluate("document.querySelectorAll('[name=csrf]').forEach(one => one.value = 'of yesterday')")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("That form is too old").wait_for()
    assert page.get_by_label("Address").input_value() == "9 Oak St"
    page.get_by_role("button", name="Save").click()
    page.locator("#told .notice").wait_for()
    page.get_by_text("9 Oak St").first.wait_for()


def test_a_page_that_has_no_such_form_any_more_still_shows_what_was_typed(owner: Person) -> None:
    fields = {"tool": "set_reminder", "arguments": '{"about": "nobody"}', "a.date": "soon", "a.text": LONG}
    for at in ("/", "/nowhere", "/live", "/call", "//evil.example.com/", "https://evil.example.com", "?"):
        heard = owner.post("/call", {**fields, "form_at": at})
        assert heard.status == 422, at
        assert "What you typed" in heard.text
        assert LONG in unescape(heard.text)


def test_only_what_a_person_fills_in_is_set() -> None:
    page = (
        '<form method="post" action="/a"><input type="hidden" name="id" value="2"><input name="x"></form>'
        '<details><form method="post" action="/a"><input type="hidden" name="id" value="1">'
        '<input type="hidden" name="csrf" value="new"><input type="password" name="p"><input name="x">'
        '<label><input type="checkbox" name="c" value="true" checked></label>'
        '<select name="s"><option value="1" selected>1</option><option value="2">2</option></select>'
        '<textarea name="t">\nold</textarea></form></details>'
    )
    sent = {
        "id": ["1"],
        "csrf": ["old"],
        "p": ["secret"],
        "x": ['"><script>'],
        "s": ["2"],
        "t": ["</textarea><b>"],
    }
    filled = filled_form(page, "/a", sent, "<p>why</p>", {"x": "is <wrong>"}, "/p?q=1")
    assert filled is not None
    untouched, _, ours = filled.partition("</form>")
    assert untouched == page.partition("</form>")[0]
    assert '<details open="">' in ours
    assert 'name="csrf" value="new"' in ours
    assert "secret" not in ours
    assert "<script>" not in ours and "<b>" not in ours and "<wrong>" not in ours
    assert 'value="&quot;&gt;&lt;script&gt;"' in ours
    assert "checked" not in ours
    assert '<option value="2" selected="">' in ours
    assert ">\n&lt;/textarea&gt;&lt;b&gt;</textarea>" in ours
    assert ours.index("<p>why</p>") < ours.index('name="form_at" value="/p?q=1"') < ours.index("</form>")
    assert filled_form(page, "/a", {**sent, "id": ["3"]}, "", {}, "/p") is None


def test_where_no_answer_comes_or_none_of_the_pages_own_it_is_said_and_nothing_goes(
    browser: Any, served_page: Page
) -> None:
    person = given_maria(served_page)
    page = browser("owner")
    page.goto(f"/people/{person}")
    page.route("**/call", lambda route: route.abort())
    remind(page, "look at the valve", "2026-12-01")
    page.locator("#told").get_by_text("No answer came").wait_for()
    assert page.locator("[name='a.text']").first.input_value() == "look at the valve"
    page.unroute("**/call")
    page.get_by_text("Log a call or a note").click()
    page.get_by_label("What was said").fill("x" * 2_200_000)
    page.get_by_role("button", name="Log it").click()
    page.locator("#told").get_by_text("more than a form may hold").wait_for()
    assert len(page.get_by_label("What was said").input_value()) == 2_200_000
    assert page.locator("[name='a.text']").first.input_value() == "look at the valve"


def test_an_answer_comes_although_its_form_has_left_the_page_meanwhile(
    browser: Any, served_page: Page
) -> None:
    person = given_maria(served_page)
    page = browser("owner")
    page.goto(f"/people/{person}")

    def after_the_form_went(route: Any) -> None:
        # As a live part of the page that is renewed while an answer is under way.
        page.evaluate("document.querySelector(\"[name='a.text']\").closest('form').remove()")
        route.continue_()

    page.route("**/call", after_the_form_went)
    remind(page, "look at the valve", "2026-12-01")
    page.locator("#told .notice").get_by_text("look at the valve").wait_for()
