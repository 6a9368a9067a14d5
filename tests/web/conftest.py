"""The page of Rivera Plumbing, served over loopback, and browsers at it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from web.browsing import BROWSER_ARGUMENTS, DESKTOP, PHONE, Page, Person, chromium, page_of

from entrypoints.bootstrap import Office

Open = Callable[..., Any]


@pytest.fixture
def served_page(sqlite_office: Office) -> Iterator[Page]:
    """The page of Rivera Plumbing on SQLite, with its owner, staff and viewer signed in."""
    with page_of(sqlite_office) as page:
        yield page


@pytest.fixture
def page_on_each(office: Office) -> Iterator[Page]:
    """As `served_page`, on each kind of database."""
    with page_of(office) as page:
        yield page


@pytest.fixture
def owner(served_page: Page) -> Person:
    return served_page.as_("owner")


@pytest.fixture
def staff(served_page: Page) -> Person:
    return served_page.as_("staff")


@pytest.fixture
def viewer(served_page: Page) -> Person:
    return served_page.as_("viewer")


@pytest.fixture(scope="session")
def chromium_running() -> Iterator[Any]:
    """One Chromium for the whole run; each test gets contexts of its own."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def browser(chromium_running: Any, served_page: Page) -> Iterator[Open]:
    """Opens a browser as somebody: `browser("owner")`, `browser("staff", size="desktop", scripts=False)`.

    A request that leaves the page's own host, a script's error or a broken policy fails the test at its end.
    """
    contexts, wrong = [], []

    def opened(
        who: str = "owner", size: str = "phone", *, scripts: bool = True, scheme: str = "light"
    ) -> Any:
        context = chromium_running.new_context(
            viewport=PHONE if size == "phone" else DESKTOP,
            has_touch=size == "phone",
            java_script_enabled=scripts,
            color_scheme=scheme,
            base_url=f"http://127.0.0.1:{served_page.port}",
        )
        contexts.append(context)
        person = served_page.people.get(who)
        if person is not None:
            context.add_cookies([{"name": person.cookie, "value": person.token, "url": person.address}])
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on(
            "console",
            lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None,
        )
        page.on(
            "request",
            lambda asked: (
                wrong.append(f"asked outside: {asked.url}")
                if f"//127.0.0.1:{served_page.port}/" not in asked.url
                else None
            ),
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
