"""Signing in: the first password by a one-time link, sessions as rows, limits, and what every form must carry."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from web.browsing import Page, Person, add_member, served

from entrypoints.bootstrap import Office
from entrypoints.web.access import limits, sessions
from entrypoints.web.access.limits import MOST_PER_ACCOUNT, MOST_PER_ADDRESS
from entrypoints.web.application import make_site
from entrypoints.web.serving import Listening, one_time_link, site_at
from schemas.enums import Role
from schemas.errors import BadArguments, BadConfiguration, NotPermitted
from schemas.identity import FixedClock
from schemas.records import AuditRow, MemberPassword, OneTimeLink, SignInTry, WebSession

PASSWORD = "four words in a row"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def rows(office: Office, kind: type[Any]) -> list[Any]:
    desk = office.desk("cli")
    with desk.unit.reading() as session:
        found = list(session.exec(select(kind)))
        session.expunge_all()
        return found


def link_of(page: Page, who: str = "owner") -> str:
    member = page.as_(who).member
    assert member is not None
    return one_time_link(page.site, member.member_id, "")


def with_password(page: Page, who: str = "owner") -> None:
    link = link_of(page, who)
    assert page.stranger.post(link, {"password": PASSWORD, "again": PASSWORD}).status == 303


def sign_in(page: Page, name: str, password: str, **headers: str) -> Any:
    return page.stranger.post("/sign-in", {"name": name, "password": password}, **headers)


def cookie_in(heard: Any) -> str:
    return str(heard.headers.get("set-cookie", ""))


def as_signed_in(page: Page, heard: Any) -> Person:
    name, value = re.match(r"([^=]+)=([^;]+)", cookie_in(heard)).groups()  # type: ignore[union-attr]
    return Person(page.port, token=value, cookie=name)


def test_a_one_time_link_sets_a_password_once_and_signs_in(page_on_each: Page) -> None:
    page = page_on_each
    link = link_of(page)
    assert "Welcome, Sam Rivera" in page.stranger.get(link).text
    for wrong, said in (
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": PASSWORD, "again": "something else"}, "not the same"),
    ):
        heard = page.stranger.post(link, wrong)
        assert heard.status == 422
        assert said in heard.text
    heard = page.stranger.post(link, {"password": PASSWORD, "again": PASSWORD})
    assert heard.status == 303
    assert as_signed_in(page, heard).get("/").status == 200
    again = page.stranger.post(link, {"password": PASSWORD * 2, "again": PASSWORD * 2})
    assert again.status == 403
    assert "has been used" in again.text
    assert sign_in(page, " sam  RIVERA ", PASSWORD).status == 303


def test_a_link_is_good_for_an_hour_and_a_newer_one_ends_it(sqlite_office: Office) -> None:
    clock = FixedClock(NOON)
    site = make_site(sqlite_office, machine=clock)
    first = one_time_link(site, sqlite_office.owner.member_id, "")
    second = one_time_link(site, sqlite_office.owner.member_id, "")
    with served(site) as port:
        stranger = Person(port)
        assert stranger.get(first).status == 403
        assert stranger.get(second).status == 200
        clock.instant = NOON + timedelta(minutes=61)
        assert stranger.get(second).status == 403


def test_no_secret_is_kept_in_the_database(served_page: Page) -> None:
    link = link_of(served_page)
    heard = served_page.stranger.post(link, {"password": PASSWORD, "again": PASSWORD})
    session = as_signed_in(served_page, heard).token
    kept = repr(
        [
            one.model_dump()
            for kind in (MemberPassword, WebSession, OneTimeLink, SignInTry, AuditRow)
            for one in rows(served_page.office, kind)
        ]
    )
    assert "$argon2id$" in kept
    for secret in (PASSWORD, session, link.rpartition("/")[2]):
        assert secret not in kept


def test_the_cookie_can_be_read_by_no_script_and_goes_to_no_other_site(served_page: Page) -> None:
    with_password(served_page)
    cookie = cookie_in(sign_in(served_page, "Sam Rivera", PASSWORD)).lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie


def test_a_page_behind_https_has_cookies_of_its_host_that_go_by_https_only(sqlite_office: Office) -> None:
    site = make_site(sqlite_office, hosts=frozenset({"desk.example.com"}), secure=True)
    link = one_time_link(site, sqlite_office.owner.member_id, "")
    with served(site) as port:
        there = {"Host": "desk.example.com", "Origin": "https://desk.example.com"}
        heard = Person(port).post(link, {"password": PASSWORD, "again": PASSWORD}, **there)
        assert heard.status == 303
        assert cookie_in(heard).startswith("__Host-")
        assert "Secure" in cookie_in(heard)
        assert "max-age" in heard.headers["strict-transport-security"]
        assert Person(port).get("/sign-in").status == 421


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(served_page: Page) -> None:
    with_password(served_page)
    for name in ("Sam Rivera", "Nobody", "Dana Staff"):
        heard = sign_in(served_page, name, "not the password")
        assert heard.status == 403
        assert "don&#39;t belong together" in heard.text
        assert cookie_in(heard) == ""


def fail(page: Page, name: str, times: int, address: str = "127.0.0.1") -> None:
    """Begin attempts that were not right, without the tenth of a second that each password takes."""
    for _ in range(times):
        limits.begin_try(page.site.at_the_door(), name, address)


def test_tries_are_counted_for_a_name_and_the_right_password_waits_too(page_on_each: Page) -> None:
    with_password(page_on_each)
    fail(page_on_each, "SAM rivera", MOST_PER_ACCOUNT - 1, "192.0.2.1")
    assert sign_in(page_on_each, "Sam Rivera", "wrong").status == 403
    heard = sign_in(page_on_each, "sam rivera", PASSWORD)
    assert heard.status == 429
    assert "quarter of an hour" in heard.text
    assert len(rows(page_on_each.office, SignInTry)) == MOST_PER_ACCOUNT
    assert page_on_each.stranger.get(link_of(page_on_each)).status == 200


def test_tries_are_counted_for_an_address_and_in_all(served_page: Page) -> None:
    for number in range(MOST_PER_ADDRESS):
        fail(served_page, f"guess {number}", 1)
    assert sign_in(served_page, "another guess", "wrong").status == 429
    door = served_page.site.at_the_door()
    limits.begin_try(door, "another guess", "192.0.2.2")
    with pytest.raises(NotPermitted):
        for number in range(limits.MOST_IN_ALL):
            limits.begin_try(door, f"guess {number}", f"192.0.2.{number}")


def test_the_limit_ends_with_its_window(sqlite_office: Office) -> None:
    clock = FixedClock(NOON)
    site = make_site(sqlite_office, machine=clock)
    with served(site) as port:
        page = Page(sqlite_office, site, port, {"owner": Person(port, sqlite_office.owner)})
        with_password(page)
        fail(page, "Sam Rivera", MOST_PER_ACCOUNT)
        assert sign_in(page, "Sam Rivera", PASSWORD).status == 429
        clock.instant = NOON + timedelta(minutes=16)
        assert sign_in(page, "Sam Rivera", PASSWORD).status == 303


def test_a_session_ends_when_it_is_idle_or_old(sqlite_office: Office) -> None:
    clock = FixedClock(NOON)
    site = make_site(sqlite_office, machine=clock)
    with served(site) as port:
        page = Page(sqlite_office, site, port, {"owner": Person(port, sqlite_office.owner)})
        link = link_of(page)
        owner = as_signed_in(page, page.stranger.post(link, {"password": PASSWORD, "again": PASSWORD}))
        for _ in range(4):
            clock.instant += sessions.IDLE - timedelta(hours=1)
            assert owner.get("/more").status == 200
        clock.instant += timedelta(days=5)
        assert owner.get("/more").status == 303
        idle = as_signed_in(page, sign_in(page, "Sam Rivera", PASSWORD))
        clock.instant += sessions.IDLE + timedelta(minutes=1)
        assert idle.get("/more").status == 303


def test_signing_out_everywhere_ends_every_session_of_the_member_and_nobody_elses(page_on_each: Page) -> None:
    page = page_on_each
    with_password(page)
    phone, desktop = (as_signed_in(page, sign_in(page, "Sam Rivera", PASSWORD)) for _ in range(2))
    assert phone.post("/sign-out").status == 303
    assert phone.get("/").status == 303
    assert desktop.get("/").status == 200
    phone = as_signed_in(page, sign_in(page, "Sam Rivera", PASSWORD))
    assert desktop.post("/sign-out-everywhere").status == 303
    assert phone.get("/").status == 303
    assert desktop.get("/").status == 303
    assert page.as_("staff").get("/").status == 200


def test_a_new_password_ends_the_earlier_sessions(served_page: Page) -> None:
    with_password(served_page)
    before = as_signed_in(served_page, sign_in(served_page, "Sam Rivera", PASSWORD))
    link = link_of(served_page)
    served_page.stranger.post(link, {"password": "another four words", "again": "another four words"})
    assert before.get("/").status == 303
    assert sign_in(served_page, "Sam Rivera", PASSWORD).status == 403


def test_a_stranger_is_sent_to_the_way_in_and_back_to_where_they_wanted(served_page: Page) -> None:
    with_password(served_page)
    heard = served_page.stranger.get("/approvals/decided?before=7")
    assert heard.status == 303
    assert heard.headers["location"] == "/sign-in?back=%2Fapprovals%2Fdecided%3Fbefore%3D7"
    fields = {"name": "Sam Rivera", "password": PASSWORD, "back": "/approvals/decided?before=7"}
    assert served_page.stranger.post("/sign-in", fields).headers["location"] == "/approvals/decided?before=7"


ELSEWHERE = (
    "https://evil.example.com/",
    "//evil.example.com",
    "/\\evil.example.com",
    "javascript:alert(1)",
    "/\t/evil.example.com",
)


def test_no_address_of_another_site_is_gone_back_to(served_page: Page, staff: Person) -> None:
    with_password(served_page)
    fields = {"name": "Sam Rivera", "password": PASSWORD, "back": ELSEWHERE[0]}
    assert served_page.stranger.post("/sign-in", fields).headers["location"] == "/"
    for back in ELSEWHERE:
        assert staff.call("list_notices", back=back).headers["location"] == "/", back
    assert staff.call("list_notices", back="/approvals?x=1").headers["location"] == "/approvals?x=1"


def test_a_form_without_the_sessions_token_or_from_another_origin_changes_nothing(
    served_page: Page, owner: Person
) -> None:
    before = len(rows(served_page.office, AuditRow))
    fields = {"tool": "add_contact", "arguments": '{"first_name": "Eve"}'}
    forged = {
        "no token": owner.post("/call", {**fields, "csrf": ""}),
        "another's token": owner.post("/call", {**fields, "csrf": "0" * 64}),
        "another origin": owner.post("/call", fields, Origin="https://evil.example.com"),
        "a hidden origin": owner.post("/call", fields, Origin="null"),
        "another port": owner.post("/call", fields, Origin="http://127.0.0.1:1"),
        "no origin": Person(owner.port, owner.member, owner.token, owner.cookie).post(
            "/call", fields, Origin=""
        ),
    }
    assert {why: heard.status for why, heard in forged.items()} == dict.fromkeys(forged, 403)
    assert len(rows(served_page.office, AuditRow)) == before


def test_a_name_that_is_not_the_pages_own_is_refused(owner: Person) -> None:
    """Try DNS rebinding: another site's name that leads to this machine."""
    for name in ("evil.example.com", f"evil.example.com:{owner.port}", "127.0.0.1.evil.example.com", ""):
        assert owner.get("/", Host=name or " ").status in {400, 421}
    assert owner.get("/", Host=f"localhost:{owner.port}").status == 200


def test_every_answer_carries_the_policy_and_private_pages_are_not_kept(
    owner: Person, served_page: Page
) -> None:
    for heard in (
        owner.get("/"),
        owner.get("/nothing/here"),
        served_page.stranger.get("/sign-in"),
        owner.get("/x" * 9),
    ):
        policy = heard.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert heard.headers["x-content-type-options"] == "nosniff"
        assert heard.headers["referrer-policy"] == "same-origin"
        assert heard.headers["cache-control"] == "no-store"
    assert "immutable" in owner.get("/static/deskhand.css").headers["cache-control"]


def test_a_form_that_is_too_large_is_refused(owner: Person) -> None:
    heard = owner.post("/call", {"tool": "add_contact", "a.notes": "x" * 2_200_000})
    assert heard.status == 413
    assert "nothing was changed" in heard.text


def test_others_reach_the_page_only_once_its_owner_has_a_password(sqlite_office: Office) -> None:
    with pytest.raises(BadConfiguration, match="before its owner has a password"):
        site_at(sqlite_office, Listening("192.0.2.7", 8480))
    with pytest.raises(BadArguments, match="no https address"):
        site_at(sqlite_office, Listening("127.0.0.1", 8480, "http://desk.example.com"))
    with pytest.raises(BadArguments, match="one address"):
        site_at(sqlite_office, Listening("0.0.0.0", 8480))
    here = site_at(sqlite_office, Listening("127.0.0.1", 8480))
    with served(here) as port:
        page = Page(sqlite_office, here, port, {"owner": Person(port, sqlite_office.owner)})
        with_password(page)
    assert site_at(sqlite_office, Listening("192.0.2.7", 8480)).hosts >= {"192.0.2.7"}
    assert site_at(sqlite_office, Listening("127.0.0.1", 8480, "https://desk.example.com")).secure


def test_two_of_one_name_are_told_apart_by_nobody(served_page: Page) -> None:
    with_password(served_page)
    add_member(served_page.office, "sam rivera", Role.STAFF)
    assert sign_in(served_page, "Sam Rivera", PASSWORD).status == 403


def test_the_first_password_is_set_in_a_browser(browser: Any, served_page: Page, tmp_path: Path) -> None:
    page = browser("nobody")
    page.goto(link_of(served_page))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Set it and go on").click()
    page.get_by_role("heading", name="Wed, Nov 18").wait_for()
    page.goto("/more")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_label("Your name").fill("Sam Rivera")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Wed, Nov 18").wait_for()
