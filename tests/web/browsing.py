"""A running page and the people at it: real HTTP over loopback, and the machine's own Chromium."""

import asyncio
import json
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlencode

from peer_programs import missing

from entrypoints.bootstrap import Office
from entrypoints.web.access import sessions
from entrypoints.web.access.tokens import form_token
from entrypoints.web.application import make_app, make_site
from entrypoints.web.endpoints import cookie_name
from entrypoints.web.site import Site
from schemas.enums import Role
from schemas.records import Member

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
FREE: list[socket.socket] = []
"""The ports of loopback on which no page is served at the moment: a browser's tab is kept for each."""
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def served(site: Site) -> Iterator[int]:
    """Serve the site's page on a port of loopback, in a thread."""
    import uvicorn

    config = uvicorn.Config(make_app(site), log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    ready = threading.Event()
    ending: list[Callable[[], object]] = []

    async def until_it_ends() -> None:
        """Wait to be told; the server's own way looks ten times a second, which each test would wait for at its end."""
        ended = asyncio.Event()
        ending.append(partial(asyncio.get_running_loop().call_soon_threadsafe, ended.set))
        await server.on_tick(0)
        ready.set()
        await ended.wait()

    server.main_loop = until_it_ends  # type: ignore[method-assign]
    listening = FREE.pop() if FREE else socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listening.dup()],))
    thread.start()
    assert ready.wait(30), "the page did not start"
    try:
        yield listening.getsockname()[1]
    finally:
        site.live.stop()
        ending[0]()
        thread.join(30)
        FREE.append(listening)


@dataclass
class Heard:
    """An answer over HTTP."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Person:
    """Somebody at the page: by plain HTTP, and with what a browser needs to be them.

    Args:
        port: of the page.
        member: who they are; None for a stranger.
        token: of their session.
        cookie: its name.
    """

    port: int
    member: Member | None = None
    token: str = ""
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> Heard:
        return self._asked("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> Heard:
        """Post a form as a browser does: with its origin and the session's CSRF token."""
        csrf = {"csrf": form_token(self.token, "salt")} if self.token else {}
        body = urlencode({**csrf, **(fields or {})})
        given = {"Origin": self.address, "Content-Type": "application/x-www-form-urlencoded", **headers}
        return self._asked("POST", path, body, given)

    def call(self, tool: str, back: str = "/", **arguments: Any) -> Heard:
        """Press a button that calls a tool."""
        fields = {"tool": tool, "arguments": json.dumps(arguments), "back": back}
        return self.post("/call", fields)

    def _asked(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Heard:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        signed = {"Cookie": f"{self.cookie}={self.token}"} if self.token else {}
        named = {name.replace("_", "-"): value for name, value in headers.items() if value}
        try:
            connection.request(method, path, body, {**signed, **self.headers, **named})
            answer: HTTPResponse = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            return Heard(answer.status, {k.lower(): v for k, v in answer.getheaders()}, text)
        finally:
            connection.close()


@dataclass
class Page:
    """A served page of one office, and its people."""

    office: Office
    site: Site
    port: int
    people: dict[str, Person]

    def as_(self, who: str) -> Person:
        return self.people[who]

    @property
    def stranger(self) -> Person:
        return Person(self.port)


@contextmanager
def page_of(office: Office) -> Iterator[Page]:
    """Serve the page of an office, with an owner, somebody of the staff and a viewer who are signed in."""
    site = make_site(office)
    with served(site) as port:
        people = {
            role.value: signed_in(site, port, member)
            for role, member in {
                Role.OWNER: office.owner,
                Role.STAFF: add_member(office, "Dana Staff", Role.STAFF),
                Role.VIEWER: add_member(office, "Vic Viewer", Role.VIEWER),
            }.items()
        }
        yield Page(office, site, port, people)


def add_member(office: Office, name: str, role: Role) -> Member:
    """Add somebody else who uses the business's Deskhand."""
    desk = office.desk("cli")
    member = Member(
        business_id=desk.business_id,
        member_id=desk.new_id(),
        name=name,
        role=role,
        created_at=desk.now(),
    )
    with desk.unit.writing() as session:
        session.add(member)
    return member


def signed_in(site: Site, port: int, member: Member) -> Person:
    """Begin a session of a member, without their password."""
    desk, token = site.at_the_door(), site.new_token()
    with desk.unit.writing():
        sessions.begin(desk, member, token, "a test", "127.0.0.1")
    return Person(port, member, token, cookie_name(site))


def chromium() -> str:
    """Return the path of the machine's Chromium; skip without one, and fail where one must be there."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        missing("no browser (apt install chromium)")
    return found
