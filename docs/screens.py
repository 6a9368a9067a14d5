"""The pictures of docs/screens/: each page of the demonstration's business, on a phone and on a desktop.

Needs Chromium on the machine. A picture is what a visitor sees first, not the whole length of a page. Run it again
after a page has changed, and look at each.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from entrypoints.bootstrap import Office, open_office
from entrypoints.demo.premises import NOW
from entrypoints.web.access import sessions
from entrypoints.web.application import make_app, make_site
from entrypoints.web.endpoints import cookie_name
from entrypoints.web.site import Site

SCREENS = Path(__file__).parent / "screens"
SIZES: dict[str, Any] = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
MOST_BYTES = 3_000_000
"""Of all pictures together."""
PAGES = {
    "today": "/",
    "chat": "/chat",
    "approvals": "/approvals",
    "pipeline": "/pipeline",
    "people": "/people",
    "person": "p.title a[href^='/people/']",
    "leads": "/leads",
    "reports": "/reports",
    "mail": "/mail",
    "settings": "/settings",
    "members": "/settings/members",
    "audit": "/audit",
}
"""Picture → address; or, for what a list leads to, the link to be followed from the page before."""


@contextmanager
def served(site: Site) -> Iterator[str]:
    """Serve the page, and yield its address."""
    import threading

    import uvicorn

    server = uvicorn.Server(uvicorn.Config(make_app(site), host="127.0.0.1", port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.05)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        site.live.stop()
        server.should_exit = True
        thread.join()


def sign_in(site: Site, office: Office) -> str:
    """Begin a session of the owner's; return its token."""
    desk, token = site.at_the_door(), site.new_token()
    with desk.unit.writing():
        sessions.begin(desk, office.owner, token, "a picture", "127.0.0.1")
    return token


def take(office: Office, folder: Path, wanted: list[str]) -> int:
    """Take the pictures; return their bytes together."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("There is no chromium on this machine: apt install chromium")
    site, total = make_site(office), 0
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for size, viewport in SIZES.items():
            context = browser.new_context(viewport=viewport, base_url=address, reduced_motion="reduce")
            context.add_cookies([{"name": cookie_name(site), "value": sign_in(site, office), "url": address}])
            page = context.new_page()
            page.set_default_timeout(60_000)
            for name in wanted:
                total += picture(page, name, folder / f"{name}-{size}.png")
            context.close()
        browser.close()
    return total


def picture(page: Any, name: str, path: Path) -> int:
    """Take one picture; return its bytes."""
    if PAGES[name].startswith("/"):
        page.goto(PAGES[name], wait_until="load")
    else:
        page.goto("/people", wait_until="load")
        page.locator(PAGES[name]).first.click()
        page.locator("h1").wait_for()
    page.screenshot(path=path)
    return path.stat().st_size


def demonstrate(home: Path) -> None:
    """Play the demonstration's morning into a home."""
    subprocess.run(
        [sys.executable, "-m", "entrypoints.cli.main", "--home", str(home), "demo", "--no-serve"],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, help="a home of the demonstration; else it is played anew")
    parser.add_argument("--out", type=Path, default=SCREENS)
    parser.add_argument("--only", nargs="*", choices=sorted(PAGES), default=list(PAGES))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or Path(folder) / "home"
        if given.home is None:
            demonstrate(home)
        office = open_office(home, NOW, {})
        total = take(office, given.out, given.only)
        office.close()
    print(f"{2 * len(given.only)} pictures, {total:,} bytes, in {given.out.name}")
    return 0 if total <= MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
