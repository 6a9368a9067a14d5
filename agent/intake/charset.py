"""Bytes of unknown making into clean text: declared charset, else UTF-8, else windows-1252."""

import codecs

# Legal codec names in Python that are no charset of a mail; punycode is also quadratic.
_NOT_A_CHARSET = frozenset(
    {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
_KEPT_CONTROLS = "\t\n"
_INVISIBLE = "\u200b\ufeff\u00ad\u034f\u2060\u180e"


def _cleaning_table() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys((*range(32), *range(127, 160)))
    for character in _KEPT_CONTROLS:
        del table[ord(character)]
    table.update(dict.fromkeys(map(ord, _INVISIBLE)))
    table.update({0xA0: " ", 0x202F: " ", 0x2007: " ", 0x2028: "\n", 0x2029: "\n", 0x85: "\n"})
    table.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))
    return table


_CLEANING = _cleaning_table()


def clean_text(text: str) -> str:
    """Return the text with line ends as LF; no NUL, control character, lone surrogate or invisible filler;
    plain spaces.

    Args:
        text: any string, lone surrogates included.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CLEANING)


def decode_bytes(data: bytes, declared: str = "") -> str:
    """Return the text that the bytes most likely mean, cleaned; never raises (any bytes at all).

    UTF-8 that decodes strictly beats a declared single-byte charset, since such text is never an accident.

    Args:
        data: the content after its transfer encoding is undone.
        declared: the charset parameter as the sender wrote it, possibly wrong, unknown or empty.
    """
    if not data:
        return ""
    codec = _codec_name(declared)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and len(data) % 2 == 0:
        codec = "utf-16"
    multibyte = codec.startswith(("utf-16", "utf-32", "utf-7", "iso2022", "hz"))
    for name in (codec, "utf-8") if multibyte else ("utf-8", codec):
        if name:
            try:
                return clean_text(data.decode(name))
            except (UnicodeError, LookupError, ValueError):
                continue
    return clean_text(data.decode("cp1252", errors="replace"))


def _codec_name(declared: str) -> str:
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    if name in _NOT_A_CHARSET or name in {"ascii", "iso8859-1"}:
        return ""
    return name
