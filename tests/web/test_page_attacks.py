"""Attacks on the page: requests made in ways that no browser makes them, and by those who may not."""

import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from sqlmodel import select
from web.browsing import Page, Person, page_of
from web.lived_in import live_in

from entrypoints.bootstrap import Office
from entrypoints.web import guard, pages, timeouts
from entrypoints.web.access.tokens import form_token
from entrypoints.web.application import make_site
from entrypoints.web.routes import find_pages
from entrypoints.web.serving import Listening, _server
from schemas.effects import Call
from schemas.enums import ApprovalStatus
from schemas.records import Approval, AuditRow, Turn

OWN_WAYS = ("/sign-in", "/sign-out", "/sign-out-everywhere", "/welcome/{token}")


def changes(page: Page) -> int:
    with page.office.desk("cli").unit.reading() as session:
        return len(session.exec(select(AuditRow.audit_id)).all())


def raw(port: int, text: str) -> bytes:
    """Return the answer to a request as it is written here."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as one:
        one.sendall(text.encode("latin-1"))
        one.settimeout(30)
        return one.recv(65536)


def asking(person: Person, *more: str, method: str = "GET", path: str = "/") -> str:
    lines = [
        f"{method} {path} HTTP/1.1",
        *more,
        f"Cookie: {person.cookie}={person.token}",
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""])


@pytest.fixture
def lived_in(sqlite_office: Office, tmp_path: Any) -> Iterator[Page]:
    with page_of(sqlite_office) as page:
        live_in(page, tmp_path)
        yield page


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_no_form_of_any_page_does_anything_for_who_may_only_look(lived_in: Page, who: str) -> None:
    person = lived_in.stranger if who == "stranger" else lived_in.as_("viewer")
    before = changes(lived_in)
    with lived_in.office.desk("cli").unit.reading() as session:
        card = session.exec(select(Approval).where(Approval.status == ApprovalStatus.PENDING)).first()
        assert card is not None
        session.expunge(card)
    posted = [one.route.path for one in find_pages(pages) if one.route.method == "POST"]
    fields = {
        "tool": "add_contact", "arguments": '{"first_name": "Eve", "phone": "512-555-0199"}', "digest": card.digest,
        "answer": "yes", "outcome": "done", "text": "add a new customer, Eve Evil, 512-555-0199", "turn": "t",
        "first_name": "Eve", "title": "Eve", "kind": "jobs", "job": "x", "to": "won", "a.text": "Hi",
    }  # fmt: skip
    for path in set(posted) - set(OWN_WAYS):
        known = path.replace("{number}", str(card.number))
        for member in (lived_in.office.owner.member_id,):
            known = (
                known.replace("{member_id}", member)
                .replace("{contact_id}", member)
                .replace("{lead_id}", member)
            )
        for given in (fields, {name: fields[name] for name in ("text",)}, {}):
            assert person.post(known, given).status in {204, 303, 403, 404, 409, 422}, known
    assert changes(lived_in) == before
    assert lived_in.as_("owner").get(f"/approvals/{card.number}").text.count("Yes, do it") == 1


def test_a_grant_that_is_taken_back_counts_no_more_on_a_page_that_is_open(served_page: Page) -> None:
    page, staff, owner = served_page, served_page.as_("staff"), served_page.as_("owner")
    gate, desk = page.office.gate, page.office.desk("cli")
    gate.submit(desk, Call(tool="add_contact", arguments={"first_name": "Ana", "email": "ana@example.com"}))
    granted = gate.submit(
        desk, Call(tool="grant_deciding", arguments={"member": "Dana Staff", "kind": "send_message"})
    )
    assert granted.card is not None
    gate.decide(desk, granted.card.approval, granted.card.digest, "yes")
    asked = gate.submit(
        desk, Call(tool="send_message", arguments={"to": "Ana", "subject": "Hi", "text": "Hi"})
    )
    assert asked.card is not None
    address = f"/approvals/{asked.card.approval}"
    assert "Yes, do it" in staff.get(address).text
    assert owner.call("end_deciding_grant", member="Dana Staff", kind="send_message").status == 303
    heard = staff.post(f"{address}/decide", {"digest": asked.card.digest, "answer": "yes"})
    assert heard.status == 409
    assert "Only an owner" in heard.text
    assert "Yes, do it" in owner.get(address).text


def test_a_host_is_a_name_and_a_port_and_nothing_else(owner: Person) -> None:
    """Check the host because the one-time link for a member is made of it."""
    port = owner.port
    for host in (
        f"127.0.0.1:{port}@evil.example.com", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:999999", "[::1]evil",
        "localhost.", f"evil.example.com#127.0.0.1:{port}", "127.0.0.1/..",
    ):  # fmt: skip
        answer = raw(port, asking(owner, f"Host: {host}"))
        assert b" 200 " not in answer.partition(b"\r\n")[0], host


def test_a_length_that_is_none_is_refused_before_anything_is_read(owner: Person) -> None:
    host = f"Host: 127.0.0.1:{owner.port}"
    for length in ("-1", "9" * 400, "1e3", "0x10", "²"):
        posted = asking(
            owner, host, f"Origin: {owner.address}", f"Content-Length: {length}", method="POST", path="/call"
        )
        assert raw(owner.port, posted).partition(b"\r\n")[0].split()[1] in {b"400", b"413"}


def test_a_body_in_pieces_is_counted_too(owner: Person) -> None:
    head = asking(
        owner, f"Host: 127.0.0.1:{owner.port}", f"Origin: {owner.address}", "Transfer-Encoding: chunked",
        "Content-Type: application/x-www-form-urlencoded", method="POST", path="/call",
    )  # fmt: skip
    piece = b"40000\r\n" + b"a=b&" * 0x10000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", owner.port), timeout=30) as one:
        one.sendall(head.encode())
        try:
            for _ in range(12):
                one.sendall(piece)
        except OSError:
            pass
        assert one.recv(100).split()[1] in {b"400", b"413"}


def test_a_form_that_never_ends_is_waited_for_and_no_longer(
    owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "SECONDS_TO_ARRIVE", 0.2)
    host, origin = f"Host: 127.0.0.1:{owner.port}", f"Origin: {owner.address}"
    kind = "Content-Type: application/x-www-form-urlencoded"
    posted = asking(owner, host, origin, kind, "Content-Length: 100", method="POST", path="/call")
    assert raw(owner.port, f"{posted}csrf=").startswith(b"HTTP/1.1 408")


def test_connections_that_ask_nothing_are_closed(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeouts, "SECONDS_TO_ASK", 0.3)
    site, ready = make_site(sqlite_office), threading.Event()
    server = _server(site, Listening("127.0.0.1", 0), ready.set)
    server.config.timeout_keep_alive = 1
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert ready.wait(30)
        port = server.servers[0].sockets[0].getsockname()[1]
        whole = f"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        for begun in ("", "GET / HTTP/1.1\r\nHost: ", f"{whole}\r\n{whole}"):
            with socket.create_connection(("127.0.0.1", port), timeout=30) as one:
                one.sendall(begun.encode())
                heard = b""
                while part := one.recv(65536):
                    heard += part
                assert (b"200 OK" in heard) == begun.startswith("GET /sign-in")
        assert Person(port).get("/sign-in").status == 200
    finally:
        site.live.stop()
        server.should_exit = True
        thread.join(30)


def test_signs_that_no_text_holds_break_no_form(page_on_each: Page) -> None:
    owner = page_on_each.as_("owner")
    for path, fields in (
        ("/chat/say", {"text": "hi\0you", "conversation": "\0"}),
        ("/chat/say", {"text": "hi", "conversation": "x" * 5000}),
        ("/chat/stop", {"turn": "\0"}),
        ("/call", {"tool": "\0", "a.x\0": "\0"}),
        ("/call", {"tool": "add_contact", "a.first_name": "\0", "back": "/\0"}),
        ("/call", {"tool": "add_contact", "a.first_name": "\ud800x".encode("utf-8", "replace").decode()}),
        ("/sign-in", {"name": "\0", "password": "\0", "kept": "\0"}),
        ("/approvals/1/decide", {"digest": "\0", "answer": "\0"}),
        ("/leads/new", {"title": "\0", "contact": "\0" * 36}),
        ("/people/new", {"first_name": "\0", "email": "\0"}),
    ):
        assert owner.post(path, fields).status < 500, (path, fields)
    for path in ("/welcome/%00", f"/people/{quote(chr(0))}/merge/%00", "/live?seen=%00x"):
        if not path.startswith("/live"):
            assert owner.get(path).status in {403, 404, 422}, path


def test_where_a_form_stood_is_a_page_or_nothing(owner: Person) -> None:
    """Check it because a stream never ends, and a table may be as large as the records."""
    for at in (
        "/live",
        "/%6cive",
        "/live?x=1",
        "/audit/export.csv",
        "/static/htmx.min.js",
        "/sign-out",
        "/\r\nX: y",
        "/" * 9,
    ):
        fields = {"tool": "set_reminder", "arguments": "{}", "a.text": "kept", "form_at": at}
        heard = owner.post("/call", fields)
        assert heard.status == 422
        assert "kept" in heard.text


def test_where_one_goes_on_may_have_any_letters(owner: Person) -> None:
    back = "/leads?q=Żółw\u202e…"
    heard = owner.post(
        "/call", {"tool": "list_notices", "back": back}, HX_Request="true", HX_Current_URL=f"{owner.address}/"
    )
    assert heard.status in {200, 303}
    assert heard.headers.get("hx-redirect", heard.headers.get("location", "")).isascii()


def test_one_message_sent_many_times_holds_no_more_than_a_few_threads(
    served_page: Page, owner: Person
) -> None:
    began, go_on, heard = threading.Event(), threading.Event(), []
    turns = served_page.site.turns
    turn = turns.orchestrator.turn

    def held(*given: Any) -> Any:
        began.set()
        assert go_on.wait(60)
        return turn(*given)

    turns.orchestrator.turn = held  # type: ignore[method-assign]
    taps = [
        threading.Thread(target=lambda: heard.append(owner.post("/chat/say", {"text": "hi"})))
        for _ in range(40)
    ]
    for one in taps:
        one.start()
    assert began.wait(30)
    assert owner.get("/more").status == 200
    go_on.set()
    for one in taps:
        one.join(60)
    assert {one.status for one in heard} == {303, 422}
    with served_page.office.desk("cli").unit.reading() as session:
        assert [one.said for one in session.exec(select(Turn))] == ["hi"]


def test_a_session_is_made_anew_at_every_sign_in(served_page: Page, owner: Person) -> None:
    """Check that a cookie that somebody was given beforehand stays nobody's."""
    planted = Person(owner.port, None, "planted", owner.cookie)
    heard = planted.get("/sign-in")
    assert "set-cookie" not in heard.headers
    fields = {"name": "Sam Rivera", "password": "wrong", "csrf": form_token("planted", "salt")}
    assert "set-cookie" not in planted.post("/sign-in", fields).headers
    assert planted.get("/").status == 303
