"""The header lines that mail programs write above a quoted or forwarded mail ("From: … Sent: … To: …")."""

from dataclasses import dataclass

_KINDS: dict[str, frozenset[str]] = {
    "sender": frozenset(("from", "von", "de", "da", "od", "van", "från", "fra", "remitente", "expéditeur")),
    "date": frozenset(
        (
            "sent", "date", "gesendet", "datum", "enviado", "fecha", "envoyé", "inviato", "data", "wysłano",
            "verzonden", "skickat", "sendt", "enviado el", "enviado em", "date d'envoi",
        )
    ),
    "to": frozenset(("to", "an", "para", "à", "a", "do", "aan", "till", "til", "destinatario", "pour")),
    "cc": frozenset(("cc", "kopie", "copie", "dw", "kopia", "con copia")),
    "subject": frozenset(
        ("subject", "betreff", "asunto", "objet", "oggetto", "temat", "onderwerp", "ämne", "emne", "assunto")
    ),
    "reply_to": frozenset(("reply-to", "antwort an", "responder a", "répondre à")),
}  # fmt: skip
_KIND_OF = {label: kind for kind, labels in _KINDS.items() for label in labels}
_LINES_CAP = 12


@dataclass(frozen=True, slots=True)
class HeaderLines:
    """A header block by kind (sender, date, to, cc, subject, reply_to), and the line after it."""

    values: dict[str, str]
    end: int


def read_header_lines(lines: list[str], start: int) -> HeaderLines | None:
    """Return the header block that begins at `start`; None unless a sender and two further kinds are there.

    Args:
        lines: the text's lines, quotation marks already off.
        start: index of the line that may be the block's first.
    """
    values: dict[str, str] = {}
    last = ""
    index = start
    while index < min(len(lines), start + _LINES_CAP):
        line = lines[index].replace("*", "").strip()
        kind, value = _labelled(line)
        if kind and kind not in values:
            values[kind], last = value, kind
        elif line and last in ("to", "cc", "subject", "sender") and ("@" in line or not values[last]):
            values[last] = f"{values[last]} {line}".strip()
        else:
            break
        if index == start and kind != "sender":
            return None
        index += 1
    if "sender" in values and len(values) >= 3 and {"date", "subject"} & values.keys():
        return HeaderLines(values, index)
    return None


def _labelled(line: str) -> tuple[str, str]:
    label, colon, value = line[:500].partition(":")
    if not colon or len(label) > 20:
        return "", ""
    return _KIND_OF.get(label.strip().casefold(), ""), value.strip()
