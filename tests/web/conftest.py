"""The page of Rivera Plumbing, served over loopback, and browsers at it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import other_programs
import pytest
from rivera import NOW
from web.browsing import BROWSER_ARGUMENTS, DESKTOP, PHONE, Page, Person, chromium, page_of
from web.tabs import Tabs, open_browser

from entrypoints.bootstrap import Office, open_office

Open = Callable[..., Any]


@pytest.fixture
def served_page(sqlite_office: Office) -> Iterator[Page]:
    """Serve the page of Rivera Plumbing on SQLite, with its owner, staff and viewer signed in."""
    with page_of(sqlite_office) as page:
        yield page


@pytest.fixture(scope="module")
def one_office(sqlite_founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Open Rivera Plumbing on SQLite, for all tests of a module that only look."""
    home = tmp_path_factory.mktemp("home")
    shutil.copy(sqlite_founded, home / "deskhand.db")
    environment = {"DESKHAND_HOME": str(home)}
    opened = open_office(now=NOW, environment=environment)
    yield opened
    opened.close()


@pytest.fixture
def page_on_each(office: Office) -> Iterator[Page]:
    """Serve as `served_page`, on each kind of database."""
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
def chromium_running() -> Iterator[Tabs]:
    """Run one Chromium for the whole run."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    with ExitStack() as opened:
        with other_programs.started_here():
            playwright = opened.enter_context(sync_playwright())
            browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield Tabs(browser)
        browser.close()


@pytest.fixture
def browser(chromium_running: Tabs, served_page: Page) -> Iterator[Open]:
    """Open a browser as somebody: `browser("owner")`, `browser("staff", size="desktop", scripts=False)`."""
    with ExitStack() as opened:

        def open_one(
            who: str = "owner", size: str = "phone", *, scripts: bool = True, scheme: str = "light"
        ) -> Any:
            viewport = PHONE if size == "phone" else DESKTOP
            return opened.enter_context(
                open_browser(
                    chromium_running, served_page, who=who, viewport=viewport, scripts=scripts, scheme=scheme
                )
            )

        yield open_one
