"""Flowed text (RFC 3676): lines that a mail program broke softly, joined again."""

_SIGNATURE_MARK = "-- "


def unflow(text: str, delete_space: bool) -> str:
    """Return the text with soft line ends undone; quoted lines are joined within their depth only.

    Args:
        text: the decoded part, lines ended by LF.
        delete_space: whether the space before a soft line end is no part of the text (DelSp=yes).
    """
    out: list[str] = []
    paragraph: list[str] = []
    depth = 0
    for line in text.split("\n"):
        content = line.lstrip(">")
        quoted = len(line) - len(content)
        content = content.removeprefix(" ")
        if paragraph and (quoted != depth or content == _SIGNATURE_MARK):
            out.append(_joined(paragraph, depth))
            paragraph = []
        depth = quoted
        soft = content.endswith(" ") and content != _SIGNATURE_MARK
        paragraph.append(content[:-1] if soft and delete_space else content)
        if not soft:
            out.append(_joined(paragraph, depth))
            paragraph = []
    if paragraph:
        out.append(_joined(paragraph, depth))
    return "\n".join(out)


def _joined(paragraph: list[str], depth: int) -> str:
    return (">" * depth + " " if depth else "") + "".join(paragraph)
