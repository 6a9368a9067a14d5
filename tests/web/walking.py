"""Walks through every page by its links, as somebody would who presses everything that leads somewhere."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from web.browsing import Person

from entrypoints.web import pages
from entrypoints.web.routes import FoundPage, find_pages

STREAM = "/live"
"""The one address that never ends."""
MOST_OF_A_KIND = 3
MOST_VISITED = 150


class Links(HTMLParser):
    """The addresses that a page's links lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


@dataclass
class Walk:
    """The pages that a walk met.

    Args:
        pages: address → its text, of those that are HTML.
        statuses: address → number of the answer.
        routes: route → the addresses that it answered.
    """

    pages: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    routes: dict[str, list[str]] = field(default_factory=dict)


def readable_routes() -> list[FoundPage]:
    """Return every page that is only looked at, by somebody who is signed in."""
    found = find_pages(pages)
    return [
        one
        for one in found
        if one.route.method == "GET" and not one.route.public and one.route.path != STREAM
    ]


def walk(person: Person, starts: list[str], most: int = MOST_OF_A_KIND) -> Walk:
    """Visit what can be reached from some addresses, a few of each kind.

    Args:
        person: who walks.
        starts: where from, besides the first page and the page of all pages.
        most: how many addresses of one kind.
    """
    patterns = [(re.compile(_pattern(one.route.path)), one.route.path) for one in readable_routes()]
    met, counted = Walk(), Counter[str]()
    waiting = ["/", "/more", *starts]
    while waiting and len(met.statuses) < MOST_VISITED:
        address = waiting.pop(0)
        path = urlsplit(address).path
        route = next((name for pattern, name in patterns if pattern.fullmatch(path)), None)
        if address in met.statuses or route is None or counted[route] >= most:
            continue
        counted[route] += 1
        heard = person.get(address)
        met.statuses[address] = heard.status
        met.routes.setdefault(route, []).append(address)
        if heard.headers.get("content-type", "").startswith("text/html"):
            met.pages[address] = heard.text
            waiting += _links_of(person, address, heard.text)
    return met


def one_of_each(walked: Walk) -> list[str]:
    """Return an address of every kind of page that was met."""
    return [
        next(one for one in found if one in walked.pages)
        for found in walked.routes.values()
        if set(found) & set(walked.pages)
    ]


def _pattern(path: str) -> str:
    return "".join(
        "[^/]+" if part.startswith("{") else re.escape(part)
        for part in re.split(r"(\{[^}]+\})", path)
        if part
    )


def _links_of(person: Person, address: str, text: str) -> list[str]:
    parser = Links()
    parser.feed(text)
    found = [urljoin(person.address + address, link) for link in parser.found]
    return [
        f"{urlsplit(one).path}{'?' + urlsplit(one).query if urlsplit(one).query else ''}"
        for one in found
        if one.startswith(person.address + "/")
    ]
