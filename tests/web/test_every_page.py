"""Every page at once: reachable, for everybody's eyes and hands (WCAG 2.2 AA as axe-core checks it), by keyboard alone."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from web.browsing import DESKTOP, PHONE, Page, page_of
from web.lived_in import further, live_in
from web.tabs import Tabs, open_browser
from web.walking import Walk, one_of_each, readable_routes, walk

from entrypoints.bootstrap import Office

AXE = Path(__file__).parent / "axe" / "axe.min.js"
AXE_PUBLISHED = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
"""SHA-256 of axe.min.js in the package axe-core 4.14.1."""
OWN = ("/more", "/chat")
"""The pages where a viewer has forms too: to sign out, and to ask."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHECK = """async (rules) => {
  const found = await axe.run(document, {resultTypes: ["violations"], runOnly: {type: rules.kind, values: rules.values}});
  return found.violations.filter(one => ["serious", "critical"].includes(one.impact))
    .map(one => `${one.id}: ${one.nodes
      .slice(0, 3).map(node => node.target.join(" ") + " " + node.html.slice(0, 160)).join(" | ")}`);
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "main button, main a.button, main select, main input, main summary, .sides a")]
  .filter(one => one.offsetParent !== null && !one.matches("[type=checkbox], [type=radio], [type=hidden], .skip"))
  .map(one => [one.getBoundingClientRect(), one]).filter(([box]) => box.height > 0 && box.height < 43.5)
  .map(([box, one]) => `${Math.round(box.height)} px: ${one.outerHTML.slice(0, 120)}`)"""
TOO_BROAD = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? []
  : [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .slice(-2).map(one => "broader than the screen: " + one.outerHTML.slice(0, 160))"""
REACHED_BY_TAB = """() => {
  const pressed = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const can = [...document.querySelectorAll(pressed)]
    .filter(one => one.offsetParent !== null && !one.disabled && one.tabIndex < 0);
  return can.map(one => one.outerHTML.slice(0, 120));
}"""


@pytest.fixture(scope="module")
def lived_in(one_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Serve the page of a business in which everything is there once."""
    with page_of(one_office) as page:
        live_in(page, tmp_path_factory.mktemp("mail"))
        yield page


@pytest.fixture(scope="module")
def walked(lived_in: Page) -> Walk:
    """Walk through it as the owner."""
    return walk(lived_in.as_("owner"), further(lived_in))


def test_every_page_is_reached_and_answers(walked: Walk) -> None:
    assert {address: number for address, number in walked.statuses.items() if number != 200} == {}
    assert {one.route.path for one in readable_routes()} - set(walked.routes) == set()


def test_a_viewer_is_led_to_every_page_and_to_no_form_that_changes_something(lived_in: Page) -> None:
    met = walk(lived_in.as_("viewer"), [])
    assert {address: number for address, number in met.statuses.items() if number != 200} == {}
    assert {"/", "/pipeline", "/people", "/leads", "/reports", "/mail", "/settings", "/audit"} <= set(
        met.pages
    )
    with_forms = {address for address, text in met.pages.items() if 'method="post"' in text}
    assert {address for address in with_forms if not address.startswith(OWN)} == set()


def test_axe_is_as_it_was_published() -> None:
    assert sha256(AXE.read_bytes()).hexdigest() == AXE_PUBLISHED
    assert "Mozilla Public License" in (AXE.parent / "LICENSE").read_text(encoding="utf-8")


def findings(page: Any, rules: dict[str, Any]) -> list[str]:
    """Return the serious or critical findings of axe in the page that is open."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(CHECK, rules)
    return found


def looked_at(
    tabs: Tabs, page: Page, addresses: list[str], look: dict[str, Any], checks: list[str]
) -> dict[str, Any]:
    """Address → what is wrong with it, for those with which something is."""
    wrong: dict[str, Any] = {}
    with open_browser(tabs, page, **look) as opened:
        for address in addresses:
            opened.goto(address)
            rules = {"kind": "tag", "values": RULES} if "everything" in checks else None
            rules = {"kind": "rule", "values": ["color-contrast"]} if "colours" in checks else rules
            found = findings(opened, rules) if rules else []
            if "hands" in checks:
                found += opened.evaluate(SMALL_TARGETS) + opened.evaluate(REACHED_BY_TAB)
                found += opened.evaluate(TOO_BROAD)
            if found:
                wrong[address] = found
    return wrong


def test_the_owners_pages_have_no_serious_finding_on_a_phone(
    chromium_running: Tabs, lived_in: Page, walked: Walk
) -> None:
    """Check every third kind of page; all of them with `make long`."""
    look = {"who": "owner", "viewport": PHONE, "scheme": "light"}
    addresses = one_of_each(walked)[::3]
    assert looked_at(chromium_running, lived_in, addresses, look, ["everything", "hands"]) == {}


def test_dark_colours_hold_on_a_desktop(chromium_running: Tabs, lived_in: Page, walked: Walk) -> None:
    """Check every fourth kind of page, since all share one sheet of colours; all of them with `make long`."""
    look = {"who": "owner", "viewport": DESKTOP, "scheme": "dark"}
    assert looked_at(chromium_running, lived_in, one_of_each(walked)[::4], look, ["colours"]) == {}


@pytest.mark.long
@pytest.mark.parametrize("who", ["owner", "viewer"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_finding_in_any_look(
    chromium_running: Tabs, lived_in: Page, walked: Walk, who: str, viewport: dict[str, int], scheme: str
) -> None:
    look = {"who": who, "viewport": viewport, "scheme": scheme}
    assert looked_at(chromium_running, lived_in, list(walked.pages), look, ["everything", "hands"]) == {}


def test_a_card_is_decided_by_keyboard_alone(chromium_running: Tabs, lived_in: Page) -> None:
    with open_browser(chromium_running, lived_in, who="owner", viewport=DESKTOP) as page:
        page.goto("/approvals")
        before = page.locator("article.card").count()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.value") == "cancel":
                break
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        page.locator("#told .notice").wait_for()
        page.goto("/approvals")
        assert page.locator("article.card").count() == before - 1
