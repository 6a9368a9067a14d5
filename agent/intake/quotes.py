"""A person's new words in a mail, apart from quoted history, signature and footers; one pass over the lines."""

from dataclasses import dataclass

from agent.intake.header_block import read_header_lines
from agent.intake.ours import Ours

_ATTRIBUTION_ENDS = (
    "wrote:", "writes:", "schrieb:", "geschrieben:", "escribió:", "escribio:", "a écrit :", "a écrit:",
    "ha scritto:", "escreveu:", "schreef:", "skrev:", "napisał(a):", "napisał:", "napisała:", "pisze:",
    "napsal(a):", "написал:",
)  # fmt: skip
_ATTRIBUTION_STARTS = (
    "on ", "am ", "el ", "le ", "il ", "em ", "op ", "den ", "w dniu ", "dnia ", "at ", "il giorno ",
    "dne ", "vào ", "mon,", "tue,", "wed,", "thu,", "fri,", "sat,", "sun,", "pon.,", "wt.,", "śr.,",
    "czw.,", "pt.,", "sob.,", "niedz.,",
)  # fmt: skip
_ATTRIBUTION_VERBS = (
    " schrieb ",
    " wrote ",
    " escribió ",
    " a écrit ",
    " napisał ",
    " scrisse ",
    " schreef ",
)
_SEPARATOR_WORDS = (
    "original message", "ursprüngliche nachricht", "originalnachricht", "mensaje original",
    "message d'origine", "message original", "messaggio originale", "mensagem original",
    "oorspronkelijk bericht", "wiadomość oryginalna", "original appointment", "reply message",
    "antwort nachricht",
)  # fmt: skip
_DEVICE_STARTS = (
    "sent from my", "sent from yahoo", "sent from mail for", "sent from outlook", "sent from the ",
    "sent via ", "sent with ", "get outlook for", "von meinem ", "gesendet von ", "gesendet mit ",
    "enviado desde mi", "enviado de mi", "enviado do meu", "obtener outlook", "envoyé de mon",
    "envoyé depuis", "inviato da ", "verzonden vanaf", "verstuurd vanaf", "wysłane z ", "wysłano z ",
    "skickat från", "sendt fra", "sent by my", "sent on the go", "sent from gmail", "sent from proton",
    "sent from samsung", "please excuse typos", "excuse typos", "pardon typos",
)  # fmt: skip
_FOOTER_MARKS = (
    "confidentiality notice", "this e-mail and any", "this email and any", "this message and any",
    "this communication is confidential", "intended only for the", "sole use of the intended",
    "solely for the use of", "intended recipient", "if you received it in error",
    "received this in error", "received this e-mail in error", "received this email in error",
    "received this message in error", "privileged information", "diese e-mail enthält vertrauliche",
    "este mensaje es confidencial", "este correo electrónico y", "aviso legal",
    "aviso de confidencialidad", "ce message est confidentiel", "ce message et",
    "ta wiadomość jest przeznaczona", "think before you print", "consider the environment",
    "before printing this", "scanned for viruses", "virus-free", "avast.com", "unsubscribe",
    "manage your preferences", "manage preferences", "notification preferences", "notification settings",
    "email preferences", "e-mail preferences", "view this email in your browser",
    "you are receiving this", "you receive this", "you received this email because",
    "this email was sent to", "this e-mail was sent from a contact form", "this e-mail was sent to",
    "this message was sent to", "was sent from a contact form", "manage submissions", "look like spam",
    "abmelden", "abbestellen", "darse de baja", "cancelar suscripción", "se désabonner",
)  # fmt: skip
_ATTRIBUTION_LINES = 3
_SIGNATURE_LINES = 25
_LINE_CAP = 400


@dataclass(frozen=True, slots=True)
class MailText:
    """A mail's text in four heaps, each in the order it stood in; what is fresh may be empty."""

    fresh: str
    signature: str
    history: str
    footer: str


def strip_quotes(text: str, ours: Ours | None = None) -> MailText:
    """Separate new text from quoted, signed or boilerplate text (RFC 3676 4.3), in linear time.

    Args:
        text: the mail's clean text; quoted lines begin with ">".
        ours: what our own mails are known by, however a mail program quotes them.
    """
    fresh, history = _part_history(text.split("\n"), ours or Ours())
    if ours is not None:
        fresh, history = _part_ours(fresh, history, ours)
    fresh, footer = _part_footers(fresh)
    fresh, signature = _part_signature(fresh)
    return MailText(*("\n".join(lines).strip() for lines in (fresh, signature, history, footer)))


def _part_history(lines: list[str], ours: Ours) -> tuple[list[str], list[str]]:
    fresh: list[str] = []
    history: list[str] = []
    index = 0
    while index < len(lines):
        line = lines[index].strip()
        if line.startswith(">"):
            history.append(lines[index])
            index += 1
            continue
        if _is_separator(line) or (
            line and (read_header_lines(lines, index) or ours.header_block(lines, index))
        ):
            while fresh and _is_rule(fresh[-1]):
                history.append(fresh.pop())
            return fresh, history + lines[index:]
        after = _attribution_end(lines, index) or ours.attribution_end(lines, index)
        if after:
            following = next((item for item in lines[after : after + 3] if item.strip()), "")
            if not following.lstrip().startswith(">"):
                return fresh, history + lines[index:]
            history.extend(lines[index:after])
            index = after
            continue
        fresh.append(lines[index])
        index += 1
    return fresh, history


def _part_ours(fresh: list[str], history: list[str], ours: Ours) -> tuple[list[str], list[str]]:
    """Separate our own signature and all below it; where nothing stands above it, what stands below is the
    answer.
    """
    start, end = ours.signature_at(fresh)
    if start > 0 and any(line.strip() for line in fresh[:start]):
        return fresh[:start], fresh[start:] + history
    if any(line.strip() for line in fresh):
        return fresh, history
    _, end = ours.signature_at(history)
    below = history[end:] if end > 0 else []
    if not any(line.strip() for line in below):
        return fresh, history
    answer, older = _part_history(below, ours)
    return answer, history[:end] + older


def _is_rule(line: str) -> bool:
    """Return whether a line only leads up to quoted headers: blank, drawn, or "----- Forwarded message -----"."""
    plain = line.strip()
    return not plain.strip("_-=*") or (
        plain.startswith("-----") and plain.endswith("---") and len(plain) < 80
    )


def _is_separator(line: str) -> bool:
    if len(line) > 80 or not line.startswith(("-", "_", "*", "=")):
        return False
    words = line.strip("-_*= \t").casefold()
    return words.startswith(_SEPARATOR_WORDS)


def _attribution_end(lines: list[str], index: int) -> int:
    """Return the index after an "On … wrote:" that begins here and may be wrapped over three lines; 0 if none
    does.
    """
    first = lines[index].strip().casefold()[:_LINE_CAP]
    if not first:
        return 0
    starts = first.startswith(_ATTRIBUTION_STARTS)
    joined = ""
    for step in range(min(_ATTRIBUTION_LINES, len(lines) - index)):
        piece = lines[index + step].strip()
        if not piece or len(piece) > _LINE_CAP:
            return 0
        joined = f"{joined} {piece.casefold()}".strip()
        if joined.endswith(_ATTRIBUTION_ENDS) and _has_digit(joined) and (starts or "@" in joined):
            return index + step + 1
        if (
            joined.endswith((">:", "):"))
            and any(verb in joined for verb in _ATTRIBUTION_VERBS)
            and _has_digit(joined)
        ):
            return index + step + 1
        if not starts:
            return 0
    return 0


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _part_footers(lines: list[str]) -> tuple[list[str], list[str]]:
    """Separate paragraphs that speak of confidentiality or of unsubscribing, wherever they stand."""
    kept: list[str] = []
    footer: list[str] = []
    for paragraph in paragraphs(lines):
        folded = " ".join(" ".join(paragraph).split()).casefold()
        if not any(mark in folded for mark in _FOOTER_MARKS):
            kept.extend(paragraph)
            continue
        index = next((at for at, line in enumerate(paragraph) if _mark_position(line) >= 0), 0)
        line = paragraph[index]
        sentence = max(line.rfind(stop, 0, max(0, _mark_position(line))) for stop in (". ", "! ", "? ")) + 1
        kept.extend([*paragraph[:index], line[:sentence]] if sentence else paragraph[:index])
        footer.extend([line[sentence:].strip(), *paragraph[index + 1 :]])
    return kept, footer


def _mark_position(line: str) -> int:
    folded = line.casefold()
    return min((at for at in (folded.find(mark) for mark in _FOOTER_MARKS) if at >= 0), default=-1)


def paragraphs(lines: list[str]) -> list[list[str]]:
    """Return the lines in groups, each ended by its blank lines, so that the groups joined are the lines again."""
    groups: list[list[str]] = []
    blank = True
    for line in lines:
        empty = not line.strip()
        if not groups or (blank and not empty):
            groups.append([])
        groups[-1].append(line)
        blank = empty
    return groups


def _part_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    device = [
        line for line in lines if line.strip().casefold().startswith(_DEVICE_STARTS) and len(line) < 120
    ]
    kept = [
        line for line in lines if not (line.strip().casefold().startswith(_DEVICE_STARTS) and len(line) < 120)
    ]
    for index, line in enumerate(kept):
        if line.rstrip() in ("--", "—", "-- ", "__", "___") and len(kept) - index <= _SIGNATURE_LINES:
            return kept[:index], kept[index + 1 :] + device
    groups = paragraphs(kept)
    for position in range(max(1, len(groups) - 3), len(groups)):
        if _is_signature_block(groups[position]) and all(_is_short(item) for item in groups[position + 1 :]):
            signature = [line for group in groups[position:] for line in group]
            return [line for group in groups[:position] for line in group], signature + device
    return kept, device


def _is_short(paragraph: list[str]) -> bool:
    filled = [line for line in paragraph if line.strip()]
    return len(filled) <= 8 and all(len(line.strip()) <= 70 for line in filled)


def _is_signature_block(paragraph: list[str]) -> bool:
    """Return whether a paragraph is a signature: a name, then a line with a phone or web address; no sentences."""
    filled = [line.strip() for line in paragraph if line.strip()]
    if len(filled) < 3 or not _is_short(paragraph):
        return False
    first = filled[0].rstrip(",").split("|")[0].split(",")[0].split()
    if (
        not 1 <= len(first) <= 4
        or not all(word[:1].isupper() for word in first)
        or filled[0].endswith((":", "?", "!"))
    ):
        return False
    if any(line.endswith(("?", "!")) for line in filled):
        return False
    return any(sum(map(str.isdigit, line)) >= 7 or "www." in line or "http" in line for line in filled[1:])
