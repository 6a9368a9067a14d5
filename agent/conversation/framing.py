"""The frame that sets off what the desk itself says beside a language model's words: a rule, and a column at every line.

No text can hold it: a line that begins like the column, or like a card, is put in quotation marks where it is shown.
"""

import re

COLUMN = "┃ "
HEAD, FOOT = "┏━━ ", "┗━━"
LIKE_A_COLUMN = "[|¦‖∣∥│┃ǀ｜❘❙❚⎸⎹⏐\u2500-\u259f\u2190-\u21ff\u2b00-\u2bff]"
BEGINS_LIKE_IT = re.compile(rf"\s*{LIKE_A_COLUMN}")
BEGINS_LIKE_A_CARD = re.compile(r"\s*[#＃♯]\s*\d")
LINE_BREAKS = str.maketrans(dict.fromkeys("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", "\n"))
"""Characters that a terminal or a page may take for the end of a line."""
MAY_BEGIN_LIKE_A_CARD = re.compile(r"\s*(?:[#＃♯]\s*)?")


def framed(head: str, text: str) -> str:
    """Return a text of the desk's own with a rule above and below it and a column before each line."""
    return "\n".join([f"{HEAD}{head}", *(f"{COLUMN}{line}".rstrip() for line in text.splitlines()), FOOT])


def quoted(text: str) -> str:
    """Return somebody else's text with the lines in quotation marks that begin like the frame or a card."""
    quoter = Quoter()
    return quoter.hear(text) + quoter.end()


class Quoter:
    """Quotes a text that comes piece by piece: what may begin like the frame or a card is held until that is known."""

    def __init__(self) -> None:
        self._begun = ""
        self._is_inside = False
        self._is_quoted = False

    def hear(self, piece: str) -> str:
        """Return what can be shown by now."""
        lines = piece.replace("\r\n", "\n").translate(LINE_BREAKS).split("\n")
        shown = [self._go_on(lines[0])]
        for line in lines[1:]:
            shown.append(f"{self.end()}\n")
            shown.append(self._go_on(line))
        return "".join(shown)

    def end(self) -> str:
        """Return what is still held, and close the line."""
        shown = self._begin(self._begun) if not self._is_inside else ""
        closing = "”" if self._is_quoted else ""
        self._begun, self._is_inside, self._is_quoted = "", False, False
        return f"{shown}{closing}"

    def _go_on(self, part: str) -> str:
        if self._is_inside:
            return part
        self._begun += part
        return "" if MAY_BEGIN_LIKE_A_CARD.fullmatch(self._begun) else self._begin(self._begun)

    def _begin(self, begun: str) -> str:
        self._is_inside = True
        self._is_quoted = bool(BEGINS_LIKE_IT.match(begun) or BEGINS_LIKE_A_CARD.match(begun))
        return f"“{begun}" if self._is_quoted else begun
