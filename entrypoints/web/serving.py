"""Page and watch in one process: the page's server in the main thread, the rounds of the watch in another."""

import gc
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from socket import AF_INET, AF_INET6, IPPROTO_TCP, TCP_NODELAY, create_server, socket
from threading import Event, Thread
from types import FrameType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from entrypoints.bootstrap import Office
from entrypoints.web.access import links, passwords
from entrypoints.web.application import LOOPBACK, make_app, make_site
from entrypoints.web.site import Site
from entrypoints.web.timeouts import protocol_with_timeout
from schemas.errors import BadArguments, BadConfiguration

if TYPE_CHECKING:
    import uvicorn

SECONDS_BETWEEN_ROUNDS = 5.0
SECONDS_TO_END = 3
LOOPBACK_ADDRESSES = frozenset({"127.0.0.1", "::1", "localhost"})
THREADS = 12
"""The number of requests that are answered at once; the database's pool of connections holds 15."""


@dataclass(frozen=True)
class Listening:
    """The address of the page.

    Args:
        host: the machine's own address to listen at.
        port: there.
        public: the page's address behind a server that speaks https; empty where there is none.
    """

    host: str
    port: int
    public: str = ""

    @property
    def address(self) -> str:
        """Return the address to open."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public.rstrip("/") or f"http://{host}:{self.port}"

    @property
    def names(self) -> frozenset[str]:
        """Return the host names that the page answers to."""
        if self.public:
            return frozenset({(urlsplit(self.public).hostname or "").lower()})
        own = f"[{self.host}]" if ":" in self.host else self.host.lower()
        return LOOPBACK | {own}

    @property
    def beyond_this_machine(self) -> bool:
        return bool(self.public) or self.host not in LOOPBACK_ADDRESSES


def site_at(office: Office, listening: Listening) -> Site:
    """Return the site of an office, at an address.

    Raises:
        BadArguments: the public address is none of https.
        BadConfiguration: others could reach it before the owner has set a password.
    """
    if listening.public and not listening.public.startswith("https://"):
        raise BadArguments(
            f"{listening.public[:100]} is no https address. Whoever listens on the way would read everything; put a "
            "server that speaks https in front, and name its address. Nothing was started.",
            {"public": "must begin with https://"},
        )
    if listening.host in {"0.0.0.0", "::", ""} and not listening.public:  # noqa: S104 (it is refused)
        raise BadArguments(
            "Name the one address of this machine to listen at, such as --host 192.168.1.20, so that the page "
            "knows what it is called. Nothing was started.",
            {"host": "must be one address"},
        )
    site = make_site(office, hosts=listening.names, secure=bool(listening.public))
    if listening.beyond_this_machine and not owner_has_password(site):
        raise BadConfiguration(
            "Others could reach this page before its owner has a password. Start it on this machine first "
            "(deskhand serve), set the password, then listen further. Nothing was started."
        )
    return site


def owner_has_password(site: Site) -> bool:
    desk = site.at_the_door()
    with desk.unit.reading():
        return passwords.has_password(desk, site.office.owner.member_id)


def one_time_link(site: Site, member_id: str, address: str) -> str:
    """Return a new link that lets a member set a password; it is good for an hour, and once."""
    desk, token = site.at_the_door(), site.new_token()
    with desk.unit.writing():
        links.make_link(desk, member_id, token)
    return f"{address}/welcome/{token}"


def serve(
    site: Site, listening: Listening, say: Callable[[str], None], ready: Callable[[], None], *, watch: bool
) -> None:
    """Serve until Ctrl-C or SIGTERM; the round of the watch that is under way is finished.

    Args:
        site: whose page.
        listening: where.
        say: takes a line about what the watch did.
        ready: called once the page can be opened.
        watch: whether the watch runs beside; elsewhere `deskhand watch` does.

    Raises:
        BadConfiguration: something else listens there.
    """
    with _socket_at(listening) as taken:
        server = _server(site, listening, ready)
        with _signals_end_the_server(), _watching(site.office, say) if watch else _nothing():
            # What is loaded by now stays: a full collection would walk through all of it, in the middle of some page.
            gc.freeze()
            server.run(sockets=[taken])
            site.turns.end_all()


def _socket_at(listening: Listening) -> socket:
    """Return the socket to listen at.

    Raises:
        BadConfiguration: it can't be had; says why.
    """
    family = AF_INET6 if ":" in listening.host else AF_INET
    try:
        made = create_server((listening.host, listening.port), family=family)
        # What is accepted here inherits it; asyncio sets it only on sockets that it opened. Without it the end of each
        # answer waits 40 ms for the browser to acknowledge its beginning.
        made.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        return made
    except OSError as error:
        raise BadConfiguration(
            f"{listening.host}:{listening.port} can't be listened at ({error.strerror}). If another program does, "
            "choose another --port. Nothing was started."
        ) from error


def _server(site: Site, listening: Listening, ready: Callable[[], None]) -> "uvicorn.Server":
    import uvicorn

    class Server(uvicorn.Server):
        """Lets the open streams end as soon as it is told to stop."""

        async def startup(self, sockets: Any = None) -> None:
            from anyio.to_thread import current_default_thread_limiter

            current_default_thread_limiter().total_tokens = THREADS
            await super().startup(sockets)
            if self.started:
                ready()

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            site.live.stop()
            super().handle_exit(sig, frame)

    config = uvicorn.Config(
        make_app(site),
        host=listening.host,
        port=listening.port,
        http=protocol_with_timeout(),
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=bool(listening.public),
        forwarded_allow_ips="127.0.0.1",
        timeout_graceful_shutdown=SECONDS_TO_END,
        limit_concurrency=400,
    )
    return Server(config)


@contextmanager
def _signals_end_the_server() -> Iterator[None]:
    """Take the signals while the server runs: it raises them once more when it has ended, and there they are
    dropped.
    """
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(one, lambda _number, _frame: None) for one in signals]
    try:
        yield
    finally:
        for one, handler in zip(signals, before, strict=True):
            signal.signal(one, handler)


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@contextmanager
def _watching(office: Office, say: Callable[[str], None]) -> Iterator[None]:
    """Run the watch in a thread, with its own units of work; it ends after the round that it is in."""
    from entrypoints.clockwork import Clockwork
    from scheduler.watch import keep_ticking
    from schemas.identity import MachineClock

    watched, told = Clockwork(office, MachineClock()).watch(say), Event()
    thread = Thread(target=keep_ticking, args=(watched.tick, SECONDS_BETWEEN_ROUNDS, told.wait), name="watch")
    thread.start()
    try:
        yield
    finally:
        told.set()
        thread.join()
        watched.stop()
