"""Tabs of the one Chromium of a run. They are kept from test to test, with nothing in them: a new one takes longer than most."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from web.browsing import PHONE, Page

EMPTIED = "() => { sessionStorage.clear(); localStorage.clear() }"


@dataclass
class Tab:
    """One tab, which holds for one test what a browser of its own would.

    Args:
        opened: Playwright's page.
        wrong: what no page may do, and the page in it did: a script's error, a broken policy, a request to elsewhere.
    """

    opened: Any
    wrong: list[str] = field(default_factory=list)

    def watch(self, port: int) -> None:
        """Note what is wrong on a page of a port from now on."""

        def heard(said: Any) -> None:
            if "Content Security Policy" in said.text:
                self.wrong.append(said.text)

        def asked(request: Any) -> None:
            if f"//127.0.0.1:{port}/" not in request.url:
                self.wrong.append(f"asked outside: {request.url}")

        self.opened.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.opened.on("console", heard)
        self.opened.on("request", asked)

    def emptied(self) -> None:
        """Leave nothing of a test in it."""
        self.opened.unroute_all()
        self.opened.evaluate(EMPTIED)
        self.opened.context.clear_cookies()
        self.opened.goto("about:blank")
        self.wrong.clear()


@dataclass
class Tabs:
    """The tabs of a browser by what they look like and which port they are for.

    Args:
        chromium: the browser.
    """

    chromium: Any
    kept: dict[tuple[Any, ...], list[Tab]] = field(default_factory=dict)

    def new(self, port: int, viewport: Any, scripts: bool, scheme: str) -> Tab:
        # Nothing fades in: what is read at once is what a person reads.
        context = self.chromium.new_context(
            reduced_motion="reduce",
            viewport=viewport,
            has_touch=viewport == PHONE,
            java_script_enabled=scripts,
            color_scheme=scheme,
            base_url=f"http://127.0.0.1:{port}",
        )
        tab = Tab(context.new_page())
        tab.opened.set_default_timeout(30_000)
        tab.watch(port)
        return tab


@contextmanager
def open_browser(
    tabs: Tabs,
    page: Page,
    *,
    who: str = "owner",
    viewport: Any = PHONE,
    scripts: bool = True,
    scheme: str = "light",
) -> Iterator[Any]:
    """Open a browser at a page as somebody, with nothing of any other.

    A request that leaves the page's own host, a script's error or a broken policy fails the test at its end.
    """
    looks = (page.port, viewport["width"], scripts, scheme)
    kept = tabs.kept.setdefault(looks, [])
    tab = kept.pop() if kept else tabs.new(page.port, viewport, scripts, scheme)
    person = page.people.get(who)
    if person is not None:
        tab.opened.context.add_cookies(
            [{"name": person.cookie, "value": person.token, "url": person.address}]
        )
    try:
        yield tab.opened
        assert tab.wrong == [], tab.wrong
        tab.emptied()
    except BaseException:
        tab.opened.context.close()
        raise
    kept.append(tab)
