"""Puts what was typed back into a form of a page of ours, and says beside it why it could not be taken.

The page is drawn anew by its own template, which knows nothing of this; so it holds for every form of every page. Only what
a person fills in is set: a hidden field is the page's own and stays as it was drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from itertools import accumulate

NOT_COMPARED = frozenset({"csrf", "back", "form_at"})
"""Hidden fields that do not say which form it is."""
NOT_FILLED = frozenset({"hidden", "password", "submit", "button", "image", "file", "reset"})
CHECKED = frozenset({"checkbox", "radio"})

Fields = Mapping[str, Sequence[str]]
"""Name of a field → what was sent for it."""


@dataclass(frozen=True)
class Tag:
    """One tag as it stands in a page.

    Args:
        name: of the element; with a slash before it where it ends.
        attributes: with their values.
        start, end: where it stands.
    """

    name: str
    attributes: dict[str, str]
    start: int
    end: int


@dataclass
class _Tags(HTMLParser):
    """Every tag of a page, with its place."""

    html: str
    found: list[Tag] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines = [0, *accumulate(len(line) + 1 for line in self.html.split("\n"))]
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text = self.get_starttag_text() or ""
        self._add(tag, {name: value or "" for name, value in attrs}, len(text))

    def handle_endtag(self, tag: str) -> None:
        self._add(f"/{tag}", {}, self.html.index(">", self._place()) + 1 - self._place())

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _add(self, name: str, attributes: dict[str, str], length: int) -> None:
        self.found.append(Tag(name, attributes, self._place(), self._place() + length))


def filled_form(
    html: str, action: str, sent: Fields, beside: str, wrong: Mapping[str, str], at: str
) -> str | None:
    """Return the page with its form filled in again; None where it holds no such form with something to fill in.

    Args:
        html: the page, drawn by our own templates.
        action: where the form goes.
        sent: all of its fields, hidden ones too: they tell the forms of a page apart.
        beside: HTML of ours that says why; it stands at the form's end, where its button was pressed.
        wrong: name of a field → what is wrong with it.
        at: the page's address, which the form then carries itself.
    """
    tags = _Tags(html).found
    first = next((i for i in _forms(tags, action) if _is_the_one(_inside(tags, i), sent)), None)
    if first is None:
        return None
    inside = _inside(tags, first)
    end = tags[first + len(inside) + 1]
    own = {**tags[first].attributes, "data-again": ""}
    changes = [(tags[first].start, tags[first].end, _written("form", own))]
    changes += [(one.start, one.end, _written("details", {**one.attributes, "open": ""})) for one in
                _folded_around(tags, first)]  # fmt: skip
    changes += _filled(html, inside, sent, wrong)
    kept = _written("input", {"type": "hidden", "name": "form_at", "value": at})
    already = any(one.attributes.get("name") == "form_at" for one in inside)
    changes.append((end.start, end.start, beside + ("" if already else kept)))
    return _changed(html, changes)


def _forms(tags: list[Tag], action: str) -> list[int]:
    return [
        i
        for i, one in enumerate(tags)
        if one.name == "form"
        and one.attributes.get("method") == "post"
        and one.attributes.get("action") == action
    ]


def _inside(tags: list[Tag], first: int) -> list[Tag]:
    """Return the tags of a form; forms do not stand in each other."""
    last = next((i for i in range(first, len(tags)) if tags[i].name == "/form"), len(tags) - 1)
    return tags[first + 1 : last]


def _is_the_one(inside: list[Tag], sent: Fields) -> bool:
    """Return whether a form's own hidden fields are those that were sent, and there is something to fill in."""
    hidden = [one.attributes for one in inside if one.attributes.get("type") == "hidden"]
    same = all(
        one.get("value", "") in sent.get(one["name"], ("",))
        for one in hidden
        if one.get("name") and one["name"] not in NOT_COMPARED
    )
    return same and any(_is_filled(one) for one in inside)


def _is_filled(one: Tag) -> bool:
    """Return whether a person fills the field in."""
    if one.name == "input":
        return one.attributes.get("type", "text") not in NOT_FILLED and "name" in one.attributes
    return one.name in {"textarea", "select"} and "name" in one.attributes


def _folded_around(tags: list[Tag], first: int) -> list[Tag]:
    """Return the folded parts of the page that hold the form."""
    around: list[Tag] = []
    for one in tags[:first]:
        if one.name == "details":
            around.append(one)
        elif one.name == "/details" and around:
            around.pop()
    return [one for one in around if "open" not in one.attributes]


def _filled(
    html: str, inside: list[Tag], sent: Fields, wrong: Mapping[str, str]
) -> list[tuple[int, int, str]]:
    changes: list[tuple[int, int, str]] = []
    chosen: Sequence[str] | None = None
    for place, one in enumerate(inside):
        name, attributes = one.attributes.get("name", ""), dict(one.attributes)
        given = sent.get(name)
        if one.name in {"select", "/select"}:
            chosen = given if one.name == "select" else None
        if one.name == "option" and chosen is not None:
            attributes.pop("selected", None)
            if attributes.get("value", "") in chosen:
                attributes["selected"] = ""
            changes.append((one.start, one.end, _written("option", attributes)))
        if not _is_filled(one):
            continue
        kind = attributes.get("type", "text")
        if kind in CHECKED:
            attributes.pop("checked", None)
            if attributes.get("value", "on") in (given or ()):
                attributes["checked"] = ""
        elif one.name == "input" and given is not None:
            attributes["value"] = given[0]
        elif one.name == "textarea" and given is not None:
            end = next(later for later in inside[place:] if later.name == "/textarea")
            changes.append((one.end, end.start, f"\n{escape(given[0])}"))
        said = ""
        if name in wrong and kind not in CHECKED:
            told = f"wrong-{name.replace('.', '-')}"
            said = f'<strong class="wrong" id="{escape(told)}">{escape(wrong[name])}</strong>'
            attributes["aria-invalid"] = "true"
            attributes["aria-describedby"] = f"{attributes.get('aria-describedby', '')} {told}".strip()
        changes.append((one.start, one.end, said + _written(one.name, attributes)))
    return changes


def _written(name: str, attributes: Mapping[str, str]) -> str:
    return f"<{name}{''.join(_attribute(*one) for one in attributes.items())}>"


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"'


def _changed(html: str, changes: list[tuple[int, int, str]]) -> str:
    written, at = [], 0
    for start, end, text in sorted(changes, key=lambda one: (one[0], one[1])):
        written += [html[at:start], text]
        at = end
    return "".join([*written, html[at:]])
