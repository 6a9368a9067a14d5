"""Sentences and clauses of a text, and the paragraphs that are addressed to a machine, not to the business."""

from agent.intake.extract.fields import SENTENCE_CAP

_STOPS = ".!?"
_SHORT = (
    "mr",
    "mrs",
    "ms",
    "dr",
    "st",
    "ave",
    "rd",
    "blvd",
    "no",
    "apt",
    "ste",
    "ext",
    "tel",
    "approx",
    "e.g",
    "i.e",
    "herr",
    "sra",
)
_TO_A_MACHINE = (
    "ignore previous instructions", "ignore all previous", "ignore your instructions", "ignore the above",
    "disregard previous", "disregard all", "disregard your", "previous instructions", "system prompt",
    "ai assistant", "ai agent", "language model", "llm", "chatgpt", "to the assistant",
    "note to assistant", "assistant:", "instructions to the bot", "[system]", "system:", "<system>",
    "override:", "you are now", "developer mode", "begin instructions", "new instructions",
    "ignoriere alle", "ignora las instrucciones", "prompt injection",
)  # fmt: skip


def without_machine_talk(text: str) -> str:
    """Return the text without the paragraphs that instruct a machine: nothing is extracted from those.

    Args:
        text: clean text.
    """
    kept = []
    for paragraph in text.split("\n\n"):
        folded = " ".join(paragraph.split()).casefold()
        if not any(mark in folded for mark in _TO_A_MACHINE):
            kept.append(paragraph)
    return "\n\n".join(kept)


def sentences(text: str) -> list[str]:
    """Return the text's sentences, each on one line; a sentence ends at a blank line, not at a single line end."""
    found: list[str] = []
    for paragraph in text.split("\n\n"):
        begin = 0
        flat = " ".join(paragraph.split())
        for index, character in enumerate(flat):
            if (
                character in _STOPS
                and flat[index + 1 : index + 2] in ("", " ")
                and not _is_short_form(flat, index)
            ):
                found.append(flat[begin : index + 1].strip())
                begin = index + 1
        if flat[begin:].strip():
            found.append(flat[begin:].strip())
    return found


def _is_short_form(text: str, stop: int) -> bool:
    if text[stop] != ".":
        return False
    word = text[max(0, stop - 12) : stop].rpartition(" ")[2].casefold().lstrip("(")
    return word in _SHORT or (len(word) == 1 and word.isalpha())


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence that holds the span, on one line and of bounded length."""
    low = max(0, start - SENTENCE_CAP)
    high = min(len(text), end + SENTENCE_CAP)
    before = text[low:start]
    cut = max(before.rfind(stop) for stop in (". ", "! ", "? ", "\n\n", ".\n", "!\n", "?\n"))
    begin = low + cut + 1 if cut >= 0 else low
    after = text[end:high]
    ends = [
        at for at in (after.find(stop) for stop in (". ", "! ", "? ", "\n\n", ".\n", "!\n", "?\n")) if at >= 0
    ]
    finish = end + min(ends) + 1 if ends else high
    return " ".join(text[begin:finish].split())[:SENTENCE_CAP]
