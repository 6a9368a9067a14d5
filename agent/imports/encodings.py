"""In which encoding a file of text is written: by its mark, else by what its bytes can be."""

import codecs
from pathlib import Path

CHUNK = 1 << 20
LOOKED_AT = 4096
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encoding_of(path: Path) -> str:
    """Return the name of the encoding: UTF-8 or UTF-16 where the bytes are that, else Windows' western one.

    Of the bytes that cp1252 leaves open, Latin-1 is told; every byte has a meaning there, so nothing is lost.

    Raises:
        OSError: it can't be read.
    """
    with path.open("rb") as stream:
        head = stream.read(LOOKED_AT)
        for mark, name in MARKS:
            if head.startswith(mark):
                return name
        if wide := _utf16_without_mark(head):
            return wide
        stream.seek(0)
        if _decodes(stream, "utf-8"):
            return "utf-8"
        stream.seek(0)
        return "cp1252" if _decodes(stream, "cp1252") else "latin-1"


def _utf16_without_mark(head: bytes) -> str:
    """Return the byte order of UTF-16 without its mark, told by the zero in every other byte of plain letters."""
    if len(head) < 4:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.6 and odd < half * 0.1 else ""


def _decodes(stream: "codecs._ReadableStream", name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        while chunk := stream.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
