"""HTML into the text that a person would see, in linear time.

`html.parser` rescans an unfinished construct from every "<", so it is fed only whole, short tags: text, comments,
declarations, scripts and overlong tags never reach it, and what it does not understand of one tag is dropped.
"""

import html as character_references
from collections.abc import Iterator
from html.parser import HTMLParser

from agent.intake.words import words

_TAG_CAP = 4_000
_SWALLOWED = words("script style title textarea xmp plaintext iframe noembed noframes template svg head")
_VOID = words("area base br col embed hr img input link meta source track wbr")
_BLOCKS = words(
    "p div h1 h2 h3 h4 h5 h6 ul ol li table tbody thead tr blockquote pre section article header footer "
    "dl dt dd form fieldset address center hr"
)
_APART = words("p h1 h2 h3 h4 h5 h6 ul ol table blockquote pre")
_HIDING = ("display:none", "visibility:hidden", "mso-hide:all")


def html_to_text(html: str) -> str:
    """Return the visible text: blocks on lines of their own, cells of a row parted by tabs, quotations marked "> ".

    Args:
        html: the decoded HTML, of any size and in any state.
    """
    reader = _VisibleText()
    for piece, is_tag in _pieces(html):
        if is_tag:
            reader.feed_tag(piece)
        else:
            reader.handle_data(_unescaped(piece))
    return reader.text()


def _unescaped(text: str) -> str:
    try:
        return character_references.unescape(text)
    except ValueError:  # a numeric reference of thousands of digits
        return text


def _pieces(html: str) -> Iterator[tuple[str, bool]]:
    """Yield whole tags (marked True) and runs of text between them; no construct is searched for twice in vain."""
    lowered = html.lower() if len(html.lower()) == len(html) else html
    position = 0
    size = len(html)
    exhausted: set[str] = set()

    def end_of(mark: str, start: int) -> int:
        if mark in exhausted:
            return -1
        found = lowered.find(mark, start)
        if found < 0:
            exhausted.add(mark)
            return -1
        return found + len(mark)

    while position < size:
        opening = html.find("<", position)
        if opening < 0:
            yield html[position:], False
            return
        if opening > position:
            yield html[position:opening], False
        following = html[opening + 1 : opening + 2]
        if html.startswith("<!--", opening):
            position = end_of("-->", opening + 4)
        elif following in ("!", "?"):
            position = end_of(">", opening)
        elif following.isalpha() or following == "/":
            closing = _tag_end(html, opening)
            name = _tag_name(lowered, opening, closing)
            if following != "/" and name in _SWALLOWED:
                found = end_of(f"</{name}", closing)
                position = closing if found < 0 else _tag_end(html, found - 1)
            else:
                if closing - opening <= _TAG_CAP and html[closing - 1] == ">":
                    yield html[opening:closing], True
                position = closing
        else:
            yield "&lt;", False
            position = opening + 1
        if position < 0:
            position = opening + 1


def _tag_end(html: str, opening: int) -> int:
    """Return the place just after the ">" that closes the tag, quotes respected within the cap; else where it
    is given up.
    """
    quote = ""
    last = min(len(html), opening + _TAG_CAP)
    for index in range(opening + 1, last):
        character = html[index]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'" and html[index - 1] in "= ":
            quote = character
        elif character == ">":
            return index + 1
    plain = html.find(">", opening, last)
    return plain + 1 if plain >= 0 else last


def _tag_name(lowered: str, opening: int, closing: int) -> str:
    head = lowered[opening + 1 : min(closing, opening + 30)].lstrip("/")
    for index, character in enumerate(head):
        if not (character.isalnum() or character in "-:"):
            return head[:index]
    return head


class _VisibleText(HTMLParser):
    """Collects text; a wanted break is written only before the next text, so breaks never pile up."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._break = 0  # how many line ends are wanted before the next text
        self._space = False
        self._quoted = self._quoted_before = 0
        self._row_has_text = self._cell_is_new = self._cell_break = False
        self._hidden_tag = ""
        self._hidden_depth = 0
        self._preformatted = 0

    def feed_tag(self, tag: str) -> None:
        """Take one whole tag."""
        self.feed(tag)
        self.rawdata = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden_tag:
            self._hidden_depth += tag == self._hidden_tag
            return
        style = next((value or "" for name, value in attrs if name == "style"), "")
        if tag not in _VOID and any(mark in style.replace(" ", "").lower() for mark in _HIDING):
            self._hidden_tag, self._hidden_depth = tag, 1
            return
        if tag == "br":
            self._break = min(self._break + 1, 2)
        elif tag in ("td", "th"):
            self._cell_is_new = True
            if self._row_has_text:
                self._cell_break, self._break = True, 0
        elif tag in _BLOCKS and not (self._cell_is_new and tag not in ("tr", "table")):
            self._want_break(tag)
        if tag == "tr":
            self._row_has_text = self._cell_break = False
            self._break = max(self._break, 1)
        elif tag == "blockquote":
            self._quoted = min(self._quoted + 1, 5)
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "li" and not self._cell_is_new:
            self._emit("- ")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden_tag:
            self._hidden_depth -= tag == self._hidden_tag
            if self._hidden_depth <= 0:
                self._hidden_tag = ""
            return
        if tag in _BLOCKS:
            self._want_break(tag)
        if tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)
        elif tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)
        elif tag in ("td", "th"):
            self._cell_is_new = False

    def handle_data(self, data: str) -> None:
        if self._hidden_tag:
            return
        if self._preformatted:
            for index, line in enumerate(data.split("\n")):
                self._break = max(self._break, 1) if index else self._break
                self._emit(line)
            return
        words = " ".join(data.split())
        if not words:
            self._space = True
            return
        self._space = self._space or data[0].isspace()
        self._emit(words)
        self._space = data[-1].isspace()

    def text(self) -> str:
        """Return the collected text."""
        return "".join(self._out).strip("\n")

    def _want_break(self, tag: str) -> None:
        self._break = max(self._break, 2 if tag in _APART else 1)

    def _emit(self, text: str) -> None:
        if not text:
            return
        marks = ">" * self._quoted + " " if self._quoted else ""
        if self._cell_break:
            self._out.append("\t")
        elif self._break:
            between = marks.rstrip() if self._quoted == self._quoted_before else ""
            self._out.append(f"\n{between}" * (self._break - 1) + f"\n{marks}")
        elif self._space and self._out:
            self._out.append(" ")
        elif not self._out:
            self._out.append(marks)
        self._out.append(text)
        self._break, self._space, self._cell_break = 0, False, False
        self._row_has_text, self._cell_is_new = True, False
        self._quoted_before = self._quoted
